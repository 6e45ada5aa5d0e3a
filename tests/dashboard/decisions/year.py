"""How does a year of a neighborhood's life go? Four meetings, twelve concerns, three priorities, two problems with responses.

The town is the demo's, as its exports told of it on each of these days. A hot spot at the south trailheads ends on a day that the
simulation plans: there a response begins, and it is one that worked. Of the other one nothing is planned: it changes nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash

import etl.feeds
import geodata
from dashboard import meeting_acts
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.decisions import Meeting, Priority
from dashboard.forms import closing, saving
from dashboard.meeting_said import TYPED, VOTES, record_sent
from dashboard.present import Slide
from dashboard.tables.meeting_agenda import Agenda, agenda_of
from dashboard.tables.meeting_then import reader_then
from dashboard.tables.meetings import concerns_of, priorities_of
from etl.feeds.definition import load_feeds
from etl.pipeline import run
from etl.simulation import HotspotTruth, Truth, simulate
from geodata.layers import load_layers

PLACE, NAME = "indian-canyons", "Indian Canyons"
TRAILHEADS = "Vehicle break-ins at the south trailheads"
LAST_DAY = date(2025, 11, 30)
MEETINGS = (date(2024, 3, 12), date(2024, 6, 11), date(2024, 10, 8), date(2025, 2, 11))
LATER = date(2025, 11, 30)
PSO, NSC = "PSO 12", "NSC 3"
ZONE = ZoneInfo("America/Los_Angeles")
# What people said, by meeting: category, words, who, votes.
SAID = (
    (
        ("other", "Cars broken into while we hike", "several_residents", 27),
        ("burglary", "Somebody went through our garages", "resident", 9),
        ("quality_of_life", "Drinking at the picnic tables", "resident", 6),
        ("robbery", "Is it safe to walk home?", "visitor", 2),
    ),
    (
        ("narcotics", "Dealing in the wash", "resident", 11),
        ("other", "Glass all over the lot again", "business", 8),
        ("quality_of_life", "Loud music after midnight", "resident", 3),
    ),
    (
        ("burglary", "Empty houses are tried in summer", "resident", 7),
        ("quality_of_life", "Graffiti on the bridge", "city_staff", 5),
        ("other", "Bikes are stolen from the racks", "school", 4),
    ),
    (
        ("narcotics", "Still dealing in the wash", "several_residents", 10),
        ("other", "Do the cameras stay?", "resident", 6),
    ),
)


@dataclass
class Evening:
    """What a meeting was shown at its beginning and at its end, and the day's agenda."""

    meeting_id: int
    opening: list[Slide] = field(default_factory=list)
    ending: list[Slide] = field(default_factory=list)
    agenda: Agenda = field(default_factory=Agenda)


@dataclass(frozen=True)
class Published:
    """The data folder as it was on each day, and the truth of what its feeds held."""

    folders: dict[date, Path]
    truths: dict[date, Truth]

    def hotspot(self, day: date) -> HotspotTruth:
        """Give the truth of the trailheads as of a day."""
        return next(spot for spot in self.truths[day].hotspots if spot.name == TRAILHEADS)


def morning(day: date, hour: int = 6) -> datetime:
    """Give an hour of a day where the data are from."""
    return datetime.combine(day, time(hour), ZONE)


def publish_year(folder: Path) -> Published:
    """Publish the export of the evening before on the morning of each meeting, each as the first one; then one long after.

    What was known at the last meeting is kept by then, of the others only what its export told.
    """
    layers = load_layers(Path(geodata.__file__).parent)
    feeds = load_feeds(sorted(Path(etl.feeds.__file__).parent.glob("*.toml")))
    folders = {day: folder / f"data_{day}" for day in (*MEETINGS, LATER)}
    truths: dict[date, Truth] = {}
    for day, data_dir in folders.items():
        if day == LATER:
            shutil.copytree(folders[MEETINGS[-1]], data_dir)
        incoming, known = folder / f"incoming_{day}", day - timedelta(days=1)
        truths[day] = simulate(incoming, as_of=LAST_DAY, known_until=known, seed=20, layers=layers)
        started = morning(day)
        run(
            feeds, source=incoming, layers=layers, data_dir=data_dir,
            clock=lambda started=started: started, progress=lambda step, done, total: None,
        )  # fmt: skip
    return Published(folders, truths)


class Year:
    """The year, played by what the pages call; `app` is the one that people sit before."""

    def __init__(self, published: Published, database_url: str) -> None:
        self.published = published
        self.now = morning(MEETINGS[0])
        self.context = Context(
            published.folders[MEETINGS[0]],
            audience="police",
            clock=lambda: self.now,
            database_url=database_url,
        )
        self.app: Dash = create_app(self.context)
        self.evenings: list[Evening] = []

    @property
    def reader(self) -> Reader:
        return self.context.reader()

    def play(self) -> None:
        """Play the four meetings, and what is done between them."""
        with self.app.server.app_context():
            self._begin(MEETINGS[0])
            kind = {"held_on": MEETINGS[0].isoformat(), "starts_at": "18:30", "venue": "Library"}
            place = meeting_acts.ground_of(self.reader, self._here(), "ncpc")
            first = meeting_acts.write(
                PSO,
                lambda session, act: meeting_acts.new_meeting(session, act, "ncpc", kind, place),
            )
            self._meet(0, first.id, agree=(0, 1))
            self._work(0, "Break-ins at the trailheads", "other", self.trailheads, PSO)
            self._work(1, "Break-ins into garages", "burglary", f"?neighborhood={PLACE}", NSC)
            self._meet(1, self._next(), agree=(0,))
            self._meet(2, self._next())
            self._close_priority(0, "better")
            self._meet(3, self._next())

    @property
    def trailheads(self) -> str:
        """The link that draws the hot spot."""
        spot = self.published.hotspot(LATER)
        return f"?area=circle:{spot.lon},{spot.lat},{spot.radius_m:g}"

    def deck(self, meeting_id: int) -> list[Slide]:
        """Give the slides of a meeting, as its link shows them now."""
        page = import_module("dashboard.pages.present")
        slides: list[Slide] = page.slides_for(self.reader, f"?meeting={meeting_id}")[-1]
        return slides

    def agenda(self, meeting_id: int) -> Agenda:
        """Give the agenda of a meeting, as its page shows it now."""
        with self.context.records().read() as session:
            meeting = session.get_one(Meeting, meeting_id)
            then = reader_then(self.reader, meeting, self.context.today(self.reader))
            return agenda_of(then, meeting)

    @contextmanager
    def later(self) -> Iterator[None]:
        """Be there long after the last meeting, with all that was reported since."""
        with self.app.server.app_context():
            self._begin(LATER)
            yield

    def _begin(self, day: date) -> None:
        self.context.data_dir = self.published.folders[day]
        self.now = morning(day, 18)

    def _here(self) -> Any:
        return self.reader.view("/meeting", f"?neighborhood={PLACE}")

    def _next(self) -> int:
        return self.evenings[-1].meeting_id + 1

    def _meet(self, number: int, meeting_id: int, agree: tuple[int, ...] = ()) -> None:
        self._begin(MEETINGS[number])
        evening = Evening(meeting_id, self.deck(meeting_id), agenda=self.agenda(meeting_id))
        typed = [
            {"category": category, "words": words, "said_by": who}
            for category, words, who, _ in SAID[number]
        ]
        self._send(meeting_id, TYPED, typed)
        said = self._concerns(meeting_id)
        counted = [
            [each.id, votes, each.version]
            for each, (*_, votes) in zip(said, SAID[number], strict=True)
        ]
        self._send(meeting_id, VOTES, counted)
        for place in agree:
            concern = self._concerns(meeting_id)[place]
            self._end(
                meeting_id, {"does": "agree", "record": concern.id, "version": concern.version}
            )
        self.now = morning(MEETINGS[number], 20)
        with self.context.records().read() as session:
            version = session.get_one(Meeting, meeting_id).version
        next_on = MEETINGS[number + 1].isoformat() if number < 3 else None
        self._end(meeting_id, {"does": "done", "version": version}, next_on)
        evening.ending = self.deck(meeting_id)
        self.evenings.append(evening)

    def _send(self, meeting_id: int, store: str, lines: list[Any]) -> None:
        sent = {"turn": 1, "lines": lines}
        outcome = record_sent(PSO, meeting_id, store, sent, sent)
        assert (outcome.written, outcome.refused) == (len(lines), [])

    def _end(self, meeting_id: int, told: dict[str, Any], next_on: str | None = None) -> None:
        today = self.context.today(self.reader)
        meeting_acts.at_end(self.reader, today, PSO, meeting_id, told, next_on)

    def _concerns(self, meeting_id: int) -> list[Any]:
        with self.context.records().read() as session:
            return concerns_of(session, meeting_id)

    def priority(self, place: int) -> Priority:
        """Give one of the priorities, in the order in which they were agreed."""
        with self.context.records().read() as session:
            ids = [evening.meeting_id for evening in self.evenings]
            return [each for one in ids for each in priorities_of(session, one)][place]

    def _work(self, place: int, title: str, category: str, link: str, who: str) -> None:
        """Open a problem in the week after the meeting, say how it will be told, and write down what is done."""
        self.now += timedelta(days=7)
        fixed = {"priority_id": self.priority(place).id, "ground": True}
        problem = self.save(
            "problem", fixed, who, link,
            title=title, category=category, owner="pso", stage="response",
            goal_percent=50, goal_by="2024-12-31",
        )  # fmt: skip
        begins, ends, ring = STARTS[place]
        self.save(
            "assessment", {"problem_id": problem}, who, link,
            starts_on=begins.isoformat(), days=112, ring_m=ring,
        )  # fmt: skip
        for kind, dose, unit, partner in DONE[place]:
            self.save(
                "response", {"problem_id": problem}, who, link,
                kind=kind, from_on=begins.isoformat(), to_on=ends, dose=dose, dose_unit=unit,
                partner=partner,
            )  # fmt: skip

    def save(self, record: str, fixed: dict[str, Any], who: str, link: str, **typed: Any) -> int:
        """Save a form, and give the number of its record."""
        written = saving.write({"record": record, "fixed": fixed}, typed, who, link)
        return int(written["id"])

    def _close_priority(self, place: int, outcome: str) -> None:
        self.now += timedelta(days=7)
        priority = self.priority(place)
        about = {"record": "priority", "id": priority.id, "version": priority.version}
        closing.act(about, "close", outcome, PSO)


STARTS: tuple[tuple[date, str | None, int], ...] = (
    (date(2024, 5, 20), "2024-11-03", 200),
    (date(2024, 6, 17), None, 0),
)
"""When each response begins and ends, and how wide the ring around it is; the first one on the day that the hot spot ends."""
DONE = (
    (("patrol", 12, "hours", "the trail stewards"), ("cameras", None, None, "the tribal rangers")),
    (("locks", 40, "checks", None),),
)
