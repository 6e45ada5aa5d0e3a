"""Which long work may a reader ask for, and is what it gives the measure's? Never with a word of the reader's."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from dash import Dash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.near_repeats import NearRepeats, find_near_repeats
from analytics.offenses import CATEGORIES, OFFENSES
from dashboard.context import Context, Reader
from dashboard.jobs import Jobs, JobsError, answers
from dashboard.jobs.folder import RESULT, Folder
from dashboard.jobs.line import Line
from dashboard.jobs.near_repeat_file import (
    near_repeat_selection,
    read_near_repeats,
    write_near_repeats,
)
from dashboard.jobs.near_repeats import SEED
from dashboard.jobs.near_repeats import main as run_near_repeats
from dashboard.jobs.offered import MOST_WAITING
from dashboard.tables.near_repeats import NOT_RUN, near_repeat_table
from tests.dashboard.conftest import on_the_day
from tests.dashboard.jobs.turns import SLOW, ask, job_of, take_turns


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    search=st.one_of(
        st.text(max_size=40),
        st.builds("?offense={}&neighborhood={}&period={}".format, st.text(), st.text(), st.text()),
        st.sampled_from(["?offense=--out,/tmp/x", "?offense=burglary;rm&period=--data-dir", None]),
    )
)  # fmt: skip
def test_no_word_of_a_reader_becomes_a_word_of_the_command(
    app: Dash, demo_reader: Reader, folder: Folder, search: str | None
) -> None:
    with app.server.test_request_context():
        job = job_of(folder, answers.start_job("reports", "/trends", search))
        folder.forget(job.job_id)
    at = job.command.index("--offenses")
    days = [job.command[job.command.index(name) + 1] for name in ("--from", "--to")]
    offenses = job.command[at + 1 : job.command.index("--data-dir")]
    assert all(datetime.fromisoformat(day) for day in days)
    assert set(offenses) <= {*CATEGORIES, *OFFENSES}
    rest = [word for word in job.command if word not in (*days, *offenses)]
    assert rest == [
        *("analytics.report", "neighborhood", "--all", "--audience", "police", "--paper", "letter"),
        *("--from", "--to", "--offenses", "--data-dir", str(demo_reader.store.path.resolve())),
        *("--today", "2025-11-30"),
    ]


def test_no_more_is_taken_than_can_wait(app: Dash, folder: Folder) -> None:
    with app.server.test_request_context():
        first = answers.start_job("reports", "/trends", "?offense=robbery")
    for number in range(MOST_WAITING - 1):
        ask(folder, *SLOW, str(number))
    with app.server.test_request_context():
        assert answers.start_job("reports", "/trends", "?offense=robbery") == first
    with app.server.test_request_context(), pytest.raises(JobsError, match="others wait"):
        answers.start_job("reports", "/trends", "")


def test_a_result_is_served_by_its_name_and_nothing_else_is(app: Dash, folder: Folder) -> None:
    client = app.server.test_client()
    with app.server.test_request_context():
        name = answers.start_job("reports", "/trends", "?period=2025-10-01..2025-10-28")
    address = f"/jobs/{name}/file"
    assert client.get(address).status_code == 404
    folder.path(name, RESULT).write_bytes(b"zip")
    assert client.get(address).status_code == 404
    folder.end(name, on_the_day(), "done")
    answer = client.get(address)
    assert answer.data == b"zip"
    assert "reports_2025-10-01..2025-10-28.zip" in answer.headers["Content-Disposition"]
    assert client.get(f"/jobs/{'0' * 64}/file").status_code == 404


def test_one_server_tells_of_the_job_that_another_was_asked_for(
    demo_context: Context, folder: Folder, line: Line
) -> None:
    servers = [Jobs(on_the_day, Folder(folder.root, b"secret")) for _ in range(2)]
    reader = demo_context.reader()
    asked = (reader, reader.view("/trends", "?offense=robbery"))
    name = servers[0].start("reports", *asked)  # type: ignore[arg-type]
    assert servers[1].start("reports", *asked) == name  # type: ignore[arg-type]
    servers[1].cancel(name)
    take_turns(line, lambda: job_of(folder, name).ended_at is not None)
    job = servers[0].job(name)
    assert job is not None
    assert job.state == "canceled"


def test_reports_of_every_neighborhood_are_made_from_first_to_last(
    app: Dash, folder: Folder, line: Line
) -> None:
    with app.server.test_request_context():
        name = answers.start_job(
            "reports", "/trends", "?offense=robbery&period=2025-11-01..2025-11-07"
        )
    take_turns(line, lambda: job_of(folder, name).is_over)
    job = job_of(folder, name)
    assert (job.state, job.failure) == ("done", "")
    path = folder.result(name)
    assert path is not None
    with ZipFile(path) as file:
        assert file.namelist()[:2] == ["README.txt", "01_Andreas_Hills.pdf"]
        assert job.progress is not None
        assert len(file.namelist()) == job.progress.total + 1


def test_near_repeats_are_those_of_the_measure(
    app: Dash, demo_reader: Reader, folder: Folder, tmp_path: Path
) -> None:
    search = "?offense=burglary&period=52w"
    view = demo_reader.view("/hotspots", search)
    with app.server.test_request_context():
        assert near_repeat_table(demo_reader, view).iloc[0, 0] == NOT_RUN
        name = answers.start_job("near_repeats", "/hotspots", search)
    words = job_of(folder, name).command[1:]
    progress = tmp_path / "progress.json"
    out = str(folder.path(name, RESULT))
    assert run_near_repeats([*words, "--out", out, "--progress", str(progress)]) == 0
    assert json.loads(progress.read_text())["total"] == 999
    folder.end(name, on_the_day(), "done")
    found = read_near_repeats(folder.path(name, RESULT))
    incidents = demo_reader.store.read_incidents(near_repeat_selection(demo_reader, view))
    expected = find_near_repeats(incidents, seed=SEED)
    assert found is not None
    assert found.incidents == expected.incidents
    assert found.pairs["observed"].tolist() == expected.pairs["observed"].tolist()
    with app.server.test_request_context():
        table = near_repeat_table(demo_reader, view)
    assert table["Pairs"].tolist() == expected.pairs["observed"].tolist()


def test_near_repeats_are_looked_for_in_52_weeks_and_never_across_both_kinds(
    demo_reader: Reader,
) -> None:
    days = "2022-01-01..2025-10-31"
    view = demo_reader.view("/hotspots", f"?offense=burglary,narcotics&period={days}")
    selection = near_repeat_selection(demo_reader, view)
    assert (selection.period.days, str(selection.period.last_day)) == (364, "2025-10-31")
    assert selection.offenses == ("burglary",)


def test_a_test_with_too_few_incidents_keeps_its_reason(
    tmp_path: Path, demo_reader: Reader
) -> None:
    selection = near_repeat_selection(
        demo_reader, demo_reader.view("/hotspots", "?period=2025-10-01..2025-10-02")
    )
    few = find_near_repeats(demo_reader.store.read_incidents(selection), seed=SEED)
    write_near_repeats(few, tmp_path / "found.json")
    found = read_near_repeats(tmp_path / "found.json")
    assert isinstance(found, NearRepeats)
    assert found.reason == few.reason
    assert found.pairs.empty
