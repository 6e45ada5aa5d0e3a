"""Rows are recognized across runs by numbers, so the same text has the same number wherever it stands, for ever."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.keys import combine, hash_texts

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=40)), min_size=1, max_size=20)


@given(TEXTS)
def test_text_has_its_number_whatever_stands_beside_it(texts: list[str | None]) -> None:
    alone = [int(hash_texts(pa.array([text], pa.string()))[0]) for text in texts]
    column = pa.array(["a text in front", *texts], pa.string())
    assert hash_texts(column.slice(1)).tolist() == alone
    assert hash_texts(column.dictionary_encode().slice(1)).tolist() == alone
    assert hash_texts(pa.chunked_array([column.slice(0, 1), column.slice(1)])).tolist()[1:] == alone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 16294208416658607535),
        ("459 PC", 10755751525168139877),
        ("2025-11-05T12:00", 2189873420819396636),
        (None, 1853189228),
    ],
)
def test_number_of_a_text_does_not_change_from_version_to_version(
    text: str | None, number: int
) -> None:
    assert hash_texts(pa.array([text], pa.string())).tolist() == [number]


def test_order_of_the_parts_matters() -> None:
    one, other = (hash_texts(pa.array([text])) for text in ("211", "459"))
    assert combine([one, other], "feed")[0] != combine([other, one], "feed")[0]
    assert combine([one], "feed")[0] != combine([one], "other feed")[0]
