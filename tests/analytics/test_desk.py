"""The front door gives the hotspots of the page, and refuses a map of what may not be on one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import analytics
from analytics import hotspots_of, show
from analytics.errors import SelectionError
from analytics.hotspots import find_hotspots, make_grid
from analytics.periods import Period
from analytics.report.brief import make_brief
from analytics.selection import Selection
from analytics.store import Store
from tests.town import SETTLED_UNTIL


def test_hotspots_are_those_of_the_report(town_store: Store) -> None:
    brief = make_brief(
        town_store, Selection(Period(SETTLED_UNTIL.replace(day=1), SETTLED_UNTIL), ("burglary",))
    )
    found = hotspots_of(town_store, "burglary")
    assert found.sentence == brief.hotspots.sentence
    assert found.period == brief.hotspots.period
    assert found.cells["incidents"].sum() == brief.hotspots.cells["incidents"].sum() > 0


def test_another_radius_changes_the_density_and_not_what_stands_out(town_store: Store) -> None:
    narrow, wide = (hotspots_of(town_store, "burglary", radius_m=radius) for radius in (200, 900))
    assert (narrow.cells["is_hot"] == wide.cells["is_hot"]).all()
    assert narrow.cells["density"].max() > wide.cells["density"].max()
    coverage = town_store.coverage()
    grid = make_grid(town_store.read_shapes("built_up"), crs=coverage.analysis_crs)
    rows = town_store.read_incidents(Selection(wide.period, ("burglary",)))
    expected = find_hotspots(rows, grid, radius_m=900, period_days=wide.period.days)
    assert wide.cells["density"].tolist() == pytest.approx(expected["density"].tolist())


def test_what_officers_find_is_on_no_map_with_what_victims_report(town_store: Store) -> None:
    with pytest.raises(SelectionError, match="make no one map"):
        hotspots_of(town_store, "burglary", "narcotics")


def test_picture_for_paper_says_its_finding_and_is_the_same_each_time(
    town_store: Store, tmp_path: Path
) -> None:
    found = hotspots_of(town_store, "burglary")
    picture = found.picture()
    assert f'<img alt="{found.sentence}" src="data:image/svg+xml;base64,' in picture._repr_html_()
    picture.save(tmp_path / "map.svg")
    assert (tmp_path / "map.svg").read_text("utf-8") == found.picture().svg


def test_a_measure_alone_loads_no_store_and_no_charts() -> None:
    asked = "import analytics.counts, sys; print({'duckdb', 'plotly', 'analytics.desk'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def test_front_door_knows_its_names_and_no_others() -> None:
    assert analytics.show is show
    with pytest.raises(AttributeError, match="no attribute 'open_sesame'"):
        _ = analytics.open_sesame  # type: ignore[attr-defined]
