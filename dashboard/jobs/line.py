"""Whose turn is it? Jobs are started in the order they were asked for, a few at a time, and ended when they are not wanted.

One process looks after the line, whichever of several servers a job was asked of. What it started ends with it; only a process
that is killed outright leaves its jobs behind, to run to their end.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from dashboard.jobs.folder import GIVEN, PROGRESS, RESULT, SAID, Folder, Job, State

log = logging.getLogger(__name__)

AT_ONCE = 2
PAUSE_SECONDS = 0.25
PATIENCE_SECONDS = 3.0
KEPT = timedelta(hours=12)
KEPT_BYTES = 500_000_000
NICENESS = 10
# What a command gives back after it has said why it cannot, where a check stops a report, and where flags wait for a name.
REFUSED, STOPPED, FLAGGED = 2, 3, 4
_HELD: dict[int, State] = {STOPPED: "stopped", FLAGGED: "flagged"}
UNEXPLAINED = "It stopped without a result. The server's log says more."
_PROJECT = Path(__file__).parents[2]


@dataclass
class _Running:
    """A job's process, and when it must be gone if it was asked to end."""

    process: subprocess.Popen[bytes]
    must_end_at: float | None = None


class Line:
    """Looks after the jobs of a folder; `clock` tells the time that is written down."""

    def __init__(self, folder: Folder, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._running: dict[str, _Running] = {}

    def run(self, stop: Event) -> None:
        """Look after the line until told to stop; then end what runs."""
        try:
            while not stop.is_set():
                try:
                    self.turn()
                except OSError:
                    log.exception("the folder of jobs cannot be read or written")
                stop.wait(PAUSE_SECONDS)
        finally:
            self.close()

    def turn(self) -> None:
        """Look once: write down what ended, end what is not wanted, start whose turn it is, forget what is old."""
        jobs = self._folder.jobs()
        for job in jobs:
            running = self._running.get(job.job_id)
            if running is not None:
                self._look_at(job, running)
            elif job.state == "canceled" and job.ended_at is None:
                self._folder.end(job.job_id, self._clock(), "canceled")
        for job in jobs:
            if job.state == "waiting" and len(self._running) < AT_ONCE:
                self._start(job)
        self._forget_old(jobs)

    def close(self) -> None:
        """End what runs, and wait until it is gone."""
        for running in self._running.values():
            _end(running.process, by_force=False)
        for running in self._running.values():
            try:
                running.process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                _end(running.process, by_force=True)
                running.process.wait()
        self._running.clear()

    def _look_at(self, job: Job, running: _Running) -> None:
        code = running.process.poll()
        if code is None:
            if job.state == "canceled":
                self._hurry(running)
            return
        # What it started itself may outlive it.
        _end(running.process, by_force=True)
        del self._running[job.job_id]
        if job.state == "canceled":
            self._folder.end(job.job_id, self._clock(), "canceled")
        elif code == 0 and self._folder.path(job.job_id, RESULT).is_file():
            self._folder.end(job.job_id, self._clock(), "done")
        elif code in _HELD and (said := self._said(job)):
            self._folder.end(job.job_id, self._clock(), _HELD[code], said)
        else:
            self._folder.end(job.job_id, self._clock(), "failed", self._reason(job, code))

    def _hurry(self, running: _Running) -> None:
        if running.must_end_at is None:
            running.must_end_at = monotonic() + PATIENCE_SECONDS
            _end(running.process, by_force=False)
        elif monotonic() > running.must_end_at:
            _end(running.process, by_force=True)

    def _start(self, job: Job) -> None:
        out, progress, said = (
            self._folder.path(job.job_id, name) for name in (RESULT, PROGRESS, SAID)
        )
        words = [sys.executable, "-m", *job.command, "--out", str(out)]
        if job.tells_progress:
            words += ["--progress", str(progress)]
        given = self._folder.path(job.job_id, GIVEN) if job.given else Path(os.devnull)
        with open(said, "wb") as file, open(given, "rb") as read:
            process = subprocess.Popen(
                words,
                cwd=_PROJECT,
                stdin=read,
                stdout=file,
                stderr=file,
                # A group of its own: it is ended together with what it started.
                start_new_session=True,
            )
        if hasattr(os, "setpriority"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PGRP, process.pid, NICENESS)
        self._running[job.job_id] = _Running(process)
        self._folder.start(job.job_id, self._clock())

    def _said(self, job: Job) -> str:
        try:
            return self._folder.path(job.job_id, SAID).read_text("utf-8", "replace").strip()
        except OSError:
            return ""

    def _reason(self, job: Job, code: int) -> str:
        text = self._said(job)
        if code == REFUSED and text:
            sentence = text.splitlines()[-1].strip()
            return f"{sentence[:1].upper()}{sentence[1:]}{'' if sentence.endswith('.') else '.'}"
        log.error("job %s ended with %s: %s", " ".join(job.command), code, text[-4000:])
        return UNEXPLAINED

    def _forget_old(self, jobs: list[Job]) -> None:
        """Delete what is over for long, and of the rest the oldest while all together take too much."""
        over = [job for job in jobs if job.is_over and job.job_id not in self._running]
        before = self._clock() - KEPT
        sizes = {job.job_id: self._folder.size(job.job_id) for job in over}
        held = sum(sizes.values())
        for job in over:
            if (job.ended_at and job.ended_at < before) or held > KEPT_BYTES:
                self._folder.forget(job.job_id)
                held -= sizes[job.job_id]


def _end(process: subprocess.Popen[bytes], *, by_force: bool) -> None:
    """Tell a process and all that it started to end; on Windows only the process itself."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL if by_force else signal.SIGTERM)
    elif process.poll() is None:
        process.kill() if by_force else process.terminate()
