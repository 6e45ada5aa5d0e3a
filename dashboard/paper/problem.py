"""What does the sheet of a problem tell the police? What its page says, by the same functions, as plain data.

Words that people typed are its title and its partners; notes, what somebody said at a meeting and addresses are left out. Of
what was changed there is who, when and which record, not what it was before.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from analytics.counts import total_incidents
from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.repeats import find_repeats, repeats_sentence
from analytics.report.problem.told import (
    Changed,
    Done,
    Fact,
    Ground,
    Judged,
    Part,
    ProblemTold,
    Stretches,
)
from analytics.rhythms import rhythm_sentence
from analytics.selection import Selection
from dashboard.context import Reader, current
from dashboard.days import local_day
from dashboard.decisions import Change, Concern, Meeting, Priority, Response
from dashboard.decisions.words import (
    DOSE_UNITS,
    MISTAKE,
    OUTCOMES,
    OWNERS,
    RESPONSE_KINDS,
    SAID_BY,
    STAGES,
)
from dashboard.present.came_of import part_bars
from dashboard.present.slides import Bars, Mark
from dashboard.tables.agreed import agreed_words
from dashboard.tables.alike import MOST_INCIDENTS
from dashboard.tables.came_of import ASSESSED_SIGNS, Verdict, came_of
from dashboard.tables.goals import goal_of
from dashboard.tables.ground import check_counted, ground_selection
from dashboard.tables.known import known_sentence
from dashboard.tables.plans import late_words, plan_words
from dashboard.tables.problems import (
    WHAT,
    Case,
    begins_on,
    counts_table,
    place_words,
    read_history,
    verdict_of,
)
from dashboard.tables.rhythms import kinds_of, rhythm_of
from dashboard.urlstate import View

UNPLANNED = "No assessment was planned."
LOOKED_FOR = "Addresses that come again are not told: these counts follow where officers look."
NO_MEETING = "No meeting agreed on it."


def problem_told(reader: Reader, case: Case) -> ProblemTold:
    """Tell of a problem. Raises RecordError where the records are out of reach."""
    problem = case.problem
    scanning, agreed_on = _scanning(reader, case)
    opened = local_day(reader, problem.opened_at)
    days = analyzed_days(reader, problem.category)
    return ProblemTold(
        number=problem.id,
        audience="police",
        run_id=reader.store.run_id,
        title=problem.title,
        category=problem.category,
        category_label=CATEGORIES[problem.category].label,
        place=place_words(reader, problem),
        ground=Ground(problem.neighborhood_id, problem.block_id, problem.area),
        ring_m=case.plan.ring_m if case.plan else 0.0,
        from_on=days.start,
        until_on=days.end,
        facts=_facts(reader, case),
        scanning=scanning,
        stretches=stretches_of(
            part_bars(reader, problem, problem.category, days.end, _marks(case), opened)
        ),
        marked_on=agreed_on or opened,
        marked_as="agreed" if agreed_on else "opened",
        analysis=_analysis(reader, case, days),
        responses=tuple(map(_done, case.responses)),
        assessment=_judged(reader, case),
        history=tuple(_changed(reader, each) for each in read_history(problem.id)),
    )


def analyzed_days(reader: Reader, category: str) -> Period:
    """Give the last 52 settled weeks of a category, or as many days as there are."""
    coverage = reader.reach_of(category)
    end = coverage.settled_until
    return Period(max(coverage.first_on, end - YEAR_OF_WEEKS), end)


def stretches_of(bars: tuple[Bars, ...]) -> tuple[Stretches, ...]:
    """Tell of the charts of a page."""
    return tuple(
        Stretches(each.title, each.starts, each.counts, each.days, each.alt) for each in bars
    )


def _marks(case: Case) -> list[Mark]:
    return [
        Mark(each.from_on, each.to_on, RESPONSE_KINDS.get(each.kind, each.kind))
        for each in case.responses
    ]


def _facts(reader: Reader, case: Case) -> tuple[Fact, ...]:
    problem = case.problem
    facts = [
        Fact("Owner", OWNERS.get(problem.owner, problem.owner)),
        Fact("Step", STAGES.get(problem.stage, problem.stage)),
        Fact("Opened", day_words(local_day(reader, problem.opened_at))),
    ]
    if problem.closed_at:
        closed = day_words(local_day(reader, problem.closed_at))
        facts.append(Fact("Closed", f"{closed}: {OUTCOMES.get(problem.outcome or '', 'closed')}"))
    goal = goal_of(reader, problem, begins_on(reader, case))
    facts.append(Fact("Goal", f"{goal.asked}. {goal.sentence}" if goal else "None is set."))
    return tuple(facts)


def _scanning(reader: Reader, case: Case) -> tuple[tuple[str, ...], date | None]:
    """Say what was agreed, by whom, when and on what count, and give the day."""
    number = case.problem.priority_id
    with current().records().read() as session:
        priority = session.get(Priority, number) if number else None
        if priority is None or priority.outcome == MISTAKE:
            return (NO_MEETING,), None
        meeting = session.get_one(Meeting, priority.meeting_id)
        concern = session.get(Concern, priority.concern_id) if priority.concern_id else None
        said = [f"Agreed: {agreed_words(reader, priority, meeting)}."]
        if concern:
            votes = f"{concern.votes:,} vote{'' if concern.votes == 1 else 's'}"
            said.append(f"Named by {SAID_BY.get(concern.said_by, concern.said_by)}, {votes}.")
        said.append(f"Known then: {known_sentence(priority.known_then)}")
        return tuple(said), meeting.held_on


def _analysis(reader: Reader, case: Case, days: Period) -> tuple[str, ...]:
    """Say when it happens, and how much of it comes to the same addresses again."""
    problem = case.problem
    try:
        check_counted(reader, problem, problem.category)
    except SelectionError as error:
        return (f"Nothing can be counted: {error}.",)
    view = View(ground_selection(problem, days, problem.category), "")
    said = []
    for kind in kinds_of(reader, view):
        rhythm = rhythm_of(reader, view, kind)
        if rhythm is not None:
            is_theirs = kind.found_by == "officer"
            said.append(rhythm_sentence(rhythm, kind.label, is_found_by_officers=is_theirs))
    return (*said, _repeats(reader, view.selection))


def _repeats(reader: Reader, selection: Selection) -> str:
    category = CATEGORIES[selection.offenses[0]]
    label = category.label
    if not category.is_victim_reported:
        return LOOKED_FOR
    many = total_incidents(reader.count(selection, ()))
    if many > MOST_INCIDENTS:
        return f"{label}: {many:,} incidents are too many to go through by address."

    def make() -> str:
        found = find_repeats(
            reader.store.read_addresses(selection),
            until=selection.period.end,
            first_on=reader.coverage_of(selection).first_on,
            days=selection.period.days,
        )
        return repeats_sentence(found, label)

    return reader.once("repeats of a problem", selection, make=make)


def _done(response: Response) -> Done:
    unit = DOSE_UNITS.get(response.dose_unit or "", "")
    return Done(
        RESPONSE_KINDS.get(response.kind, response.kind),
        response.from_on,
        response.to_on,
        f"{response.dose:,} {unit}".strip() if response.dose else "",
        response.partner or "",
        "" if response.is_open else OUTCOMES.get(response.outcome or "", "closed"),
    )


def _judged(reader: Reader, case: Case) -> Judged:
    verdict, held = verdict_of(reader, case), case.assessment
    if held is None or case.plan is None or verdict.worked is None:
        return Judged(verdict.short, UNPLANNED, UNPLANNED, _sign(verdict))
    without_dose = came_of(reader, case.problem, held).worked
    found, table = verdict.worked.assessment, counts_table(verdict.worked)
    rows = zip(table["Part"], table["Before"], table["After"], strict=True)
    parts = [Part(str(name), int(before), int(after)) for name, before, after in rows]
    return Judged(
        verdict.short,
        verdict.worked.sentence,
        without_dose.sentence if without_dose else verdict.worked.sentence,
        _sign(verdict),
        plan_words(reader, case.plan),
        str((held.power or {}).get("sentence") or ""),
        late_words(reader, held),
        before=found.before.label() if found else "",
        after=found.after.label() if found else "",
        # Without rings there is nothing in them to count.
        parts=tuple(parts if case.plan.ring_m else parts[::2]),
    )


def _sign(verdict: Verdict) -> str:
    return ASSESSED_SIGNS.get(verdict.short, "–")


def _changed(reader: Reader, change: Change) -> Changed:
    at = change.at.astimezone(ZoneInfo(reader.coverage.time_zone))
    what = WHAT.get(change.record, change.record)
    number = "" if change.record == "problem" else f" (no. {change.record_id})"
    return Changed(
        f"{day_words(at.date())}, {at:%H:%M}", change.who, f"{change.act} {what}{number}"
    )
