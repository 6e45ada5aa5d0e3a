"""Do map, cards, trend and PDF show the same number for the same question?

The truth is counted here, row by row, from the table of incidents, with none of the code that the readers share.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pypdf
import pytest
from dash import Dash

from analytics.changes import change_sentence
from analytics.offenses import OFFENSES
from analytics.periods import Period, recent_period
from analytics.report.brief import make_brief
from analytics.selection import Selection
from analytics.store import Store, attach_snapshot, open_snapshot
from dashboard.app import create_app
from dashboard.components.map import symbol_features
from dashboard.context import Context, Reader
from dashboard.jobs.reports import WHOLE_PLACES
from dashboard.tables.parts import category_findings, parts_of
from dashboard.tables.places import place_counts, report_selection
from dashboard.tables.weeks import part_trend
from dashboard.urlstate import View, change_search, to_search
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import ask_report, parts, words
from tests.page_numbers import Asked, page_lines
from tests.reports import command_brief

SEARCHES = (
    "?offense=burglary",
    "?offense=robbery,burglary&period=90d",
    "?offense=robbery_person&period=52w",
    "?offense=vandalism,narcotics",
)


SELECTIONS = {
    "the default": "",
    "one neighborhood": "",
    "a drawn area": "",
    "two hours": "?hour=fri-22,sat-14&period=52w",
    "one offense": "?offense=robbery_person&period=90d",
    "all offenses in some days": "?offense=all&period=2025-05-01..2025-08-31",
}


@dataclass(frozen=True)
class City:
    """A published snapshot: what its readers see, and its rows."""

    data_dir: Path
    app: Dash
    reader: Reader
    store: Store
    rows: pd.DataFrame

    def count(
        self, selection: Selection, period: Period, found_by: str | None = None
    ) -> pd.DataFrame:
        """Give the rows of a selection's offenses and places in a period."""
        rows, day = self.rows, self.rows["occurred_on"]
        keep = (day >= pd.Timestamp(period.start)) & (day < pd.Timestamp(period.end))
        keep &= rows["category"].isin(selection.offenses) | rows["offense"].isin(selection.offenses)
        if selection.neighborhoods:
            keep &= rows["neighborhood_id"].isin(selection.neighborhoods)
        if found_by:
            keep &= rows["found_by"] == found_by
        return rows[keep]


def at_its_end() -> datetime:
    """Tell the time at which the files of St. Louis end."""
    return datetime(2020, 1, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module", params=["demo", "st_louis"])
def city(request: pytest.FixtureRequest) -> Iterator[City]:
    """Give the demo as simulated, and St. Louis as published."""
    fixture = {"demo": "demo_data_dir", "st_louis": "stl_data_dir"}[request.param]
    data_dir: Path = request.getfixturevalue(fixture)
    clock = {"demo": on_the_day, "st_louis": at_its_end}[request.param]
    context = Context(data_dir, audience="police", clock=clock)
    app = create_app(context)
    app.server.test_client().get("/")
    store = open_snapshot(data_dir, audience="police")
    with duckdb.connect() as connection:
        attach_snapshot(connection, store.path)
        rows = connection.execute("SELECT * FROM incidents WHERE status = 'counted'").df()
    yield City(data_dir, app, context.reader(), store, rows)
    store.close()
    context.close()


def _view(city: City, search: str, page: str = "/") -> View:
    return city.reader.view(page, search)


def _busiest(city: City) -> str:
    burglary = city.rows[city.rows["category"] == "burglary"]
    return str(burglary["neighborhood_id"].value_counts().index[0])


def _link(city: City, kind: str) -> str:
    """Write a link that selects the incidents of a kind."""
    if kind == "one neighborhood":
        return f"?neighborhood={_busiest(city)}"
    if kind == "a drawn area":
        placed = city.rows[city.rows["neighborhood_id"] == _busiest(city)]
        return (
            f"?area=circle:{placed['lon'].median():.5f},{placed['lat'].median():.5f},900&period=52w"
        )
    return SELECTIONS[kind]


def _pdf_text(city: City, selection: Selection) -> str:
    return _text(command_brief(city.store, selection))


def _text(report: bytes) -> str:
    pdf = pypdf.PdfReader(io.BytesIO(report))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


@pytest.mark.parametrize("search", SEARCHES)
def test_cards_count_the_rows(city: City, search: str) -> None:
    view = _view(city, search)
    for finding in category_findings(city.reader, view):
        part = view.selection.of(
            *(name for name in view.selection.offenses if name in _names(finding.part.category))
        )
        rows = city.count(part, view.selection.period, finding.part.found_by)
        assert finding.count == len(rows)
        assert finding.change is not None
        assert finding.change.now == len(rows)
        before = city.count(part, view.selection.period.previous(), finding.part.found_by)
        if view.selection.period.days < 364:
            assert finding.change.before == len(before)


def _names(category: str) -> set[str]:
    return {category} | {name for name, kind in OFFENSES.items() if kind.category == category}


@pytest.mark.parametrize("search", SEARCHES[:3])
def test_map_symbols_count_the_rows_of_each_neighborhood(city: City, search: str) -> None:
    view = _view(city, search)
    drawn = symbol_features(city.reader.neighborhoods, place_counts(city.reader, view), ())
    on_map = sum(feature["properties"]["count"] for feature in drawn["features"])
    rows = city.count(view.selection, view.selection.period)
    by_place = rows["neighborhood_id"].value_counts()
    assert place_counts(city.reader, view).pipe(lambda counts: counts[counts > 0]).to_dict() == (
        by_place.to_dict()
    )
    assert on_map == by_place.sum()


@pytest.mark.parametrize("search", SEARCHES)
def test_trend_counts_the_rows_of_each_week(city: City, search: str) -> None:
    view = _view(city, search, "/trends")
    for part in parts_of(city.reader, view.selection):
        weeks = part_trend(city.reader, view, part).weeks
        complete = weeks[weeks["is_complete"]].set_index("week_on")["incidents"]
        assert len(complete) >= 50
        kinds = [name for name in view.selection.offenses if name in _names(part.category)]
        drawn = Period(complete.index[0].date(), complete.index[-1].date() + timedelta(days=7))
        days = city.count(view.selection.of(*kinds), drawn, part.found_by)["occurred_on"]
        mondays = (days - pd.to_timedelta(days.dt.day_of_week, unit="D")).value_counts()
        assert complete[complete > 0].to_dict() == mondays.to_dict()


def test_hot_cells_count_the_rows_that_lie_in_them(city: City) -> None:
    view = _view(city, "?offense=burglary", "/hotspots")
    rows = city.count(view.selection, view.selection.period).dropna(subset=["x_m"])
    corner = (rows[["x_m", "y_m"]] // city.reader.grid.cell_m).astype("int64")
    by_corner = corner.value_counts()
    cells = city.reader.hotspots(view.selection).set_index(["i", "j"])["incidents"]
    held = by_corner[by_corner.index.isin(cells.index)]
    assert cells[cells > 0].sort_index().to_dict() == held.sort_index().to_dict()
    assert held.sum() > 0.97 * len(rows)


def test_pdf_says_the_numbers_of_the_page(city: City) -> None:
    for neighborhood in ("", f"&neighborhood={_busiest(city)}"):
        view = _view(city, f"?offense=robbery,burglary{neighborhood}")
        text = _pdf_text(city, view.selection)
        for finding in category_findings(city.reader, view):
            assert finding.change is not None
            where = city.reader.names.get("".join(view.selection.neighborhoods))
            assert change_sentence(finding.change, finding.part.what, where) in text
        assert view.selection.period.label() in text


def test_link_of_a_fixed_period_shows_the_same_days_for_ever(city: City) -> None:
    period = recent_period(city.reader.coverage.settled_until, 28)
    link = to_search(Selection(period, ("burglary",)), coverage=city.reader.coverage, fixed=True)
    assert isinstance(period.start, date)
    assert _view(city, link).selection == Selection(period, ("burglary",))


@pytest.mark.parametrize("kind", SELECTIONS)
def test_pages_files_and_store_say_one_number(city: City, kind: str) -> None:
    asked = Asked(city.app, city.reader, city.store, _link(city, kind))
    lines = page_lines(asked)
    assert len(lines) >= 8
    assert [line for line in lines if not line.is_one] == []
    # Zeros are equal, whoever counts them.
    assert any(line.page for line in lines if line.what.startswith("overview"))


@pytest.mark.parametrize("kind", ["the default", "one neighborhood", "a drawn area", "two hours"])
def test_the_report_counts_what_the_cards_count_or_the_page_says_that_it_does_not(
    city: City, kind: str
) -> None:
    link = _link(city, kind)
    view = _view(city, link)
    asked, sent = ask_report(city.app, "/", link)
    text = _text(sent)
    whole = _view(city, change_search(link, area=None, hour=None))
    is_narrowed = whole.selection != view.selection
    assert (WHOLE_PLACES in asked.about) == is_narrowed
    for finding in category_findings(city.reader, whole):
        assert finding.change is not None
        where = city.reader.names.get("".join(view.selection.neighborhoods))
        assert change_sentence(finding.change, finding.part.label, where) in text
    brief = make_brief(city.store, report_selection(city.reader, whole))
    counted = [section.change.now for section in brief.sections]
    assert sorted(counted) == sorted(
        finding.count for finding in category_findings(city.reader, whole)
    )
    narrowed = [finding.count for finding in category_findings(city.reader, view)]
    assert (sorted(counted) != sorted(narrowed)) == is_narrowed


def test_a_dark_feed_is_no_number_on_the_page_in_the_file_and_in_the_store(
    dark_town_data_dir: Path,
) -> None:
    context = Context(dark_town_data_dir, audience="police", clock=on_the_day)
    app = create_app(context)
    app.server.test_client().get("/")
    asked = Asked(app, context.reader(), context.reader().store, "?period=28d")
    cards = [
        "".join(words(card))
        for card in parts(asked.said("overview-lead")["overview-cards"]["children"], "kpi")
    ]
    file = asked.file("categories").set_index("Offenses")
    now, _ = asked.compared("/")
    ends = asked.store.coverage().ends_left_out(Selection(now, ("burglary", "robbery")))
    assert [*ends] == ["burglary"]
    assert ["No data" in card for card in cards] == [False, True]
    assert file["Incidents"].isna().to_dict() == {"Robbery": False, "Burglary": True}
    assert file["Incidents"]["Robbery"] == 2 * now.days == asked.count(Selection(now, ("robbery",)))
    assert f"{2 * now.days}" in cards[0]
    context.close()
