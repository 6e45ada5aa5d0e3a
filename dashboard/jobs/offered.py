"""Which long work can be asked for, and with which words is it done?

Nothing that a browser sends becomes part of a command: the words are made anew from a selection that was read from its link. The
name of who has read the flags of a report is the one exception: it is printed in the report, and is no word of its own.
"""

from __future__ import annotations

import atexit
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from threading import Event, Lock, Thread
from typing import cast

import flask

from analytics.errors import CrimeStatsError
from analytics.report.sheet import Paper
from dashboard.context import Reader
from dashboard.days import local_day
from dashboard.jobs.asked import Asked, where_from
from dashboard.jobs.folder import Folder, Job, digest
from dashboard.jobs.line import PATIENCE_SECONDS, Line
from dashboard.jobs.near_repeat_file import near_repeat_selection
from dashboard.jobs.reports import MADE
from dashboard.urlstate import View, period_text, to_search
from dashboard.wording import offenses_words, place_title, where_words

EXTENSION = "crime_jobs"
MOST_WAITING = 10
ACKNOWLEDGE = "--acknowledge"


class JobsError(CrimeStatsError):
    """So much waits already that nothing more is taken."""


def near_repeats(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the test whether one incident brings another nearby."""
    selection = near_repeat_selection(reader, view)
    search = to_search(selection, coverage=reader.coverage, fixed=True)
    where = where_words(selection, reader.names, reader.block_names) or place_title(
        reader.coverage.place
    )
    return Asked(
        "Does one bring another nearby?",
        f"{offenses_words(selection.offenses)} in {where}, {selection.period.label()}",
        f"near_repeats_{period_text(selection.period)}.json",
        ("dashboard.jobs.near_repeats", "--search", search, *where_from(reader)),
        f"/hotspots{search}",
    )


REPORT = "analytics.report"
KINDS: dict[str, Callable[[Reader, View, Paper], Asked]] = {**MADE, "near_repeats": near_repeats}


class Jobs:
    """What pages ask of jobs. Without a folder of others it has one of its own, and looks after its line itself."""

    def __init__(self, clock: Callable[[], datetime], folder: Folder | None = None) -> None:
        self._clock, self._given = clock, folder
        self._thread: Thread | None = None
        self._stop, self._lock = Event(), Lock()

    def start(self, kind: str, reader: Reader, view: View, paper: Paper = "letter") -> str:
        """Ask for a job, and give its id: the same for the same work. Raises JobsError; KeyError for a kind that is not."""
        asked = self.asked(kind, reader, view, paper)
        found = self._found(asked)
        if found is not None and not found.gave_nothing:
            return found.job_id
        return self._ask(asked, kind)

    def acknowledge(self, job_id: object, name: str) -> str:
        """Ask anew for what was held by flags, with the name of who has read them, and give the new id. Raises JobsError."""
        job = self.job(job_id)
        if job is None or job.state != "flagged":
            raise JobsError("this is not there any more: ask for it again")
        words = (word for word in job.command if not word.startswith(ACKNOWLEDGE))
        command = (*words, f"{ACKNOWLEDGE}={name}")
        given = self._folder.given(job.job_id)
        asked = Asked(
            *(job.title, job.about, job.file_name, command, job.shown_at, given),
            tells_progress=job.tells_progress,
        )
        return self._ask(asked, job.kind)

    def _ask(self, asked: Asked, kind: str) -> str:
        folder = self._folder
        if sum(job.state == "waiting" for job in folder.jobs()) >= MOST_WAITING:
            raise JobsError(
                f"{MOST_WAITING} others wait already: try again when some of them are done"
            )
        self._look_after()
        return folder.ask(
            asked.command,
            self._clock(),
            kind=kind,
            title=asked.title,
            about=asked.about,
            file_name=asked.file_name,
            shown_at=asked.shown_at,
            given=asked.given,
            tells_progress=asked.tells_progress,
        )

    def find(self, kind: str, reader: Reader, view: View, paper: Paper = "letter") -> Job | None:
        """Give the job that does this work, if it waits, runs, or has a result; else the one that gave nothing last, if any."""
        return self._found(self.asked(kind, reader, view, paper))

    def asked(self, kind: str, reader: Reader, view: View, paper: Paper = "letter") -> Asked:
        """Say what a job is: a report's checks judge by the dashboard's own day how old its feeds are."""
        asked = KINDS[kind](reader, view, paper)
        if asked.command[0] != REPORT:
            return asked
        today = str(local_day(reader, self._clock()))
        return replace(asked, command=(*asked.command, "--today", today))

    def _found(self, asked: Asked) -> Job | None:
        jobs = [
            job
            for job in self._folder.jobs()
            if job.command == asked.command
            and job.given == digest(asked.given)
            and job.state != "canceled"
        ]
        return jobs[-1] if jobs else None

    def job(self, job_id: object) -> Job | None:
        """Read a job, or give None for what is none."""
        return self._folder.job(job_id)

    def place_in_line(self, job_id: str) -> int:
        """Tell how many others are to be started before a job that waits."""
        waiting = [job.job_id for job in self._folder.jobs() if job.state == "waiting"]
        return waiting.index(job_id) if job_id in waiting else 0

    def cancel(self, job_id: object) -> None:
        """Ask a job to end."""
        self._folder.cancel(job_id)

    def result(self, job_id: object) -> Path | None:
        """Give the path of a job's result, or None where there is none."""
        return self._folder.result(job_id)

    def close(self) -> None:
        """End the jobs of a folder of our own, and delete it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2 * PATIENCE_SECONDS)
        if self._given is None:
            rmtree(self._folder.root, ignore_errors=True)

    @cached_property
    def _folder(self) -> Folder:
        if self._given is not None:
            return self._given
        atexit.register(self.close)
        return make_folder()

    def _look_after(self) -> None:
        """Look after the line of a folder of our own, from the first job on."""
        with self._lock:
            if self._given is None and self._thread is None:
                line = Line(self._folder, self._clock)
                self._thread = Thread(target=line.run, args=(self._stop,), daemon=True)
                self._thread.start()


def make_folder() -> Folder:
    """Make a folder for jobs that only this user may look into, and the secret that names its jobs."""
    return Folder(Path(tempfile.mkdtemp(prefix="crime-jobs-")), secrets.token_bytes(32))


def current_jobs() -> Jobs:
    """Give the jobs of the app that answers this request."""
    return cast(Jobs, flask.current_app.extensions[EXTENSION])
