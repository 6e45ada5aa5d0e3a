"""How will it be told whether a response worked? A plan in a sentence, and whether it was written down in time."""

from __future__ import annotations

from analytics.coverage import day_words
from dashboard.context import Reader
from dashboard.days import local_day
from dashboard.decisions import Assessment
from dashboard.tables.worked import Plan


def late_words(reader: Reader, held: Assessment) -> str:
    """Say of a plan that was written down after its first day that it was; empty for one in time."""
    written = local_day(reader, held.opened_at)
    days = (written - held.starts_on).days
    if days <= 0:
        return ""
    return (
        f"The plan was written down on {day_words(written)}, {days:,} days after the first day"
        " that it counts: it may have been chosen because it looks well."
    )


def plan_words(reader: Reader, plan: Plan) -> str:
    """Say a plan in a sentence."""
    names = [reader.names.get(place, place) for place in plan.control]
    # Names keep their capitals.
    listed = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    against = listed or "the rest of the neighborhoods"
    ring = f", with rings of {plan.ring_m:,.0f} m" if plan.ring_m else ", without rings"
    return f"{plan.days} days before and after {day_words(plan.starts_on)}, held against {against}{ring}."
