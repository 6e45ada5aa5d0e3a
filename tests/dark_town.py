"""What is in the tiny town when one of its two feeds goes dark? Every day counted by hand.

| feed | brings | a day | from | to | due |
|---|---|---|---|---|---|
| town_burglary | residential burglary, in northwest | 2 | 1 January 2022 | 29 October 2025 | every day |
| town_robbery | robbery of a person, in northeast | 2 | 1 January 2022 | 28 December 2025 | every day |

Both were read on the evening of 28 December 2025, when burglary had been dark for 60 days. Either feed is settled 14 days before
the last day it knows of.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.pipeline import Result, run
from tests import town

FIRST = date(2022, 1, 1)
LAST_BURGLARY, LAST_ROBBERY = date(2025, 10, 29), date(2025, 12, 28)
A_DAY = 2
FEEDS = (
    ("town_burglary", town.BURGLARY, "northwest", LAST_BURGLARY),
    ("town_robbery", town.ROBBERY, "northeast", LAST_ROBBERY),
)


def publish(data_dir: Path) -> Result:
    """Run the ETL on both feeds, on the last day of the one that goes on."""
    layers = town.write_layers(data_dir / "geodata")
    incoming = data_dir / "incoming"
    incoming.mkdir()
    evening = datetime.combine(LAST_ROBBERY + timedelta(days=1), datetime.min.time(), UTC)
    return run(
        [_write_feed(incoming, *feed) for feed in FEEDS],
        source=incoming,
        layers=layers,
        data_dir=data_dir,
        clock=lambda: evening + timedelta(hours=6),
        progress=lambda step, done, total: None,
    )


def _write_feed(folder: Path, name: str, charge: str, neighborhood: str, last: date) -> Feed:
    """Write a feed of two incidents a day at one place, and its definition, and load the definition."""
    days = [FIRST + timedelta(days=number) for number in range((last - FIRST).days + 1)]
    with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(town.COLUMNS)
        west, south, *_ = town.NEIGHBORHOODS[neighborhood]
        for day in days:
            for number in range(A_DAY):
                at = f"{day:%m/%d/%Y} {10 + number}:00"
                place = (neighborhood.title(), west + 0.0025, south + 0.0025)
                writer.writerow([f"{name}-{day}-{number}", charge, at, *place, "CALL"])
    text = town.FEED_TOML.replace('feed = "town"', f'feed = "{name}"')
    text = text.replace("town.csv", f"{name}.csv").replace(
        "is_simulated = true", "is_simulated = false"
    )
    definition = folder / f"{name}.toml"
    definition.write_text(text, encoding="utf-8")
    return load_feed(definition)
