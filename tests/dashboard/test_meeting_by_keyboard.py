"""A resident says something, and it is recorded, counted, agreed and on the next agenda: without a mouse, in few keys.

The whole walk has fewer than 240 keys in it, words included: at two keys a second, slower than anybody types, two minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.context import Context
from dashboard.decisions import Concern, Meeting, open_record, read_changes
from dashboard.tables.meetings import concerns_of, priorities_of
from tests.dashboard.conftest import on_the_day
from tests.dashboard.held import Held, sends
from tests.dashboard.served import open_context, serve, settle
from tests.dashboard.test_keyboard import tab_to

pytestmark = pytest.mark.browser

MOST_KEYS = 240
TODAY = date(2025, 11, 30)


@dataclass
class Keys:
    """A keyboard that counts what is pressed."""

    page: Page
    pressed: int = 0
    texts: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def tab_to(self, name: str) -> None:
        """Go on to a control by its name, counting what that takes."""
        target = self.page.get_by_role("button", name=name)
        while not target.evaluate("element => element === document.activeElement"):
            self.press("Tab")
            assert self.pressed < MOST_KEYS, name


@pytest.fixture
def meeting_context(demo_data_dir: Path, tmp_path: Path) -> Iterator[Context]:
    """Give the demo with records of its own: a council meets today."""
    url = f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}"
    context = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    with context.records().write() as session:
        open_record(
            session, Meeting, who="PSO 12", at=on_the_day(), kind="ncpc", held_on=TODAY,
            neighborhood_id="midtown", starts_at="18:30", venue="Library",
        )  # fmt: skip
    yield context
    context.close()


@pytest.fixture
def record_page(browser: Browser, meeting_context: Context) -> Iterator[Page]:
    """Open the step for writing down, on a clean page; who writes is known to this browser."""
    with serve(meeting_context) as address:
        context, watch = open_context(browser)
        page = context.new_page()
        page.goto(f"{address}/meeting?meeting=1&step=record")
        settle(page)
        tab_to(page, page.get_by_role("textbox", name="You write as"))
        page.keyboard.type("PSO 12")
        # The browser keeps it a moment after the last key.
        settle(page)
        page.reload()
        settle(page)
        expect(page.get_by_role("textbox", name="You write as")).to_have_value("PSO 12")
        expect(page.get_by_role("radio").first).to_be_focused()
        yield page
        context.close()
        assert watch.take() == []


def said(context: Context) -> list[Concern]:
    with context.records().read() as session:
        return concerns_of(session, 1)


def test_what_a_resident_says_is_on_the_next_agenda_within_two_minutes_of_keys(
    record_page: Page, meeting_context: Context
) -> None:
    page, keys = record_page, Keys(record_page)
    # 1 and 2: what it is about, and the words.
    keys.press("b")
    expect(page.get_by_role("textbox", name="In their words")).to_be_focused()
    keys.write("Garages are broken into")
    keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(1)
    expect(page.get_by_role("textbox", name="In their words")).to_be_focused()
    # The next one, about something else.
    keys.press("Alt+4")
    keys.write("Noise")
    keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(2)
    # 3: the notes of both are counted.
    keys.press("ArrowDown", "5", "ArrowDown", "1", "2", "Enter", "+", "+", "-")
    settle(page)
    expect(page.locator(".vote-count")).to_have_text(["5", "13"])
    expect(page.locator(".concern").nth(1)).to_be_focused()
    counted = [("burglary", 13), ("quality_of_life", 5)]
    # The page shows a count before it is written; the row is drawn anew with what is.
    for _, votes in counted:
        expect(page.locator(f".concern[data-votes='{votes}']")).to_have_count(1)
    assert [(each.category, each.votes) for each in said(meeting_context)] == counted
    # 4: on to the end of the meeting.
    page.get_by_role("link", name="Close").focus()
    keys.press("Enter")
    settle(page)
    # 5: the one with most votes is agreed, with its number in view.
    expect(page.locator(".close-concern").first).to_contain_text("Burglary in Midtown:")
    keys.tab_to("Agree as priority 1: Garages are broken into")
    keys.press("Enter")
    expect(page.locator(".meeting-agreed > li")).to_have_count(1)
    expect(page.get_by_role("button", name="Agree as priority 2")).to_be_focused()
    # 6: when people meet again; the meeting is closed.
    while not page.evaluate("document.activeElement.placeholder === 'YYYY-MM-DD'"):
        keys.press("Tab")
    keys.write("2026-01-25")
    keys.press("Escape")
    keys.tab_to("Close the meeting")
    keys.press("Enter")
    follow = page.get_by_role("link", name="Prepare the next meeting, 25 Jan 2026")
    expect(follow).to_be_visible()
    # 7: it is on the next agenda, with the number that was frozen.
    follow.focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Since we last met, on 30 Nov 2025")).to_be_visible()
    with meeting_context.records().read() as session:
        (priority,) = priorities_of(session, 1)
        assert session.get_one(Meeting, 1).outcome == "done"
        assert session.get_one(Meeting, 2).venue == "Library"
    frozen = (priority.known_then or {})["parts"][0]["sentence"]
    expect(page.locator(".meeting-since")).to_contain_text(frozen)
    assert keys.pressed <= MOST_KEYS


def test_quick_keys_lose_nothing_and_count_once(
    record_page: Page, meeting_context: Context
) -> None:
    page, keys = record_page, Keys(record_page)
    keys.press("1")
    for words in ("One", "Two", "Three"):
        keys.write(words)
        keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(3)
    settle(page)
    assert sorted(each.words for each in said(meeting_context)) == ["One", "Three", "Two"]
    page.locator(".concern").first.focus()
    keys.press(*["+"] * 12, "ArrowDown", *["+"] * 7, "ArrowDown", *["+"] * 3)
    for votes in (12, 7, 3):
        expect(page.locator(f".concern[data-votes='{votes}']")).to_have_count(1)
    settle(page)
    expect(page.locator(".vote-count")).to_have_text(["12", "7", "3"])
    assert sorted(each.votes for each in said(meeting_context)) == [3, 7, 12]


def test_what_was_entered_by_mistake_is_closed_and_can_be_put_back(
    record_page: Page, meeting_context: Context
) -> None:
    page, keys = record_page, Keys(record_page)
    keys.press("5")
    keys.write("Of another meeting")
    keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(1)
    keys.tab_to("Correct concern 1")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Correct “Of another meeting”")).to_be_visible()
    keys.tab_to("Entered by mistake")
    keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(0)
    (concern,) = said(meeting_context)
    assert concern.outcome == "mistake"
    page.locator(".concern-mistakes summary").focus()
    keys.press("Enter")
    keys.tab_to("Put concern 1 back")
    keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(1)
    with meeting_context.records().read() as session:
        acts = [change.act for change in read_changes(session, session.get_one(Concern, 1))]
    assert acts == ["opened again", "closed", "opened"]


def test_words_without_a_category_or_a_writer_stay_in_their_field(
    browser: Browser, meeting_context: Context
) -> None:
    with serve(meeting_context) as address:
        context, watch = open_context(browser)
        page = context.new_page()
        page.goto(f"{address}/meeting?meeting=1&step=record")
        settle(page)
        words = page.get_by_role("textbox", name="In their words")
        tab_to(page, words)
        page.keyboard.type("Garages")
        page.keyboard.press("Enter")
        expect(page.get_by_text("what is it about? Press 1 to 5")).to_be_visible()
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="You write as")).to_be_focused()
        expect(words).to_have_value("Garages")
        assert said(meeting_context) == []
        context.close()
        assert watch.take() == []


def _concern_on(page: Page) -> None:
    keys = Keys(page)
    keys.press("1")
    keys.write("Garages")
    keys.press("Enter")
    expect(page.locator(".concern")).to_have_count(1)
    settle(page)
    page.locator(".concern").focus()


def test_a_vote_while_the_one_before_is_under_way_counts_too(
    record_page: Page, meeting_context: Context
) -> None:
    page, keys = record_page, Keys(record_page)
    _concern_on(page)
    with Held(page, "concern-votes") as held:
        with sends(page, "concern-votes"):
            keys.press("+")
        keys.press("+")
        expect(page.locator(".vote-count")).to_have_text("2")
        with sends(page, "concern-votes"):
            held.release()
        expect(page.locator(".concern")).to_have_attribute("data-votes", "2")
    assert [each.votes for each in said(meeting_context)] == [2]


def test_the_page_is_left_when_all_is_written(record_page: Page, meeting_context: Context) -> None:
    page, keys = record_page, Keys(record_page)
    _concern_on(page)
    with Held(page, "concern-votes") as held:
        with sends(page, "concern-votes"):
            keys.press("+")
        keys.press("+")
        page.get_by_role("link", name="Close").click()
        expect(page.get_by_text("Writing down the last of it")).to_be_visible()
        held.release()
        expect(page.locator(".close-votes")).to_have_text("2votes")
    assert [each.votes for each in said(meeting_context)] == [2]


def test_words_without_an_answer_are_sent_again_and_written_once(
    record_page: Page, meeting_context: Context
) -> None:
    page, keys = record_page, Keys(record_page)
    page.clock.install()
    keys.press("1")
    keys.write("Garages")
    with Held(page, "concern-typed", is_lost=True):
        with sends(page, "concern-typed"):
            keys.press("Enter")
        keys.write("Bus stop")
        keys.press("Enter")
        expect(page.locator(".concern")).to_have_count(0)
        page.clock.fast_forward(16_000)
        expect(page.locator(".concern")).to_have_count(2)
    assert [each.words for each in said(meeting_context)] == ["Garages", "Bus stop"]
