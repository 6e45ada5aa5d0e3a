"""Which formats are read a whole column at once."""

# ruff: noqa: DTZ001 (clock times, and UTC as tables hold it, have no zone)
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from etl.layouts import NEVER, layouts_of, read_layouts

TIMES = [datetime(2024, 2, 29, 13, 5, 9, 120_000), datetime(2025, 12, 31), datetime(1999, 1, 1, 12)]


@pytest.mark.parametrize(
    "form",
    [
        "%m/%d/%Y %H:%M:%S.%f",
        "%Y/%m/%d %I:%M:%S.%f %p",
        "%d-%b-%y %H:%M:%S.%f",
        "%d.%m.%Y, %H.%M.%S.%f h",
        "%Y%m%d%H%M%S.%f",
        "%m%d%Y %H:%M:%S.%f",
        "100%% %Y年%m月%d日 %H:%M:%S.%f",
    ],
)
def test_usual_formats_need_no_slower_reader(form: str) -> None:
    texts = [time.strftime(form) for time in TIMES]
    times, is_utc = read_layouts(pa.array(texts, pa.large_string()), layouts_of(form))
    assert (times == np.array(TIMES, dtype="M8[us]").astype("int64")).all()
    assert not is_utc.any()


def test_part_of_a_column_is_read_as_the_whole_of_it() -> None:
    texts = pa.array(["1/2/2025", "01/02/2025", "", "1/02/2025", "bad", "01/03/2025"])
    layouts = layouts_of("%m/%d/%Y")
    whole, _ = read_layouts(texts.cast(pa.large_string()), layouts)
    part, _ = read_layouts(texts.cast(pa.large_string()).slice(1, 4), layouts)
    assert (whole[1:5] == part).all()
    assert (whole == NEVER).tolist() == [False, False, True, False, True, False]


@pytest.mark.parametrize("form", ["%B %d, %Y", "%H:%M", "%m/%d", "%x", "%Y-%j"])
def test_format_without_fixed_places_or_without_a_day_has_no_layout(form: str) -> None:
    assert layouts_of(form) == ()


def test_digits_run_together_lack_zeros_only_in_a_word_of_their_own() -> None:
    assert len(layouts_of("%Y%m%d %H%M")) == 8 * 4
    assert len(layouts_of("%Y%m%dT%H%M")) == 1
