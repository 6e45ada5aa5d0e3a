"""What is told of a problem on paper? Plain data, as the dashboard's records and pages give them.

The records of what people decided are the dashboard's to read, so a sheet takes what they say as JSON. No part of it is for
notes or for the name of a private person; of the public's, the parts that only the police read are empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analytics.audiences import Audience
from analytics.drawn_area import DrawnArea
from analytics.periods import Period
from analytics.selection import Selection


@dataclass(frozen=True)
class Ground:
    """Where it is: a shape drawn on the map, as links write it, a block, a neighborhood; none of the three is the city."""

    neighborhood_id: str | None = None
    block_id: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class Fact:
    """What a thing is called, and what it is."""

    name: str
    words: str


@dataclass(frozen=True)
class Stretches:
    """Counts by stretches of so many days from each start on, None where the data do not reach; `alt` says them in words."""

    label: str
    starts: tuple[date, ...]
    counts: tuple[int | None, ...]
    days: int
    alt: str


@dataclass(frozen=True)
class Done:
    """What is done about it: the kind, its days, how much of it, and with whom; `end` says how one ended that was closed."""

    what: str
    from_on: date
    to_on: date | None = None
    dose: str = ""
    partner: str = ""
    end: str = ""


@dataclass(frozen=True)
class Part:
    """Incidents before and after in one part of the ground."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Judged:
    """What came of it. `short` and `sentence` follow from the incidents; `power` was stated on the day of the plan.

    `without_dose` is the sentence without what was done, for a page that lists it already. `late` says where the plan was written
    down only after its first day, `beside` what stands beside the verdict.
    """

    short: str
    sentence: str
    without_dose: str
    sign: str = ""
    plan: str = ""
    power: str = ""
    late: str = ""
    beside: str = ""
    before: str = ""
    after: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Changed:
    """Who did what to the records of a problem, and when, by the clock of the city."""

    at: str
    who: str
    what: str


@dataclass(frozen=True)
class ProblemTold:
    """A problem as its sheet tells it, from one snapshot: `run_id` names it. `category` is an id, `days` those that are analyzed.

    `marked_on` is the day that its charts mark, `marked_as` what that day was. `history` has the newest change first.
    """

    number: int
    audience: Audience
    run_id: str
    title: str
    category: str
    category_label: str
    place: str
    ground: Ground
    ring_m: float
    from_on: date
    until_on: date
    facts: tuple[Fact, ...]
    scanning: tuple[str, ...]
    stretches: tuple[Stretches, ...]
    marked_on: date | None
    marked_as: str
    analysis: tuple[str, ...]
    responses: tuple[Done, ...]
    assessment: Judged
    history: tuple[Changed, ...]

    @property
    def selection(self) -> Selection:
        """The incidents that are analyzed: the kind and the place, in the days before the last settled one."""
        ground, days = self.ground, Period(self.from_on, self.until_on)
        selection = Selection(days, (self.category,))
        if ground.area:
            return Selection(days, (self.category,), area=DrawnArea.read(ground.area))
        if ground.block_id:
            return Selection(days, (self.category,), blocks=(ground.block_id,))
        place = ground.neighborhood_id
        return selection.within(place) if place else selection
