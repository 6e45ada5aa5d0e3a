"""Is the small line beside a number drawn from settled weeks alone, from zero, with gaps where there are no data?"""

from __future__ import annotations

import re
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from analytics.figures.sparklines import HEIGHT, WIDTH, sparkline


def weeks(counts: list[float], *, unsettled: int = 0) -> pd.DataFrame:
    many = len(counts)
    return pd.DataFrame(
        {
            "week_on": pd.date_range("2025-01-06", periods=many, freq="7D"),
            "incidents": np.array(counts, dtype="float64"),
            "is_complete": [True] * many,
            "is_settled": [True] * (many - unsettled) + [False] * unsettled,
        }
    )


def lines(picture: str) -> list[list[tuple[float, float]]]:
    drawn = re.findall(r'<polyline points="([^"]*)"', unquote(picture))
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in line.split())]
        for line in drawn
    ]


def test_zero_lies_on_the_floor_and_twice_the_count_twice_as_high() -> None:
    (line,) = lines(sparkline(weeks([0, 5, 10])))
    floor, half, full = (HEIGHT - 1 - y for _, y in line)
    assert floor == 0
    assert full == pytest.approx(2 * half, abs=0.11)


def test_weeks_that_still_grow_are_left_out() -> None:
    (line,) = lines(sparkline(weeks([4, 4, 4, 1], unsettled=1)))
    assert len(line) == 3


def test_a_gap_in_the_data_is_a_gap_in_the_line_and_keeps_its_place() -> None:
    first, second = lines(sparkline(weeks([4, 4, np.nan, 4, 4])))
    assert len(first) == len(second) == 2
    assert second[0][0] - first[-1][0] == pytest.approx(2 * (first[1][0] - first[0][0]), abs=0.2)
    assert second[-1][0] == pytest.approx(WIDTH - 1, abs=0.1)


def test_a_few_incidents_do_not_fill_the_picture() -> None:
    (line,) = lines(sparkline(weeks([1, 1])))
    assert HEIGHT - 1 - line[0][1] < HEIGHT / 3


def test_no_weeks_draw_no_line() -> None:
    assert lines(sparkline(weeks([]))) == lines(sparkline(weeks([np.nan]))) == []
