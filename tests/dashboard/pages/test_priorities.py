"""Can a reader weigh the columns, see how little the order says, and go on to the neighborhood?"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from dash import Dash
from playwright.sync_api import Locator, Page, expect

from analytics.priorities.columns import draws_for
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.decisions import Concern, Meeting, open_record
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.pages.asked import ask, drawn
from tests.dashboard.served import settle

LEAD = "priorities-lead.children"


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def slider(page: Page, column: str) -> Locator:
    return page.get_by_role("slider", name=re.compile(f"^Weight of {column}"))


def test_no_rank_stands_without_the_ranks_it_cannot_be_told_from(demo_app: Dash) -> None:
    said = json.loads(ask(demo_app, "", output=LEAD).text)["response"]
    assert "not distinguishable from #" in said["priorities-lead"]["children"]
    rows = json.dumps(said["priorities-rankings"])
    assert rows.count("rank-interval") == rows.count('"rank-number"') == 15
    assert rows.count('"can\'t tell"') == 15, "no meeting voted: that is no zero"
    assert "nobody can tell what residents want first" in json.dumps(said["priorities-weights"])


@pytest.fixture
def voted_app(demo_data_dir: Path, tmp_path: Path) -> Iterator[Dash]:
    """An app whose records hold a meeting of Midtown at which 12 people voted for burglaries."""
    address = f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}"
    context = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=address)
    here = {"who": "the PSO", "at": on_the_day(), "neighborhood_id": "midtown"}
    with context.records().write() as session:
        meeting = open_record(session, Meeting, **here, kind="ncpc", held_on=date(2025, 11, 12))
        open_record(
            session, Concern, **here, meeting_id=meeting.id, category="burglary",
            words="Break-ins", said_by="resident", votes=12,
        )  # fmt: skip
    yield create_app(context)
    context.close()


def test_votes_of_residents_stand_in_their_column_and_in_the_file(voted_app: Dash) -> None:
    search = "?neighborhood=midtown,sunmor"
    said = json.loads(ask(voted_app, search, output=LEAD).text)["response"]
    rows = json.dumps(said["priorities-rankings"], ensure_ascii=False)
    assert rows.count('"12 votes"') == rows.count('"0 votes"') == 1
    assert rows.count('"can\'t tell"') == 2, "nobody met in Sunmor"
    weights = json.dumps(said["priorities-weights"], ensure_ascii=False)
    assert "Community: 12 votes at 1 meeting 2 Dec 2024 to 30 Nov 2025, in 1 of 35" in weights
    assert "that is not zero" in weights
    file = voted_app.server.test_client().get(f"/csv/priorities{search}").text
    table = pd.read_csv(io.StringIO(file.removeprefix("\ufeff"))).set_index(
        ["Neighborhood", "Concern"]
    )
    assert table.loc[("Midtown", "Burglary"), "Votes"] == 12
    assert table.loc[("Midtown", "Robbery"), "Votes"] == 0
    assert table.loc["Sunmor"]["Votes"].isna().all()


def test_the_page_says_why_order_and_draws_may_differ_and_which_numbers_are_estimates(
    demo_app: Dash,
) -> None:
    rows = json.loads(ask(demo_app, "?offense=burglary", output=LEAD).text)["response"]
    said = json.dumps(rows["priorities-rankings"], ensure_ascii=False)
    assert "a concern with the better score may be among the first five less often" in said
    assert "Surely is in 95 of them or more" in said
    assert f"of 100 draws, out of {draws_for(35):,} in which the counts vary" in said
    assert "among the 35 ranked here: with other offenses chosen" in said
    # Once above the rows, and in each of them for phones: volume and concentration.
    assert said.count('"allowing for chance"') == 2 * (1 + 15)


def test_of_weights_that_a_link_names_twice_the_last_are_on_the_sliders(demo_app: Dash) -> None:
    first, last = "volume:3,trend:0", "volume:0,trend:3"
    twice = drawn(demo_app, "/priorities", weights=[first, last])
    assert twice == drawn(demo_app, "/priorities", weights=last)
    assert twice != drawn(demo_app, "/priorities", weights=first)


def test_a_mixed_choice_says_what_is_ranked_alone(demo_app: Dash) -> None:
    answer = ask(demo_app, "?offense=all", output=LEAD).text
    assert "follow where officers look: never ranked with the rest" in answer
    assert "Rank narcotics alone" in answer
    assert "Narcotics found by officers" not in answer


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?offense=carjacking&period=2025-09-01..2025-09-03", "nothing can be ranked"),
        ("?period=2025-11-25..2025-11-30", "not settled yet"),
        ("?period=28d", "28 days are little to rank by"),
        ("?period=2025-10-10..2025-10-10&offense=burglary", "1 day is little to rank by"),
        ("?offense=carjacking", "the order is mostly chance"),
        ("?area=circle:-116.5,33.8,400", "does not narrow a ranking"),
        ("?weights=harm:1", "Harm is left out"),
        ("?weights=fame:1", "no column “fame”"),
        ("?neighborhood=midtown", "Midtown, ranked within the whole city"),
        ("?offense=narcotics", "Narcotics found by officers: "),
    ],
)
def test_every_state_has_its_words(demo_app: Dash, search: str, said: str) -> None:
    answer = ask(demo_app, search, output=LEAD)
    assert answer.status_code == 200
    assert said in json.dumps(json.loads(answer.text), ensure_ascii=False)


def test_a_row_leads_to_its_neighborhood_with_its_concern(
    demo_app: Dash, demo_reader: Reader
) -> None:
    answer = json.loads(ask(demo_app, "?period=90d&weights=trend:2", output=LEAD).text)
    links = re.findall(r'"href": "(/neighborhood[^"]+)"', json.dumps(answer))
    assert len(links) == 15
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        assert asked["neighborhood"][0] in demo_reader.names
        assert asked["offense"][0] in ("robbery", "burglary")
        assert asked["period"] == ["90d"]


@pytest.mark.browser
def test_a_weight_moved_by_keyboard_is_in_the_link_and_back_undoes_it(visit: Visit) -> None:
    page = visit("/priorities")
    words = page.locator("#priorities-weights")
    usual = words.text_content() or ""
    assert query(page) == {}
    slider(page, "trend").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert query(page)["weights"] == ["volume:1,trend:1.5,concentration:1,community:1,harm:0"]
    expect(words).to_contain_text("trend 43%")
    page.reload()
    settle(page)
    expect(slider(page, "trend")).to_have_attribute("aria-valuenow", "1.5")
    expect(words).to_contain_text("trend 43%")
    page.go_back()
    settle(page)
    expect(slider(page, "trend")).to_have_attribute("aria-valuenow", "1")
    expect(words).to_have_text(usual)
    assert query(page) == {}


@pytest.mark.browser
def test_the_weights_of_a_link_are_shown_and_can_be_let_go(visit: Visit) -> None:
    page = visit("/priorities?weights=volume:3,trend:0")
    expect(slider(page, "volume")).to_have_attribute("aria-valuenow", "3")
    expect(slider(page, "trend")).to_have_attribute("aria-valuenow", "0")
    expect(slider(page, "concentration")).to_have_attribute("aria-valuenow", "1")
    page.get_by_role("link", name="Back to equal weights").click()
    settle(page)
    expect(slider(page, "volume")).to_have_attribute("aria-valuenow", "1")
    assert query(page) == {}


@pytest.mark.browser
def test_a_row_opens_the_neighborhood(visit: Visit) -> None:
    page = visit("/priorities")
    first = page.locator(".rank-name a").first
    name = first.locator("strong").inner_text()
    first.click()
    settle(page)
    assert urlsplit(page.url).path == "/neighborhood"
    expect(page.locator("#neighborhood-lead")).to_contain_text(name)
