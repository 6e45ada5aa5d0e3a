"""Can an officer open a problem from what the data suggest, write down what is done, plan its assessment, and close it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from playwright.sync_api import Page, expect

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.decisions import Assessment, Problem, Records, change_record, open_record
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.pages.asked import ask
from tests.dashboard.served import serve, settle


@pytest.fixture(scope="module")
def desk_context(
    demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Context]:
    url = f"sqlite:///{(tmp_path_factory.mktemp('records') / 'records.sqlite').as_posix()}"
    context = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    yield context
    context.close()


@pytest.fixture(scope="module")
def desk(desk_context: Context) -> Dash:
    return create_app(desk_context)


@pytest.fixture(scope="module")
def address(desk_context: Context) -> Iterator[str]:
    with serve(desk_context) as served:
        yield served


@pytest.fixture
def records(desk_context: Context) -> Records:
    return desk_context.records()


def opened(records: Records, **fields: Any) -> Problem:
    given = {"title": "Night burglaries", "category": "burglary", "owner": "pso", **fields}
    with records.write() as session:
        return open_record(session, Problem, who="4711", at=on_the_day(), **given)


def said(app: Dash, search: str, output: str) -> str:
    """Give what a callback answers, as text."""
    answer = ask(app, search, output, "/problems")
    assert answer.status_code == 200, answer.text
    return json.dumps(json.loads(answer.text), ensure_ascii=False)


def test_records_out_of_reach_leave_a_sentence_that_says_what_to_do(
    demo_data_dir: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "records.sqlite"
    broken.write_text("no database", encoding="utf-8")
    context = Context(
        demo_data_dir,
        audience="police",
        clock=on_the_day,
        database_url=f"sqlite:///{broken.as_posix()}",
    )
    app = create_app(context)
    for search in ("", "?problem=1"):
        assert "tell whoever runs this dashboard" in said(app, search, "problems-board.children")
    assert ask(app, "?problem=1", "problem-weeks.children").status_code == 200
    context.close()


def test_a_card_says_what_where_whose_how_long_and_what_came_of_it(
    desk: Dash, records: Records
) -> None:
    problem = opened(records, neighborhood_id="sunmor", title="<b>Doors</b> & locks", owner="nsc")
    text = said(desk, "?neighborhood=sunmor", "problems-board.children")
    for words in (
        "<b>Doors</b> & locks",
        "Burglary · Sunmor",
        "Neighborhood services coordinator · opened today",
        "Not assessed yet",
        f"problem={problem.id}",
    ):
        assert words in text


def test_a_number_that_is_no_problem_shows_the_board(desk: Dash) -> None:
    assert "There is no problem 999." in said(desk, "?problem=999", "problems-board.children")
    answer = said(desk, "?problem=999", "problem-weeks.children")
    assert json.loads(answer)["response"]["problem-weeks"]["children"] is None


def test_a_plan_after_the_fact_is_called_one(desk: Dash, records: Records) -> None:
    problem = opened(records, neighborhood_id="midtown")
    start = on_the_day().date() - timedelta(days=200)
    with records.write() as session:
        open_record(
            session,
            Assessment,
            who="4711",
            at=on_the_day(),
            problem_id=problem.id,
            starts_on=start,
            days=91,
        )
    text = said(desk, f"?problem={problem.id}", "problem-weeks.children")
    assert "it may have been chosen because it looks well" in text
    assert f"/csv/assessment?problem={problem.id}" in text


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("?problem=new", "It will be a problem of the whole city"),
        ("?problem=new&neighborhood=midtown", "It will lie here: Midtown."),
        ("?problem=new&neighborhood=midtown,sunmor", "Several places are chosen"),
        (
            "?problem=new&area=circle:-116.54,33.83,300&neighborhood=midtown",
            "It will lie here: Circle of 300 m in Midtown.",
        ),
    ],
)
def test_the_form_says_which_place_a_problem_will_have(desk: Dash, search: str, words: str) -> None:
    assert words in said(desk, search, "problems-where.children")


pytest_browser = pytest.mark.browser


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("textbox", name=label).last.click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest_browser
def test_a_problem_from_its_suggestion_to_its_end(visit: Visit, address: str) -> None:
    page = visit("/problems", address=address)
    suggested = page.locator(".suggestion-list li").first
    place = suggested.locator("strong").inner_text()
    suggested.get_by_role("link", name="Open a problem").click()
    settle(page)
    expect(page.locator("#problems-where")).to_contain_text(f"It will lie here: {place}")

    page.get_by_label("Problem *").fill("Doors left open behind the strip")
    page.get_by_role("button", name="Open the problem").click()
    expect(page.locator(".form-answer")).to_contain_text("Nobody is named as who writes")
    page.get_by_label("You write as").fill("PSO north")
    page.get_by_role("button", name="Open the problem").click()
    expect(page.locator("h1")).to_have_text("Doors left open behind the strip")
    settle(page)
    assert "area=" not in page.url
    expect(page.locator(".facts")).to_contain_text(place)

    choose(page, "What is done", "Lighting")
    page.get_by_label("From *").fill("2025-12-15")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save the response").click()
    expect(page.locator("#problem-responses h2")).to_have_text("1 response")

    power = page.locator("#problem-power")
    expect(power).to_contain_text("What could be seen at all:")
    page.get_by_label("Days to count before and after it").fill("20")
    expect(power).to_contain_text("Count 28 to 728 days")
    page.get_by_label("Days to count before and after it").fill("91")
    expect(power).to_contain_text("What could be seen at all:")
    sentence = power.inner_text().removeprefix("What could be seen at all: ")
    page.get_by_role("button", name="Save the plan").click()
    verdict = page.locator(".verdict-card")
    expect(verdict.locator("h2")).to_contain_text("Too early to tell")
    expect(verdict).to_contain_text(sentence)

    page.get_by_role("button", name="Response", exact=True).click()
    expect(page.locator(".step-now")).to_have_text("Response")
    page.get_by_text("Close the problem", exact=True).first.click()
    page.get_by_role("button", name="Close the problem").click()
    expect(page.locator("#problem-facts [role=alert]")).to_contain_text("Choose what became of it")
    choose(page, "What became of it", "Better")
    page.get_by_role("button", name="Close the problem").click()
    expect(page.locator(".facts")).to_contain_text("by PSO north: better")
    history = page.locator(".history")
    expect(history).to_contain_text("Step: Scanning became Response")
    expect(history.locator("> li")).to_have_count(5)
    page.get_by_role("button", name="Open the problem again").click()
    expect(page.locator(".history > li")).to_have_count(6)


@pytest_browser
def test_what_is_typed_stays_when_another_form_is_saved_and_when_somebody_was_faster(
    visit: Visit, address: str, records: Records
) -> None:
    problem = opened(records, neighborhood_id="midtown")
    page = visit(f"/problems?problem={problem.id}", address=address)
    page.get_by_label("You write as").fill("4711")
    page.get_by_label("Partner").fill("Public Works")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".verdict-card h2")).to_contain_text("Too early to tell")
    settle(page)
    expect(page.get_by_label("Partner")).to_have_value("Public Works")

    with records.write() as session:
        change_record(
            session,
            Problem,
            problem.id,
            version=1,
            who="NSC east",
            at=on_the_day(),
            owner="nsc",
        )
    page.get_by_text("Change what it is, who owns it, or its goal").click()
    page.get_by_label("Problem *").fill("Night burglaries, and vans")
    page.get_by_role("button", name="Save the change").first.click()
    answer = page.locator("#problem-facts [role=alert]")
    expect(answer).to_contain_text("NSC east changed this while you were writing.")
    expect(answer).to_contain_text("Who owns it: Problem-solving officer became")
    expect(page.get_by_label("Problem *")).to_have_value("Night burglaries, and vans")


@pytest_browser
def test_the_page_of_a_problem_is_as_wide_as_a_phone(
    visit: Visit, address: str, records: Records
) -> None:
    problem = opened(records, neighborhood_id="midtown", title="W" * 80)
    for search in (f"?problem={problem.id}", ""):
        page = visit(f"/problems{search}", address=address, width=360, height=740)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
