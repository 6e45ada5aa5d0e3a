"""From files to a snapshot: reconciled to the row, swapped whole, and readable afterwards."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from analytics.errors import ContractError, CrimeStatsError, FeedError, StoreError
from analytics.selection import Selection
from analytics.store import current_snapshot, open_snapshot
from etl.feeds.definition import load_feed
from etl.pipeline import Result, run
from geodata.layers import Layers
from tests import town

DEFINITION = """
feed = "{feed}"
title = "F"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
settling_days = 1
[source]
path = "{feed}.csv"
[columns]
incident_id = "Case"
offense_code = "Charge"
occurred_from = "Occurred"
updated = "Updated"
lon = "X"
lat = "Y"
[offense]
system = "ca_statute"
[identity]
key = ["incident_id", "offense_code"]
keep = "{keep}"
[cancellation]
column = "Count"
value = "-1"
match = ["incident_id", "offense_code"]
"""
HEADER = "Case,Charge,Occurred,Updated,X,Y,Count"
PLACE = "-116.5475,33.8325"
Publish = Callable[..., Result]


@pytest.fixture
def publish(tmp_path: Path, town_layers: Layers, shared_reader: None) -> Publish:
    """Give a function that publishes lines as one feed, each run a day after the one before."""
    now = datetime(2025, 12, 1, 8, tzinfo=UTC)

    def one_run(*lines: str, feed: str = "a", keep: str = "last") -> Result:
        nonlocal now
        now += timedelta(days=1)
        source = tmp_path / "in"
        source.mkdir(exist_ok=True)
        (source / f"{feed}.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        definition = tmp_path / f"{feed}.toml"
        definition.write_text(DEFINITION.format(feed=feed, keep=keep), encoding="utf-8")
        return run(
            [load_feed(definition)], source=source, layers=town_layers, data_dir=tmp_path / "data",
            clock=lambda: now, progress=lambda step, done, total: None,
        )  # fmt: skip

    return one_run


def _incidents(result: Result) -> list[tuple[str, str]]:
    store = open_snapshot(result.snapshot, audience="police")
    rows = store.read_incidents(Selection(town.WHOLE))
    store.close()
    return sorted(zip(rows["incident_id"], rows["occurred_on"].dt.strftime("%d"), strict=True))


def test_last_updated_version_is_counted_whatever_the_order(publish: Publish) -> None:
    old, new = (
        f"1,211 PC,2025-11-05,2025-11-06,{PLACE},1",
        f"1,211 PC,2025-11-04,2025-11-09,{PLACE},1",
    )
    for lines in ((old, new), (new, old), (old, new, new, old)):
        result = publish(*lines)
        assert _incidents(result) == [("1", "04")]
        assert result.summary["duplicates"] == len(lines) - 1


def test_first_version_is_counted_where_the_feed_says_so(publish: Publish) -> None:
    old, new = (
        f"1,211 PC,2025-11-05,2025-11-06,{PLACE},1",
        f"1,211 PC,2025-11-04,2025-11-09,{PLACE},1",
    )
    assert _incidents(publish(new, old, keep="first")) == [("1", "05")]


def test_cancellation_takes_its_row_out_of_the_counts_and_both_stay_stored(
    publish: Publish,
) -> None:
    result = publish(
        f"1,211 PC,2025-11-05,,{PLACE},1",
        f"2,211 PC,2025-11-05,,{PLACE},1",
        f",211 PC,2025-11-05,,{PLACE},1",
        f",211 PC,2025-11-05,2025-11-06,{PLACE},-1",
    )
    assert [number for number, _ in _incidents(result)] == ["1", "2"]
    assert (result.summary["accepted"], result.summary["counted"]) == (4, 2)


def test_cancellation_without_its_row_is_not_counted_and_is_said(publish: Publish) -> None:
    result = publish(f"1,211 PC,2025-11-05,,{PLACE},1", f"9,459 PC,2025-11-05,,{PLACE},-1")
    assert _incidents(result) == [("1", "05")]
    store = open_snapshot(result.snapshot, audience="police")
    assert store.read_findings()["code"].tolist() == ["C06"]
    store.close()


def test_code_nobody_has_described_is_counted_as_other_and_listed_with_its_rows(
    publish: Publish,
) -> None:
    result = publish(
        f"1,211 PC,2025-11-05,,{PLACE},1",
        f"2,TOWED,2025-11-05,,{PLACE},1",
        f"3,TOWED,2025-11-06,,{PLACE},1",
    )
    store = open_snapshot(result.snapshot, audience="police")
    rows = store.read_incidents(Selection(town.WHOLE)).sort_values("incident_id")
    (finding,) = store.read_findings().to_dict("records")
    store.close()
    assert rows["category"].tolist() == ["robbery", "other", "other"]
    assert (result.summary["counted"], result.summary["quarantined"]) == (3, 0)
    assert (finding["code"], finding["rows"]) == ("C03", 2)
    assert "'TOWED' (2)" in finding["message"]


def test_run_of_one_feed_keeps_the_rows_of_the_other(publish: Publish) -> None:
    publish(f"1,211 PC,2025-11-05,,{PLACE},1", feed="a")
    both = publish(f"2,459 PC,2025-11-06,,{PLACE},1", feed="b")
    assert both.summary["carried_over"] == ["a"]
    assert _incidents(both) == [("1", "05"), ("2", "06")]
    again = publish(f"3,211 PC,2025-11-07,,{PLACE},1", feed="a")
    assert _incidents(again) == [("2", "06"), ("3", "07")]


def test_feeds_of_another_place_need_another_data_folder(
    publish: Publish, tmp_path: Path, town_layers: Layers
) -> None:
    publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    text = DEFINITION.format(feed="a", keep="last").replace("Tiny Town", "Big City")
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="holds Tiny Town, these feeds are about Big City"):
        _run_again(tmp_path, "other.toml", town_layers)


def test_rows_located_in_other_outlines_are_not_mixed_in(
    publish: Publish, tmp_path: Path, town_layers: Layers
) -> None:
    publish(f"1,211 PC,2025-11-05,,{PLACE},1", feed="a")
    publish(f"2,459 PC,2025-11-06,,{PLACE},1", feed="b")
    moved = town_layers.neighborhoods.copy()
    moved.geometry = moved.geometry.translate(0.001)
    with pytest.raises(
        StoreError,
        match=r"outlines of the neighborhoods or blocks have changed.*run b as a whole together",
    ):
        _run_again(tmp_path, "a.toml", replace(town_layers, neighborhoods=moved))


def _run_again(folder: Path, definition: str, layers: Layers) -> Result:
    return run(
        [load_feed(folder / definition)], source=folder / "in", layers=layers,
        data_dir=folder / "data", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        progress=lambda step, done, total: None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "error"),
    [("1,211 PC,never,,0,0,1", ContractError), ("1;211 PC", ContractError)],
    ids=["no usable row", "no whole line"],
)
def test_failed_run_leaves_the_snapshot_in_service(
    publish: Publish, tmp_path: Path, line: str, error: type[CrimeStatsError]
) -> None:
    good = publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    with pytest.raises(error, match="nothing was published"):
        publish(line)
    assert current_snapshot(tmp_path / "data") == good.snapshot
    assert [*good.snapshot.parent.iterdir()] == [good.snapshot]


def test_changed_header_leaves_the_snapshot_in_service(
    publish: Publish, tmp_path: Path, town_layers: Layers
) -> None:
    good = publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    (tmp_path / "in" / "a.csv").write_text(
        "Case,Offense,Occurred,X,Y,Count\n1,211,2025-11-05,0,0,1\n"
    )
    with pytest.raises(FeedError, match="Charge"):
        _run_again(tmp_path, "a.toml", town_layers)
    assert current_snapshot(tmp_path / "data") == good.snapshot


def test_received_file_is_kept_byte_for_byte_under_its_checksum(
    publish: Publish, tmp_path: Path
) -> None:
    publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    kept = [*(tmp_path / "data" / "raw" / "a").iterdir()]
    assert [path.read_bytes() for path in kept] == [(tmp_path / "in" / "a.csv").read_bytes()]
    publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    assert [*(tmp_path / "data" / "raw" / "a").iterdir()] == kept


def test_file_received_again_and_again_is_listed_once(publish: Publish) -> None:
    for _ in range(3):
        result = publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    store = open_snapshot(result.snapshot, audience="police")
    listed = store.read_raw_files("a")
    store.close()
    assert listed["source_file"].tolist() == ["a.csv"]
    assert listed["run_id"].item() < listed["last_run_id"].item() == result.summary["run_id"]


def test_reader_of_the_old_snapshot_is_not_disturbed_by_a_run(
    publish: Publish, tmp_path: Path
) -> None:
    first = publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    reader = open_snapshot(tmp_path / "data", audience="police")
    publish(f"2,211 PC,2025-11-06,,{PLACE},1")
    assert reader.path == first.snapshot
    assert reader.read_incidents(Selection(town.WHOLE))["incident_id"].tolist() == ["1"]
    reader.close()


def test_pointer_that_leads_nowhere_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text(json.dumps({"snapshot": "snapshots/gone.duckdb"}))
    with pytest.raises(StoreError, match="python -m etl run"):
        open_snapshot(tmp_path)


def test_rare_feed_is_known_as_far_as_the_feeds_exported_with_it(
    tmp_path: Path, town_layers: Layers
) -> None:
    """One robbery a month says little of the day of its export; the burglaries beside it do."""
    source = tmp_path / "in"
    source.mkdir()
    rare = [
        f"{month},211 PC,2025-{month:02}-03,2025-{month:02}-04,{PLACE},1" for month in range(1, 12)
    ]
    busy = [f"{day},459 PC,2025-11-{day:02},2025-11-{day:02},{PLACE},1" for day in range(1, 29)]
    for feed, lines in (("rare", rare), ("busy", busy)):
        (source / f"{feed}.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        (tmp_path / f"{feed}.toml").write_text(
            DEFINITION.format(feed=feed, keep="last"), encoding="utf-8"
        )
    result = run(
        [load_feed(tmp_path / "rare.toml"), load_feed(tmp_path / "busy.toml")], source=source,
        layers=town_layers, data_dir=tmp_path / "data", clock=lambda: datetime(2026, 6, 1, tzinfo=UTC),
        progress=lambda step, done, total: None,
    )  # fmt: skip
    store = open_snapshot(result.snapshot, audience="police")
    as_of = store.read_feeds().set_index("feed")["data_as_of"].dt.strftime("%m-%d")
    store.close()
    assert as_of.to_dict() == {"rare": "11-28", "busy": "11-28"}


def test_older_snapshot_is_left_behind_by_what_its_error_says(
    publish: Publish, tmp_path: Path
) -> None:
    old = publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    with duckdb.connect(str(old.snapshot)) as connection:
        connection.execute("UPDATE place SET schema_version = 1")
    pointer = tmp_path / "data" / "current.json"
    with pytest.raises(StoreError, match=rf"of version 1, .*delete {pointer} and run"):
        publish(f"1,211 PC,2025-11-05,,{PLACE},1")
    pointer.unlink()
    assert _incidents(publish(f"2,211 PC,2025-11-06,,{PLACE},1")) == [("2", "06")]
