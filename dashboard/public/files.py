"""Which tables can the public take along? Those behind its figures, with the same numbers and nothing more."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analytics.offenses import CATEGORIES
from dashboard.context import Reader
from dashboard.public.asked import Asked
from dashboard.public.counted import (  # fmt: skip
    block_table,
    comparison,
    cube_of,
    now_steps,
    place_table,
    step_table,
)
from dashboard.public.quarters import quarter_table


def _neighborhoods(reader: Reader, asked: Asked) -> pd.DataFrame:
    table = place_table(reader, asked)
    cube = cube_of(reader)
    compared = comparison(cube, now_steps(cube, asked))
    heads = {"name": "Neighborhood", "now": compared.now.label() if compared else "Incidents"}
    if compared is None:
        return table[["name", "now"]].rename(columns=heads)
    heads |= {"before": compared.before.label(), "verdict": "Change"}
    return table[["name", "now", "before", "verdict"]].rename(columns=heads)


def _steps(reader: Reader, asked: Asked) -> pd.DataFrame:
    named = {kind: CATEGORIES[kind].label for kind in asked.kinds}
    return step_table(reader, asked).rename(columns={"start_on": "28 days from", **named})


def _blocks(reader: Reader, asked: Asked) -> pd.DataFrame:
    table = block_table(reader, asked)
    if table is None:
        return pd.DataFrame(columns=["Block", "Incidents"])
    return table[["name", "now"]].set_axis(["Block", "Incidents"], axis="columns")


def _quarters(reader: Reader, _: Asked) -> pd.DataFrame:
    return quarter_table(reader)


TABLES: dict[str, Callable[[Reader, Asked], pd.DataFrame]] = {
    "neighborhoods": _neighborhoods,
    "steps": _steps,
    "blocks": _blocks,
    "quarters": _quarters,
}
