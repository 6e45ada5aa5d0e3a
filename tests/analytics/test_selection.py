"""What a reader asks for is one thing, however it was typed, and says whether it is the whole city."""

import pytest

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from analytics.selection import Selection
from tests import town

BOX = DrawnArea("box", (-116.55, 33.82, -116.54, 33.83))


def test_same_wishes_in_another_order_are_one_selection() -> None:
    one = Selection(
        town.WHOLE, ("robbery", "burglary"), ("b", "a"), hours=(30, 2, 2), blocks=("y", "x", "y")
    )
    other = Selection(
        town.WHOLE, ("burglary", "robbery", "robbery"), ("a", "b"), hours=(2, 30), blocks=("x", "y")
    )
    assert one == other
    assert hash(one) == hash(other)
    assert (one.hours, one.blocks) == ((2, 30), ("x", "y"))


@pytest.mark.parametrize("hours", [(168,), (-1,), (3, 500)])
def test_hour_that_no_week_has_is_refused(hours: tuple[int, ...]) -> None:
    with pytest.raises(SelectionError, match="hours of the week are 0 to 167"):
        Selection(town.WHOLE, hours=hours)


def test_offense_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SelectionError, match="no such offense: jaywalking"):
        Selection(town.WHOLE, ("jaywalking",))


@pytest.mark.parametrize("place", [{"neighborhoods": ("a",)}, {"area": BOX}, {"blocks": ("x",)}])
def test_any_place_is_less_than_the_city_and_hours_are_not(place: dict) -> None:
    asked = Selection(town.WHOLE, ("burglary",), hours=(5,), **place)
    assert not asked.is_everywhere
    assert asked.everywhere() == Selection(town.WHOLE, ("burglary",), hours=(5,))
    assert asked.everywhere().is_everywhere


def test_other_days_offenses_and_neighborhoods_keep_the_rest() -> None:
    asked = Selection(town.WHOLE, ("burglary",), ("a",), BOX, (5,), ("x",))
    assert asked.during(town.LAST_YEAR) == Selection(
        town.LAST_YEAR, ("burglary",), ("a",), BOX, (5,), ("x",)
    )
    assert asked.of("robbery") == Selection(town.WHOLE, ("robbery",), ("a",), BOX, (5,), ("x",))
    assert asked.within("b") == Selection(town.WHOLE, ("burglary",), ("b",), BOX, (5,), ("x",))
