"""Which old snapshots go: never one that is in service, waits, or that another needs."""

from pathlib import Path

import pytest

from etl.publish import draft, service
from tests.etl.publish.drawn import APPROVED_AT, NOON, Draw


def test_pruning_keeps_the_newest(draw: Draw, data_dir: Path) -> None:
    drawn = [draw() for _ in range(4)]
    assert service.prune(data_dir, NOON, count=3) == drawn[:1]
    assert service.snapshots(data_dir) == drawn[:0:-1]


def test_pruning_removes_what_is_too_old_but_not_the_one_in_service_nor_the_one_before(
    draw: Draw, data_dir: Path
) -> None:
    first, second, third = draw(), draw(), draw()
    assert service.prune(data_dir, APPROVED_AT, days=1) == [first]
    assert service.snapshots(data_dir) == [third, second]


def test_pruning_after_a_rollback_keeps_what_is_in_service(draw: Draw, data_dir: Path) -> None:
    drawn = [draw() for _ in range(4)]
    service.roll_back(data_dir, drawn[1].stem)
    service.prune(data_dir, NOON, count=1)
    assert service.snapshots(data_dir) == [drawn[3], drawn[1], drawn[0]]


def test_pruning_keeps_what_waits_for_approval(draw: Draw, data_dir: Path) -> None:
    first, second = draw(), draw()
    held = draw(is_held=True)
    assert service.prune(data_dir, APPROVED_AT, count=0) == []
    assert service.snapshots(data_dir) == [held, second, first]


def test_pruning_keeps_what_another_snapshot_is_based_on(
    draw: Draw, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    base = draw()
    changes = [draw(brings="changes") for _ in range(3)]
    assert [service.describe(path)["base"] for path in changes] == [base.name] * 3
    assert service.prune(data_dir, NOON, count=1) == changes[:1]
    # In service is a whole snapshot now; those of changes are kept for their age, and need their base.
    whole = draw()
    assert service.prune(data_dir, NOON, count=3) == []
    assert service.snapshots(data_dir) == [whole, changes[2], changes[1], base]


def test_nothing_is_pruned_while_one_that_stays_cannot_be_read(draw: Draw, data_dir: Path) -> None:
    drawn = [draw() for _ in range(3)]
    drawn[1].write_bytes(b"damaged")
    assert service.prune(data_dir, NOON, count=2) == []
    assert service.snapshots(data_dir) == drawn[::-1]


def test_nothing_is_pruned_where_nothing_is_in_service(data_dir: Path) -> None:
    assert service.prune(data_dir, NOON) == []
