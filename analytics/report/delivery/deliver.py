"""What does one call of a schedule do? Write what is due, mail what waits, and tell of all that did not go well.

A report that is due is written once, and its mail goes to each recipient once, however often and by however many processes this
is called. What was held by its checks, could not be written or could not be mailed is tried again by the next call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import stamina
from filelock import FileLock, Timeout

from analytics.audiences import Audience
from analytics.errors import CrimeStatsError, ReportHeldError, SettingsError
from analytics.periods import recent_period
from analytics.report.checks import Check, cleared, explained, preflight
from analytics.report.dashboard_command import Asking, let_go
from analytics.report.delivery.due import last_due
from analytics.report.delivery.journal import Journal, Mail
from analytics.report.delivery.message import message_of
from analytics.report.delivery.schedule import MailServer, Schedule, Wanted
from analytics.report.delivery.smtp import AnswerLostError, NotHandedInError, hand_in
from analytics.report.kinds import KINDS, Asked
from analytics.report.sheet import typeset
from analytics.report.worked_on import ask_problems, read_problems
from analytics.selection import Selection
from analytics.store import Store, open_snapshot

FAILED, HELD, NOT_MAILED = 2, 3, 5
LOCK = ".lock"
LOCK_SECONDS = 300
# Of one call: the first wait is for a few seconds, the last one for about a minute.
ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 4, 5.0, 60.0


@dataclass
class _Call:
    """One call: what it works on, and what went wrong in it."""

    schedule: Schedule
    data_dir: Path | None
    now: datetime
    journal: Journal
    tell: Callable[[str], None]
    stores: dict[Audience, Store] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)

    def fail(self, code: int, words: str) -> None:
        self.wrong.add(code)
        self.tell(words)

    def store(self, audience: Audience) -> Store:
        if audience not in self.stores:
            self.stores[audience] = open_snapshot(self.data_dir, audience=audience)
        return self.stores[audience]


def deliver(
    schedule: Schedule,
    data_dir: Path | None,
    *,
    now: datetime,
    tell: Callable[[str], None],
    again: Sequence[str] = (),
    arrived: Sequence[str] = (),
) -> int:
    """Deliver what is due at a moment; give 0, or NOT_MAILED, FAILED or HELD, the first of these that is so.

    `again` and `arrived` name mails such as weekly-brief@2026-11-23 of which was not sure whether they arrived: they are sent
    again, or taken for sent. Each thing that was done or went wrong is told in a line. Raises SettingsError where another call
    does not end, and for a mail that is not in doubt.
    """
    with _alone(schedule.folder):
        journal = Journal(schedule.folder, now)
        call = _Call(schedule, data_dir, now, journal, tell)
        try:
            journal.doubt_unfinished()
            _settle(journal, again, arrived)
            tried = _mail_waiting(call, set())
            for wanted in schedule.reports:
                _write_if_due(call, wanted)
            _mail_waiting(call, tried)
            for mail in journal.mails("unsure"):
                call.fail(NOT_MAILED, _doubt_words(journal, mail))
        finally:
            journal.close()
            for store in call.stores.values():
                store.close()
    return next((code for code in (NOT_MAILED, FAILED, HELD) if code in call.wrong), 0)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let other calls wait for this one: the lock is the operating system's, so that a call that is killed does not hold it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise SettingsError(
            f"{folder}: another call has been at work for more than {LOCK_SECONDS // 60} minutes; look what it waits for"
        ) from error


def _settle(journal: Journal, again: Sequence[str], arrived: Sequence[str]) -> None:
    unsure = {mail.label: mail for mail in journal.mails("unsure")}
    unknown = [label for label in (*again, *arrived) if label not in unsure]
    if unknown:
        raise SettingsError(
            f"no mail {', '.join(unknown)} is in doubt; there are {', '.join(unsure) or 'none'}"
        )
    for label in again:
        journal.note(unsure[label], unsure[label].recipients, "waiting", "sent again by hand")
    for label in arrived:
        journal.note(unsure[label], unsure[label].recipients, "sent", "it was said to have arrived")


def _write_if_due(call: _Call, wanted: Wanted) -> None:
    """Write a report that is due and was not written yet, and put its mail into the line."""
    try:
        store = call.store(wanted.audience)
    except (CrimeStatsError, OSError) as error:
        call.fail(FAILED, f"{wanted.name}: {error}")
        return
    coverage = store.coverage()
    today = call.now.astimezone(ZoneInfo(coverage.time_zone)).date()
    due_on = last_due(wanted.rhythm, today)
    newest = call.journal.newest_due(wanted.name)
    # A clock that was put back, or another rhythm, makes no earlier report due.
    if due_on is None or (newest is not None and newest > due_on):
        return
    if call.journal.state_of(wanted.name, due_on) == "written":
        return
    label = f"{wanted.name}@{due_on}"
    selection = Selection(
        recent_period(coverage.settled_until, wanted.days),
        wanted.offenses,
        _places(store, wanted.neighborhoods),
    )
    asking: Asking | None = None
    try:
        checks = preflight(store, selection, today=today)
        lines = cleared(checks, _acknowledged_by(wanted, checks))
        kind = KINDS[wanted.kind]
        is_told = kind.has_problems and wanted.audience == "police"
        asking = ask_problems(call.data_dir) if is_told else None
        asked = Asked(
            selection,
            wanted.paper,
            lines,
            explained(checks),
            worked_on=lambda: read_problems(asking),
        )
        sheet = kind.make(store, asked)
        report = typeset(sheet)
        file = call.schedule.folder / f"{wanted.name}_{due_on}.pdf"
        _write_whole(file, report)
    except ReportHeldError as error:
        how = " Or list its number under acknowledge in the schedule." if error.needs_name else ""
        call.journal.note_unwritten(wanted.name, due_on, "held", str(error))
        call.fail(HELD, f"{label}: held by its checks, mailed to nobody. {error}{how}")
    except (CrimeStatsError, OSError) as error:
        call.journal.note_unwritten(wanted.name, due_on, "failed", str(error))
        call.fail(FAILED, f"{label}: not written: {error}")
    else:
        mail, message = call.schedule.mail, None
        if mail and wanted.recipients:
            message = message_of(
                sheet,
                explained(checks),
                report,
                file.name,
                wanted,
                due_on,
                sender=mail.sender,
                now=call.now,
            )
        call.journal.note_written(wanted.name, due_on, file.name, message, wanted.recipients)
        call.tell(f"{label}: written to {file}")
    finally:
        if asking is not None:
            let_go(asking)


def _places(store: Store, asked: Sequence[str]) -> tuple[str, ...]:
    """Read ids or names of neighborhoods, in any case; what is neither is left for the report to refuse."""
    if not asked:
        return ()
    ids = {
        text.casefold(): str(place.neighborhood_id)
        for place in store.read_neighborhoods().itertuples()
        for text in (str(place.name), str(place.neighborhood_id))
    }
    return tuple(ids.get(text.casefold(), text) for text in asked)


def _acknowledged_by(wanted: Wanted, checks: Sequence[Check]) -> str | None:
    """Give the name in the schedule if it stands for all that is flagged: nobody has read any other flag."""
    flagged = {check.number for check in checks if check.level == "flag"}
    return wanted.acknowledged_by if flagged <= {*wanted.acknowledged_checks} else None


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with open(part, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def _mail_waiting(call: _Call, tried: set[str]) -> set[str]:
    """Mail what waits and was not tried by this call, and give all that was; a server out of reach is not asked for each."""
    mails = [mail for mail in call.journal.mails("waiting") if mail.label not in tried]
    server, why_not = call.schedule.mail, "the schedule has no [mail] any more"
    for mail in mails:
        if server is not None:
            try:
                _mail_patiently(call, server, mail)
                continue
            except NotHandedInError as error:
                why_not, server = str(error), None
        call.journal.note(mail, mail.recipients, "waiting", why_not)
        call.fail(
            NOT_MAILED,
            f"{mail.label}: not mailed to {', '.join(mail.recipients)}: {why_not}. The next call tries again.",
        )
    return tried | {mail.label for mail in mails}


def _mail_patiently(call: _Call, server: MailServer, mail: Mail) -> None:
    """Mail to all recipients, those that the server does not take now a few times. Raises NotHandedInError."""
    waiting = list(mail.recipients)
    sending: list[str] = []

    def about_to_send(some: Sequence[str]) -> None:
        sending[:] = some
        call.journal.note(mail, some, "sending")

    def attempt() -> None:
        answers = hand_in(server, mail.message, waiting, about_to_send=about_to_send)
        call.journal.note(mail, answers.taken, "sent")
        for state, said in (("refused", answers.refused), ("waiting", answers.later)):
            for address, words in said.items():
                call.journal.note(
                    mail, [address], "refused" if state == "refused" else "waiting", words
                )
        if answers.taken:
            call.tell(f"{mail.label}: mailed to {', '.join(answers.taken)}")
        for address, words in answers.refused.items():
            call.fail(NOT_MAILED, f"{mail.label}: refused for {address}, for good: {words}")
        waiting[:] = answers.later
        if waiting:
            raise _NotNowError("; ".join(answers.later.values()), is_passing=True)

    try:
        for once in stamina.retry_context(
            on=_may_pass,
            attempts=ATTEMPTS,
            timeout=None,
            wait_initial=FIRST_WAIT,
            wait_max=LONGEST_WAIT,
        ):
            with once:
                attempt()
    except _NotNowError as error:
        call.fail(
            NOT_MAILED,
            f"{mail.label}: not mailed to {', '.join(waiting)}: {error}. The next call tries again.",
        )
    except AnswerLostError as error:
        call.journal.note(mail, sending, "unsure", str(error))


class _NotNowError(NotHandedInError):
    """The server is there, and does not take the message for somebody now."""


def _may_pass(error: Exception) -> bool:
    return isinstance(error, NotHandedInError) and error.is_passing


def _doubt_words(journal: Journal, mail: Mail) -> str:
    why = {
        note for state, note in journal.states(mail.name, mail.due_on).values() if state == "unsure"
    }
    return (
        f"{mail.label}: not sure whether it reached {', '.join(mail.recipients)} ({'; '.join(sorted(filter(None, why)))}). Ask"
        f" them, then call with --again {mail.label} or --arrived {mail.label}."
    )
