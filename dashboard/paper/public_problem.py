"""What does the sheet of a problem tell residents? Place, kind, what was done, what came of it; as the public pages say it.

It is made from what the public is told of the records and from nothing else: no words that officers wrote, nobody's name, no
place closer than a neighborhood, no plan.
"""

from __future__ import annotations

from datetime import date

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from analytics.report.problem.told import Done, Fact, Ground, Judged, ProblemTold
from dashboard.context import Reader
from dashboard.decisions.words import STAGES
from dashboard.paper.problem import analyzed_days, stretches_of
from dashboard.public.came_of import bars_of, came_of
from dashboard.public.problems import STAGE_WORDS, title_of
from dashboard.public.records import Told, read_public


def find_told(reader: Reader, number: int, today: date) -> Told | None:
    """Read what the public is told of a problem; None for none. Raises RecordError for records out of reach."""
    found = read_public(reader, today).problems
    return next((each for each in found if each.number == number), None)


def public_problem_told(reader: Reader, told: Told) -> ProblemTold:
    """Tell of a problem."""
    came = came_of(reader, told)
    began = told.done[0].from_on if told.done else None
    facts = [Fact("State", STAGE_WORDS.get(told.stage, STAGES[told.stage]))]
    facts.append(Fact("Since", day_words(told.opened_on)))
    if told.closed_on:
        became = f": {told.outcome}" if told.outcome else ""
        facts = [Fact("Closed", f"{day_words(told.closed_on)}{became}")]
    days = analyzed_days(reader, told.category)
    return ProblemTold(
        number=told.number,
        audience="public",
        run_id=reader.store.run_id,
        title=title_of(told),
        category=told.category,
        category_label=CATEGORIES[told.category].label,
        place=told.place.name,
        ground=Ground(told.place.neighborhood_id),
        ring_m=0.0,
        from_on=days.start,
        until_on=days.end,
        facts=tuple(facts),
        scanning=(),
        stretches=stretches_of(bars_of(reader, told.category, told.place, told.done, began)),
        marked_on=began,
        marked_as="work began",
        analysis=(),
        responses=tuple(
            Done(what, each.from_on, each.to_on, dose)
            for each in told.done
            for what, _, dose in (each.words.partition(", "),)
        ),
        assessment=Judged("", came.sentence, came.sentence, beside=came.beside),
        history=(),
    )
