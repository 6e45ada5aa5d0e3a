"""Which blocks have most incidents, and is that more than chance?

A block is hot beside an equal share for every block (or for every meter of street), which no town
has: shops, bars and hotels draw incidents, so hot is a fact about the place and no news. Counts of
a block are small, and so ranks are shared: the third of 400 blocks with four incidents is no better
a third than the ninth. Count three years or more: in one month nearly all blocks hold none or one.
Incidents without a block are in none.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from scipy.stats import binom

from analytics.concentration import count_blocks
from analytics.errors import ContractError
from analytics.hotspots.clusters import LEAST_INCIDENTS, Q_LIMIT
from analytics.many_tests import benjamini_hochberg
from analytics.periods import Period


def rank_blocks(incidents: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """Count the incidents of each block, also of those with none, and test for more than its share.

    `incidents` has block_id, and either a column `incidents` or one row an incident; `blocks` has
    block_id and name, one row a block of the place, and length_m where blocks are to be compared by
    the meter rather than as equals. Incidents without a block, or in one that is not listed, are
    left out: compare the sum with `counts.total_incidents`.

    Columns: block_id, name, incidents, rank and rank_last (first and last rank of the blocks with
    as many), incidents_share (of those in any block, 0 to 1), expected (incidents, by an equal
    share), q (share of false alarms among blocks called hot up to this one), is_hot (q below 0.05
    and at least three incidents). Most incidents first, then by block_id.

    Raises ContractError for a block that is listed twice, and for a length that is missing or not
    above 0. Source: exact binomial test; Benjamini & Hochberg 1995 over all blocks.
    """
    _check_blocks(blocks)
    counted = count_blocks(incidents, blocks)
    counts = counted.to_numpy()
    total = int(counts.sum())
    sizes = blocks["length_m"] if "length_m" in blocks else pd.Series(1.0, index=blocks.index)
    share = (sizes / sizes.sum()).to_numpy(dtype="float64")
    q = benjamini_hochberg(binom.sf(counts - 1, total, share))
    ranked = pd.DataFrame(
        {
            "block_id": counted.index,
            "name": blocks["name"].to_numpy(),
            "incidents": counts.astype("int64"),
            "rank": pd.Series(-counts).rank(method="min").astype("int64"),
            "rank_last": pd.Series(-counts).rank(method="max").astype("int64"),
            "incidents_share": counts / total if total else 0.0,
            "expected": total * share,
            "q": q,
            "is_hot": (q < Q_LIMIT) & (counts >= LEAST_INCIDENTS),
        }
    )
    return ranked.sort_values(["rank", "block_id"], ignore_index=True)


def count_block_years(
    incidents: pd.DataFrame, blocks: pd.DataFrame, *, covered: Period
) -> pd.DataFrame:
    """Count the incidents of each block and calendar year, zero where there were none.

    `incidents` has block_id and occurred_on; days outside `covered` are left out, and a year that
    it cuts is not complete: it looks like a fall to whoever forgets that.

    Columns: block_id, year, incidents, is_complete. Blocks in the order given, years ascending.
    Raises ContractError for a block that is listed twice.
    """
    _check_blocks(blocks)
    days = pd.to_datetime(incidents["occurred_on"])
    inside = (days >= pd.Timestamp(covered.start)) & (days < pd.Timestamp(covered.end))
    by_year = incidents[inside].groupby([incidents["block_id"], days.dt.year]).size()
    years = range(covered.start.year, covered.last_day.year + 1)
    every = pd.MultiIndex.from_product([blocks["block_id"], years], names=["block_id", "year"])
    table = by_year.reindex(every, fill_value=0).rename("incidents").reset_index()
    whole = {
        year: covered.start <= date(year, 1, 1) and date(year + 1, 1, 1) <= covered.end
        for year in years
    }
    return table.assign(is_complete=table["year"].map(whole))


def blocks_sentence(ranked: pd.DataFrame, *, named: int = 3) -> str:
    """Say how many blocks stand out, how much they hold, and which have most; ties are named as
    ties.

    `ranked` comes from `rank_blocks`.
    """
    total, hot = int(ranked["incidents"].sum()), ranked[ranked["is_hot"]]
    if total == 0:
        return "No incidents in any block."
    among = "1 incident" if total == 1 else f"{total:,} incidents"
    if hot.empty:
        return f"No block stands out from chance, of {len(ranked):,} blocks and {among}."
    shown = hot.head(named)
    listed = ", ".join(
        f"{block.name} ({block.incidents:,})" for block in shown.itertuples(index=False)
    )
    as_many = int((ranked["incidents"] == shown["incidents"].iloc[-1]).sum())
    tied = as_many - int((shown["incidents"] == shown["incidents"].iloc[-1]).sum())
    rest = f", and {tied:,} more with as many as the last" if tied else ""
    stand = "1 block stands" if len(hot) == 1 else f"{len(hot):,} blocks stand"
    return (
        f"{stand} out from chance, of {len(ranked):,}, with {hot['incidents'].sum():,} of {among}."
        f" Most: {listed}{rest}."
    )


def _check_blocks(blocks: pd.DataFrame) -> None:
    if blocks["block_id"].duplicated().any():
        raise ContractError("blocks: a block_id is listed twice; give one row for each block")
    if "length_m" in blocks and not (blocks["length_m"] > 0).all():
        raise ContractError(
            "blocks: length_m must be above 0 in every row; leave the column out to compare blocks as equals"
        )
