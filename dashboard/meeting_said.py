"""What became of each thing that the page of a meeting sent: is it written, refused, or is it still the page's to keep?

Each concern and each count is a transaction of its own, so that one that is refused takes no other one with it. What was written
already and is sent again, because its answer was lost, is written once: concerns by their token, counts as totals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from analytics.errors import CrimeStatsError, RecordError, RecordsOutOfReachError
from dashboard.meeting_acts import add_concern, open_meeting, set_votes, take_back, write

# What the page's stores of typed words and of votes are called.
TYPED, VOTES = "concern-typed", "concern-votes"
MOST_LINES = 500
UNREADABLE = "this cannot be read: load the page again"


@dataclass(frozen=True)
class Refused:
    """What was not written, and why: a concern's words, or a count of the concern `key`."""

    key: str | int
    words: str
    error: CrimeStatsError


@dataclass
class Outcome:
    """What became of what was sent in one turn; `done` are the tokens and concerns that need not be sent again.

    Where the records are out of reach, `away` says why and `kept` names the words that the page keeps.
    """

    turn: int | None = None
    written: int = 0
    done: list[str | int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    away: CrimeStatsError | None = None
    kept: list[str] = field(default_factory=list)


def record_sent(who: Any, number: int, fired: Any, typed: Any, counted: Any) -> Outcome:
    """Do what was sent or pressed, line by line, and say what became of each."""
    if isinstance(fired, dict):
        return _one(
            Outcome(),
            who,
            number,
            "",
            "",
            lambda session, signed, meeting: take_back(session, signed, meeting, fired),
        )
    if fired not in (TYPED, VOTES):
        # What a form of its own wrote is only to be drawn.
        return Outcome()
    sent = typed if fired == TYPED else counted
    turn, lines = (sent.get("turn"), sent.get("lines")) if isinstance(sent, dict) else (None, None)
    outcome = Outcome(turn if type(turn) is int else None)
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        outcome.refused.append(Refused("", "", RecordError(UNREADABLE)))
        return outcome
    for line in lines:
        if fired == TYPED:
            _type(outcome, who, number, line)
        else:
            _count(outcome, who, number, line)
    return outcome


def _type(outcome: Outcome, who: Any, number: int, line: Any) -> None:
    told = line if isinstance(line, dict) else {}
    token, words = _text(told.get("token")), _text(told.get("words"))

    def act(session: Session, signed: dict[str, Any], meeting: Any) -> None:
        if told.get("meeting") not in (None, str(number)):
            raise RecordError("this was said at another meeting: open that one")
        add_concern(session, signed, meeting, told)

    _one(outcome, who, number, token, words, act)


def _count(outcome: Outcome, who: Any, number: int, line: Any) -> None:
    is_line = isinstance(line, list) and len(line) == 3 and all(type(n) is int for n in line)
    key, votes = (line[0], f"{line[1]:,}") if is_line else ("", "")
    _one(
        outcome,
        who,
        number,
        key,
        votes,
        lambda session, signed, meeting: set_votes(session, signed, meeting, [line]),
    )


def _one(outcome: Outcome, who: Any, number: int, key: str | int, words: str, act: Any) -> Outcome:
    if outcome.away is None:
        try:
            write(who, lambda session, signed: act(session, signed, open_meeting(session, number)))
        except RecordsOutOfReachError as error:
            # What comes after it would wait as long, to the same end.
            outcome.away = error
        except CrimeStatsError as error:
            outcome.refused.append(Refused(key, words, error))
            outcome.done.append(key)
        else:
            outcome.written += 1
            outcome.done.append(key)
    if outcome.away is not None and isinstance(key, str) and words:
        outcome.kept.append(words)
    return outcome


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
