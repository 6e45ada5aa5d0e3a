"""Is long work started in its turn, told of as it goes, ended when not wanted, and forgotten in the end?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from dashboard.components.job_panel import state_words
from dashboard.jobs.folder import RESULT, Folder
from dashboard.jobs.line import AT_ONCE, KEPT, KEPT_BYTES, UNEXPLAINED, Line
from tests.dashboard.conftest import on_the_day
from tests.dashboard.jobs.turns import SLOW, Clock, ask, job_of, take_turns


def test_the_same_work_asked_twice_is_one_job(folder: Folder) -> None:
    first = ask(folder, "analytics.report", "--offenses", "burglary")
    assert ask(folder, "analytics.report", "--offenses", "burglary") == first
    assert ask(folder, "analytics.report", "--offenses", "robbery") != first
    assert len(folder.jobs()) == 2


@pytest.mark.parametrize("state", ["failed", "canceled"])
def test_work_that_gave_nothing_is_done_anew_when_asked_again(folder: Folder, state: str) -> None:
    first = ask(folder)
    folder.end(first, on_the_day(), state)  # type: ignore[arg-type]
    second = ask(folder)
    assert second != first
    assert job_of(folder, second).state == "waiting"


def test_the_name_of_a_job_cannot_be_told_from_its_words(folder: Folder, tmp_path: Path) -> None:
    assert ask(folder) != ask(Folder(tmp_path / "others", b"another secret"))


@pytest.mark.parametrize("job_id", [None, 7, "", "../jobs", "a" * 63, ".." * 32, "a" * 64, ["a"]])
def test_what_is_no_job_is_none(folder: Folder, job_id: object) -> None:
    ask(folder)
    assert folder.job(job_id) is None
    assert folder.result(job_id) is None
    folder.cancel(job_id)


def test_two_jobs_run_at_once_and_the_third_waits_for_its_turn(folder: Folder, line: Line) -> None:
    names = [ask(folder, *SLOW, str(number)) for number in range(AT_ONCE + 1)]
    line.turn()
    states = sorted(job_of(folder, name).state for name in names)
    assert states == ["running"] * AT_ONCE + ["waiting"]
    running = next(name for name in names if job_of(folder, name).state == "running")
    folder.cancel(running)
    take_turns(line, lambda: not any(job.state == "waiting" for job in folder.jobs()))


def test_a_job_tells_how_far_it_is_and_ends_with_all_that_it_started(
    folder: Folder, line: Line
) -> None:
    name = ask(folder)
    take_turns(line, lambda: job_of(folder, name).progress is not None)
    assert state_words(job_of(folder, name)) == "1 of 4 · Midtown"
    child = psutil.Process(int(folder.path(name, "child").read_text()))
    folder.cancel(name)
    assert job_of(folder, name).state == "canceled"
    take_turns(line, lambda: job_of(folder, name).ended_at is not None)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_server_that_stops_ends_its_jobs(folder: Folder, clock: Clock) -> None:
    line = Line(folder, clock)
    name = ask(folder)
    take_turns(line, lambda: job_of(folder, name).progress is not None)
    child = psutil.Process(int(folder.path(name, "child").read_text()))
    line.close()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_refusal_is_told_in_the_words_of_the_command(
    folder: Folder, line: Line, demo_data_dir: Path
) -> None:
    days = ("--from", "1950-01-01", "--to", "1950-01-02")
    where = ("--audience", "police", "--data-dir", str(demo_data_dir))
    name = ask(folder, "analytics.report", "neighborhood", "--all", *days, *where)
    take_turns(line, lambda: job_of(folder, name).is_over)
    job = job_of(folder, name)
    assert job.state == "failed"
    assert job.failure.startswith("No data before 1950-01-03: choose days in")
    assert folder.result(name) is None


def test_a_crash_is_told_without_its_trace(folder: Folder, line: Line) -> None:
    name = ask(folder, "no.such.module")
    take_turns(line, lambda: job_of(folder, name).is_over)
    assert job_of(folder, name).failure == UNEXPLAINED


def test_old_results_are_deleted(folder: Folder, line: Line, clock: Clock) -> None:
    name = ask(folder)
    folder.end(name, clock.now, "done")
    line.turn()
    assert folder.job(name) is not None
    clock.now += KEPT + timedelta(seconds=1)
    line.turn()
    assert folder.job(name) is None


def test_results_that_take_too_much_are_deleted_the_oldest_first(
    folder: Folder, line: Line, clock: Clock
) -> None:
    names = [ask(folder, *SLOW, str(number)) for number in range(2)]
    for name in names:
        folder.end(name, clock.now, "done")
        with open(folder.path(name, RESULT), "wb") as file:
            file.truncate(KEPT_BYTES * 2 // 3)
    oldest, newest = [job.job_id for job in folder.jobs()]
    line.turn()
    assert folder.job(oldest) is None
    assert folder.job(newest) is not None
