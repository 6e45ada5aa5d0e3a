"""Do map, cards, trend, PDF and notebook show the same number for the same question?

The truth is counted here, row by row, from the table of incidents, with none of the code that the readers share.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import nbformat
import pandas as pd
import pypdf
import pytest
from nbclient import NotebookClient

from analytics.changes import change_sentence
from analytics.offenses import OFFENSES
from analytics.periods import Period, recent_period
from analytics.report import trend_report
from analytics.selection import Selection
from analytics.store import attach_snapshot, open_snapshot
from dashboard.components.map import symbol_features
from dashboard.context import Reader
from dashboard.tables.parts import category_findings, parts_of
from dashboard.tables.places import place_counts
from dashboard.tables.weeks import part_trend
from dashboard.urlstate import View, to_search

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "01_first_look.ipynb"
SEARCHES = (
    "?offense=burglary",
    "?offense=robbery,burglary&period=90d",
    "?offense=robbery_person&period=52w",
    "?offense=vandalism,narcotics",
)


@dataclass(frozen=True)
class City:
    """A published snapshot: what its readers see, and its rows."""

    data_dir: Path
    reader: Reader
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


@pytest.fixture(scope="module", params=["demo", "st_louis"])
def city(request: pytest.FixtureRequest) -> City:
    """Give the demo as simulated, and St. Louis as published."""
    fixture = {"demo": "demo_data_dir", "st_louis": "stl_data_dir"}[request.param]
    data_dir: Path = request.getfixturevalue(fixture)
    store = open_snapshot(data_dir, audience="police")
    with duckdb.connect() as connection:
        attach_snapshot(connection, store.path)
        rows = connection.execute("SELECT * FROM incidents WHERE status = 'counted'").df()
    return City(data_dir, Reader(store), rows)


def _view(city: City, search: str, page: str = "/") -> View:
    return city.reader.view(page, search)


def _busiest(city: City) -> str:
    burglary = city.rows[city.rows["category"] == "burglary"]
    return str(burglary["neighborhood_id"].value_counts().index[0])


def _pdf_text(city: City, selection: Selection) -> str:
    pdf = pypdf.PdfReader(io.BytesIO(trend_report(city.reader.store, selection)))
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


def test_notebook_prints_the_sentence_of_the_pdf(city: City) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRIME_DATA_DIR", str(city.data_dir.resolve()))
        patch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
        where = {"metadata": {"path": NOTEBOOK.parent}}
        NotebookClient(notebook, timeout=180, resources=where).execute()
    printed = "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    )
    view = _view(city, "?offense=burglary")
    sentence = re.search(
        r"Burglary: [\d,]+ in the last 28 days, .*? in the 28 days before", printed
    )
    assert sentence is not None
    assert sentence.group() in _pdf_text(city, view.selection)
    rows = city.count(view.selection, view.selection.period)
    assert f"Burglary: {len(rows):,} in the last 28 days" in printed


def test_link_of_a_fixed_period_shows_the_same_days_for_ever(city: City) -> None:
    period = recent_period(city.reader.coverage.settled_until, 28)
    link = to_search(Selection(period, ("burglary",)), coverage=city.reader.coverage, fixed=True)
    assert isinstance(period.start, date)
    assert _view(city, link).selection == Selection(period, ("burglary",))
