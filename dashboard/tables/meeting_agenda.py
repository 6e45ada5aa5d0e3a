"""What is there to talk about at a meeting of this place: what is happening, what is new or unusual, how sure are we?

Everything is a sentence with its days. Of a place as small as a neighborhood "can't tell" is the usual one, and it is said.
A meeting in the past is told what it could be told on its day (`meeting_then`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.changes import change_sentence, days_words
from analytics.coverage import day_words
from analytics.numbers import write
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.days import compared_days, no_data_words, not_compared_words, unsettled_words
from dashboard.decisions import Meeting
from dashboard.tables.ground import ground_selection, ground_words, why_unknown
from dashboard.tables.known import DAYS
from dashboard.tables.meeting_then import not_kept_words
from dashboard.tables.meetings import SinceLastMet
from dashboard.tables.parts import Finding, category_findings, group_findings
from dashboard.tables.unusual import Unusual, new_here, unusual_this_week
from dashboard.urlstate import View, to_search

REPORTED = "What victims report"


@dataclass(frozen=True)
class Happening:
    """Sentences of one group of counts, and the warning that stands over them."""

    title: str
    warning: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Agenda:
    """What the data bring to a meeting; `why_not` says why there is nothing."""

    days: str = ""
    happening: tuple[Happening, ...] = ()
    unusual: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    why_not: str = ""


def agenda_of(reader: Reader, meeting: Meeting) -> Agenda:
    """Fill the agenda of a meeting from the data."""
    view = agenda_view(reader, meeting)
    if view is None:
        return Agenda(
            why_not="The data do not reach back 28 settled days before this meeting, or its place is not in the"
            " layers in service."
        )
    compared = compared_days(reader, view)
    days = compared.now.label() if compared else view.selection.period.label()
    where = ground_words(reader, meeting)
    happening = tuple(
        Happening(title, warning, tuple(_sentence(reader, view, where, each) for each in found))
        for title, warning, found in group_findings(category_findings(reader, view))
    )
    return Agenda(days, happening, *_unusual(reader, view, where))


def agenda_view(reader: Reader, meeting: Meeting) -> View | None:
    """Give the view of a meeting's place in the 28 settled days before it; None where there are none."""
    end = min(reader.coverage.settled_until, meeting.held_on)
    start = end - timedelta(days=DAYS)
    if start < reader.coverage.first_on or why_unknown(reader, meeting):
        return None
    selection = ground_selection(meeting, Period(start, end))
    return reader.view("/", to_search(selection, coverage=reader.coverage))


def checklist(reader: Reader, meeting: Meeting, since: SinceLastMet) -> list[str]:
    """List what to bring."""
    lines = [
        "This page, printed, and the handout for everybody",
        "The deck, opened once on the projector of the hall",
        "Sticky notes and pens: one note is one vote",
    ]
    if meeting.venue:
        lines.insert(0, f"The key for the room: {meeting.venue}")
    names = {each.work[0].owner: None for each in since.priorities if each.work and not each.fate}
    lines += [f"{owner}: ready to speak about what was done" for owner in names]
    ownerless = sum(not each.has_owner and not each.fate for each in since.priorities)
    if ownerless:
        many = "a priority" if ownerless == 1 else f"{ownerless} priorities"
        lines.append(f"An answer for {many} that nobody owns yet")
    return [*lines, "A day for the next meeting, and a room"]


def _sentence(reader: Reader, view: View, where: str, finding: Finding) -> str:
    compared = compared_days(reader, view)
    if finding.change is None or compared is None:
        said = no_data_words(finding.ends_on) or not_compared_words(reader, view)
        count = "" if finding.count is None else f"{finding.count:,}. "
        return f"{finding.part.label} in {where}: {count}{said}".rstrip(".") + "."
    return change_sentence(
        finding.change,
        finding.part.label,
        where,
        # Named above: at a meeting that is past they are not "the last" ones.
        now_words=f"these {days_words(compared.now.days)}",
        before_words=compared.before_words,
    )


def _unusual(reader: Reader, view: View, where: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what is new or unusual, and how sure all of it is."""
    said, is_city = list[str](), view.selection.is_everywhere
    new = new_here(reader, view, by_place=is_city)
    said += [
        f"{row['what'] or REPORTED} in {row['where'] or where}: {int(row['now']):,}, after none in the 28 days before."
        for row in new.to_dict("records")
    ]
    doubt = "Weeks before the last settled one are not searched for alarms here."
    if view.selection.period.end >= reader.coverage_of(view.selection).settled_until:
        found = unusual_this_week(reader, view)
        alarms = found.alarms if is_city else found.alarms[found.alarms["where"].isna()]
        said += [_alarm(row, where, found.week) for row in alarms.to_dict("records")]
        doubt = _false_alarms(found)
    return tuple(said), tuple(_sure(reader, view, doubt))


def _alarm(row: dict[Any, Any], where: str, week: date | None) -> str:
    what = row["what"] if isinstance(row["what"], str) else REPORTED
    place = row["where"] if isinstance(row["where"], str) else where
    usual = "" if pd.isna(row["limit"]) else f", at most {int(row['limit']):,} is usual"
    days = f" in the week of {day_words(week)}" if week else ""
    return f"{what} in {place}: {int(row['incidents']):,}{days}{usual}."


def _false_alarms(found: Unusual) -> str:
    if not found.expected_false:
        return "Nothing can be called unusual yet: that takes more weeks of data."
    often = (
        f"{write('expected_false', found.expected_false)} of them would be called unusual each week"
        if found.expected_false >= 1
        else f"one of them would be called unusual every {1 / found.expected_false:,.0f} weeks or so"
    )
    return f"Unusual is judged in {found.judged:,} series. With nothing the matter, {often}."


def _sure(reader: Reader, view: View, doubt: str) -> list[str]:
    selection = view.selection
    coverage = reader.coverage_of(selection)
    said = [f"{coverage.sentence()}."]
    if selection.period.end >= coverage.settled_until and coverage.whole.end > selection.period.end:
        longer = Period(selection.period.start, coverage.whole.end)
        words = unsettled_words(
            reader, replace(view, selection=selection.during(longer), preset="")
        )
        if words:
            said.append(f"{words[0].upper()}{words[1:]}")
    said.append(doubt)
    not_kept = not_kept_words(reader)
    if not_kept:
        said.append(not_kept)
    if coverage.is_simulated:
        said.append("The data are simulated: nothing of this happened.")
    return said
