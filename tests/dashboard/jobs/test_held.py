"""Is a report that its checks hold back told of in their words, made with the name of a reader, and never past a stop?"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from dash import Dash

from dashboard.components.job_panel import job_line
from dashboard.context import Context
from dashboard.jobs import Jobs, JobsError, offered
from dashboard.jobs.answers import read_name
from dashboard.jobs.asked import Asked
from dashboard.jobs.folder import Folder, Job
from dashboard.jobs.held import Held, held_by
from dashboard.jobs.line import Line
from tests.dashboard.conftest import on_the_day
from tests.dashboard.flagged_work import FLAGS, STOP
from tests.dashboard.jobs.turns import job_of, take_turns

FLAGGED = Asked(
    "Command brief",
    "Burglary",
    "brief.pdf",
    ("tests.dashboard.flagged_work",),
    given="what was told",
    tells_progress=False,
)


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that says what the panel's first report is."""

    def instead(asked: Asked) -> None:
        monkeypatch.setitem(offered.KINDS, "brief", lambda *_: asked)

    return instead


def ended(folder: Folder, line: Line, job_id: str) -> Job:
    take_turns(line, lambda: job_of(folder, job_id).is_over)
    return job_of(folder, job_id)


def drawn(job: Job) -> str:
    return json.dumps(job_line(job, 0).to_plotly_json(), default=lambda part: part.to_plotly_json())


def test_flags_are_told_in_words_and_a_name_makes_the_report(
    asked_for: Any, demo_context: Context, folder: Folder, line: Line
) -> None:
    asked_for(FLAGGED)
    jobs, reader = Jobs(on_the_day, folder), demo_context.reader()
    name = jobs.start("brief", reader, reader.view("/", ""))
    job = ended(folder, line, name)
    assert job.state == "flagged"
    assert folder.result(name) is None
    assert held_by(job.failure) == (
        Held("Check 1, feed stale", False, "The last file of burglary is of 3 Nov 2025."),
        Held("Check 4, unsettled days", False, "3 of 28 days (the last ones) still fill up."),
    )
    shown = drawn(job)
    assert "Check 4, unsettled days: " in shown
    assert "job-acknowledge" in shown
    assert "--acknowledge" not in shown
    # A name may look like an option: it stays one word.
    again = jobs.acknowledge(name, "--out=x Sgt. Núñez")
    made = ended(folder, line, again)
    assert made.state == "done"
    result = folder.result(again)
    assert result is not None
    assert result.read_text() == "%PDF what was told read by --out=x Sgt. Núñez"
    # Asked for once more, it is held once more: the name stood for that report alone.
    assert jobs.start("brief", reader, reader.view("/", "")) not in (name, again)


def test_a_stop_is_told_as_one_and_offers_nothing(
    asked_for: Any, demo_context: Context, folder: Folder, line: Line
) -> None:
    asked_for(replace(FLAGGED, command=("tests.dashboard.flagged_work", "stop")))
    jobs, reader = Jobs(on_the_day, folder), demo_context.reader()
    name = jobs.start("brief", reader, reader.view("/", ""))
    job = ended(folder, line, name)
    assert job.state == "stopped"
    assert held_by(STOP)[0].is_stop
    shown = drawn(job)
    assert "7 incidents are in two weeks at once." in shown
    for part in ("job-acknowledge", "job-name", "Download"):
        assert part not in shown
    with pytest.raises(JobsError):
        jobs.acknowledge(name, "Sgt. Núñez")


def test_what_the_checks_say_in_other_words_is_shown_whole() -> None:
    assert held_by(FLAGS.replace("Check", "Point"))[0].words.endswith("still fill up.")
    (said,) = held_by(
        "No report was written: the name is empty\nAcknowledge them with --acknowledge X"
    )
    assert said == Held("", False, "No report was written: the name is empty")


@pytest.mark.parametrize("typed", [None, "", "  \n", "– . –", "a" * 61, 7])
def test_nobody_has_read_the_flags(typed: object) -> None:
    with pytest.raises(JobsError):
        read_name("mine", ["another's", typed], [{"job": "other"}, {"job": "mine"}])


def test_the_name_is_that_beside_the_button() -> None:
    fields = [{"job": "other"}, {"job": "mine"}]
    assert read_name("mine", ["another's", " PSO\t12 "], fields) == "PSO 12"


def test_what_is_given_along_makes_another_job(
    asked_for: Any, demo_context: Context, folder: Folder, app: Dash
) -> None:
    """The sheet of a problem that was changed is not the one that was made before."""
    jobs, reader = Jobs(on_the_day, folder), demo_context.reader()
    view = reader.view("/", "")
    asked_for(FLAGGED)
    first = jobs.start("brief", reader, view)
    assert jobs.start("brief", reader, view) == first
    asked_for(replace(FLAGGED, given="what is told now"))
    assert jobs.start("brief", reader, view) != first
