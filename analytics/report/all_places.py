"""How do the reports of every neighborhood become one file? A ZIP of PDFs and a README; where a report has one, the whole
city's comes first.

The same snapshot and selection give the same bytes, so that two files that differ hold different numbers. Hundreds of
comparisons lie side by side in it: some stand out by chance alone, and the README says so. What all sheets share is read once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from analytics.counts import total_incidents
from analytics.errors import SelectionError
from analytics.offenses import FOCUS, label_of
from analytics.periods import Period
from analytics.report.kinds import KINDS, Asked, Kind
from analytics.report.progress import Tell, tell_nobody
from analytics.report.sheet import typeset
from analytics.report.sheets.told import Told, tell_of
from analytics.report.wording import joined, victim_reported
from analytics.selection import Selection
from analytics.store import Store

LONGEST_NAME = 60
_CITY = "city"


def write_all_places(
    kind: str, store: Store, asked: Asked, out: Path, *, tell: Tell = tell_nobody
) -> Path:
    """Write the reports of a kind of all neighborhoods, and give the path.

    The neighborhoods of the selection are not looked at. Nothing is left at `out` where something goes wrong on the way.
    Raises SelectionError as the report of one does, and for a kind that is not by neighborhood.
    """
    made = KINDS[kind]
    if made.by_place is None:
        raise SelectionError(f"{made.label}: there is none for each neighborhood")
    asked = replace(asked, selection=asked.selection.everywhere())
    if made.has_city and not asked.selection.offenses:
        asked = replace(asked, selection=asked.selection.of(*_focus(store)))
    tell(0, 0, "The whole city")
    told = tell_of(store, asked.selection)
    sheet_of = made.by_place(store, asked)
    names = dict(store.read_neighborhoods().sort_values("name")[["neighborhood_id", "name"]].values)
    chosen = _chosen(store, told, list(names)) if made.has_city else list(names)
    places = ["", *chosen] if made.has_city else chosen
    first = 0 if made.has_city else 1
    files = [
        _file_name(number, names.get(place, _CITY)) for number, place in enumerate(places, first)
    ]
    titles = [names.get(place, told.coverage.place) for place in places]
    counts = _counts(store, Selection(told.now, told.offenses), places)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    as_of = told.coverage.data_as_of
    try:
        with ZipFile(part, "w", ZIP_STORED) as file:
            quiet = [name for place, name in names.items() if place not in chosen]
            readme = _readme(made, told, dict(zip(files, titles, strict=True)), counts, quiet)
            file.writestr(_entry("README.txt", as_of), readme.encode())
            for done, place in enumerate(places):
                tell(done, len(files), titles[done])
                file.writestr(_entry(files[done], as_of), typeset(sheet_of(place)))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    tell(len(files), len(files), "")
    return out


def _focus(store: Store) -> tuple[str, ...]:
    held = tuple(name for name in FOCUS if name in store.coverage().categories)
    return victim_reported(held) if store.audience == "public" else held


def _chosen(store: Store, told: Told, places: list[str]) -> list[str]:
    """Keep the neighborhoods with an incident in the days compared."""
    compared = Period(told.before.start, told.now.end)
    found = store.count_incidents(Selection(compared, told.offenses))["neighborhood_id"].dropna()
    return [place for place in places if place in set(found)]


def _file_name(number: int, name: str) -> str:
    """Name a file so that every file system takes it; the number keeps names apart that are alike without their accents."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:LONGEST_NAME]
    return f"{number:02}_{words or 'neighborhood'}.pdf"


def _entry(name: str, as_of: date) -> ZipInfo:
    """Give an entry of the ZIP that says nothing of the machine and the moment it was made."""
    entry = ZipInfo(name, (as_of.year, as_of.month, as_of.day, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _counts(store: Store, selection: Selection, places: list[str]) -> list[int]:
    """Count what victims report in each place, in the city for ""; nothing where other offenses only were asked for."""
    reported = victim_reported(selection.offenses)
    if not reported:
        return []
    counts = store.count_incidents(selection.of(*reported))
    by = counts.groupby("neighborhood_id")["incidents"].sum()
    return [int(by.get(place, 0)) if place else total_incidents(counts) for place in places]


def _readme(
    kind: Kind, told: Told, titles: dict[str, str], counts: list[int], quiet: list[str]
) -> str:
    coverage, width = told.coverage, max(map(len, titles))
    shown = [f"{count:>8,}" for count in counts] or [""] * len(titles)
    rows = zip((f"  {name:{width}}" for name in titles), shown, titles.values(), strict=True)
    paragraphs = [
        f"{kind.label}s, one for each neighborhood: {coverage.place}",
        "SIMULATED: no incident in these reports happened." if coverage.is_simulated else "",
        f"Days:     {told.now.label()}, compared with {told.before.label()}\n"
        f"Offenses: {joined([label_of(name) for name in told.offenses])}",
        told.left_out or "",
        coverage.sentence()
        + (
            "\nOutlines of neighborhoods are schematic; they are not official."
            if coverage.is_schematic
            else ""
        ),
        (f"Incidents that victims report, {told.now.label()}:" if counts else "Reports:")
        + "".join(f"\n{name}{count}  {title}" for name, count, title in rows),
        "The whole city includes what lies in no neighborhood." if kind.has_city else "",
        f"Among {len(titles)} reports some changes stand out by chance alone.",
        f"No report, because no such incident is known in these days: {', '.join(quiet)}."
        if quiet
        else "",
    ]
    text = "\n\n".join(part for part in paragraphs if part) + "\n"
    return text.replace("\n", "\r\n")
