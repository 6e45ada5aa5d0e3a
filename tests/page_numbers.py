"""Which numbers does each page show for a link, which are in its CSVs, and which does a notebook count from the store?

The page's are read from what its callbacks answer, the CSV's from the file, the store's from `Store` and the measures alone, as a
notebook has them: `from analytics.store import open_snapshot`. A count of incidents is one whatever page it stands on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd
from dash import Dash

from analytics.changes import comparable_periods
from analytics.counts import total_incidents
from analytics.hotspots import areas_within, find_areas, find_hotspots, make_grid, radius_for
from analytics.offenses import CATEGORIES, category_of, label_of
from analytics.periods import Period
from analytics.report.wording import FOUND_BY, side_label, victim_reported
from analytics.selection import Selection
from analytics.store import Store
from dashboard.context import Reader
from tests.dashboard.pages.asked import answered, parts, table_rows, words


@dataclass(frozen=True)
class Line:
    """A number three times: as the page shows it, as its CSV has it, and as the store gives it; None where it is not there."""

    what: str
    page: Any
    file: Any
    store: Any

    @property
    def is_one(self) -> bool:
        """Whether it is the same number each time."""
        said = [each for each in (self.page, self.file, self.store) if each is not None]
        return len(said) > 1 and all(each == said[0] for each in said)


@dataclass(frozen=True)
class Asked:
    """A link on an app, and the store behind it."""

    app: Dash
    reader: Reader
    store: Store
    search: str

    def said(self, output: str) -> dict[str, dict[str, Any]]:
        """Give what a page's callback answers."""
        return answered(self.app, self.search, output)

    def file(self, name: str) -> pd.DataFrame:
        """Read a CSV of the link."""
        answer = self.app.server.test_client().get(f"/csv/{name}{self.search}")
        assert answer.status_code == 200, answer.text
        return pd.read_csv(io.StringIO(answer.text.removeprefix("\ufeff")))

    def selection(self, page: str) -> Selection:
        """Give what the link selects on a page: the one thing that is not counted anew here."""
        return self.reader.view(page, self.search).selection

    def compared(self, page: str) -> tuple[Period, Period]:
        """Give the days that are counted, and those before."""
        selection = self.selection(page)
        periods = comparable_periods(selection.period, self.store.coverage(selection))
        assert periods is not None
        return periods

    def count(self, selection: Selection) -> int:
        """Count a selection in the store."""
        return total_incidents(self.store.count_incidents(selection, []))


def page_lines(asked: Asked) -> list[Line]:
    """List the numbers of all pages that a link can be compared on."""
    pages = [overview, cards, trends, hotspots, priorities, incidents, hours]
    lines = [line for page in pages for line in page(asked)]
    if asked.selection("/neighborhood").neighborhoods:
        lines += neighborhood(asked)
    return lines


def overview(asked: Asked) -> Iterator[Line]:
    """Compare the totals of the table of neighborhoods, and each row of it."""
    rows = table_rows(asked.said("overview-places")["overview-places"]["children"])
    file, reported = asked.file("neighborhoods"), _reported(asked.selection("/"))
    for what, at, column, period in zip(
        ("now", "before"), (1, 2), ("Incidents", "Before"), asked.compared("/"), strict=True
    ):
        yield Line(
            f"overview: all places, {what}",
            _number(
                next(row for row in rows if row[0] in ("Whole city", "Chosen neighborhoods"))[at]
            ),
            int(file[column].sum()),
            asked.count(reported.during(period)),
        )
    ids = {name: place for place, name in asked.reader.names.items()}
    counts = asked.store.count_incidents(
        reported.during(asked.compared("/")[0]), ["neighborhood_id"]
    )
    by_place = counts.set_index("neighborhood_id")["incidents"]
    shown = {row[0]: _number(row[1]) for row in rows[1:] if row[0] in ids}
    yield Line(
        "overview: each place",
        shown,
        {
            name: count
            for name, count in zip(file["Neighborhood"], file["Incidents"], strict=True)
            if name in ids
        },
        {name: int(by_place.get(ids[name], 0)) for name in shown},
    )


def cards(asked: Asked) -> Iterator[Line]:
    """Compare the cards of the categories."""
    said = asked.said("overview-lead")["overview-cards"]["children"]
    shown = [_number("".join(words(count))) for count in parts(said, "kpi-count")]
    file = asked.file("categories")
    counts = asked.store.count_incidents(
        asked.selection("/").during(asked.compared("/")[0]), ["category", "found_by"]
    )
    for name, page, held in zip(file["Offenses"], shown, file["Incidents"], strict=True):
        yield Line(f"overview: {name}", page, int(held), _of_label(counts, name))


def trends(asked: Asked) -> Iterator[Line]:
    """Compare the windows of 28 days and 52 weeks, and the weeks that are settled."""
    file = asked.file("compstat")
    whole = asked.selection("/trends")
    end = min(whole.period.end, asked.store.coverage(whole).settled_until)
    rows = table_rows(asked.said("trends-windows")["trends-windows"]["children"])
    named = {row[0]: row[1:] for row in rows if len(row) > 1}
    for window, at in (("28 days", 1), ("52 weeks", 3)):
        days = 28 if at == 1 else 364
        counts = asked.store.count_incidents(
            whole.during(Period(end - timedelta(days=days), end)), ["category", "found_by"]
        )
        for row in file[file["Window"] == window].to_dict("records"):
            yield Line(
                f"trends: {row['Offenses']}, {window}",
                _number(named[row["Offenses"]][at]),
                row["Incidents"],
                _of_label(counts, row["Offenses"]),
            )


def hotspots(asked: Asked) -> Iterator[Line]:
    """Compare the list of areas that stand out."""
    said = asked.said("hotspots-lead")["hotspots-list"]["children"]
    rows = [row for row in table_rows(said) if row[0].isdigit()]
    selection = _reported(asked.selection("/hotspots"))
    ground = asked.store.read_shapes("built_up")
    grid = make_grid(
        asked.store.read_neighborhoods() if ground.empty else ground,
        crs=asked.store.coverage().analysis_crs,
    )
    everywhere = selection.everywhere()
    spots = asked.store.read_spots(everywhere)
    cells = find_hotspots(
        spots,
        grid,
        radius_m=radius_for(tuple({category_of(name) for name in selection.offenses})),
        period_days=selection.period.days,
    )
    areas = find_areas(cells, spots, grid, neighborhoods=asked.reader.names, blocks={})
    places = asked.store.read_neighborhoods()
    if selection.neighborhoods:
        places = places[places["neighborhood_id"].isin(selection.neighborhoods)]
        areas = areas_within(areas, cells, grid, places)
    elif selection.area:
        return
    yield Line(
        "hotspots: areas that stand out",
        [_number(row[-1]) for row in rows],
        asked.file("areas")["Incidents"].tolist()[: len(rows)],
        areas["incidents"].tolist()[: len(rows)],
    )


def priorities(asked: Asked) -> Iterator[Line]:
    """Compare ranks and volumes as they are listed with the file, and the counts that they rest on with the store."""
    said = asked.said("priorities-rankings")["priorities-rankings"]["children"]
    rows = [row for row in parts(said, "Li") if row["props"].get("className") == "rank-row"]
    shown = [
        (
            words(row)[1],
            float(re.findall(r"([\d,.]+) a year", " ".join(words(row)))[0].replace(",", "")),
        )
        for row in rows
    ]
    file = asked.file("priorities")
    # A page writes 28 where the file has 27.6, and 7.4 where it has 7.4.
    volumes = [
        page if abs(page - volume) <= (0.5 if page >= 10 else 0.05) else volume
        for (_, page), volume in zip(shown, file["A year, allowing for chance"], strict=False)
    ]
    ranks = file["Rank"].astype(str)[: len(shown)]
    yield Line(
        "priorities: ranks and volumes",
        shown,
        [*zip(ranks, volumes, strict=True)],
        None,
    )
    selection = _reported(asked.selection("/priorities"))
    end = min(selection.period.end, asked.store.coverage(selection).settled_until)
    settled = selection.everywhere().during(Period(selection.period.start, end))
    counts = asked.store.count_incidents(settled, ["neighborhood_id"])
    chosen = selection.neighborhoods or [*asked.reader.names]
    ranked = total_incidents(counts[counts["neighborhood_id"].isin(chosen)])
    yield Line("priorities: incidents ranked", None, int(file["Incidents"].sum()), ranked)


def incidents(asked: Asked) -> Iterator[Line]:
    """Compare how many rows match, and how many there are."""
    said = "".join(words(asked.said("incidents-lead")["incidents-lead"]["children"]))
    # The days of the sentence have numbers, too: one count stands at its end, two before what they are of.
    shown = re.findall(r"([\d,]+) (?:offenses )?that", said) or re.findall(r": ([\d,]+)\.$", said)
    yield Line(
        "incidents: rows",
        sum(map(_number, shown)),
        len(asked.file("incidents")),
        asked.count(asked.selection("/incidents")),
    )


def hours(asked: Asked) -> Iterator[Line]:
    """Compare the incidents that begin in the hours chosen."""
    selection = asked.selection("/rhythms")
    if not selection.hours:
        return
    said = "".join(words(asked.said("rhythms-hour")["rhythms-hour"]["children"]))
    found = re.search(r": ([\d,]+)", said.partition(". ")[2])
    assert found is not None, said
    whole_weeks = Period(
        selection.period.start,
        selection.period.start + timedelta(weeks=selection.period.days // 7),
    )
    yield Line(
        "rhythms: the hours chosen",
        _number(found[1]),
        int(asked.file("hour")["Incidents"].sum()),
        asked.count(_reported(selection).during(whole_weeks)),
    )


def neighborhood(asked: Asked) -> Iterator[Line]:
    """Compare the sentence of the neighborhood with the levels."""
    said = "".join(words(asked.said("neighborhood-lead")["neighborhood-lead"]["children"]))
    found = re.search(r": ([\d,]+|none) in .*? is ([\d,]+) of the ([\d,]+)", said)
    assert found is not None, said
    file = asked.file("levels").set_index("Level")["Incidents"]
    now, _ = asked.compared("/neighborhood")
    selection = _reported(asked.selection("/neighborhood")).during(now)
    yield Line(
        "neighborhood: here and in the city",
        (_number(found[1]), _number(found[3])),
        (file["Neighborhood"], file["City"]),
        (asked.count(selection), asked.count(selection.everywhere())),
    )


def _reported(selection: Selection) -> Selection:
    """Keep what may be added up: what victims report, where there is any."""
    asked = selection.offenses or tuple(CATEGORIES)
    return selection.of(*(victim_reported(asked) or asked))


def _of_label(counts: pd.DataFrame, label: str) -> int:
    """Add up the counts of a series by its name: "Narcotics found by officers"; a single offense is all that was counted."""
    for category in CATEGORIES:
        held = counts[counts["category"] == category]
        if label == label_of(category):
            return total_incidents(held)
        for side in FOUND_BY:
            if label == side_label(label_of(category), side):
                return total_incidents(held[held["found_by"] == side])
    return total_incidents(counts)


def _number(text: str) -> int:
    """Read a number as a page writes it; a sentence says "none" for zero."""
    found = re.match(r"[\d,]+", text)
    return int(found[0].replace(",", "")) if found else 0
