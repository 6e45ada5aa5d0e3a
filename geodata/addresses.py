"""Which neighborhood does the city itself say that an address is in?

A table of the city's goes before its polygons, which may be coarser than its words. Two spellings of one address are the same
("100 North Palm Canyon Drive, Apt 4", "100 N PALM CANYON DR"); two addresses that differ by more are not guessed at. An address
that the table has for two neighborhoods is not used: `ambiguous` lists it.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analytics.errors import LayerError

# Suffixes and directions as USPS Publication 28 abbreviates them; first the abbreviation, then what stands for it.
_ABBREVIATIONS = """
N NORTH|S SOUTH|E EAST|W WEST|NE NORTHEAST|NW NORTHWEST|SE SOUTHEAST|SW SOUTHWEST
ALY ALLEY ALLY|AVE AVENUE AV AVEN AVENU AVN|BLVD BOULEVARD BOUL BOULV|BR BRANCH|BRG BRIDGE|BYP BYPASS|CIR CIRCLE CIRC CRCL
CLB CLUB|CMN COMMON|COR CORNER|CRES CRESCENT CRSENT|CRK CREEK|CT COURT CRT|CTR CENTER CENTRE CNTR|CV COVE|CYN CANYON CANYN CNYN
DR DRIVE DRV DRIV|ESTS ESTATES|EST ESTATE|EXPY EXPRESSWAY EXPR|EXT EXTENSION|FWY FREEWAY FRWY|GDN GARDEN|GDNS GARDENS|GLN GLEN
GRV GROVE|HBR HARBOR|HL HILL|HLS HILLS|HTS HEIGHTS HT|HWY HIGHWAY HIWAY HWAY|IS ISLAND|JCT JUNCTION|KNL KNOLL|LK LAKE|LN LANE
LNDG LANDING|MDW MEADOW|MDWS MEADOWS|MNR MANOR|MT MOUNT|MTN MOUNTAIN|PARK PRK|PKWY PARKWAY PKY PARKWY|PL PLACE|PLZ PLAZA
PT POINT|RD ROAD|RDG RIDGE|RTE ROUTE|SHR SHORE|SPG SPRING|SPGS SPRINGS|SQ SQUARE SQR|ST STREET STR STRT|STA STATION
TER TERRACE TERR
TPKE TURNPIKE|TRCE TRACE|TRL TRAIL|VIS VISTA VSTA|VLG VILLAGE|VLY VALLEY|VW VIEW|WAY WY|XING CROSSING
"""
_ABBREVIATION = {
    word: words[0]
    for words in (entry.split() for entry in re.split(r"[|\n]", _ABBREVIATIONS.strip()))
    for word in words
}
_UNITS = {
    "#", "APT", "APARTMENT", "BLDG", "BUILDING", "DEPT", "FL", "FLOOR", "LOT", "OFC", "PH", "RM", "ROOM", "SPC", "SPACE", "STE",
    "SUITE", "TRLR", "UNIT",
}  # fmt: skip
_BLOCK = re.compile(r"^(\d+) (?:BLOCK|BLK)(?: OF)? |^(\d+)XX ")
_NUMBER = re.compile(r"^(\d+)\S* (BLOCK )?(.+)")


@lru_cache(maxsize=500_000)
def normalize_address(address: str) -> str:
    """Give an address the one spelling that it is compared in.

    Case, punctuation, the spelling of suffixes and directions, units, and all that follows a comma do not count. The two ways to
    write a block, "100 BLOCK OF N PALM CANYON DR" and "1XX N Palm Canyon Dr", give "100 BLOCK N PALM CYN DR".
    """
    street = address.upper().partition(",")[0].replace(".", "").replace("'", "")
    words = re.sub(r"[^A-Z0-9#]+", " ", street.replace("#", " # ")).split()
    unit = next((place for place, word in enumerate(words) if place > 1 and word in _UNITS), None)
    plain = " ".join(_ABBREVIATION.get(word, word) for word in words[:unit])
    return _BLOCK.sub(lambda found: f"{found[1] or found[2] + '00'} BLOCK ", plain, count=1)


class _Range(NamedTuple):
    first: int
    last: int
    neighborhood_id: str

    def holds(self, first: int, last: int) -> bool:
        """Tell whether any house from `first` to `last` is in it; ends both odd or both even mean that side of the street."""
        if last < self.first or first > self.last:
            return False
        is_one_side = self.first % 2 == self.last % 2
        return first != last or not is_one_side or first % 2 == self.first % 2


@dataclass(frozen=True)
class Addresses:
    """The city's own words on where addresses are: single addresses, and house numbers by street.

    `ambiguous` holds the addresses, as compared, that the table has for two neighborhoods.
    """

    single: Mapping[str, str]
    ranges: Mapping[str, tuple[_Range, ...]]
    ambiguous: frozenset[str]

    @classmethod
    def load(cls, path: Path, neighborhoods: pd.DataFrame) -> Addresses:
        """Load a CSV file: address and neighborhood_id, or in the latter's place neighborhood, its name.

        With columns from and to a row is about the house numbers of a street, named under street or address; ends both odd or
        both even mean that side only. Raises LayerError for a column that is missing, a neighborhood that the layer does not
        have, or a number that is none.
        """
        columns, rows = _read(path)
        where = "address" if "address" in columns else "street"
        is_ranged = {"from", "to"} <= set(columns)
        which = "neighborhood_id" if "neighborhood_id" in columns else "neighborhood"
        if where not in columns or which not in columns or (where == "street" and not is_ranged):
            raise LayerError(
                f"{path}: has columns {', '.join(columns) or 'none'}; it needs address and neighborhood_id or "
                "neighborhood, or street, from, to"
            )
        known = dict(
            zip(neighborhoods["name"].str.casefold(), neighborhoods["neighborhood_id"], strict=True)
        )
        if which == "neighborhood_id":
            known = {name: name for name in neighborhoods["neighborhood_id"]}
        found: dict[str, set[str]] = defaultdict(set)
        ranges: dict[str, list[_Range]] = defaultdict(list)
        for number, row in enumerate(rows, start=2):
            name = row[which] if which == "neighborhood_id" else row[which].casefold()
            if name not in known:
                raise LayerError(
                    f"{path}, line {number}: no neighborhood {row[which]!r} in the layer; correct the name or leave out the row"
                )
            street = normalize_address(row[where])
            if is_ranged and (row["from"] or row["to"]):
                ranges[street].append(_Range(*_ends(row, path, number), known[name]))
            else:
                found[street].add(known[name])
        return cls(
            single={address: min(ids) for address, ids in found.items() if len(ids) == 1},
            ranges={street: tuple(sorted(of_street)) for street, of_street in ranges.items()},
            ambiguous=frozenset(address for address, ids in found.items() if len(ids) > 1),
        )

    def find(self, address: str) -> str | None:
        """Give the neighborhood of an address, None where the table does not say or is of two minds.

        A block is in a neighborhood when all its houses that the table knows are.
        """
        plain = normalize_address(address)
        if plain in self.single:
            return self.single[plain]
        parts = _NUMBER.match(plain)
        if parts is None or parts[3] not in self.ranges or plain in self.ambiguous:
            return None
        first = int(parts[1])
        last = first + 99 if parts[2] else first
        held = {part.neighborhood_id for part in self.ranges[parts[3]] if part.holds(first, last)}
        return held.pop() if len(held) == 1 else None


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            columns = [name.strip().casefold() for name in reader.fieldnames or ()]
            reader.fieldnames = columns
            return columns, [{name: row[name].strip() for name in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LayerError(f"{path}: cannot be read ({error}); save it as CSV in UTF-8") from error


def _ends(row: dict[str, str], path: Path, number: int) -> tuple[int, int]:
    try:
        first, last = int(row["from"]), int(row["to"])
    except ValueError as error:
        raise LayerError(
            f"{path}, line {number}: from {row['from']!r} to {row['to']!r} are no house numbers; write digits alone"
        ) from error
    if first > last:
        raise LayerError(f"{path}, line {number}: from {first} is above to {last}; exchange them")
    return first, last
