"""A feed that is fetched becomes a snapshot like one that was dropped: whole at first, later its changes, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from analytics.errors import CrimeStatsError, FeedError
from analytics.selection import Selection
from analytics.settings import Settings
from analytics.store import current_snapshot, open_snapshot
from etl.delivery import deliver_again
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.pipeline import Result, run
from geodata.layers import Layers
from tests import town
from tests.etl.feeds.socrata_server import SocrataDataset
from tests.geodata.arcgis_server import ArcgisLayer, serve_layers
from tests.loopback import Question, Reply, serve

NOW = datetime(2025, 12, 1, 12, tzinfo=UTC)
DEFINITION = """
feed = "town"
title = "Town"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
settling_days = 1
[columns]
incident_id = "case_number"
offense_code = "offense"
occurred_from = "occurred"
updated = "edited"
lon = "longitude"
lat = "latitude"
other = ["count"]
[time]
formats = ["epoch_ms"]
[offense]
system = "ca_statute"
[identity]
key = ["incident_id", "offense_code"]
"""


def row(number: int, edited: datetime, offense: str = "459 PC") -> dict[str, Any]:
    at = f"{edited:%FT%T}.000Z"
    return {
        ":id": f"row-{number:04}", ":created_at": at, ":updated_at": at, ":@computed_region_abcd": 7,
        "case_number": f"26-{number:04}", "offense": offense, "count": 1, "occurred": f"2025-11-{number:02}T12:00:00",
        "edited": at, "longitude": -116.5475, "latitude": 33.8325,
    }  # fmt: skip


class Portal:
    """A dataset that is fetched day after day into one data folder."""

    def __init__(self, folder: Path, layers: Layers, api: str) -> None:
        self.folder, self.layers, self.api = folder, layers, api
        self.now = NOW
        self.is_broken = False
        self.dataset = SocrataDataset(
            {f"row-{n:04}": row(n, NOW - timedelta(days=9)) for n in range(1, 26)}
        )
        self.dataset.most_rows = 10

    def answer(self, question: Question) -> Reply:
        return Reply(b"", 503) if self.is_broken else self.dataset.answer(question)

    def feed(self, address: str, **changes: object) -> Feed:
        path = self.folder / "town.toml"
        path.write_text(DEFINITION, encoding="utf-8")
        feed = load_feed(path)
        source = replace(
            feed.source, transport="socrata", url=address, dataset="abcd-1234", api=self.api, brings="changes"
        )  # fmt: skip
        return replace(feed, source=source, **changes)  # type: ignore[arg-type]

    def run(self, *, replay: bool = False, **changes: object) -> Result:
        self.now += timedelta(days=1)
        self.dataset.questions.clear()
        with serve(self.answer) as address:
            return run(
                [self.feed(address, **changes)], source=self.folder / "nowhere", layers=self.layers,
                data_dir=self.folder / "data", clock=lambda: self.now, progress=lambda step, done, total: None,
                settings=Settings(), replay=replay,
            )  # fmt: skip

    def cases(self) -> list[str]:
        store = open_snapshot(self.folder / "data", audience="police")
        rows = store.read_incidents(Selection(town.WHOLE))
        store.close()
        return sorted(rows["incident_id"])

    def line(self) -> dict[str, Any]:
        store = open_snapshot(self.folder / "data", audience="police")
        (line,) = store.read_feeds().to_dict("records")
        store.close()
        return line


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def portal(tmp_path: Path, town_layers: Layers, shared_reader: None) -> Portal:
    return Portal(tmp_path, town_layers, "soda2")


@pytest.mark.parametrize("api", ["soda2", "soda3"])
def test_all_rows_at_first_then_changes_and_nothing_of_a_broken_service(
    tmp_path: Path, town_layers: Layers, api: str
) -> None:
    portal = Portal(tmp_path, town_layers, api)
    first = portal.run()
    assert len(portal.cases()) == 25
    proof = "25 different :id came in order; counted apart before and after: 25"
    assert first.summary["feeds"]["town"]["proof"] == proof
    assert portal.line()["fetched_until"] == (NOW - timedelta(days=9)).replace(tzinfo=None)
    portal.dataset.rows |= {
        "row-0003": row(3, portal.now, "211 PC") | {"case_number": "26-0103"},
        "row-0026": row(26, portal.now),
    }
    second = portal.run()
    assert portal.cases()[-2:] == ["26-0026", "26-0103"]
    assert len(portal.cases()) == 27
    assert any(":updated_at >=" in str(asked.query) + str(asked.json) for asked in portal.dataset.questions)  # fmt: skip
    portal.is_broken = True
    with pytest.raises(FeedError, match="the snapshot in service stays as it is"):
        portal.run()
    assert current_snapshot(tmp_path / "data") == second.snapshot
    assert len(portal.cases()) == 27


def test_no_change_keeps_every_row_and_renews_the_line_of_the_feed(portal: Portal) -> None:
    portal.run()
    before = portal.line()
    portal.dataset.rows.clear()
    portal.dataset.rows["row-0001"] = row(1, NOW - timedelta(days=300))
    result = portal.run()
    after = portal.line()
    assert (result.summary["received"], len(portal.cases())) == (0, 25)
    assert after["recorded_at"] > before["recorded_at"]
    assert after["fetched_until"] == before["fetched_until"]


def test_row_dated_in_the_far_future_does_not_hide_the_changes_to_come(portal: Portal) -> None:
    portal.dataset.rows["row-0025"][":updated_at"] = "2099-01-01T00:00:00.000Z"
    portal.run()
    assert portal.line()["fetched_until"] == portal.now.replace(tzinfo=None)


def test_renamed_column_stops_the_run_with_its_name(portal: Portal) -> None:
    portal.run()
    before = current_snapshot(portal.folder / "data")
    portal.dataset.columns = tuple(
        name.replace("longitude", "long") for name in portal.dataset.columns
    )
    with pytest.raises(FeedError, match=r"column longitude \(lon\) is missing"):
        portal.run()
    assert current_snapshot(portal.folder / "data") == before


def test_new_column_stops_the_run_and_one_of_the_service_does_not(portal: Portal) -> None:
    portal.run()
    portal.dataset.columns = (*portal.dataset.columns, "beat")
    with pytest.raises(FeedError, match="column beat is new"):
        portal.run()


def test_column_that_is_empty_in_a_whole_page_is_no_missing_column(portal: Portal) -> None:
    for name, held in portal.dataset.rows.items():
        if name <= "row-0010":
            held |= {"longitude": None, "latitude": None}
    result = portal.run()
    assert result.summary["accepted"] == 25
    assert result.summary["unlocated"] == {"no_coordinates": 10}


def test_fetched_pages_are_kept_and_replayed(portal: Portal) -> None:
    portal.run()
    portal.dataset.rows["row-0026"] = row(26, portal.now)
    portal.run()
    until = portal.line()["fetched_until"]
    kept = [*(portal.folder / "data" / "raw" / "town").iterdir()]
    portal.is_broken = True
    portal.run(replay=True)
    assert len(portal.cases()) == 26
    assert portal.line()["fetched_until"] == until
    assert sorted(kept) == sorted((portal.folder / "data" / "raw" / "town").iterdir())


def test_layer_of_arcgis_is_fetched_like_any_feed_and_an_emptied_one_is_refused(
    tmp_path: Path, town_layers: Layers
) -> None:
    texts = dict.fromkeys(("case_number", "offense"), "String")
    dates = dict.fromkeys(("occurred", "edited"), "Date")
    fields = {"OBJECTID": "OID", **texts, **dates, "count": "Integer"}
    at = int(NOW.timestamp()) * 1000
    rows = {
        n: {
            "attributes": {"OBJECTID": n, "case_number": f"26-{n}", "offense": "459 PC", "occurred": at - n * 86_400_000,
                           "edited": at, "count": 1},
            "geometry": {"x": -116.5475, "y": 33.8325},
        }
        for n in range(1, 13)
    }  # fmt: skip
    layer = ArcgisLayer(rows, fields, "esriGeometryPoint")
    layer.transfer_limit = 5
    layer.about = {"maxRecordCount": 5}
    path = tmp_path / "town.toml"
    text = DEFINITION.replace('"longitude"', '"geometry.x"').replace('"latitude"', '"geometry.y"')
    path.write_text(text.replace('["count"]', '["count", "OBJECTID"]'), encoding="utf-8")
    feed = load_feed(path)
    with serve_layers({"crimes": layer}) as address:
        source = replace(feed.source, transport="arcgis", url=f"{address}/crimes/FeatureServer/0", brings="changes")  # fmt: skip
        result = run(
            [replace(feed, source=source)], source=tmp_path, layers=town_layers, data_dir=tmp_path / "data",
            clock=lambda: NOW, progress=lambda step, done, total: None,
        )  # fmt: skip
        assert (result.summary["received"], result.summary["located"]) == (12, 12)
        assert "12" in result.summary["feeds"]["town"]["proof"]
        layer.about = {}
        layer.rows.clear()
        with pytest.raises(FeedError, match="the snapshot in service stays as it is"):
            run(
                [replace(feed, source=replace(source, brings="everything"))], source=tmp_path, layers=town_layers,
                data_dir=tmp_path / "data", clock=lambda: NOW + timedelta(days=1), progress=lambda step, done, total: None,
            )  # fmt: skip
    assert current_snapshot(tmp_path / "data") == result.snapshot


def test_pages_of_a_run_that_failed_are_not_left_behind(portal: Portal) -> None:
    broken: Callable[[int], dict[str, Any]] = lambda n: row(n, NOW) | {"occurred": "soon"}  # noqa: E731
    portal.dataset.rows = {f"row-{n:04}": broken(n) for n in range(1, 4)}
    with pytest.raises(CrimeStatsError):
        portal.run()
    assert [*(portal.folder / "data" / "snapshots").iterdir()] == []


def test_replay_of_another_feed_says_of_which_there_are_copies(portal: Portal) -> None:
    portal.run()
    store = open_snapshot(portal.folder / "data", audience="police")
    other = replace(portal.feed(""), feed="robbery")
    with pytest.raises(
        FeedError, match=r"robbery: nothing of it .* the definition of town, of which"
    ):
        deliver_again(other, store, portal.folder / "data", None)
    store.close()
