"""Is a neighborhood of a few homes told nowhere: no page, no file, no slide, no name, no total that gives it away?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from dash import Dash

from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.public.counted import cube_of
from dashboard.public.quarters import quarters_of
from dashboard.public.records import read_public
from tests.dashboard.public import planted
from tests.dashboard.public.conftest import context_of
from tests.dashboard.public.crawled import answer, crawl, post, show_body
from tests.dashboard.public.planted import Town

PLACE, NAME = "northwest", "Northwest"
KINDS = ("robbery", "burglary")


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give a town whose northwest has four homes; a priority and a problem are about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planted, "ADDRESSES", {f"{PLACE}-{number}": 1 for number in range(1, 5)})
        yield planted.plant(tmp_path_factory.mktemp("hamlet"), 3)


@pytest.fixture(scope="module")
def context(hamlet: Town) -> Iterator[Context]:
    made = context_of(hamlet)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(context: Context) -> Dash:
    return create_app(context)


def test_nothing_that_the_server_answers_names_it(app: Dash, context: Context) -> None:
    assert PLACE not in context.reader().names
    said = [each for each in crawl(app, context.reader(), every=3) if each.status == 200]
    assert len(said) > 60
    assert [each.asked for each in said if NAME in each.text or f"{PLACE}-" in each.text] == []


def test_its_incidents_are_in_no_count(app: Dash, context: Context, hamlet: Town) -> None:
    reader = context.reader()
    cube = cube_of(reader)
    period: Period = cube.period(0, len(cube.starts) - 1)
    police = open_snapshot(hamlet.data_dir, audience="police")
    known = police.count_incidents(Selection(period, KINDS)).set_index("neighborhood_id")
    police.close()
    own = int(known["incidents"][PLACE])
    assert own > 10
    assert cube.series(KINDS).sum() == known["incidents"].sum() - own
    text = answer(app.server.test_client(), "/csv/neighborhoods?period=52w").text
    rows = [*csv.reader(io.StringIO(text[text.index("Neighborhood") :]))]
    assert [row[0] for row in rows].count("In no neighborhood") == 1
    assert all(place != PLACE for _, place, _ in quarters_of(reader).counts)


def test_what_is_worked_on_there_is_told_of_the_town(app: Dash, context: Context) -> None:
    with app.server.app_context():
        told = read_public(context.reader(), planted.NOW.date())
    assert [each.place.neighborhood_id for each in told.problems] == [None, "southwest"]
    assert [each.place.neighborhood_id for each in told.priorities] == [None]


def test_its_address_shows_the_town_and_says_so(app: Dash) -> None:
    client = app.server.test_client()
    text = answer(client, f"/csv/steps?neighborhood={PLACE}").text
    assert text.splitlines()[1:] == answer(client, "/csv/steps").text.splitlines()[1:]
    drawn = post(client, show_body(app, "/neighborhood", f"?neighborhood={PLACE}")).text
    assert "There is no such neighborhood" in drawn
