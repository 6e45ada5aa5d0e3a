"""What a report said on a past day can be read again, whatever was corrected, withdrawn or canceled since."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.report.brief import make_brief
from analytics.selection import Selection
from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from etl import pipeline
from etl.pipeline import Result
from etl.publish import draft
from geodata.layers import Layers
from tests import town
from tests.etl.history import MIDDLE, POINTS, Row, Source, define, shaped, write_files

EVERYTHING = Selection(town.WHOLE)
DAY = date(2025, 11, 5)
BURGLARY = Row("1", "R1", "459 PC", DAY, POINTS[0])
FIRST_RUN = datetime(2025, 12, 2, 8, tzinfo=UTC)
Publish = Callable[..., Result]


@pytest.fixture
def publish(tmp_path: Path, town_layers: Layers, shared_reader: None) -> Publish:
    """Give a function that publishes files of rows as one feed, each run a day after the one before."""
    day = 0

    def one_run(
        *files: list[Row], feed: str = "changes", is_replay: bool = False, offense: str = ""
    ) -> Result:
        nonlocal day
        now = FIRST_RUN + timedelta(days=day)
        day += 1
        write_files(feed, files, tmp_path / "in")
        return pipeline.run(
            [define(feed, tmp_path, offense=offense)], source=tmp_path / "in", layers=town_layers, data_dir=tmp_path / "data",
            clock=lambda: now, progress=lambda *_: None, replay=is_replay,
        )  # fmt: skip

    return one_run


@pytest.fixture(params=["whole", "changes"])
def publication(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let snapshots be written whole, or as changes of a base."""
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", 100.0 if request.param == "changes" else 0.0)
    return str(request.param)


def _stored(data_dir: Path, columns: str, table: str = "incidents") -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        snapshot = current_snapshot(data_dir)
        assert snapshot is not None
        attach_snapshot(connection, snapshot)
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def test_point_that_turns_out_no_place_was_on_the_map_before(
    publish: Publish, publication: str, tmp_path: Path
) -> None:
    rows = [replace(BURGLARY, number=f"{number}", point=MIDDLE) for number in range(25)]
    publish(rows[:15])
    publish(rows[15:])
    store = open_snapshot(tmp_path / "data", audience="police")
    assert store.read_incidents(EVERYTHING)["x_m"].notna().sum() == 0
    then = store.read_incidents(EVERYTHING, known_at=FIRST_RUN)
    store.close()
    assert then["neighborhood_id"].tolist() == ["northwest"] * 15
    assert then["x_m"].notna().all()
    residents = open_snapshot(tmp_path / "data")
    assert residents.read_incidents(EVERYTHING)["neighborhood_id"].tolist() == [None] * 25
    residents.close()


def test_cancellation_delivered_later_and_corrected_later_still(
    publish: Publish, publication: str, tmp_path: Path
) -> None:
    cancellation = replace(BURGLARY, number="9", count=-1)
    publish([BURGLARY, replace(BURGLARY, number="5", report="R5")])
    publish([cancellation])
    assert _statuses(tmp_path) == {"1": "canceled", "5": "counted", "9": "cancellation"}
    publish([replace(cancellation, report="R5", updated=pd.Timestamp("2025-12-03"))])
    assert _statuses(tmp_path) == {"1": "counted", "5": "canceled", "9": "cancellation"}
    publish([cancellation])
    assert _statuses(tmp_path) == {"1": "counted", "5": "canceled", "9": "cancellation"}
    publish(is_replay=True)
    assert _statuses(tmp_path) == {"1": "counted", "5": "canceled", "9": "cancellation"}


def test_row_counts_again_when_its_cancellation_is_withdrawn_from_a_window(
    publish: Publish, publication: str, tmp_path: Path
) -> None:
    early = replace(BURGLARY, number="1", day=DAY)
    late = replace(BURGLARY, number="2", report="R2", day=DAY + timedelta(days=20))
    canceled = replace(BURGLARY, number="9", count=-1)
    publish([early, canceled, late], feed="window")
    assert _statuses(tmp_path)["1"] == "canceled"
    publish([early, late], feed="window")
    assert _statuses(tmp_path) == {"1": "counted", "2": "counted"}
    reasons = _stored(tmp_path / "data", "incident_id, superseded_by", "past_versions")
    assert reasons == [("1", "cancellation"), ("9", "withdrawal")]


def _statuses(folder: Path) -> dict[object, object]:
    return dict(_stored(folder / "data", "incident_id, status"))


def test_versions_of_one_moment_leave_the_same_row_in_any_order(
    publish: Publish, tmp_path: Path
) -> None:
    moment = pd.Timestamp("2025-12-01")
    one, other = (replace(BURGLARY, charge=code, updated=moment) for code in ("211 PC", "487 PC"))
    left = []
    for rows in ([one, other], [other, one]):
        publish([rows[0]])
        publish([rows[1]])
        left.append(_stored(tmp_path / "data", "row_id, version_hash, status"))
        publish(is_replay=True)
        left.append(_stored(tmp_path / "data", "row_id, version_hash, status"))
        publish([rows[0]], [rows[1]])
        left.append(_stored(tmp_path / "data", "row_id, version_hash, status"))
    assert len(left[0]) == 1
    assert left == [left[0]] * 6


def test_row_that_turns_into_its_own_cancellation_is_not_counted_whatever_comes_first(
    publish: Publish, tmp_path: Path
) -> None:
    taken_back = replace(BURGLARY, count=-1)
    for rows in ([BURGLARY, taken_back], [taken_back, BURGLARY]):
        publish(rows)
        assert _statuses(tmp_path) == {"1": "cancellation"}
        publish([BURGLARY])
        assert _statuses(tmp_path) == {"1": "cancellation"}


def test_rows_without_a_number_are_known_by_what_they_say(publish: Publish, tmp_path: Path) -> None:
    unnumbered = replace(BURGLARY, number="")
    publish([unnumbered, unnumbered, replace(unnumbered, report="R2"), BURGLARY], feed="whole")
    known = _stored(tmp_path / "data", "row_id, version_hash, status")
    assert len(known) == 3
    publish([BURGLARY], [replace(unnumbered, report="R2")], [unnumbered], feed="whole")
    assert _stored(tmp_path / "data", "row_id, version_hash, status") == known


def test_offenses_of_one_source_row_are_rows_that_keep_their_numbers(
    publish: Publish, tmp_path: Path
) -> None:
    """A cell with three offenses, of a record that counts twice: six rows, and four when one offense is taken back."""
    said = {"feed": "whole", "offense": 'separator = ";"\ncount = "Count"'}
    several = replace(BURGLARY, charge="459 PC;211 PC;459 PC", count=2)
    single = replace(BURGLARY, number="2")
    publish([several, single], **said)
    columns = "row_id, incident_id, offense_number, offense_code"
    known = _stored(tmp_path / "data", columns)
    assert len({row_id for row_id, *_ in known}) == 7
    publish([single, several, several], **said)
    assert _stored(tmp_path / "data", columns) == known
    publish([single, replace(several, charge="459 PC;211 PC")], **said)
    assert len(_stored(tmp_path / "data", columns)) == 5
    assert _stored(tmp_path / "data", "offense_number, superseded_by", "past_versions")[-2:] == [
        (4, "withdrawal"), (5, "withdrawal"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("started", "fold", "at"),
    [("2025-11-02T08:30:00Z", 0, 8), ("2025-11-02T09:30:00Z", 1, 9), ("2025-11-02T01:30:00", 0, 8)],
)
def test_hour_that_happens_twice_is_told_apart_by_its_fold(
    publish: Publish, tmp_path: Path, started: str, fold: int, at: int
) -> None:
    publish([replace(BURGLARY, day=started)])
    columns = "occurred_from_at, occurred_from_local, occurred_fold, occurred_text"
    local = pd.Timestamp("2025-11-02T01:30")
    assert _stored(tmp_path / "data", columns) == [
        (pd.Timestamp(f"2025-11-02T{at:02}:30"), local, fold, started)
    ]
    store = open_snapshot(tmp_path / "data", audience="police")
    read = store.read_incidents(EVERYTHING)[["occurred_from_local", "occurred_fold"]]
    store.close()
    assert read.to_dict("records") == [{"occurred_from_local": local, "occurred_fold": fold}]


def test_one_feed_replayed_reordered_and_doubled_gives_the_same_rows(
    publish: Publish, tmp_path: Path
) -> None:
    some = random.Random(7)
    rows = Source("whole", 60)
    for number in range(40):
        rows.correct(number, number * 7)
        rows.cancel(number, number * 11)
    publish(rows.said, feed="whole")
    digest = _stored(tmp_path / "data", "row_id, version_hash, status")
    for files in (1, 3, 7):
        publish(*shaped(rows.said, some, files=files), feed="whole")
        assert _stored(tmp_path / "data", "row_id, version_hash, status") == digest
    publish(feed="whole", is_replay=True)
    assert _stored(tmp_path / "data", "row_id, version_hash, status") == digest
    assert _stored(tmp_path / "data", "count(*)", "past_versions") == [(0,)]


def test_settled_days_are_measured_in_a_history_of_28_days_and_not_before(
    publish: Publish, town_layers: Layers, tmp_path: Path
) -> None:
    """Of ten incidents of a day five are known at once, four after 3 days, the last after 10."""
    delays = [0] * 5 + [3] * 4 + [10]
    first_day = FIRST_RUN.date()
    sources = []
    for age in range(45):
        today = first_day + timedelta(days=age)
        rows = [
            replace(BURGLARY, number=f"{delay}-{number}-{age}", day=today - timedelta(days=delay))
            for number, delay in enumerate(delays)
        ]
        publish(rows)
        sources.append(
            _stored(tmp_path / "data", "settling_source, settling_days, settled_until", "feeds")[0]
        )
    assert [source for source, *_ in sources] == ["definition"] * 28 + ["history"] * 17
    assert {days for _, days, _ in sources[28:]} == {10}
    last_day = first_day + timedelta(days=44)
    assert sources[-1][2] == last_day - timedelta(days=9)


def test_report_of_a_past_day_is_drawn_again_as_it_was(
    publish: Publish, publication: str, tmp_path: Path
) -> None:
    rows = [
        replace(BURGLARY, number=f"{number}", report=f"R{number}", day=DAY - timedelta(days=number), point=POINTS[number % 5])
        for number in range(300)
    ]  # fmt: skip
    publish(rows, feed="whole")
    selection = Selection(town.WHOLE)
    selection = replace(
        selection,
        period=replace(town.WHOLE, start=DAY - timedelta(days=60), end=DAY - timedelta(days=30)),
    )
    now = open_snapshot(tmp_path / "data", audience="police")
    told = make_brief(now, selection)
    now.close()
    corrected = [
        replace(row, charge="211 PC", updated=pd.Timestamp("2025-12-03")) for row in rows[::4]
    ]
    publish(rows[:200:2] + corrected, feed="whole")
    for moment in (FIRST_RUN, FIRST_RUN.date()):
        then = open_snapshot(tmp_path / "data", audience="police", known_at=moment)
        _same_brief(make_brief(then, selection), told)
        then.close()
    now = open_snapshot(tmp_path / "data", audience="police")
    assert make_brief(now, selection).coverage != told.coverage
    now.close()


def _same_brief(brief: object, told: object) -> None:
    """Compare part by part; tables have no equality of their own."""
    assert repr(_plain(brief)) == repr(_plain(told))


def _plain(part: object) -> object:
    if isinstance(part, pd.DataFrame | pd.Series):
        return part.to_csv()
    if isinstance(part, tuple | list):
        return [_plain(one) for one in part]
    if hasattr(part, "__dataclass_fields__"):
        return {name: _plain(getattr(part, name)) for name in part.__dataclass_fields__}
    return part


def test_feed_is_known_no_further_than_the_rows_that_are_left_say(
    publish: Publish, publication: str, tmp_path: Path
) -> None:
    sure = replace(BURGLARY, updated=pd.Timestamp("2025-11-20"))
    typing_error = replace(BURGLARY, number="2", updated=pd.Timestamp("2026-11-20"))
    publish([sure, typing_error], feed="window")
    publish([sure], feed="window")
    assert _stored(tmp_path / "data", "newest_at", "feeds") == [(sure.updated,)]
