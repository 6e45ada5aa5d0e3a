"""The notebook runs on a snapshot, shows its map and trend, and counts as the store and the report do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from analytics.periods import recent_period
from analytics.report.brief import make_brief
from analytics.selection import Selection
from analytics.store import Store
from tests.town import SETTLED_UNTIL

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01_first_look.ipynb"
PLOTLY = "application/vnd.plotly.v1+json"


@pytest.fixture(scope="module")
def outputs(town_data_dir: Path) -> list[Any]:
    """Run the notebook on the town's snapshot, from its own folder, and give what it put out."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRIME_DATA_DIR", str(town_data_dir))
        patch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
        NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": NOTEBOOK.parent}}
        ).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def printed(outputs: list[Any]) -> str:
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.fixture(scope="module")
def figures(outputs: list[Any]) -> list[Any]:
    return [output.data[PLOTLY] for output in outputs if PLOTLY in output.get("data", {})]


def test_it_is_stored_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_it_says_what_the_report_says(printed: str, town_store: Store) -> None:
    selection = Selection(recent_period(SETTLED_UNTIL, 28), ("burglary",))
    brief = make_brief(town_store, selection)
    assert brief.sections[0].sentence in printed
    assert brief.sections[0].trend_sentence in printed
    assert brief.hotspots.sentence in printed
    assert "SIMULATED" in printed


def test_it_draws_a_ranking_a_trend_and_a_map_that_count_as_the_report_does(
    figures: list[Any], town_store: Store
) -> None:
    ranking, trend, hotspots = figures
    brief = make_brief(town_store, Selection(recent_period(SETTLED_UNTIL, 28), ("burglary",)))
    bars = dict(zip(ranking["data"][0]["y"], ranking["data"][0]["x"], strict=True))
    assert bars == {"Northwest": brief.sections[0].change.now}
    drawn = next(trace for trace in trend["data"] if trace.get("name") == "incidents")
    expected = brief.sections[0].trend.weeks
    complete = expected[expected["is_complete"]]
    assert drawn["y"] == complete["incidents"].tolist()
    assert {trace["type"] for trace in hotspots["data"]} == {"choroplethmap"}


def test_its_figures_send_no_data_anywhere(figures: list[Any]) -> None:
    for figure in figures:
        assert figure["config"]["showSendToCloud"] is False
        assert figure["config"]["plotlyServerURL"] == ""
