"""What did residents vote for, by neighborhood and category, at the meetings of a year?

Votes are sticky notes of those who came: where more people come, or meet more often, there are more of them. Where nobody voted
nobody can tell what residents want, which is not zero; where people voted, a category that they did not name got none of theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy.orm import Session

from analytics.errors import RecordError
from analytics.offenses import CATEGORIES
from analytics.periods import YEAR_OF_WEEKS, Period
from dashboard.context import Reader, current
from dashboard.decisions import Concern, Meeting, read_as_of
from dashboard.decisions.words import MISTAKE
from dashboard.tables.problems import neighborhood_of
from dashboard.urlstate import View


@dataclass(frozen=True)
class Votes:
    """Votes by neighborhood and category, the meetings that counted them, and their days; all empty where none are known.

    `elsewhere` are those for the whole city, or for a place that the layers in service no longer have. `why_not` says why none
    could be read.
    """

    cast: tuple[tuple[str, str, int], ...] = ()
    meetings: int = 0
    days: Period | None = None
    elsewhere: int = 0
    why_not: str = ""

    @property
    def places(self) -> list[str]:
        """Neighborhoods in which somebody voted."""
        return list(dict.fromkeys(place for place, _, _ in self.cast))

    def on(self, concerns: Sequence[str]) -> pd.DataFrame:
        """List the votes on concerns as `hear_votes` takes them; on a single offense nobody votes."""
        counted = {(place, category): votes for place, category, votes in self.cast}
        asked = [name for name in concerns if name in CATEGORIES]
        return pd.DataFrame(
            [(place, name, counted.get((place, name), 0)) for place in self.places for name in asked],
            columns=["neighborhood_id", "concern", "votes"],
        )  # fmt: skip


NO_VOTES = Votes()


def votes_now(reader: Reader, view: View) -> Votes:
    """Read the votes that belong to a ranking; a ranking goes on without them where they are out of reach."""
    days = voted_days(reader, view, current().today(reader))
    try:
        with current().records().read() as session:
            return count_votes(reader, session, days)
    except RecordError as error:
        return Votes(days=days, why_not=str(error))


def voted_days(reader: Reader, view: View, today: date) -> Period:
    """Give the days of the meetings whose votes count: 52 weeks up to today, or to the end of days that are long past."""
    selection = view.selection.everywhere()
    is_past = selection.period.end < reader.coverage_of(selection).settled_until
    end = selection.period.end if is_past else today + timedelta(days=1)
    return Period(end - YEAR_OF_WEEKS, end)


def count_votes(
    reader: Reader, session: Session, days: Period, moment: datetime | None = None
) -> Votes:
    """Count the votes of the meetings of some days, as of a moment where there is one; mistakes are left out."""
    # The day of a meeting may have changed since.
    within = () if moment else (Meeting.held_on >= days.start, Meeting.held_on < days.end)
    held = {
        each.id
        for each in read_as_of(session, Meeting, moment, *within)
        if each.outcome != MISTAKE and days.start <= each.held_on < days.end
    }
    concerns = read_as_of(session, Concern, moment, Concern.meeting_id.in_(held))
    cast: Counter[tuple[str, str]] = Counter()
    meetings, elsewhere = set(), 0
    for concern in concerns:
        if not concern.votes or concern.outcome == MISTAKE:
            continue
        meetings.add(concern.meeting_id)
        place = neighborhood_of(reader, concern)
        if place in reader.names:
            cast[place, concern.category] += concern.votes
        else:
            elsewhere += concern.votes
    counted = tuple((*key, votes) for key, votes in sorted(cast.items()))
    return Votes(counted, len(meetings), days, elsewhere)


def votes_words(reader: Reader, votes: Votes) -> str:
    """Say which votes count, and what is known where nobody voted."""
    if votes.days is None or votes.why_not:
        return ""
    days = votes.days.label()
    if not votes.meetings:
        return f"Community: no votes of meetings {days} are written down, so nobody can tell what residents want first."
    many = sum(number for _, _, number in votes.cast) + votes.elsewhere
    said = (
        f"Community: {_many(many, 'vote')} at {_many(votes.meetings, 'meeting')} {days}, in"
        f" {len(votes.places)} of {_many(len(reader.names), 'neighborhood')}."
    )
    if votes.elsewhere:
        said += f" {_many(votes.elsewhere, 'vote')} for no single neighborhood: in no row."
    return (
        f"{said} A score stands among what people there voted on. Where nobody voted, nobody can tell what residents"
        " want: that is not zero."
    )


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
