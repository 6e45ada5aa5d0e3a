"""What is known about the simulated feeds because it was put there?

Whatever reads the feeds must come to the same numbers. Counts are of rows (incident x offense), not
of incidents, unless the name says so; located and unlocated rows are among the accepted ones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.offenses import OFFENSES
from etl.simulation.calendar import DAY
from etl.simulation.incidents import World
from etl.simulation.places import DEFAULT_POINT
from etl.simulation.plan import PlannedHotspot
from etl.simulation.records import ACCEPTED, BAD, FATES, REPEATED, SUPERSEDED

FILE_NAME = "truth.json"


@dataclass(frozen=True)
class FeedTruth:
    """What one feed holds; rows = accepted + the sum of quarantined + the sum of duplicates."""

    feed: str
    file: str
    rows: int
    accepted: int
    incidents: int
    accepted_by_offense: dict[str, int]
    quarantined: dict[str, int]
    duplicates: dict[str, int]
    located: int
    unlocated: dict[str, int]
    at_default_point: int
    near_repeats: int

    @property
    def accepted_by_category(self) -> dict[str, int]:
        """Count accepted rows by category."""
        counts: Counter[str] = Counter()
        for offense, rows in self.accepted_by_offense.items():
            counts[OFFENSES[offense].category] += rows
        return dict(counts)


@dataclass(frozen=True)
class HotspotTruth:
    """A circle with extra incidents from one day up to, not including, another.

    `rows` counts every accepted row of the offense that lies in it then: the extra ones and those
    that would be there anyway.
    """

    name: str
    feed: str
    offense: str
    category: str
    lon: float
    lat: float
    radius_m: float
    from_on: date
    until_on: date
    rows: int


@dataclass(frozen=True)
class Truth:
    """What all feeds hold."""

    as_of: date
    first_on: date
    seed: int
    default_point: tuple[float, float]
    feeds: dict[str, FeedTruth]
    hotspots: tuple[HotspotTruth, ...]

    @property
    def rows(self) -> int:
        """Count the rows written."""
        return sum(feed.rows for feed in self.feeds.values())

    @property
    def accepted(self) -> int:
        """Count the rows that a reader must accept."""
        return sum(feed.accepted for feed in self.feeds.values())

    @property
    def quarantined(self) -> int:
        """Count the rows that a reader must set aside."""
        return sum(sum(feed.quarantined.values()) for feed in self.feeds.values())

    @property
    def duplicates(self) -> int:
        """Count the rows that repeat another, or that a later version replaces."""
        return sum(sum(feed.duplicates.values()) for feed in self.feeds.values())

    def write(self, folder: Path) -> Path:
        """Write truth.json."""
        path = folder / FILE_NAME
        text = json.dumps(asdict(self), indent=1, default=str)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        return path

    @classmethod
    def read(cls, folder: Path) -> Truth:
        """Read the truth.json of a folder."""
        data: dict[str, Any] = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return cls(
            as_of=date.fromisoformat(data["as_of"]),
            first_on=date.fromisoformat(data["first_on"]),
            seed=data["seed"],
            default_point=tuple(data["default_point"]),
            feeds={name: FeedTruth(**feed) for name, feed in data["feeds"].items()},
            hotspots=tuple(_hotspot(row) for row in data["hotspots"]),
        )


def _hotspot(row: dict[str, Any]) -> HotspotTruth:
    days = {name: date.fromisoformat(row[name]) for name in ("from_on", "until_on")}
    return HotspotTruth(**{**row, **days})


def feed_truth(feed: str, file: str, rows: pd.DataFrame, world: World) -> FeedTruth:
    """Count what the rows of a feed hold."""
    fates = np.bincount(rows["fate"], minlength=len(FATES))
    by_fate = {name: int(count) for name, count in zip(FATES, fates, strict=True)}
    accepted = rows[rows["fate"] == FATES.index(ACCEPTED)]
    kind_of_writing = np.array([kind for kind, _ in world.plan.writings])
    kinds = np.bincount(kind_of_writing[accepted["writing"]], minlength=len(world.plan.kinds))
    codes, reasons = pd.factorize(world.places.positions["unlocated"])
    unlocated = np.bincount(codes[accepted["position"]], minlength=len(reasons))
    by_reason = {str(name): int(n) for name, n in zip(reasons, unlocated, strict=True) if n}
    default_point = world.places.special[DEFAULT_POINT]
    return FeedTruth(
        feed=feed,
        file=file,
        rows=len(rows),
        accepted=len(accepted),
        incidents=int(accepted["incident"].nunique()),
        accepted_by_offense={
            world.plan.kinds[number].offense: int(kinds[number]) for number in np.flatnonzero(kinds)
        },
        quarantined={reason: by_fate[reason] for reason in BAD if by_fate[reason]},
        duplicates={
            reason: by_fate[reason] for reason in (REPEATED, SUPERSEDED) if by_fate[reason]
        },
        located=by_reason.pop("", 0),
        unlocated=by_reason,
        at_default_point=int(np.isin(accepted["position"], default_point).sum()),
        near_repeats=int(accepted["is_follower"].sum()),
    )


def hotspot_truths(
    feed: str, rows: pd.DataFrame, hotspots: Iterable[PlannedHotspot], world: World
) -> list[HotspotTruth]:
    """Count what lies in each hotspot of a feed while it lasts."""
    plan, days = world.plan, world.calendar.days
    own = {plan.kinds[number].offense for number in plan.of_feed(feed)}
    found = []
    for hotspot in (planned for planned in hotspots if planned.offense in own):
        start, stop = (
            max(days - n, 0) for n in (hotspot.from_days_before, hotspot.until_days_before)
        )
        if stop <= start:
            continue
        wanted = [
            w for w, (k, _) in enumerate(plan.writings) if plan.kinds[k].offense == hotspot.offense
        ]
        day = rows["from_at"].to_numpy() // DAY
        # A wrong position has a number above those of the spots, so only right ones are counted.
        inside = (
            (rows["fate"] == FATES.index(ACCEPTED)).to_numpy()
            & np.isin(rows["writing"], wanted)
            & np.isin(rows["position"], world.places.within(hotspot)[0])
            & (day >= start)
            & (day < stop)
        )
        found.append(
            HotspotTruth(
                name=hotspot.name,
                feed=feed,
                offense=hotspot.offense,
                category=OFFENSES[hotspot.offense].category,
                lon=hotspot.lon,
                lat=hotspot.lat,
                radius_m=hotspot.radius_m,
                from_on=world.calendar.first_on + timedelta(days=start),
                until_on=world.calendar.first_on + timedelta(days=stop),
                rows=int(inside.sum()),
            )
        )
    return found
