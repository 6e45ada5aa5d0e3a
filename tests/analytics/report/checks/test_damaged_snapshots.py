"""What does the preflight say of a snapshot whose rows, sums or runs are not as they should be? The steady town, altered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from analytics.audiences import Audience
from analytics.periods import Period
from analytics.report.checks import Check, preflight
from analytics.store import HELD, POINTER, SNAPSHOTS, current_snapshot, open_snapshot
from tests.analytics.report.checks import steady_town

Damage = Callable[..., Path]


@pytest.fixture
def damaged(steady_data_dir: Path, tmp_path: Path) -> Damage:
    """Give a function that alters a copy of the snapshot with SQL, and gives its data folder."""

    def alter(*statements: str) -> Path:
        original = current_snapshot(steady_data_dir)
        assert original is not None
        (tmp_path / SNAPSHOTS).mkdir()
        copy = Path(shutil.copyfile(original, tmp_path / SNAPSHOTS / original.name))
        shutil.copyfile(steady_data_dir / POINTER, tmp_path / POINTER)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(statement)
        return tmp_path

    return alter


def check(
    data_dir: Path, number: int, audience: Audience = "police", days: Period = steady_town.LAST_28
) -> Check:
    store = open_snapshot(data_dir, audience=audience)
    checks = preflight(store, steady_town.ASKED.during(days), today=steady_town.TODAY)
    store.close()
    return checks[number - 1]


@pytest.mark.parametrize(
    ("statement", "number", "words"),
    [
        ("UPDATE tallies SET rows = rows + 1 WHERE occurred_on = '2025-12-01'", 5, "two counts"),
        ("DELETE FROM incident_rows WHERE occurred_on = '2025-12-01'", 5, "The total of"),
        ("UPDATE feeds SET received = received + 7", 5, "7 of the rows received"),
        (
            "UPDATE incident_rows SET occurred_to_local = occurred_from_local - INTERVAL 2 DAY,"
            " occurred_to_offset = occurred_from_offset",
            6,
            "end before they begin",
        ),
        ("UPDATE locations SET lon = lon + 2, lat = lat - 1", 6, "outside of the city"),
        ("UPDATE feeds SET data_as_of = '2025-12-14'", 6, "after the last day"),
    ],
)
def test_numbers_that_cannot_be_stop_the_report(
    damaged: Damage, statement: str, number: int, words: str
) -> None:
    found = check(damaged(statement), number)
    assert (found.level, words in found.words) == ("stop", True), found


def test_a_single_impossible_row_is_a_flag(damaged: Damage) -> None:
    one = "(SELECT min(row_id) FROM incident_rows)"
    data_dir = damaged(
        "UPDATE incident_rows SET occurred_to_local = occurred_from_local - INTERVAL 2 DAY,"
        f" occurred_to_offset = occurred_from_offset WHERE row_id = {one}"
    )
    found = check(data_dir, 6)
    assert found.level == "flag"
    assert found.words.startswith("1 of 6,552 incidents end before they begin")
    assert "1" not in check(data_dir, 6, "public").words


def test_an_end_in_the_hour_that_comes_twice_is_not_before_its_start(damaged: Damage) -> None:
    back = "occurred_to_local = occurred_from_local - INTERVAL 40 MINUTE"
    same = "occurred_to_offset = occurred_from_offset"
    assert check(damaged(f"UPDATE incident_rows SET {back}, {same}"), 6).level == "ok"


@pytest.mark.parametrize(("kept", "level"), [(97, "ok"), (80, "flag"), (30, "stop")])
def test_few_positions_are_flagged_and_too_few_stop(damaged: Damage, kept: int, level: str) -> None:
    lost = f"abs(hash(row_id + 1)) % 100 >= {kept}"
    nowhere = "SELECT max(location_id) + 1 FROM locations"
    data_dir = damaged(
        f"INSERT INTO locations SELECT * REPLACE (({nowhere}) AS location_id, NULL AS lon, NULL AS lat, NULL AS x_m,"
        " NULL AS y_m, NULL AS neighborhood_id, NULL AS located_by, 'no_coordinates' AS unlocated_reason, NULL AS block_id)"
        " FROM locations LIMIT 1",
        f"UPDATE incident_rows SET location_id = (SELECT max(location_id) FROM locations) WHERE {lost}",
    )
    assert check(data_dir, 3).level == level


def test_days_that_still_fill_up_are_flagged_and_nothing_else_stops(
    steady_data_dir: Path,
) -> None:
    end = steady_town.LAST_28.end
    found = check(steady_data_dir, 4, days=Period(end - timedelta(28), end + timedelta(2)))
    assert found.level == "flag"
    assert "2 of the 30 days asked for still fill up (15 to 16 Dec 2025)" in found.words
    none = check(steady_data_dir, 4, days=Period(end, end + timedelta(7)))
    assert (none.level, "choose days up to 14 Dec 2025" in none.words) == ("stop", True)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "INSERT INTO public_quarters VALUES ('narcotics', '2025-01-01', 'northwest', 4)",
            "from 1 to 10",
        ),
        (
            "UPDATE public_counts SET category = 'narcotics', offense = 'narcotics_possession'",
            "narcotics",
        ),
    ],
)
def test_what_residents_must_not_see_stops_their_report_alone(
    damaged: Damage, statement: str, words: str
) -> None:
    data_dir = damaged(statement)
    found = check(data_dir, 7, "public")
    assert (found.level, words in found.words) == ("stop", True)
    assert check(data_dir, 7).level == "ok"


def test_a_run_that_waits_for_a_person_is_flagged_until_another_is_in_service(
    damaged: Damage,
) -> None:
    data_dir = damaged()
    current = current_snapshot(data_dir)
    assert current is not None
    held = {"run_id": "20991231T000000Z", "snapshot": "20991231T000000Z.duckdb"}
    reasons = {"previous": current.name, "reasons": ["C12 town: 40% of the rows are gone"]}
    (data_dir / HELD).write_text(json.dumps(held | reasons), encoding="utf-8")
    found = check(data_dir, 2)
    assert found.level == "flag"
    assert "20991231T000000Z was held back by its checks (C12 town: 40%" in found.words
    assert "40%" not in check(data_dir, 2, "public").words
    since = {"previous": "20200101T000000Z.duckdb", "reasons": ["C12"]}
    (data_dir / HELD).write_text(json.dumps(held | since), encoding="utf-8")
    assert check(data_dir, 2).level == "ok"


def test_a_run_that_was_approved_against_its_checks_is_flagged(damaged: Damage) -> None:
    data_dir = damaged("INSERT INTO findings VALUES ('town', 'C13', 'hold', 'May falls', 9)")
    found = check(data_dir, 2)
    assert (found.level, "C13 of Tiny Town" in found.words) == ("flag", True)


def test_an_older_snapshot_than_the_one_in_service_is_flagged(damaged: Damage) -> None:
    data_dir = damaged()
    current = current_snapshot(data_dir)
    assert current is not None
    newer = shutil.copyfile(current, current.with_name("20990101T000000Z.duckdb"))
    pointer = {"snapshot": f"{SNAPSHOTS}/{newer.name}"}
    (data_dir / POINTER).write_text(json.dumps(pointer), encoding="utf-8")
    store = open_snapshot(current, audience="police")
    found = preflight(store, steady_town.ASKED, today=steady_town.TODAY)[1]
    assert (found.level, "20990101T000000Z is in service" in found.words) == ("flag", True)
