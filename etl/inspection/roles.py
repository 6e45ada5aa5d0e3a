"""Which column is read as what?

By its name first, if the values agree; a name that promises a time over values that are none is not believed. Roles that no name
gives are looked for in the values of the columns left. Each column is read once; what is left over is listed with the reason, and
columns about people are never read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from etl.inspection.findings import LIKELY, SURE, percent
from etl.inspection.names import Meaning, meanings_of
from etl.inspection.positions import numbers, split_points
from etl.inspection.time_formats import (
    ENOUGH,
    TimeReading,
    find_formats,
    is_clock,
    is_hour,
    read_text,
)

GEOMETRY_X = "geometry.x"
EMPTY = "empty"
TIMES = ("occurred_from", "occurred_to", "reported", "updated")
_NEVER_BY_VALUE = ("other", "state", "lon", "lat", "x", "y", *(f"{role}.time" for role in TIMES))
_TRIED = 5_000
_FITS, _FITS_WELL = 0.5, 0.9
_STREET = re.compile(
    r"\b(?:ST|STREET|AVE?|AVENUE|BLVD|DR|DRIVE|RD|ROAD|CT|COURT|WAY|LN|LANE|PL|PLACE|PKWY|CIR|TER|HWY|BLOCK)\b|[/\\&]"
)
_NUMBERED = r"^\d[\dX]*\s.*[A-Za-z]{2}|\bBLOCK\b"


@dataclass(frozen=True)
class Choice:
    """The columns read as one role, and how that is known."""

    columns: tuple[str, ...]
    sureness: str
    evidence: str


@dataclass
class Roles:
    """The columns of a file by role, "occurred_from.time" being the clock of a time in two columns; and how each time is read."""

    table: pd.DataFrame
    choices: dict[str, Choice] = field(default_factory=dict)
    readings: dict[str, TimeReading] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    known_others: frozenset[str] = frozenset()
    _times: dict[str, TimeReading] = field(default_factory=dict)

    def taken(self) -> set[str]:
        """Give the columns that are read as something, or must not be."""
        return {column for choice in self.choices.values() for column in choice.columns} | set(
            self.left_out
        )

    def text(self, role: str) -> pd.Series | None:
        """Give the text of a role, joined as a run would; None where no column is read as it."""
        if role not in self.choices:
            return None
        first, *more = self.choices[role].columns
        text = self.table[first]
        for column in more:
            text = (text + " " + self.table[column]).str.strip()
        return text

    def time_of(self, column: str) -> TimeReading:
        """Find how the times of one column are read."""
        if column not in self._times:
            self._times[column] = find_formats(self.table[column])
        return self._times[column]

    def start_days(self) -> pd.Series:
        """Give the days on which the incidents started, of the rows that say it."""
        text = self.text("occurred_from")
        if text is None:
            return pd.Series(dtype="datetime64[us]")
        formats = self.readings["occurred_from"].formats
        times = read_text(text, self.text("occurred_from.time"), formats)
        return times.dropna().dt.normalize()


def assign_roles(table: pd.DataFrame, *, has_names: bool) -> Roles:
    """Choose the columns of each role but those of offenses, which need their code system."""
    roles = Roles(table)
    meanings = {column: meanings_of(column) if has_names else () for column in table.columns}
    roles.known_others = frozenset(
        column for column, known in meanings.items() if known and known[0].role in _NEVER_BY_VALUE
    )
    for column in table.columns:
        if not (table[column] != "").any():
            roles.left_out[column] = EMPTY
        elif any(meaning.role == "private" for meaning in meanings[column][:1]):
            roles.left_out[column] = "about people or free text: not read"
    for role in ("occurred_from", "occurred_to", "reported", "updated"):
        _choose(roles, role, meanings)
        _pair_clock(roles, role, meanings)
    for role in ("lon", "lat", "point", "x", "y"):
        _choose(roles, role, meanings)
    _keep_one_position(roles)
    _choose_address(roles, meanings)
    _choose(roles, "incident_id", meanings)
    for role in ("found_by", "count", "offense_count", "report_type", "state"):
        _choose(roles, role, meanings)
    if not roles.choices.keys() & {"lon", "x", "point"}:
        _find_position(roles)
    if "occurred_from" not in roles.choices:
        _find_times(roles)
    if "address" not in roles.choices:
        _find(roles, "address", _address_share)
    if "incident_id" not in roles.choices:
        _find(roles, "incident_id", _number_share)
    return roles


def _fit(roles: Roles, role: str, column: str) -> float:
    """Give the share of a column's values that can be what the role needs."""
    given = roles.table[column]
    given = given[given != ""].head(_TRIED)
    if given.empty:
        return 0.0
    if role in TIMES:
        return roles.time_of(column).share
    if role.endswith(".time"):
        return float(is_clock(given) or is_hour(given))
    if role in ("lon", "lat", "x", "y"):
        return float(numbers(given)[0].notna().mean())
    if role == "point":
        return float(split_points(given)[0].notna().mean())
    if role == "address":
        return float(given.str.contains(r"[A-Za-z]{2}").mean()) * (1 - _fit(roles, "point", column))
    if role in ("count", "offense_count"):
        return float(given.str.fullmatch(r"-?\d{1,3}(\.0+)?").mean())
    return 1.0


def _choose(roles: Roles, role: str, meanings: dict[str, tuple[Meaning, ...]]) -> None:
    """Read a role from the column whose name says so best and whose values agree."""
    ranked = [
        (meaning.rank, place, column, meaning)
        for place, (column, known) in enumerate(meanings.items())
        for meaning in known
        if meaning.role == role and column not in roles.taken()
    ]
    for _, _, column, meaning in sorted(ranked, key=lambda entry: entry[:2]):
        share = _fit(roles, role, column)
        if share < _FITS:
            if role in TIMES:
                unread = roles.time_of(column).unread
                roles.refused[column] = f"named as a time, but cannot be read as one: {unread!r}"
            continue
        sureness = SURE if meaning.is_known and share >= _FITS_WELL else LIKELY
        said = "name known" if meaning.is_known else "by the words of its name"
        if role not in TIMES:
            said += f", {percent(share)} of the values fit" if share < 1 else ", values fit"
        roles.choices[role] = Choice((column,), sureness, said)
        if role in TIMES:
            roles.readings[role] = roles.time_of(column)
        return


def _pair_clock(roles: Roles, role: str, meanings: dict[str, tuple[Meaning, ...]]) -> None:
    """Add the clock of a day that stands in a column of its own."""
    if role not in roles.choices or roles.readings[role].has_clock:
        return
    _choose(roles, f"{role}.time", meanings)
    if f"{role}.time" not in roles.choices:
        return
    day, clock = roles.text(role), roles.text(f"{role}.time")
    assert day is not None
    assert clock is not None
    reading = find_formats(day, clock)
    if reading.share >= _FITS:
        roles.readings[role] = reading
    else:
        (column,) = roles.choices.pop(f"{role}.time").columns
        roles.refused[column] = "a clock time by its name, but cannot be read together with its day"


def _keep_one_position(roles: Roles) -> None:
    """Keep the first whole one of longitude and latitude, a point, x and y; a definition has one.

    The geometry of features goes first where most have one: it is what the file's own coordinate system is about.
    """
    pairs: list[tuple[str, ...]] = [("lon", "lat"), ("point",), ("x", "y")]
    x = roles.text("x")
    if x is not None and roles.choices["x"].columns == (GEOMETRY_X,) and (x != "").mean() >= _FITS:
        pairs.insert(0, ("x", "y"))
    for pair in pairs:
        if all(role in roles.choices for role in pair):
            for role in {"lon", "lat", "point", "x", "y"} - set(pair):
                roles.choices.pop(role, None)
            return
    for role in ("lon", "lat", "x", "y"):
        roles.choices.pop(role, None)


def _choose_address(roles: Roles, meanings: dict[str, tuple[Meaning, ...]]) -> None:
    """Read the address from its one column, or join its parts."""
    _choose(roles, "address", meanings)
    if "address" in roles.choices and roles.choices["address"].sureness == SURE:
        return
    parts = ("number", "direction", "street", "type", "suffix")
    for part in parts:
        _choose(roles, f"address.{part}", meanings)
    found = [roles.choices.pop(f"address.{part}", None) for part in parts]
    if found[2] is not None:
        columns = tuple(choice.columns[0] for choice in found if choice is not None)
        roles.choices["address"] = Choice(columns, SURE, "names known: its parts, joined")


def columns_left(roles: Roles) -> list[str]:
    """List the columns that no role has taken and whose name does not say that they are something else."""
    taken = roles.taken() | roles.known_others
    return [column for column in roles.table.columns if column not in taken]


def _address_share(given: pd.Series) -> float:
    words = given.str.upper()
    return float((words.str.contains(_NUMBERED, regex=True) & words.str.contains(_STREET)).mean())


def _number_share(given: pd.Series) -> float:
    """Give the share of different values where they can be numbers of incidents: with digits, without decimals."""
    looks_so = given.str.fullmatch(r"[A-Za-z]{0,4}[\d-]{5,}[A-Za-z]?").mean()
    return float(looks_so * (given.nunique() / len(given) > ENOUGH))


def _find(roles: Roles, role: str, share_of: Callable[[pd.Series], float]) -> None:
    """Read a role from the column left whose values fit it best."""
    shares = {}
    for column in columns_left(roles):
        given = roles.table[column]
        given = given[given != ""].head(_TRIED)
        shares[column] = share_of(given) if len(given) else 0.0
    best = max(shares, key=lambda column: shares[column], default=None)
    if best is not None and shares[best] >= _FITS:
        said = f"name not known, {percent(shares[best])} of the values look so"
        roles.choices[role] = Choice((best,), LIKELY, said)


def _find_times(roles: Roles) -> None:
    """Find the start, and what follows it, among columns whose names say nothing."""
    found = [
        column
        for column in columns_left(roles)
        if roles.time_of(column).share >= ENOUGH and _is_recent(roles, column)
    ]
    if not found:
        return
    first = found[0]
    said = f"name not known, {percent(roles.time_of(first).share)} of the values are times"
    roles.choices["occurred_from"] = Choice((first,), LIKELY, f"{said}; the first such column")
    roles.readings["occurred_from"] = roles.time_of(first)
    if not roles.time_of(first).has_clock:
        _find(roles, "occurred_from.time", lambda given: float(is_clock(given)))
        clock = roles.text("occurred_from.time")
        if clock is not None:
            roles.readings["occurred_from"] = find_formats(roles.table[first], clock)


def _is_recent(roles: Roles, column: str) -> bool:
    """Say if a column of digits alone can be days at all: an id of eight digits can be read as one now and then."""
    given = roles.table[column]
    return not given.str.fullmatch(r"\d+").any() or roles.time_of(column).share > 0.99


def _find_position(roles: Roles) -> None:
    """Find a point, or two neighboring columns of numbers with decimals that vary together."""
    _find(roles, "point", lambda given: float(split_points(given)[0].notna().mean()))
    if "point" in roles.choices:
        return
    left = columns_left(roles)
    for first, second in pairwise(left):
        a, b = (numbers(roles.table[column])[0] for column in (first, second))
        with_decimals = [
            roles.table[column].str.fullmatch(r"-?\d{1,3}[.,]\d{3,}").mean()
            for column in (first, second)
        ]
        if min(with_decimals) < _FITS:
            continue
        is_lat_first = abs(a).median() <= 90 and (abs(b).median() > 90 or a.median() > b.median())
        said = f"names not known, {percent(min(with_decimals))} of the values look like degrees"
        lat, lon = (first, second) if is_lat_first else (second, first)
        roles.choices["lat"] = Choice((lat,), LIKELY, said)
        roles.choices["lon"] = Choice((lon,), LIKELY, said)
        return
