"""What became of each report on each day that it was due? A small SQLite file in the folder, with the mails that wait.

A mail goes to a recipient at most once. Between the first byte of a message and the server's answer nobody but the server knows
whether it has it: who is `sending` in the journal when a call begins was cut off right there, and becomes `unsure`. Such a mail
is not sent again by itself; a person asks, and says `--again` or `--arrived`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

FILE = "journal.sqlite"
State = Literal["waiting", "sending", "sent", "refused", "unsure"]
_TABLES = """
CREATE TABLE IF NOT EXISTS reports (
    name TEXT NOT NULL, due_on TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('written', 'held', 'failed')),
    file TEXT, note TEXT, message BLOB, changed_at TEXT NOT NULL, PRIMARY KEY (name, due_on)
);
CREATE TABLE IF NOT EXISTS recipients (
    name TEXT NOT NULL, due_on TEXT NOT NULL, address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'unsure')), note TEXT,
    changed_at TEXT NOT NULL, PRIMARY KEY (name, due_on, address)
);
"""


@dataclass(frozen=True)
class Mail:
    """One message that somebody still waits for, or may have got."""

    name: str
    due_on: date
    message: bytes
    recipients: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.name}@{self.due_on}"


class Journal:
    """The journal of a folder, for one call at a time: whoever opens it holds the folder's lock."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._now = now.isoformat(timespec="seconds")
        # It holds mails and addresses.
        (folder / FILE).touch(mode=0o600)
        # The default journal of SQLite, not a shared one: the folder may lie on another machine.
        self._connection = sqlite3.connect(folder / FILE, isolation_level="IMMEDIATE")
        self._connection.execute("PRAGMA synchronous = FULL")
        # Of a mail that is out no trace stays in the file.
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._connection:
            self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def state_of(self, name: str, due_on: date) -> str | None:
        """Say what became of a report: written, held by its checks, failed; None where nothing was tried."""
        sql = "SELECT state FROM reports WHERE name = ? AND due_on = ?"
        with closing(self._connection.execute(sql, (name, str(due_on)))) as rows:
            found = rows.fetchone()
        return found and str(found[0])

    def newest_due(self, name: str) -> date | None:
        """Give the last due day that anything is known of."""
        sql = "SELECT max(due_on) FROM reports WHERE name = ?"
        with closing(self._connection.execute(sql, (name,))) as rows:
            (found,) = rows.fetchone()
        return found and date.fromisoformat(found)

    def note_unwritten(
        self, name: str, due_on: date, state: Literal["held", "failed"], why: str
    ) -> None:
        """Remember that a report could not be written: it is tried again by the next call."""
        with self._connection as connection:
            connection.execute(
                "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, NULL, ?, NULL, ?)",
                (name, str(due_on), state, why, self._now),
            )

    def note_written(
        self, name: str, due_on: date, file: str, message: bytes | None, recipients: Iterable[str]
    ) -> None:
        """Remember that a report is in its folder, and put its mail into the line, in one step."""
        key = (name, str(due_on))
        with self._connection as connection:
            connection.execute(
                "INSERT OR REPLACE INTO reports VALUES (?, ?, 'written', ?, NULL, ?, ?)",
                (*key, file, message, self._now),
            )
            connection.executemany(
                "INSERT INTO recipients VALUES (?, ?, ?, 'waiting', NULL, ?)",
                [(*key, address, self._now) for address in recipients],
            )

    def doubt_unfinished(self) -> None:
        """Of mails that were on their way when a call was ended, let it be doubtful whether they arrived."""
        with self._connection as connection:
            connection.execute(
                "UPDATE recipients SET state = 'unsure', note = 'the call was ended while the server took the message',"
                " changed_at = ? WHERE state = 'sending'",
                (self._now,),
            )

    def mails(self, state: State) -> list[Mail]:
        """Give the mails with recipients in a state, the oldest first."""
        sql = (
            "SELECT name, due_on, message, address FROM recipients JOIN reports USING (name, due_on)"
            " WHERE recipients.state = ? ORDER BY due_on, name, address"
        )
        found: dict[tuple[str, str], tuple[bytes, list[str]]] = {}
        for name, due_on, message, address in self._connection.execute(sql, (state,)):
            found.setdefault((name, due_on), (message or b"", []))[1].append(address)
        return [
            Mail(name, date.fromisoformat(due_on), message, tuple(addresses))
            for (name, due_on), (message, addresses) in found.items()
        ]

    def note(
        self, mail: Mail, addresses: Iterable[str], state: State, note: str | None = None
    ) -> None:
        """Remember the state of some recipients of a mail, and forget its text once none of them can want it again."""
        key = (mail.name, str(mail.due_on))
        with self._connection as connection:
            connection.executemany(
                "UPDATE recipients SET state = ?, note = ?, changed_at = ? WHERE name = ? AND due_on = ? AND address = ?",
                [(state, note, self._now, *key, address) for address in addresses],
            )
            connection.execute(
                "UPDATE reports SET message = NULL WHERE name = ? AND due_on = ? AND NOT EXISTS (SELECT 1 FROM recipients"
                " WHERE recipients.name = reports.name AND recipients.due_on = reports.due_on"
                " AND recipients.state NOT IN ('sent', 'refused'))",
                key,
            )

    def states(self, name: str, due_on: date) -> dict[str, tuple[str, str | None]]:
        """Say of each recipient of a mail what became of it, and why."""
        sql = "SELECT address, state, note FROM recipients WHERE name = ? AND due_on = ? ORDER BY address"
        rows = self._connection.execute(sql, (name, str(due_on)))
        return {address: (state, note) for address, state, note in rows}
