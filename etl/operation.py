"""In what state is a data folder? Which run is in service, how old each feed is, what waits, and what one can go back to.

Which feeds are dark is what `analytics.coverage` says to the pages; a feed without a single incident is dark as well.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.coverage import dark_feeds
from analytics.errors import StoreError
from analytics.store import Store, current_snapshot
from etl.erased import read_erased
from etl.publish import service
from etl.publish.names import run_of


def operation_of(data_dir: Path, store: Store, now: datetime) -> dict[str, Any]:
    """Describe a data folder and the snapshot in service, in terms that JSON has."""
    held = service.read_held(data_dir)
    current = current_snapshot(data_dir)
    erased = read_erased(data_dir)
    earlier = [
        path
        for path in service.snapshots(data_dir)
        if path != current and path.name != (held and held.snapshot)
    ]
    return {
        "run_id": store.run_id,
        "place": store.coverage().place,
        "sentence": store.coverage().sentence(),
        "feeds": feed_ages(store, now),
        "findings": store.read_findings().to_dict("records"),
        "held": held and {"run_id": held.run_id, "reasons": list(held.reasons)},
        "earlier": [
            {
                "run_id": run_of(path.name),
                "published_at": _published_at(path),
            }
            for path in earlier
        ],
        "erasures": len(erased.erasures),
        "is_erasure_finished": erased.is_finished,
    }


def _published_at(snapshot: Path) -> str | None:
    """Give the moment, UTC; None for a damaged file, which is to be seen beside the others and not instead of them."""
    try:
        return f"{service.describe(snapshot)['published_at']:%FT%TZ}"
    except StoreError:
        return None


def feed_ages(store: Store, now: datetime) -> list[dict[str, Any]]:
    """Say of each feed which day it knows of last, how many days ago that is, and whether it is dark."""
    coverage = store.coverage()
    today = now.astimezone(ZoneInfo(coverage.time_zone)).date()
    dark = {feed.title for feed in dark_feeds(coverage.feeds, today)}
    ages = []
    for line in store.read_feeds().to_dict("records"):
        day = None if pd.isna(line["data_as_of"]) else line["data_as_of"].date()
        age = None if day is None else (today - day).days
        ages.append(
            {
                "feed": line["feed"],
                "data_as_of": day and day.isoformat(),
                "age_days": age,
                "cadence_days": line["cadence_days"],
                "is_dark": age is None or line["title"] in dark,
            }
        )
    return ages
