"""Does the focus go where somebody looks next? Into a form that opens, back to what it was about, on to the next field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dashboard.context import Context
from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle
from tests.dashboard.test_keyboard import tab_to
from tests.dashboard.test_meeting_by_keyboard import meeting_context as meeting_context
from tests.dashboard.test_meeting_by_keyboard import record_page as record_page
from tests.dashboard.test_meeting_by_keyboard import said

pytestmark = pytest.mark.browser


def write_down(page: Page, *lines: str) -> None:
    for n, line in enumerate(lines, start=1):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator(".concern")).to_have_count(n)
        settle(page)


def test_the_number_of_a_category_typed_before_the_words_is_no_word(
    record_page: Page, meeting_context: Context
) -> None:
    page = record_page
    page.keyboard.press("2")
    write_down(
        page, "Garages", "4Camp behind the wash", "3rd Street is dark", "2 cars", "5pm noise"
    )
    assert [(each.category, each.words) for each in said(meeting_context)] == [
        ("burglary", "Garages"),
        ("quality_of_life", "Camp behind the wash"),
        ("quality_of_life", "3rd Street is dark"),
        ("quality_of_life", "2 cars"),
        ("quality_of_life", "5pm noise"),
    ]


def test_enter_straight_after_the_number_already_means_the_new_category(
    record_page: Page, meeting_context: Context
) -> None:
    page = record_page
    page.keyboard.press("2")
    write_down(page, "Garages")
    page.locator("#concern-words").evaluate(
        """field => {
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "4Camp");
          field.dispatchEvent(new Event("input", { bubbles: true }));
          field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".concern")).to_have_count(2)
    assert said(meeting_context)[1].category == "quality_of_life"


def test_the_form_that_corrects_a_concern_far_below_is_in_sight_and_gives_the_focus_back(
    record_page: Page, meeting_context: Context
) -> None:
    page = record_page
    page.keyboard.press("2")
    write_down(page, *(f"Garage door number {n}" for n in range(6)))
    page.get_by_role("button", name="Correct concern 1", exact=True).click()
    words = page.locator(".concern-correct").get_by_role("textbox", name="In their words")
    expect(words).to_be_focused()
    expect(words).to_be_in_viewport()
    page.keyboard.press("End")
    page.keyboard.type(", forced")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".concern").last).to_be_focused()
    expect(page.locator(".concern").last).to_contain_text("Garage door number 0, forced")
    assert said(meeting_context)[0].words == "Garage door number 0, forced"


def test_from_the_day_of_the_next_meeting_tab_leads_to_the_button(record_page: Page) -> None:
    page = record_page
    page.keyboard.press("2")
    write_down(page, "Garages")
    page.get_by_role("link", name="Close").click()
    day = page.get_by_role("textbox", name="Next meeting")
    day.click()
    page.keyboard.type("1/15/2026")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Close the meeting")).to_be_focused()
    expect(day).to_have_value("2026-01-15")


def test_tab_goes_from_a_field_whose_list_is_open_to_the_next_field(visit: Visit) -> None:
    page = visit("/")
    tab_to(page, page.get_by_role("textbox", name="Offenses"))
    expect(page.get_by_role("option", name="Robbery").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Neighborhoods")).to_be_focused()
    expect(page.locator(".offense-words")).to_be_visible()
