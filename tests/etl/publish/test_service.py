"""Which snapshot is in service: what waits for a person, what comes back, and what goes."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreError
from analytics.selection import Selection
from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from etl.publish import draft, service
from tests import town
from tests.etl.publish.drawn import A_DAY, APPROVED_AT, NOON, Deliver, Draw


def _count(source: Path, known_at: datetime | None = None) -> int:
    store = open_snapshot(source, audience="police", known_at=known_at)
    rows = len(store.read_incidents(Selection(town.WHOLE)))
    store.close()
    return rows


WITHOUT_ONE_IN_A_HUNDRED = [number for number in range(1_200) if number % 93]
WITHOUT_SIX_OF_A_MONTH = [number for number in range(1_200) if number >= 72 or number % 12]


@pytest.mark.parametrize(
    ("known", "delivered", "reason"),
    [
        (range(1_200), WITHOUT_ONE_IN_A_HUNDRED, "C12 a: 1.1% of the 1,200 known rows are not in"),
        (range(1_200), WITHOUT_SIX_OF_A_MONTH, "C13 a: January 2024 falls from 100 to 94 rows"),
        (range(995), range(1_000), "C14 a: a.csv holds 1,000 rows"),
    ],
    ids=["rows gone", "month down", "a round number"],
)
def test_delivery_that_may_be_cut_off_waits_until_a_person_approves_it(
    deliver: Deliver, data_dir: Path, known: range, delivered: list[int], reason: str
) -> None:
    first = deliver(known)
    second = deliver(delivered)
    assert current_snapshot(data_dir) == first.snapshot
    assert _count(data_dir) == len(known)
    held = service.read_held(data_dir)
    assert held is not None
    assert held.run_id == second.summary["run_id"]
    assert [line[: len(reason)] for line in held.reasons] == [reason]
    assert held.reasons == second.held
    assert service.approve(data_dir, held.run_id, APPROVED_AT) == second.snapshot
    assert current_snapshot(data_dir) == second.snapshot
    assert service.read_held(data_dir) is None
    assert _count(data_dir) == len(delivered)
    # Nobody could know before the approval what it put in service.
    assert _count(data_dir, APPROVED_AT - timedelta(seconds=1)) == len(known)
    assert _count(data_dir, APPROVED_AT) == len(delivered)


def test_delivery_within_the_limits_is_published(deliver: Deliver, data_dir: Path) -> None:
    deliver(range(1_200))
    few_gone = deliver([number for number in range(1_200) if number % 101])
    assert few_gone.summary["feeds"]["a"]["accepted"] == 1_188
    assert few_gone.held == ()
    assert current_snapshot(data_dir) == few_gone.snapshot


def test_first_delivery_of_a_thousand_rows_waits_too(deliver: Deliver, data_dir: Path) -> None:
    held = deliver(range(1_000))
    assert current_snapshot(data_dir) is None
    service.approve(data_dir, held.summary["run_id"], APPROVED_AT)
    assert _count(data_dir) == 1_000


def test_later_good_run_takes_the_place_of_the_one_that_waits(
    deliver: Deliver, data_dir: Path
) -> None:
    deliver(range(1_200))
    held = deliver(range(600))
    good = deliver(range(1_201))
    assert service.read_held(data_dir) is None
    assert not held.snapshot.exists()
    with pytest.raises(StoreError, match="does not wait for approval; no run does; run again"):
        service.approve(data_dir, held.summary["run_id"], APPROVED_AT)
    assert current_snapshot(data_dir) == good.snapshot


def test_later_run_that_waits_takes_the_place_of_the_one_before(draw: Draw, data_dir: Path) -> None:
    draw()
    first, second = draw(is_held=True), draw(is_held=True)
    with pytest.raises(
        StoreError, match=f"run {first.stem} does not wait for approval; {second.stem} does"
    ):
        service.approve(data_dir, first.stem, APPROVED_AT)
    assert not first.exists()
    assert service.approve(data_dir, second.stem, APPROVED_AT) == second


def test_approval_may_only_name_the_run_that_waits(draw: Draw, data_dir: Path) -> None:
    current = draw()
    with pytest.raises(StoreError, match="run 1 does not wait for approval; no run does"):
        service.approve(data_dir, "1", APPROVED_AT)
    held = draw(is_held=True)
    with pytest.raises(
        StoreError, match=f"run {current.stem} does not wait for approval; {held.stem} does"
    ):
        service.approve(data_dir, current.stem, APPROVED_AT)
    assert current_snapshot(data_dir) == current


def test_approval_dates_what_the_run_brought_and_nothing_else(
    deliver: Deliver, data_dir: Path
) -> None:
    first = deliver(range(1_200))
    held = deliver(range(200, 1_300))
    service.approve(data_dir, held.summary["run_id"], APPROVED_AT)
    with duckdb.connect() as connection:
        attach_snapshot(connection, held.snapshot)
        dated = {
            f"{table}.{column}": {
                moment for (moment,) in connection.execute(f"SELECT {column} FROM {table}").fetchall()
            }
            for table, column in (
                ("incidents", "recorded_at"), ("incidents", "first_seen_at"), ("past_versions", "recorded_at"),
                ("past_versions", "first_seen_at"), ("past_versions", "superseded_at"), ("feeds", "recorded_at"),
                ("feed_runs", "recorded_at"), ("run", "started_at"), ("run", "published_at"),
            )
        }  # fmt: skip
    then = datetime.strptime(first.summary["run_id"], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007
    now = APPROVED_AT.replace(tzinfo=None)
    assert dated == {
        "incidents.recorded_at": {then, now}, "incidents.first_seen_at": {then, now}, "past_versions.recorded_at": {then},
        "past_versions.first_seen_at": {then}, "past_versions.superseded_at": {now}, "feeds.recorded_at": {now},
        "feed_runs.recorded_at": {then, now}, "run.started_at": {then + A_DAY}, "run.published_at": {now},
    }  # fmt: skip


def test_rollback_serves_the_snapshot_before_or_that_of_a_run(draw: Draw, data_dir: Path) -> None:
    first, second, third = draw(), draw(), draw()
    assert service.roll_back(data_dir) == current_snapshot(data_dir) == second
    assert service.roll_back(data_dir) == current_snapshot(data_dir) == first
    assert service.roll_back(data_dir, third.stem) == current_snapshot(data_dir) == third
    fourth = draw()
    assert service.describe(fourth)["previous"] == third.name


def test_rollback_to_nothing_names_what_there_is(draw: Draw, data_dir: Path) -> None:
    with pytest.raises(StoreError, match="holds no snapshot yet; run `python -m etl run`"):
        service.roll_back(data_dir)
    only = draw()
    with pytest.raises(StoreError, match=f"no snapshot of a run before this one.*{only.stem}"):
        service.roll_back(data_dir)
    with pytest.raises(StoreError, match="no snapshot of run 20200101T000000Z"):
        service.roll_back(data_dir, "20200101T000000Z")
    assert current_snapshot(data_dir) == only


def test_rollback_never_serves_what_waits_for_approval(draw: Draw, data_dir: Path) -> None:
    current = draw()
    held = draw(is_held=True)
    with pytest.raises(StoreError, match="was never in service: approve it instead"):
        service.roll_back(data_dir, held.stem)
    assert current_snapshot(data_dir) == current


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda content: None,
    "empty": lambda content: b"",
    "cut in half": lambda content: content[: len(content) // 2],
    "without its last byte": lambda content: content[:-1],
    "one byte changed": lambda content: (
        content[: len(content) // 2]
        + bytes([content[len(content) // 2] ^ 1])
        + content[len(content) // 2 + 1 :]
    ),
}


def _damage(path: Path, damage: str) -> None:
    content = DAMAGES[damage](path.read_bytes())
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize("damage", DAMAGES)
def test_rollback_to_changes_of_a_damaged_base_names_it_and_leaves_the_snapshot_in_service(
    deliver: Deliver, data_dir: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    base = deliver(range(1_200)).snapshot
    changes = deliver(range(1_200, 1_210), brings="changes").snapshot
    assert service.describe(changes)["base"] == base.name
    monkeypatch.undo()
    whole = deliver(range(1_210)).snapshot
    _damage(base, damage)
    with pytest.raises(StoreError, match=base.name) as refusal:
        service.roll_back(data_dir)
    said = str(refusal.value)
    assert f"readers see {whole.stem} as before" in said
    assert "put that file back from a backup, or name another run; there are" in said
    assert current_snapshot(data_dir) == whole
    assert _count(data_dir) == 1_210


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name != "gone"])
def test_rollback_to_a_damaged_snapshot_leaves_the_one_in_service(
    deliver: Deliver, data_dir: Path, damage: str
) -> None:
    first, second = deliver(range(1_200)).snapshot, deliver(range(1_201)).snapshot
    _damage(first, damage)
    with pytest.raises(StoreError, match=f"{first.name}: .*readers see {second.stem} as before"):
        service.roll_back(data_dir)
    assert current_snapshot(data_dir) == second


def test_rollback_from_a_damaged_snapshot_asks_for_the_run_to_go_back_to(
    draw: Draw, data_dir: Path
) -> None:
    first, second = draw(), draw()
    second.write_bytes(b"damaged")
    with pytest.raises(StoreError, match=f"name the run to go back to; there are .*{first.stem}"):
        service.roll_back(data_dir)
    assert service.roll_back(data_dir, first.stem) == current_snapshot(data_dir) == first


@pytest.mark.parametrize("damage", DAMAGES)
def test_approval_of_a_damaged_snapshot_leaves_the_one_in_service(
    deliver: Deliver, data_dir: Path, damage: str
) -> None:
    first, held = deliver(range(1_200)), deliver(range(1_000))
    _damage(held.snapshot, damage)
    with pytest.raises(StoreError, match=f"{held.snapshot.name}.*as before: run again instead"):
        service.approve(data_dir, held.summary["run_id"], APPROVED_AT)
    assert current_snapshot(data_dir) == first.snapshot


def test_after_a_rollback_nothing_waits_that_was_made_of_another_snapshot(
    draw: Draw, data_dir: Path
) -> None:
    draw()
    draw()
    held = draw(is_held=True)
    service.roll_back(data_dir)
    assert service.read_held(data_dir) is None
    assert not held.exists()


def test_run_of_the_second_of_the_one_before_does_not_write_over_it(
    draw: Draw, data_dir: Path
) -> None:
    assert service.new_run_id(data_dir, NOON) == "20251201T200000Z"
    newest = draw()
    assert newest.stem == "20251202T200000Z"
    for started_at in (NOON, NOON + A_DAY):
        assert service.new_run_id(data_dir, started_at) == "20251202T200001Z"


def test_finished_snapshot_about_which_nobody_decided_is_removed(
    draw: Draw, data_dir: Path
) -> None:
    current = draw()
    with service.alone(data_dir):
        folder = current.with_name(f"{service.DRAFT}20260101T000000Z")
        folder.mkdir()
        finished = Path(shutil.copy(current, current.with_name("20260101T000000Z.duckdb")))
    assert not finished.exists()
    assert not folder.exists()
    assert service.snapshots(data_dir) == [current]


def test_file_that_is_no_snapshot_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("no database")
    with pytest.raises(StoreError, match=r"x\.duckdb: cannot be opened as a snapshot"):
        service.describe(tmp_path / "x.duckdb")
