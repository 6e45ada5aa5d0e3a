"""Numbers as machines write them, and nothing else."""

import numpy as np
import pyarrow as pa
import pytest

from etl.numbers import read_numbers


def test_numbers_are_read_among_blanks_and_words() -> None:
    texts = ["33.8", "", "-116.5", " 1 ", "1e3", ".5", "5.", "+2", "downtown"]
    numbers = read_numbers(pa.array(texts)).tolist()
    expected = [33.8, np.nan, -116.5, 1.0, 1000.0, 0.5, 5.0, 2.0, np.nan]
    assert numbers == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    "text", ["1,234,567.8", "-116.5°", "116.5 W", "33,8", "0x1F", "1_000", "--1", "1 2"]
)
def test_number_with_anything_else_is_none(text: str) -> None:
    assert np.isnan(read_numbers(pa.chunked_array([[text], ["1"]]))).tolist() == [True, False]
