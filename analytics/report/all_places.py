"""How do the trend reports of every neighborhood become one file? A ZIP of PDFs, the whole city's first, and a README.

The same snapshot and selection give the same bytes, so that two files that differ hold different numbers. Hundreds of
comparisons lie side by side in it: some stand out by chance alone, and the README says so.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from analytics.counts import total_incidents
from analytics.errors import SelectionError
from analytics.offenses import FOCUS, label_of
from analytics.periods import Period
from analytics.report.brief import Brief, brief_sheet, make_brief
from analytics.report.brief.sheet import sheet_of
from analytics.report.progress import Tell, tell_nobody
from analytics.report.sheet import typeset
from analytics.report.wording import joined, ordered, victim_reported
from analytics.selection import Selection
from analytics.store import Store

LONGEST_NAME = 60
_CITY = "city"


def write_all_places(
    store: Store,
    selection: Selection,
    out: Path,
    *,
    checks: tuple[str, ...] = (),
    tell: Tell = tell_nobody,
) -> Path:
    """Write the trend report of the city and of each neighborhood with an incident in the days compared, and give the path.

    The neighborhoods of the selection are not looked at; `checks` are the lines of one preflight, for all. Nothing is left at
    `out` where something goes wrong on the way. Raises SelectionError as `make_brief` does.
    """
    whole = selection.everywhere()
    tell(0, 0, "The whole city")
    city = make_brief(store, whole)
    compared = Period(city.before.start, city.now.end)
    offenses = _offenses(store, whole)
    names = dict(store.read_neighborhoods().sort_values("name")[["neighborhood_id", "name"]].values)
    found = store.count_incidents(Selection(compared, offenses))["neighborhood_id"].dropna()
    chosen = [place for place in names if place in set(found)]
    files = [
        _file_name(number, names.get(place, _CITY)) for number, place in enumerate(["", *chosen])
    ]
    titles = [city.title, *(names[place] for place in chosen)]
    counts = _counts(store, Selection(city.now, offenses), chosen)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    as_of = city.coverage.data_as_of
    try:
        with ZipFile(part, "w", ZIP_STORED) as file:
            quiet = [name for place, name in names.items() if place not in chosen]
            readme = _readme(city, offenses, dict(zip(files, titles, strict=True)), counts, quiet)
            file.writestr(_entry("README.txt", as_of), readme.encode())
            file.writestr(_entry(files[0], as_of), typeset(sheet_of(city, checks=checks)))
            for done, place in enumerate(chosen, start=1):
                tell(done, len(files), titles[done])
                report = typeset(brief_sheet(store, whole.within(place), checks=checks))
                file.writestr(_entry(files[done], as_of), report)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    tell(len(files), len(files), "")
    return out


def _offenses(store: Store, selection: Selection) -> tuple[str, ...]:
    """Give the offenses that the reports tell of: those of `make_brief`, dark feeds left out."""
    coverage = store.coverage()
    asked = selection.offenses or tuple(name for name in FOCUS if name in coverage.categories)
    if store.audience == "public":
        asked = victim_reported(asked)
    ends = coverage.ends_left_out(selection.of(*asked))
    kept = tuple(name for name in asked if name not in ends)
    if not kept:
        raise SelectionError("no offense is left to report of: choose others, or earlier days")
    return ordered(kept)


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
    """Count what victims report: the city's, then each place's; nothing where other offenses only were asked for."""
    reported = victim_reported(selection.offenses)
    if not reported:
        return []
    counts = store.count_incidents(selection.of(*reported))
    by = counts.groupby("neighborhood_id")["incidents"].sum()
    return [total_incidents(counts), *(int(by.get(place, 0)) for place in places)]


def _readme(
    city: Brief,
    offenses: tuple[str, ...],
    titles: dict[str, str],
    counts: list[int],
    quiet: list[str],
) -> str:
    coverage, width = city.coverage, max(map(len, titles))
    shown = [f"{count:>8,}" for count in counts] or [""] * len(titles)
    rows = zip((f"  {name:{width}}" for name in titles), shown, titles.values(), strict=True)
    paragraphs = [
        f"Trend reports of every neighborhood: {city.title}",
        "SIMULATED: no incident in these reports happened." if coverage.is_simulated else "",
        f"Days:     {city.now.label()}, compared with {city.before.label()}\n"
        f"Offenses: {joined([label_of(name) for name in offenses])}",
        city.left_out or "",
        coverage.sentence()
        + (
            "\nOutlines of neighborhoods are schematic; they are not official."
            if coverage.is_schematic
            else ""
        ),
        (f"Incidents that victims report, {city.now.label()}:" if counts else "Reports:")
        + "".join(f"\n{name}{count}  {title}" for name, count, title in rows),
        "The whole city includes what lies in no neighborhood.",
        f"Among {len(titles)} reports some changes stand out by chance alone.",
        f"No report, because no such incident is known in these days: {', '.join(quiet)}."
        if quiet
        else "",
    ]
    text = "\n\n".join(part for part in paragraphs if part) + "\n"
    return text.replace("\n", "\r\n")
