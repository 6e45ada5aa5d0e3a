"""A table that breaks its contract is refused with the column that breaks it."""

import pandas as pd
import pytest

from analytics.errors import ContractError
from analytics.schema import FINDINGS, SET_ASIDE, conform

FINDING = {"feed": ["f"], "code": ["C01"], "action": ["flag"], "message": ["m"], "rows": [1]}


def test_columns_come_back_in_the_order_of_the_contract() -> None:
    turned = pd.DataFrame({name: FINDING[name] for name in reversed(FINDING)})
    assert [*conform(turned, FINDINGS).columns] == [*FINDINGS.columns]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"note": ["n"]}, r"unexpected \['note'\]"),
        ({"message": [None]}, "message is empty in 1 rows"),
    ],
)
def test_unexpected_and_empty_columns_are_named(change: dict, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        conform(pd.DataFrame(FINDING | change), FINDINGS)


def test_missing_column_and_value_outside_its_list_are_named() -> None:
    with pytest.raises(ContractError, match=r"missing \['rows'\]"):
        conform(pd.DataFrame(FINDING).drop(columns="rows"), FINDINGS)
    row = {
        "feed": "f",
        "source_file": "a",
        "source_row": 1,
        "kind": "lost",
        "reason": "r",
        "run_id": "1",
    }
    with pytest.raises(ContractError, match=r"kind holds \['lost'\]"):
        conform(pd.DataFrame([row | {"category": None, "content": None}]), SET_ASIDE)
