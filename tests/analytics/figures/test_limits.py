"""A dot lies between its limits, on an axis that hides no part of them."""

from __future__ import annotations

from analytics.figures.limits import limit_dots

NAMES, VALUES, LOW, HIGH = ["counts", "density"], [55.0, 42.0], [43.0, 31.0], [68.0, 54.0]


def test_each_value_stands_on_its_own_line_with_the_first_on_top() -> None:
    drawn = limit_dots(NAMES, VALUES, LOW, HIGH, unit="incidents")
    *lines, dots = drawn["data"]
    assert [line["x"] for line in lines] == [[43.0, 68.0], [31.0, 54.0]]
    assert dots["x"] == VALUES
    assert dots["y"] == NAMES
    assert drawn["layout"]["yaxis"]["autorange"] == "reversed"


def test_axis_holds_zero_all_limits_and_the_ruler() -> None:
    drawn = limit_dots(
        NAMES, VALUES, LOW, HIGH, unit="incidents", ruler=90, ruler_words="last year"
    )
    start, end = drawn["layout"]["xaxis"]["range"]
    assert start <= 0
    assert end >= 90
    assert drawn["layout"]["annotations"][0]["text"] == "last year"
    start, _ = limit_dots(["a"], [1], [1], [12], unit="rank", least=1)["layout"]["xaxis"]["range"]
    assert 0 < start <= 1


def test_what_the_text_speaks_of_is_filled_and_the_others_are_hollow() -> None:
    drawn = limit_dots(NAMES, VALUES, LOW, HIGH, unit="incidents", own=["counts"])
    inside, outside = drawn["data"][-1]["marker"]["color"], drawn["data"][-1]["marker"]["line"]
    assert inside[0] == outside["color"][0]
    assert inside[1] != outside["color"][1]
