"""The first notebook gives a map in three lines, and counts as the store and the report do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analytics.periods import recent_period
from analytics.report.brief import make_brief
from analytics.selection import Selection
from analytics.store import Store
from tests.notebooks.conftest import Ran
from tests.town import SETTLED_UNTIL

THREE_LINES = """
from analytics import hotspots_of, open_snapshot, show

store = open_snapshot(audience="police")
hotspots = hotspots_of(store, "burglary")
hotspots.show()
"""


@pytest.fixture(scope="module")
def first_look(ran: Callable[[str], Ran]) -> Ran:
    return ran("01_first_look")


def test_an_import_and_three_lines_give_a_map(first_look: Ran) -> None:
    cell = next(cell for cell in first_look.notebook.cells if cell.source == THREE_LINES.strip())
    said, drawn = cell.outputs
    assert "from chance" in said.text
    assert {trace["type"] for trace in drawn.data["application/vnd.plotly.v1+json"]["data"]} == {
        "choroplethmap"
    }


def test_it_says_what_the_report_says(first_look: Ran, town_store: Store) -> None:
    selection = Selection(recent_period(SETTLED_UNTIL, 28), ("burglary",))
    brief = make_brief(town_store, selection)
    assert brief.sections[0].sentence in first_look.printed
    assert brief.sections[0].trend_sentence in first_look.printed
    assert brief.hotspots.sentence in first_look.printed
    assert "SIMULATED" in first_look.printed


def test_it_draws_a_map_a_trend_and_a_ranking_that_count_as_the_report_does(
    first_look: Ran, town_store: Store
) -> None:
    hotspots, trend, ranking = first_look.figures
    brief = make_brief(town_store, Selection(recent_period(SETTLED_UNTIL, 28), ("burglary",)))
    bars = dict(zip(ranking["data"][0]["y"], ranking["data"][0]["x"], strict=True))
    assert bars == {"Northwest": brief.sections[0].change.now}
    drawn = next(trace for trace in trend["data"] if trace.get("name") == "incidents")
    expected = brief.sections[0].trend.weeks
    complete = expected[expected["is_complete"]]
    assert drawn["y"] == complete["incidents"].tolist()
    assert hotspots["layout"]["meta"]["finding"] == brief.hotspots.sentence
