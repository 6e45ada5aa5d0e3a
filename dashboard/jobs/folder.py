"""What is written of each job, and what does that say of it? A folder a job, each file written whole or not at all.

A job that was asked to end is said to have ended at once; its process may need another moment. Names of jobs cannot be guessed:
whoever knows one may fetch its result.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from analytics.report.progress import Progress, read_progress

State = Literal["waiting", "running", "done", "failed", "flagged", "stopped", "canceled"]
# What gave no result; what a check stopped, or flags held, says more than what failed.
WITHOUT_RESULT: tuple[State, ...] = ("failed", "flagged", "stopped", "canceled")
MOST_ATTEMPTS = 50
_ASKED, _STARTED, _ENDED, _CANCELED = "asked.json", "started.json", "ended.json", "canceled"
PROGRESS, RESULT, SAID, GIVEN = "progress.json", "result", "said.txt", "given"


@dataclass(frozen=True)
class Job:
    """What is known of a job; `command` are the words after `python -m`, `failure` says in words why there is no result.

    `shown_at` is the link that shows the result; empty where it is a file to take along. `given` stands for what its command
    reads.
    """

    job_id: str
    state: State
    kind: str
    title: str
    about: str
    file_name: str
    shown_at: str
    command: tuple[str, ...]
    asked_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    failure: str = ""
    given: str = ""
    tells_progress: bool = True

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state == "done" or self.gave_nothing

    @property
    def gave_nothing(self) -> bool:
        """Whether it is over without a result: asked again, it is done again."""
        return self.state in WITHOUT_RESULT


class Folder:
    """The jobs below a folder; several processes may hold the same one, with the same secret."""

    def __init__(self, root: Path, secret: bytes) -> None:
        self.root, self._secret = root, secret

    def name_of(self, *parts: str) -> str:
        """Give the name of the job that these words describe; nobody can tell it from them without the secret."""
        return hmac.new(self._secret, "\0".join(parts).encode(), "sha256").hexdigest()

    def ask(
        self,
        command: tuple[str, ...],
        asked_at: datetime,
        *,
        given: str = "",
        tells_progress: bool = True,
        **said: str,
    ) -> str:
        """Write that a job is wanted, and give its id: that of the same job where one waits, runs or is done."""
        asked = {
            "command": command,
            "asked_at": asked_at.isoformat(),
            "given": digest(given),
            "tells_progress": tells_progress,
            **said,
        }
        for attempt in range(MOST_ATTEMPTS):
            job_id = self.name_of(*command, digest(given), str(attempt))
            job = self.job(job_id)
            if job is None:
                self._make(job_id, asked, given)
                return job_id
            if not job.gave_nothing:
                return job_id
        return job_id

    def given(self, job_id: str) -> str:
        """Read what the command of a job reads; empty for nothing."""
        path = self.path(job_id, GIVEN)
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def job(self, job_id: object) -> Job | None:
        """Read a job, or give None for what is none; the id may come from a browser."""
        if not isinstance(job_id, str) or len(job_id) != 64 or not job_id.isalnum():
            return None
        asked = self._read(job_id, _ASKED)
        if asked is None:
            return None
        ended, started = self._read(job_id, _ENDED), self._read(job_id, _STARTED)
        state: State = "running" if started else "waiting"
        if ended:
            state = ended["state"]
        elif (self.root / job_id / _CANCELED).exists():
            state = "canceled"
        return Job(
            job_id,
            state,
            asked["kind"],
            asked["title"],
            asked["about"],
            asked["file_name"],
            asked["shown_at"],
            tuple(asked["command"]),
            datetime.fromisoformat(asked["asked_at"]),
            datetime.fromisoformat(started["at"]) if started else None,
            datetime.fromisoformat(ended["at"]) if ended else None,
            read_progress(self.root / job_id / PROGRESS),
            ended["failure"] if ended else "",
            asked["given"],
            asked["tells_progress"],
        )

    def jobs(self) -> list[Job]:
        """Read all jobs, the one asked for first at the start."""
        names = [path.name for path in self.root.iterdir()] if self.root.is_dir() else []
        found = [job for job in map(self.job, names) if job is not None]
        return sorted(found, key=lambda job: (job.asked_at, job.job_id))

    def path(self, job_id: str, name: str) -> Path:
        """Give the path of a job's file."""
        return self.root / job_id / name

    def result(self, job_id: object) -> Path | None:
        """Give the path of a job's result, or None where there is none."""
        job = self.job(job_id)
        return self.path(job.job_id, RESULT) if job and job.state == "done" else None

    def start(self, job_id: str, at: datetime) -> None:
        """Write that a job was started."""
        self._write(job_id, _STARTED, {"at": at.isoformat()})

    def end(self, job_id: str, at: datetime, state: State, failure: str = "") -> None:
        """Write how a job ended."""
        self._write(job_id, _ENDED, {"at": at.isoformat(), "state": state, "failure": failure})

    def cancel(self, job_id: object) -> None:
        """Write that a job is not wanted any more; nothing happens to one that is over."""
        job = self.job(job_id)
        if job is not None and not job.is_over:
            self.path(job.job_id, _CANCELED).touch()

    def size(self, job_id: str) -> int:
        """Give the bytes that a job takes."""
        with suppress(OSError):
            return sum(path.stat().st_size for path in (self.root / job_id).iterdir())
        return 0

    def forget(self, job_id: str) -> None:
        """Delete all that is written of a job."""
        shutil.rmtree(self.root / job_id, ignore_errors=True)

    def _make(self, job_id: str, asked: dict[str, Any], given: str) -> None:
        # Made beside and moved: of two servers asked at one moment, one makes the job and the other finds it.
        made = self.root / f".{secrets.token_hex(8)}"
        made.mkdir(parents=True, mode=0o700)
        (made / _ASKED).write_text(json.dumps(asked), encoding="utf-8")
        if given:
            (made / GIVEN).write_text(given, encoding="utf-8")
        try:
            made.rename(self.root / job_id)
        except OSError:
            shutil.rmtree(made, ignore_errors=True)

    def _write(self, job_id: str, name: str, said: dict[str, str]) -> None:
        part = self.path(job_id, f"{name}.part")
        with suppress(FileNotFoundError):
            part.write_text(json.dumps(said), encoding="utf-8")
            os.replace(part, self.path(job_id, name))

    def _read(self, job_id: str, name: str) -> dict[str, Any] | None:
        try:
            return dict(json.loads((self.root / job_id / name).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None


def digest(given: str) -> str:
    """Give what stands for a text that is given along; empty for none."""
    return hashlib.sha256(given.encode()).hexdigest() if given else ""
