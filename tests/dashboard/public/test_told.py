"""Do the public's pages say what is so? Counts are those of the police, problems are told in few words, verdicts are counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from dash import Dash

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES
from analytics.selection import Selection
from analytics.store import open_snapshot
from dashboard.__main__ import main
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.public import came_of, deck
from dashboard.public.asked import FINER, PERIODS, Asked, kept_search, kinds_held, link, read_asked
from dashboard.public.came_of import came_since
from dashboard.public.counted import CITY, change_of, cube_of, step_from
from dashboard.public.quarters import quarter_words, quarters_of
from dashboard.public.records import Place, read_public
from dashboard.public.site import METHODS, TITLE
from dashboard.wording import place_title
from tests.dashboard.conftest import on_the_day
from tests.dashboard.public.crawled import answer, post, show_body
from tests.dashboard.public.planted import NOW, Town

TODAY = date(2025, 12, 28)


@pytest.fixture(scope="module")
def demo(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    url = f"sqlite:///{tmp_path_factory.mktemp('records') / 'r.sqlite'}"
    made = Context(demo_data_dir, audience="public", clock=on_the_day, database_url=url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def reader(demo: Context) -> Reader:
    return demo.reader()


@pytest.fixture(scope="module")
def demo_public(demo: Context) -> Dash:
    return create_app(demo)


def test_every_count_is_that_of_the_police(reader: Reader, demo_data_dir: Path) -> None:
    cube = cube_of(reader)
    police = open_snapshot(demo_data_dir, audience="police")
    for first, last in (
        (0, len(cube.starts) - 1),
        (5, 5),
        (len(cube.starts) - 13, len(cube.starts) - 1),
    ):
        rows = police.count_incidents(
            Selection(cube.period(first, last), cube.kinds), ("neighborhood_id", "category")
        )
        for place in cube.places:
            is_here = (
                rows["neighborhood_id"].isna()
                if place is None
                else rows["neighborhood_id"] == place
            )
            for kind in cube.kinds:
                many = rows[is_here & (rows["category"] == kind)]["incidents"].sum()
                assert cube.series((kind,), place)[first : last + 1].sum() == many
    police.close()


def test_the_city_is_its_neighborhoods_and_what_lies_in_none(reader: Reader) -> None:
    cube = cube_of(reader)
    parts = sum(cube.series(cube.kinds, place) for place in cube.places)
    assert (cube.series(cube.kinds) == parts).all()


@pytest.mark.parametrize(
    ("search", "period", "kinds", "place", "many"),
    [
        ("", "28d", ("robbery", "burglary"), None, 0),
        ("?period=52w&offense=burglary&neighborhood=midtown", "52w", ("burglary",), "midtown", 0),
        ("?period=90d", "28d", ("robbery", "burglary"), None, 1),
        ("?period=2025-01-01..2025-01-02&hour=fri-22", "28d", ("robbery", "burglary"), None, 1),
        ("?block=midtown-1&area=circle:-116.5,33.8,10", "28d", ("robbery", "burglary"), None, 1),
        ("?offense=narcotics,burglary", "28d", ("burglary",), None, 1),
        ("?offense=assault&neighborhood=nowhere", "28d", ("robbery", "burglary"), None, 2),
        ("?offense=all", "28d", ("robbery", "burglary"), None, 0),
    ],
)
def test_a_link_asks_for_no_more_than_is_offered(
    reader: Reader, search: str, period: str, kinds: tuple[str, ...], place: str | None, many: int
) -> None:
    asked = read_asked(search, reader)
    assert (asked.period, asked.kinds, asked.place, len(asked.notices)) == (
        period,
        kinds,
        place,
        many,
    )
    again = read_asked(link("/", asked, kinds_held(reader)).partition("/")[2], reader)
    assert (again.period, again.kinds, again.place) == (period, kinds, place)


def test_a_link_that_asks_for_more_is_told_why_not(demo_public: Dash) -> None:
    drawn = post(demo_public.server.test_client(), show_body(demo_public, "/", "?area=box:1,2,3,4"))
    assert FINER[:40] in drawn.text
    assert kept_search("?area=box:1,2,3,4&period=52w&meeting=1") == "?period=52w"


def test_the_page_says_the_change_and_what_is_left_out(demo_public: Dash, reader: Reader) -> None:
    change = change_of(cube_of(reader), kinds_held(reader), 1, CITY)
    assert change is not None
    drawn = post(demo_public.server.test_client(), show_body(demo_public, "/", "")).text
    assert f"Robbery and burglary: {change.now:,} from" in drawn
    assert "fewer than 11" in drawn
    assert "Blocks of fewer than 8 addresses" in drawn
    assert "an hour" not in drawn


def test_the_store_refuses_the_public_what_its_tables_lack(reader: Reader) -> None:
    period = cube_of(reader).period(0, 0)
    with pytest.raises(SelectionError):
        reader.count(Selection(period, ("narcotics",)))
    with pytest.raises(SelectionError):
        reader.count(Selection(period, ("burglary",), hours=(3,)))


def test_a_problem_is_told_by_kind_and_neighborhood(
    public_app: Dash, public_context: Context, planted: Town
) -> None:
    with public_app.server.app_context():
        told = read_public(public_context.reader(), TODAY)
    assert [(each.category, each.place.name) for each in told.problems] == [
        ("burglary", "Northwest"),
        ("narcotics", "Southwest"),
    ]
    assert [done.words for done in told.problems[0].done] == [
        "Walking patrol, 12 officer hours a week"
    ]
    assert told.concerns[0].votes == 17
    drawn = post(public_app.server.test_client(), show_body(public_app, "/problems", "")).text
    assert "Burglary in Northwest" in drawn
    assert "in as many days before it began" in drawn
    assert "15 from Jul to Sep 2025" in drawn


def test_what_is_prepared_for_a_meeting_is_not_told_before_it(
    public_app: Dash, public_context: Context
) -> None:
    with public_app.server.app_context():
        told = read_public(public_context.reader(), date(2025, 8, 13))
    assert told.priorities == told.concerns == ()
    assert all(each.done == () for each in told.problems)


def test_records_out_of_reach_leave_a_sentence(planted: Town) -> None:
    context = Context(
        planted.data_dir, audience="public", clock=lambda: NOW,
        database_url="postgresql://nobody@127.0.0.1:1/none",
    )  # fmt: skip
    app = create_app(context)
    client = app.server.test_client()
    assert "cannot be read right now" in post(client, show_body(app, "/problems", "")).text
    assert "cannot be read right now" in post(client, show_body(app, "/present", "")).text
    assert "Robbery and burglary" in post(client, show_body(app, "/", "")).text
    context.close()


def test_what_came_of_it_follows_the_counts(reader: Reader) -> None:
    cube = cube_of(reader)
    place = Place("midtown", "Midtown")
    begun_on = cube.starts[-3] - timedelta(days=3)
    said = came_since(reader, "burglary", place, begun_on)
    series = cube.series(("burglary",), "midtown")
    now, before = int(series[-3:].sum()), int(series[-7:-4].sum())
    days = cube.period(len(cube.starts) - 3, len(cube.starts) - 1).label()
    assert f"Burglary in Midtown: {now or 'none'} from {days}" in said.sentence
    assert f"{before or 'none'} in as many days before" in said.sentence
    assert "The rest of the city" in said.beside
    after = cube.period(0, len(cube.starts) - 1).end
    assert "Too early to tell" in came_since(reader, "burglary", place, after).sentence
    assert came_since(reader, "burglary", place, cube.starts[0]).sentence == came_of.NOT_BEFORE
    assert came_since(reader, "other", place, begun_on).sentence == came_of.NOT_COUNTED
    assert "known by quarter" in came_since(reader, "narcotics", place, begun_on).sentence


def test_steps_begin_where_the_tables_have_them_begin(reader: Reader) -> None:
    cube = cube_of(reader)
    for start in cube.starts[:3]:
        assert step_from(start) == start
        assert step_from(start + timedelta(days=1)) == start + timedelta(days=28)


@pytest.mark.parametrize("place", [None, "midtown"])
def test_slides_have_no_hours_and_say_what_is_not_shown(
    demo_public: Dash, reader: Reader, place: str | None
) -> None:
    with demo_public.server.app_context():
        made = deck.slides_of(reader, Asked("28d", kinds_held(reader), place))
    assert made is not None
    names = [slide.name for slide in made[1]]
    assert names[0] == "title"
    assert "hours" not in names
    assert {"counts", "where", "quarters", "tonight", "sure"} <= set(names)
    assert ("places" in names) == (place is None)


def test_the_handout_says_what_the_slides_say(public_app: Dash) -> None:
    client = public_app.server.test_client()
    text = answer(client, "/handout.pdf?neighborhood=northwest").text
    assert "Burglary in Northwest" in text
    assert CATEGORIES["narcotics"].label in text


def test_all_lengths_of_days_are_whole_steps() -> None:
    assert all(28 * many in (28, 84, 364) for many in PERIODS.values())


def test_the_public_is_served_to_this_machine_only_as_well(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--audience", "public", "--host", "0.0.0.0"]) == 2
    assert "0.0.0.0" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--audience", "press"])


@pytest.mark.parametrize(
    ("path", "search", "title"),
    [
        ("/", "?neighborhood=midtown", "Overview · {city}"),
        ("/neighborhood", "?neighborhood=midtown", "Neighborhood · Midtown · {city}"),
        ("/neighborhood", "", "Neighborhood · {city}"),
        ("/problems", "?neighborhood=midtown", "Problems · Midtown · {city}"),
        ("/present", "?neighborhood=nowhere", "Present · {city}"),
        ("/methods", "", "Methods · {city}"),
        ("/trends", "", "This page is for the police · {city}"),
        ("/nothing", "", "There is no such page · {city}"),
    ],
)
def test_each_page_has_its_own_name_in_the_tab(
    demo_public: Dash, reader: Reader, path: str, search: str, title: str
) -> None:
    drawn = post(demo_public.server.test_client(), show_body(demo_public, path, search))
    told = json.loads(drawn.text[drawn.text.index('{"multi"') :])["response"][TITLE]["data"]
    assert told == title.format(city=place_title(reader.coverage.place))


def test_every_figure_of_the_public_finds_how_it_is_made(demo_public: Dash) -> None:
    client = demo_public.server.test_client()
    said = "".join(
        post(client, show_body(demo_public, page, f"?neighborhood={place}")).text
        for page in ("/", "/neighborhood", "/problems")
        for place in ("", "midtown")
    )
    pointed = set(re.findall(r"methods#([a-z-]+)", said))
    drawn = post(client, show_body(demo_public, "/methods", "")).text
    assert {"counts", "changes", "public"} <= pointed <= {*METHODS}
    assert all(f'"id":"{name}"' in drawn for name in METHODS)
    assert "CompStat" not in drawn


def test_a_priority_that_is_told_by_quarter_is_a_list_of_quarters(reader: Reader) -> None:
    found, place = quarters_of(reader), Place("midtown", "Midtown")
    items = deck.quarter_items(reader, "narcotics", place)
    assert [(each.name, each.remark) for each in items] == [
        (quarter_words(start), found.words("narcotics", "midtown", start))
        for start in reversed(found.starts)
    ]
    assert len(items) == 4
    assert deck.quarter_items(reader, "burglary", place) == ()
    assert deck.quarter_items(reader, "narcotics", Place(None, "Palm Springs")) == ()
