"""What do the police know of the tiny town that the public must not? 1,000 secrets and more, planted through ETL and records.

Two towns made with different private seeds are alike in all that the public may see: they differ in case numbers, addresses,
words, officers, times, the day within 28, the point within a block, which of the hidden blocks it was, and counts under 11.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import geopandas as gpd

from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Records,
    Response,
    open_record,
)
from etl.feeds.definition import load_feed
from etl.pipeline import run
from geodata.layers import load_layers
from tests import town

NOW = datetime(2025, 12, 29, 6, tzinfo=UTC)
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 28)
INCIDENTS = 240
# The second block of the northwest is small, and the third one hides it.
ADDRESSES = {"northwest-1": 40, "northwest-2": 6, "northwest-3": 9, "northwest-4": 12}
HIDDEN = ("northwest-2", "northwest-3")
SHOWN_NARCOTICS = {"southwest": 15}
COLUMNS = (*town.COLUMNS, "Narrative", "Officer")
# A step of the public begins here.
STEP_ONE = date(2024, 1, 29)


@dataclass
class Town:
    """A published town: its data folder, its records, and every secret in them."""

    data_dir: Path
    database_url: str
    secrets: set[str] = field(default_factory=set)


class Private:
    """Draws what the public may not see, and notes it as a secret."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seed = seed
        self.secrets: set[str] = set()

    def word(self, kind: str) -> str:
        """Give a word that is nowhere else."""
        made = f"KANARI{self.seed}{kind}{len(self.secrets):05}"
        self.secrets.add(made)
        return made

    def point(self, block: str) -> tuple[float, float]:
        """Give a point in a block, and note both of its numbers."""
        place, _, number = block.rpartition("-")
        west, south = town._block_corners(place)[int(number) - 1]
        lon, lat = (
            round(corner + 0.0004 + 0.0042 * self.random.random(), 4) + 0.00003
            for corner in (west, south)
        )
        self.secrets |= {f"{lon:.5f}", f"{lat:.5f}"}
        return round(lon, 5), round(lat, 5)


def plant(folder: Path, seed: int) -> Town:
    """Publish a town, and write down its records, with private parts of a seed."""
    private = Private(seed)
    data_dir = folder / private.word("folder")
    layers = data_dir / "geodata"
    town.write_layers(layers)
    blocks = gpd.read_file(layers / "blocks.geojson")
    blocks["addresses"] = [ADDRESSES.get(block, 40) for block in blocks["block_id"]]
    blocks.to_file(layers / "blocks.geojson", driver="GeoJSON")
    incoming = data_dir / "incoming"
    incoming.mkdir()
    name = f"{private.word('file')}.csv"
    with open(incoming / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *_rows(private)])
    definition = incoming / "town.toml"
    text = town.FEED_TOML.replace("town.csv", name).replace(
        "other = []", 'other = ["Narrative", "Officer"]'
    )
    definition.write_text(text.replace("Tiny Town, all", private.word("title")), encoding="utf-8")
    run(
        [load_feed(definition)], source=incoming, layers=load_layers(layers), data_dir=data_dir,
        clock=lambda: NOW, progress=lambda step, done, total: None,
    )  # fmt: skip
    url = f"sqlite:///{(data_dir / 'records.sqlite').as_posix()}"
    _write_down(url, private)
    return Town(data_dir, url, private.secrets)


def _rows(private: Private) -> list[tuple[object, ...]]:
    # What both towns share is drawn with one seed, what is private with the town's own.
    shared = Random(7)
    rows = []
    for _ in range(INCIDENTS):
        step, place = shared.randrange(24), shared.choice([*town.NEIGHBORHOODS])
        block = f"{place}-{shared.randint(1, 4)}"
        charge = shared.choice((town.BURGLARY, town.BURGLARY, town.ROBBERY))
        if block in HIDDEN:
            block = private.random.choice(HIDDEN)
        day = STEP_ONE + timedelta(days=28 * step + private.random.randrange(28))
        rows.append(_row(private, charge, day, block, "CALL"))
    for place in town.NEIGHBORHOODS:
        for quarter in range(8):
            start = date(2024 + quarter // 4, 3 * (quarter % 4) + 1, 1)
            many = SHOWN_NARCOTICS.get(place, 0) if quarter == 6 else 0
            for _ in range(many or private.random.randint(0, 10)):
                day = start + timedelta(days=private.random.randrange(89))
                block = f"{place}-{private.random.randint(1, 4)}"
                rows.append(_row(private, town.NARCOTICS, min(day, LAST), block, "OFFICER"))
    for day in (FIRST, LAST):
        rows += [_row(private, town.BURGLARY, day, "southeast-1", "CALL")]
        rows += [_row(private, town.NARCOTICS, day, "southeast-1", "OFFICER")]
    return rows


def _row(private: Private, charge: str, day: date, block: str, source: str) -> tuple[object, ...]:
    minutes = private.random.randrange(24 * 60)
    return (
        private.word("case"), charge, f"{day:%m/%d/%Y} {minutes // 60:02}:{minutes % 60:02}", private.word("street"),
        *private.point(block), source, private.word("narrative"), private.word("officer"),
    )  # fmt: skip


def _write_down(url: str, private: Private) -> None:
    lon, lat = private.point("northwest-2")
    area = f"circle:{lon},{lat},200"
    who = {"who": private.word("who"), "at": datetime(2025, 8, 14, 20, tzinfo=UTC)}
    records = Records(url)
    with records.write() as session:
        meeting = open_record(
            session, Meeting, **who, kind="ncpc", held_on=date(2025, 8, 14), venue=private.word("venue"),
            notes=private.word("notes"), neighborhood_id="northwest",
        )  # fmt: skip
        concern = open_record(
            session, Concern, **who, meeting_id=meeting.id, category="burglary", words=private.word("words"),
            said_by="resident", votes=17, neighborhood_id="northwest",
        )  # fmt: skip
        priority = open_record(
            session, Priority, **who, meeting_id=meeting.id, concern_id=concern.id, rank=1, category="burglary",
            neighborhood_id="northwest", known_then={"sentence": private.word("known")},
        )  # fmt: skip
        for category, place in (
            ("burglary", {"area": area}),
            ("narcotics", {"block_id": "southwest-2"}),
        ):
            problem = open_record(
                session, Problem, **who, **place, title=private.word("problem"), category=category, owner="pso",
                stage="response", priority_id=priority.id if category == "burglary" else None,
            )  # fmt: skip
            for kind in ("walking_patrol", "surveillance"):
                open_record(
                    session, Response, **who, problem_id=problem.id, kind=kind, from_on=date(2025, 9, 1),
                    dose=12, dose_unit="hours", partner=private.word("partner"),
                )  # fmt: skip
            open_record(
                session, Assessment, **who, problem_id=problem.id, starts_on=date(2025, 9, 1), days=56,
                power={"sentence": private.word("power")},
            )  # fmt: skip
    records.close()
