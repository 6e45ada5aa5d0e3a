"""What came of a problem: what was done about it, how that is to be told, and what the incidents say of it?

The board, a problem's page, the agenda, the slides and the files all ask here, so that they say the same of one problem. None of
it is typed. What cannot be counted any more, since its place left the layers or its feed the data, says so. What was done is no
proof of what it did; that is the assessment's to say, as far as it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from analytics.coverage import day_words
from analytics.errors import CrimeStatsError
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.decisions import Assessment, Problem, Response
from dashboard.decisions.words import DOSE_UNITS, RESPONSE_KINDS
from dashboard.tables.worked import Plan, Worked, judge

Short = Literal[
    "Not assessed yet",
    "Can't be assessed",
    "Too early to tell",
    "Can't tell",
    "Down (95% limits)",
    "Up (95% limits)",
]
_SHORT: dict[str, Short] = {"down": "Down (95% limits)", "up": "Up (95% limits)"}

ASSESSED_SIGNS = {
    "Down (95% limits)": "▼",
    "Up (95% limits)": "▲",
    "Can't tell": "≈",
    "Too early to tell": "…",
}


@dataclass(frozen=True)
class Verdict:
    """What came of a problem in a few words, and all that was reckoned where there is a plan."""

    short: Short
    worked: Worked | None = None


def plan_that_counts(plans: Iterable[Assessment]) -> Assessment | None:
    """Give the plan that speaks for a problem: the newest one, an open one before a closed one."""
    return max(plans, key=lambda each: (each.is_open, each.id), default=None)


def plan_of(assessment: Assessment) -> Plan:
    """Give the plan that an assessment wrote down."""
    return Plan(
        assessment.starts_on,
        assessment.days,
        float(assessment.ring_m or 0),
        tuple(sorted(assessment.control or ())),
    )


def came_of(
    reader: Reader, problem: Problem, planned: Assessment | None, responses: Sequence[Response] = ()
) -> Verdict:
    """Say what came of a problem, as far as the settled days tell; made once for each plan, place and dose."""
    if planned is None:
        return Verdict("Not assessed yet")
    plan, place = plan_of(planned), (problem.neighborhood_id, problem.block_id, problem.area)
    # What has not begun by the last day that counts has done nothing yet.
    dose = dose_words(each for each in responses if each.from_on < reader.coverage.settled_until)

    def make() -> Worked:
        try:
            return judge(reader, problem, problem.category, plan, dose)
        except CrimeStatsError as error:
            said = f"This cannot be assessed: {error}."
            return Worked(said, said)

    worked = reader.once("came of", place, problem.category, plan, dose, make=make)
    if worked.power is None:
        return Verdict("Can't be assessed", worked)
    if worked.assessment is None:
        return Verdict("Too early to tell", worked)
    return Verdict(_SHORT.get(worked.assessment.verdict, "Can't tell"), worked)


def dose_words(responses: Iterable[Response]) -> str | None:
    """Say what was done, in a few words, without anything that somebody typed."""
    return "; ".join(response_words(each, with_partner=False) for each in responses) or None


def response_words(response: Response, *, with_partner: bool = True) -> str:
    """Say what was done, how much of it, with whom and when: "Directed patrol, 12 officer hours a week, since 3 Mar 2026"."""
    said = [RESPONSE_KINDS.get(response.kind, response.kind)]
    if response.dose:
        said.append(f"{response.dose:,} {DOSE_UNITS.get(response.dose_unit or '', '')}".strip())
    if response.partner and with_partner:
        said.append(f"with {response.partner}")
    if response.to_on is None:
        said.append(f"since {day_words(response.from_on)}")
    else:
        said.append(Period(response.from_on, response.to_on + timedelta(days=1)).label())
    return ", ".join(said)
