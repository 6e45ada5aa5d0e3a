"""Which concerns may stand in one ranking, or in one profile?

What victims report may stand beside each other. Narcotics and quality of life are counted where
officers look: beside burglary they would show attention as a problem, and draw more of it. Of
narcotics, those found by officers and those reported by residents are two different counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, OFFENSES, category_of, label_of


def check_alone(concerns: Sequence[str], *tables: pd.DataFrame) -> None:
    """Raise SelectionError where what officers find would be ranked beside what victims report."""
    unknown = [name for name in concerns if name not in CATEGORIES and name not in OFFENSES]
    if unknown or not concerns:
        raise SelectionError(
            f"no such concern: {', '.join(unknown) or 'none named'};"
            f" choose from {', '.join(CATEGORIES)} or an offense"
        )
    found = [name for name in concerns if not is_reported(name)]
    if found and len({category_of(name) for name in concerns}) > 1:
        raise SelectionError(
            f"{', '.join(map(label_of, found))}: these counts follow where officers look, and are"
            " not ranked beside another category; rank them on their own"
        )
    for concern in found:
        for table in tables:
            sides = set(rows_of(concern, table)["found_by"]) if "found_by" in table else set()
            if "officer" in sides and len(sides) > 1:
                raise SelectionError(
                    f"{label_of(concern)} found by officers and reported by residents are not"
                    " ranked together: keep the rows of one found_by"
                )


def is_reported(concern: str) -> bool:
    """Tell whether victims report it, rather than officers find it."""
    return CATEGORIES[category_of(concern)].is_victim_reported


def rows_of(concern: str, table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of a category or of an offense."""
    return table[table["category" if concern in CATEGORIES else "offense"] == concern]


def count_concerns(
    table: pd.DataFrame, concerns: Sequence[str], ids: pd.Series, key: str = "neighborhood_id"
) -> np.ndarray:
    """Count each concern in each of some places, zero where there were none: one row a concern, one column a place.

    `table` holds counts, in a column `incidents`, or one row an incident; what lies in none of the `ids` of the column `key` is
    left out.
    """
    place = pd.Index(ids).get_indexer(pd.Index(table[key]))
    weights = table["incidents"].to_numpy() if "incidents" in table else None
    found = np.zeros((len(concerns), len(ids)), "int64")
    for column, known in (("category", CATEGORIES), ("offense", OFFENSES)):
        rows = [number for number, name in enumerate(concerns) if name in known]
        if rows:
            concern = pd.Index([concerns[row] for row in rows]).get_indexer(pd.Index(table[column]))
            held = np.flatnonzero((concern >= 0) & (place >= 0))
            cells = concern[held] * len(ids) + place[held]
            counts = np.bincount(
                cells, None if weights is None else weights[held], len(rows) * len(ids)
            )
            found[rows] = counts.reshape(len(rows), len(ids))
    return found


def count_on_blocks(
    tables: Sequence[pd.DataFrame], concerns: Sequence[str], blocks: pd.DataFrame, ids: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Count each concern on each block that is in one of some neighborhoods, all tables together: one row a concern, one column
    a block; and give the number of each block's neighborhood.

    A block is in the neighborhood that `blocks` says; incidents on no block are left out.
    """
    place = pd.Index(ids).get_indexer(pd.Index(blocks["neighborhood_id"]))
    counted = [count_concerns(each, concerns, blocks["block_id"], "block_id") for each in tables]
    return np.sum(counted, axis=0)[:, place >= 0], place[place >= 0]
