"""Does a running dashboard see the newest snapshot, and say so where there is none?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics.errors import SelectionError
from analytics.offenses import OFFENSES
from analytics.selection import Selection
from analytics.store import POINTER, SNAPSHOTS
from dashboard.context import Context, Reader
from tests.dashboard.conftest import on_the_day


@pytest.fixture
def empty_context(tmp_path: Path) -> Iterator[Context]:
    context = Context(tmp_path, audience="police", clock=on_the_day)
    yield context
    context.close()


def put_in_service(source: Path, data_dir: Path, name: str) -> None:
    """Lay a copy of a snapshot into a data folder, and turn the pointer to it."""
    (data_dir / SNAPSHOTS).mkdir(exist_ok=True)
    shutil.copy(source, data_dir / SNAPSHOTS / name)
    (data_dir / POINTER).write_text(json.dumps({"snapshot": f"{SNAPSHOTS}/{name}"}))


def test_a_new_snapshot_is_read_without_a_restart(
    empty_context: Context, town_data_dir: Path
) -> None:
    source = next((town_data_dir / SNAPSHOTS).glob("*.duckdb"))
    put_in_service(source, empty_context.data_dir, "first.duckdb")
    first = empty_context.reader()
    assert empty_context.reader() is first
    put_in_service(source, empty_context.data_dir, "second.duckdb")
    second = empty_context.reader()
    assert second is not first
    assert second.store.path.name == "second.duckdb"
    assert first.coverage == second.coverage, "a request that began on the former one can finish"


def test_without_a_snapshot_the_reason_says_what_to_run(empty_context: Context) -> None:
    reader, reason = empty_context.reader_or_reason()
    assert reader is None
    assert "python -m etl" in reason


def test_a_question_asked_twice_is_read_once(
    empty_context: Context, town_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = next((town_data_dir / SNAPSHOTS).glob("*.duckdb"))
    put_in_service(source, empty_context.data_dir, "town.duckdb")
    reader = empty_context.reader()
    selection = reader.view("/", "").selection
    first = reader.incidents(selection)
    monkeypatch.setattr(reader.store, "_query", None)
    assert reader.incidents(selection) is first


@pytest.mark.parametrize("forged", [5, ["?period=52w"], None])
def test_a_page_asked_with_something_that_is_no_link_is_the_overview(
    demo_reader: Reader, forged: object
) -> None:
    assert demo_reader.view(forged, forged).selection == demo_reader.view("/", "").selection


def test_an_offense_is_held_where_it_occurs_in_the_data(demo_reader: Reader) -> None:
    occurring = set(
        demo_reader.incidents(Selection(demo_reader.coverage.whole))["offense"].astype(str)
    )
    assert demo_reader.offenses_held & set(OFFENSES) == occurring
    for name in set(OFFENSES) - occurring:
        view = demo_reader.view("/", f"?offense={name}")
        assert name not in view.selection.offenses
        assert any("These data hold no" in notice for notice in view.notices)


def test_a_past_day_is_read_once_and_by_the_police_only(
    demo_context: Context, demo_data_dir: Path
) -> None:
    reader = demo_context.reader()
    day = date(2025, 3, 14)
    then = reader.as_of(day)
    assert then is not reader
    assert then is reader.as_of(day)
    assert then.coverage.data_as_of == date(2025, 3, 13)
    # Of days before the data there is nothing to read.
    assert reader.as_of(date(2010, 1, 1)) is reader
    public = Context(demo_data_dir, audience="public", clock=on_the_day)
    with pytest.raises(SelectionError, match="for the police"):
        public.reader().as_of(day)
    public.close()
