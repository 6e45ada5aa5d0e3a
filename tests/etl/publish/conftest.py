"""What the tests of publishing share: runs of numbered rows, and snapshots without rows."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from etl.feeds.definition import load_feed
from etl.pipeline import Result, run
from etl.publish import draft, service
from geodata.layers import Layers
from tests.etl.publish.drawn import A_DAY, DEFINITION, NOON, Deliver, Draw


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def deliver(tmp_path: Path, data_dir: Path, town_layers: Layers, shared_reader: None) -> Deliver:
    """Give a function that runs a delivery of numbered rows, which fall in twelve months in turn; one delivery a day."""
    now = NOON

    def one_run(numbers: Iterable[int], *, brings: str = "everything") -> Result:
        nonlocal now
        now += A_DAY
        rows = [
            f"{number},211 PC,2024-{number % 12 + 1:02}-{number // 12 % 28 + 1:02},-116.5475,33.8325"
            for number in numbers
        ]
        (tmp_path / "a.csv").write_text("\n".join(["Case,Charge,Occurred,X,Y", *rows]))
        (tmp_path / "a.toml").write_text(DEFINITION.format(brings=brings))
        return run(
            [load_feed(tmp_path / "a.toml")], source=tmp_path / "a.csv", layers=town_layers, data_dir=data_dir,
            clock=lambda: now, progress=lambda step, done, total: None,
        )  # fmt: skip

    return one_run


@pytest.fixture
def draw(tmp_path: Path, data_dir: Path, town_layers: Layers) -> Draw:
    """Give a function that puts a snapshot without rows in service, each a day after the one before."""
    now = NOON

    def one_snapshot(*, brings: str = "everything", is_held: bool = False) -> Path:
        nonlocal now
        now += A_DAY
        (tmp_path / "a.toml").write_text(DEFINITION.format(brings=brings))
        with (
            service.alone(data_dir),
            draft.Draft(data_dir, f"{now:%Y%m%dT%H%M%SZ}", now) as drawn,
        ):
            drawn.begin(load_feed(tmp_path / "a.toml"))
            drawn.add_layers(town_layers, "Tiny Town", "America/Los_Angeles")
            drawn.write()
            snapshot = drawn.finish(published_at=now, summary={})
            if is_held:
                service.hold(data_dir, snapshot, ["C12 a: too few"])
            else:
                service.put_in_service(data_dir, snapshot)
        return snapshot

    return one_snapshot
