"""Does a moved control change its own key of the link, and nothing else?"""

from __future__ import annotations

import pytest

from dashboard import ids
from dashboard.context import Reader
from dashboard.linking import control_values, place_id, search_after, toggle_neighborhood


@pytest.mark.parametrize("control", [ids.PERIOD, ids.DAYS, ids.OFFENSES, ids.NEIGHBORHOODS])
@pytest.mark.parametrize("search", ["", "?period=90d&offense=robbery&neighborhood=midtown"])
def test_a_control_that_says_what_is_shown_already_writes_nothing(
    demo_reader: Reader, control: str, search: str
) -> None:
    view = demo_reader.view("/", search)
    assert search_after(control, control_values(view)[control], search, view) is None


@pytest.mark.parametrize(
    ("control", "value", "search"),
    [
        (ids.PERIOD, "90d", "?neighborhood=midtown&period=90d"),
        (ids.OFFENSES, ["robbery"], "?neighborhood=midtown&offense=robbery"),
        (ids.OFFENSES, [], "?neighborhood=midtown&offense=all"),
        (ids.NEIGHBORHOODS, [], ""),
        (
            ids.DAYS,
            ["2025-09-01", "2025-09-30"],
            "?neighborhood=midtown&period=2025-09-01..2025-09-30",
        ),
    ],
)
def test_a_moved_control_writes_its_own_key_only(
    demo_reader: Reader, control: str, value: object, search: str
) -> None:
    before = "?neighborhood=midtown"
    view = demo_reader.view("/", before)
    assert search_after(control, value, before, view) == search


def test_choosing_dates_starts_from_the_days_shown(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "")
    search = search_after(ids.PERIOD, "custom", "", view)
    assert search is not None
    assert demo_reader.view("/", search).selection == view.selection


def test_half_a_range_of_days_writes_nothing(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "")
    assert search_after(ids.DAYS, ["2025-09-01", None], "", view) is None


def test_a_clicked_neighborhood_is_chosen_and_clicked_again_let_go(demo_reader: Reader) -> None:
    chosen = toggle_neighborhood("midtown", "?period=90d", demo_reader.view("/", "?period=90d"))
    assert chosen == "?period=90d&neighborhood=midtown"
    assert toggle_neighborhood("midtown", chosen, demo_reader.view("/", chosen)) == "?period=90d"


def test_a_clicked_neighborhood_takes_the_place_of_another(demo_reader: Reader) -> None:
    search = "?neighborhood=midtown"
    assert toggle_neighborhood("sunmor", search, demo_reader.view("/", search)) == (
        "?neighborhood=sunmor"
    )


@pytest.mark.parametrize("control", [ids.PERIOD, ids.DAYS, ids.OFFENSES, ids.NEIGHBORHOODS])
@pytest.mark.parametrize(
    "value", [["burglary", 5], [["a"]], [None, "x"], {"a": 1}, 5, float("nan")]
)
def test_what_no_control_gives_writes_nothing(
    demo_reader: Reader, control: str, value: object
) -> None:
    assert search_after(control, value, "", demo_reader.view("/", "")) is None


@pytest.mark.parametrize("clicked", [None, 5, [], {}, {"properties": 1}, {"properties": {"id": 5}}])
def test_a_click_that_names_no_place_is_none(clicked: object) -> None:
    assert place_id(clicked) is None
    assert place_id({"properties": {"id": "midtown"}}) == "midtown"
