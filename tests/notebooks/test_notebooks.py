"""Each notebook begins with its question, finds what is in the data, and ends with what one may conclude."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from shapely import box

from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from dashboard.context import Context
from dashboard.tables.worked import Plan, judge
from etl.simulation.plan import load_plan
from notebooks.rendering import FOLDER, notebooks
from tests.dashboard.conftest import on_the_day
from tests.notebooks.conftest import Ran

NAMES = [path.stem for path in notebooks()]
LAST_DAY = date(2025, 11, 30)


@pytest.fixture(scope="module")
def demo(demo_data_dir: Path) -> Store:
    return open_snapshot(demo_data_dir, audience="police")


def test_six_questions_are_asked() -> None:
    assert [
        *("01_first_look", "02_hotspot_methods", "03_trend_and_season", "04_did_it_work"),
        *("05_bring_your_own_city", "06_priorities"),
    ] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_is_stored_without_outputs_from_a_question_to_what_one_may_conclude(name: str) -> None:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert max(cell.source.count("\n") + 1 for cell in code) <= 32
    first, last = notebook.cells[0].source, notebook.cells[-1].source
    assert first.startswith("# ")
    assert first.splitlines()[0].endswith("?")
    assert last.startswith("## What one may and may not conclude\n")
    assert "**One may say**" in last
    assert "**One may not say**" in last


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_without_a_warning_and_sends_nothing_anywhere(
    name: str, ran: Callable[[str], Ran]
) -> None:
    found = ran(name)
    assert [output for output in found.outputs if output.output_type == "error"] == []
    assert [output.text for output in found.outputs if output.get("name") == "stderr"] == []
    assert "SIMULATED" in found.printed
    for figure in found.figures:
        assert figure["config"]["showSendToCloud"] is False
        assert figure["config"]["plotlyServerURL"] == ""
    # Of two ways to show one figure, that for browsers would load a script for formulas from the network.
    assert [table for table in found.tables if "<script" in table] == []


def test_counts_of_all_years_were_the_right_map_and_a_wide_radius_the_wrong_one(
    ran: Callable[[str], Ran], demo: Store
) -> None:
    found = ran("02_hotspot_methods")
    by_map, by_radius = (
        dict(zip(figure["data"][-1]["y"], figure["data"][-1]["x"], strict=True))
        for figure in found.figures
    )
    assert max(by_map, key=by_map.__getitem__) == "counts, all years"
    assert min(by_map, key=by_map.__getitem__) == "random order"
    assert "held 55, those of last year's counts 37: this map does better" in found.printed
    assert by_radius["density, 1000 m"] < by_radius["density, 400 m"] < by_map["counts, all years"]
    verdicts = next(table for table in found.tables if "density, 1000 m" in table)
    row = verdicts[verdicts.index("density, 1000 m") :].split("</tr>")[0]
    assert re.findall(r"<td>(.*?)</td>", row) == ["worse"] * 3
    assert by_map["counts, all years"] == pytest.approx(_hits_by_hand(demo))


def _hits_by_hand(store: Store) -> float:
    """Count the later burglaries in the 5% of the cells that held most earlier ones, ties shared."""
    coverage = store.coverage()
    parted = pd.Timestamp(coverage.settled_until - timedelta(weeks=26))
    days = Period(coverage.first_on, coverage.settled_until)
    rows = store.read_incidents(Selection(days, ("burglary",))).dropna(subset=["x_m"])
    built_up = store.read_shapes("built_up").to_crs(coverage.analysis_crs).union_all()
    cells = (rows[["x_m", "y_m"]] // 150).astype(int).apply(tuple, axis=1)
    west, south, east, north = (int(edge // 150) for edge in built_up.bounds)
    squares = [(i, j) for i in range(west, east + 1) for j in range(south, north + 1)]
    held = [
        (i, j)
        for i, j in squares
        if box(150 * i, 150 * j, 150 * i + 150, 150 * j + 150).intersects(built_up)
    ]
    is_later = pd.to_datetime(rows["occurred_on"]) >= parted
    learned = cells[~is_later].value_counts().reindex(held, fill_value=0)
    came = cells[is_later].value_counts().reindex(held, fill_value=0)
    first = int(0.05 * len(held))
    limit = learned.nlargest(first).iloc[-1]
    above, tied = learned > limit, learned == limit
    return float(came[above].sum() + came[tied].sum() * (first - above.sum()) / tied.sum())


def test_the_fall_since_spring_is_the_season(ran: Callable[[str], Ran], demo: Store) -> None:
    found = ran("03_trend_and_season")
    naive, fair = (
        line for line in found.printed.splitlines() if "from 1 Jun to 23 Aug 2025" in line
    )
    assert "Down, more than chance explains" in naive
    assert "Can't tell whether that is a change." in fair
    counted = [
        int(demo.count_incidents(Selection(period, ("theft_from_vehicle",)), ())["incidents"].sum())
        for period in (
            Period(date(2025, 6, 1), date(2025, 8, 24)),
            Period(date(2025, 2, 1), date(2025, 4, 26)),
        )
    ]
    assert [int(count) for count in re.findall(r"(\d+) from", naive)] == counted
    assert "least in July" in found.printed


def test_the_response_that_was_planted_worked_and_of_the_other_one_nothing_can_be_told(
    ran: Callable[[str], Ran],
) -> None:
    found = ran("04_did_it_work")
    spot = next(spot for spot in load_plan().hotspots if "trailheads" in spot.name)
    starts_on = LAST_DAY - timedelta(days=spot.until_days_before)
    assert f"After: {starts_on.day} {starts_on:%b} to" in found.printed
    limits = re.search(r"Down \(95% limits\): (\d+) to (\d+) incidents fewer", found.printed)
    assert limits is not None
    planted = spot.incidents / (spot.from_days_before - spot.until_days_before) * 112
    assert int(limits[1]) < planted < int(limits[2])
    power, peak, verdict = (
        found.printed.index(words)
        for words in ("a drop of 20 or more would be noticed", "Beware: the 34 before", "Down (95")
    )
    assert power < peak < verdict
    assert "Burglary: With so few incidents (3) even ending all of them could not be told" in (
        found.printed
    )
    assert found.printed.rstrip().splitlines()[-1].startswith("Can't tell whether")


@dataclass(frozen=True)
class Place:
    """A neighborhood, as a record of a problem names it."""

    neighborhood_id: str
    block_id: None = None
    area: None = None


def test_the_verdict_is_that_of_the_problems_page(
    ran: Callable[[str], Ran], demo_data_dir: Path
) -> None:
    context = Context(demo_data_dir, audience="police", clock=on_the_day)
    plan = Plan(LAST_DAY - timedelta(days=560), 112, 200)
    found = judge(context.reader(), Place("indian-canyons"), "burglary", plan)
    assert ran("04_did_it_work").printed.rstrip().splitlines()[-1] == found.said
    context.close()


def test_an_export_becomes_a_map_with_every_row_accounted_for(ran: Callable[[str], Ran]) -> None:
    found = ran("05_bring_your_own_city")
    assert "1 area stands out from chance" in found.printed
    assert "Old Town (" in found.printed
    assert "Rows in the file: 900 · counted: 900" in found.printed
    counts = found.tables[-1]
    assert "theft_from_vehicle" in counts
    assert "unrecognized" not in counts
    assert sum(map(int, re.findall(r"<td>(\d+)</td>", counts))) == 900
    codes = [
        output.data["text/plain"]
        for output in found.outputs
        if output.output_type == "execute_result"
    ]
    assert codes.count("0") == 2  # what inspect and run ended with


def test_the_weights_decide_who_is_first_and_chance_how_far_that_can_be_told(
    ran: Callable[[str], Ran],
) -> None:
    found = ran("06_priorities")
    firsts = dict(re.findall(r"By (.*): ([A-Z].*)", found.printed))
    # The simulation plants home burglaries off Racquet Club Rd in the last months.
    assert firsts["the count"] == firsts["the rise"] == "Racquet Club Estates"
    assert len({firsts["the count"], firsts["a few blocks"], firsts["all alike"]}) == 3
    assert "Among the first five whatever the weights: none" in found.printed
    widths = [int(width) for width in re.findall(r"may stand on (\d+) ranks", found.printed)]
    assert len(widths) == 4
    assert all(width >= 15 for width in widths)
    alike, by_count = found.figures
    for figure in (alike, by_count):
        *lines, dots = figure["data"]
        for line, rank in zip(lines, dots["x"], strict=True):
            assert line["x"][0] <= rank <= line["x"][1]
