"""Which pages of two cities are asked, and for what? The demo and St. Louis, by links drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context, Reader
from tests.dashboard.conftest import on_the_day

SELECTIONS, SEED = 5, 7
KINDS_ASKED = (
    "burglary",
    "robbery",
    "robbery,burglary",
    "burglary,narcotics",
    "quality_of_life",
    "",
)


@dataclass(frozen=True)
class City:
    """The pages of a snapshot, and links drawn at random."""

    app: Dash
    reader: Reader
    data_dir: Path
    links: list[str]


@pytest.fixture(scope="module", params=["demo_data_dir", "stl_data_dir"])
def city(request: pytest.FixtureRequest) -> Iterator[City]:
    """Give the demo as simulated, and St. Louis as published."""
    data_dir: Path = request.getfixturevalue(request.param)
    context = Context(data_dir, audience="police", clock=on_the_day)
    app = create_app(context)
    app.server.test_client().get("/")
    yield City(app, context.reader(), data_dir, draw_links(context.reader()))
    context.close()


def draw_links(reader: Reader) -> list[str]:
    """Draw settled days, offenses, and a neighborhood or none."""
    rng = np.random.default_rng(SEED)
    links = []
    for n in range(SELECTIONS):
        end = reader.coverage.settled_until - timedelta(days=int(rng.integers(0, 300)))
        start = end - timedelta(days=int(rng.integers(7, 200)))
        link = f"?period={start}..{end - timedelta(days=1)}"
        if offenses := str(rng.choice(KINDS_ASKED)):
            link += f"&offense={offenses}"
        if n % 2:
            link += f"&neighborhood={rng.choice([*reader.names])}"
        links.append(link)
    return links
