"""What the tests share: the tiny town, whose every count is known by hand (tests/town.py)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from analytics.store import Store, open_snapshot
from etl.__main__ import main as etl_main
from etl.pipeline import Result
from geodata.layers import Layers
from tests import dark_town, town
from tests.browser import chromium, require_chromium

# The same examples in every run, however long one takes on a busy machine.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
# python -m pytest --hypothesis-profile=long draws new ones.
settings.register_profile("long", derandomize=False, max_examples=100, stateful_step_count=20)


@pytest.fixture(scope="session")
def town_layers(tmp_path_factory: pytest.TempPathFactory) -> Layers:
    """Give the town's layers: four square neighborhoods, a strip beside them, 16 blocks."""
    return town.write_layers(tmp_path_factory.mktemp("town_layers"))


@pytest.fixture(scope="session")
def town_neighborhoods(town_layers: Layers) -> gpd.GeoDataFrame:
    """Give the four square neighborhoods."""
    return town_layers.neighborhoods


@pytest.fixture(scope="session")
def town_run(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Give what the run said that published the town's snapshot."""
    return town.publish(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def town_data_dir(town_run: Result) -> Path:
    """Give the data folder with the town's snapshot in service; only to be read."""
    return town_run.snapshot.parents[1]


@pytest.fixture(scope="session")
def town_store(town_data_dir: Path) -> Iterator[Store]:
    """Give the town's snapshot as the police read it."""
    store = open_snapshot(town_data_dir, audience="police")
    yield store
    store.close()


@pytest.fixture(scope="session")
def dark_town_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder of the town whose burglary feed went dark 60 days before the other; only to be read."""
    return dark_town.publish(tmp_path_factory.mktemp("dark_town")).snapshot.parents[1]


@pytest.fixture(scope="session")
def stl_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with the snapshot of all published files of St. Louis; skip where they are absent."""
    published = Path("../shared/data/st-louis")
    if not published.is_dir():
        pytest.skip("the files of St. Louis in ../shared/data are absent")
    files = ("--input", str(published / "monthly"))
    outlines = ("--neighborhoods", str(published / "neighborhoods"))
    run = ["run", "etl/feeds/examples/st_louis.toml", *files, *outlines]
    return _publish_once(tmp_path_factory, "st_louis", [run])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chrome or Chromium; skipped where there is none, failed where CI=true."""
    with chromium(require_chromium()) as started:
        yield started


@pytest.fixture(scope="session")
def demo_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with the demo of one day, simulated and run through the real ETL."""
    day = ["--as-of", "2025-11-30"]
    return _publish_once(tmp_path_factory, "demo", [["simulate", *day], ["run", *day]])


@pytest.fixture(scope="session")
def demo_store(demo_data_dir: Path) -> Iterator[Store]:
    """Give the demo's snapshot as the police read it."""
    store = open_snapshot(demo_data_dir, audience="police")
    yield store
    store.close()


def _publish_once(folders: pytest.TempPathFactory, name: str, commands: list[list[str]]) -> Path:
    """Run ETL commands on a folder that all workers of a test run share; the first one does the work."""
    shared = folders.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    data_dir = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not data_dir.exists():
            for command in commands:
                assert etl_main([*command, "--data-dir", str(data_dir)]) == 0
    return data_dir
