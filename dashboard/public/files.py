"""Which tables can the public take along? Those behind its figures, with the same numbers and nothing more."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analytics.numbers import registry_table, write
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
    listed = pd.DataFrame({"Neighborhood": table["name"], "Incidents": table["now"]})
    if comparison(cube, now_steps(cube, asked)) is None:
        return listed
    words = [write("verdict", verdict) for verdict in table["verdict"]]
    return listed.assign(Before=table["before"].astype("int64"), Change=words)


def _steps(reader: Reader, asked: Asked) -> pd.DataFrame:
    named = {kind: CATEGORIES[kind].label for kind in asked.kinds}
    wide = step_table(reader, asked).rename(columns={"start_on": "28 days from", **named})
    return wide.melt("28 days from", var_name="Offenses", value_name="Incidents")


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
    "numbers": lambda reader, asked: registry_table("public"),
}
