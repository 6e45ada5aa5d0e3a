"""Which long work can be asked for, and with which words is it done?

Nothing that a browser sends becomes part of a command: the words are made anew from a selection that was read from its link.
"""

from __future__ import annotations

import atexit
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from threading import Event, Lock, Thread
from typing import cast

import flask

from analytics.errors import CrimeStatsError
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.jobs.folder import Folder, Job
from dashboard.jobs.line import PATIENCE_SECONDS, Line
from dashboard.jobs.near_repeat_file import near_repeat_selection
from dashboard.tables.places import report_selection
from dashboard.urlstate import View, period_text, to_search
from dashboard.wording import offenses_words, place_title, where_words

EXTENSION = "crime_jobs"
MOST_WAITING = 10


class JobsError(CrimeStatsError):
    """So much waits already that nothing more is taken."""


@dataclass(frozen=True)
class Asked:
    """A job as it is wanted: what it is called, what of the data it is about, its file's name, and the words of its command.

    `shown_at` is the link of the page that shows the result.
    """

    title: str
    about: str
    file_name: str
    command: tuple[str, ...]
    shown_at: str = ""


def every_report(reader: Reader, view: View) -> Asked:
    """Want the sheet of every neighborhood: of the link only offenses and days count."""
    selection = whole_places(report_selection(reader, view))
    period = selection.period
    return Asked(
        "Reports of every neighborhood",
        f"{offenses_words(selection.offenses)}, {period.label()}",
        f"reports_{period_text(period)}.zip",
        (
            "analytics.report",
            "neighborhood",
            "--all",
            *("--audience", "police"),
            *("--from", str(period.start), "--to", str(period.last_day)),
            *("--offenses", *selection.offenses),
            *_where_from(reader),
        ),
    )


def near_repeats(reader: Reader, view: View) -> Asked:
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
        ("dashboard.jobs.near_repeats", "--search", search, *_where_from(reader)),
        f"/hotspots{search}",
    )


def _where_from(reader: Reader) -> tuple[str, ...]:
    # The snapshot itself, not the one in service: it may be another by the time the job is started.
    return ("--data-dir", str(reader.store.path.resolve()))


KINDS: dict[str, Callable[[Reader, View], Asked]] = {
    "reports": every_report,
    "near_repeats": near_repeats,
}


class Jobs:
    """What pages ask of jobs. Without a folder of others it has one of its own, and looks after its line itself."""

    def __init__(self, clock: Callable[[], datetime], folder: Folder | None = None) -> None:
        self._clock, self._given = clock, folder
        self._thread: Thread | None = None
        self._stop, self._lock = Event(), Lock()

    def start(self, kind: str, reader: Reader, view: View) -> str:
        """Ask for a job, and give its id: the same for the same work. Raises JobsError; KeyError for a kind that is not."""
        asked = KINDS[kind](reader, view)
        folder = self._folder
        found = self.find(kind, reader, view)
        if found is not None and found.state != "failed":
            return found.job_id
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
        )

    def find(self, kind: str, reader: Reader, view: View) -> Job | None:
        """Give the job that does this work, if it waits, runs, or has a result; else the one that failed last, if any."""
        folder = self._folder
        command = KINDS[kind](reader, view).command
        jobs = [job for job in folder.jobs() if job.command == command and job.state != "canceled"]
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


def whole_places(selection: Selection) -> Selection:
    """Leave of a selection what a report tells of: offenses, neighborhoods and days."""
    return replace(selection, area=None, hours=(), blocks=())
