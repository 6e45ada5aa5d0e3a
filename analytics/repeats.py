"""Which addresses had incidents again, and is that more than chance alone would bring?

Of many incidents on few addresses some always fall on the same ones, so the number that chance
gives stands beside. More than that shows that addresses differ, or that a first incident brings the
next; the counts cannot tell which. An address spelled in two ways is missed, hundred-blocks and
intersections hold many doors under one name, and a large hotel is one address: its repeats are a
matter of its size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

import numpy as np
import pandas as pd
from scipy.stats import poisson

from analytics.changes import ALPHA
from analytics.errors import SelectionError
from analytics.periods import Period, recent_period

TWELVE_MONTHS_DAYS = 365
LEAST_INCIDENTS = 10
_BLOCK = r"\b(?:BLOCK|BLK|\d+XX)\b"


@dataclass(frozen=True)
class Repeats:
    """Addresses with two incidents and more in a period, beside what chance alone would bring.

    `table` columns: address, incidents, first_on, last_on, median_gap_days; addresses with two and
    more, those with most first. `repeat_share` is the share of addresses with any incident that had
    two and more, `incident_share` the share of incidents that they carry. `followed_share` is
    corrected for exposure: the share of incidents with another at the same address in as many days
    before it as the period has, so that December is judged by as long a past as January; NaN where
    the data do not reach back that far. `chance_addresses` and `chance_incident_share` are what to
    expect if the incidents fell on all possible addresses alike; `p_value` is how often that
    brings as many repeat addresses; NaN where the number of possible addresses is not known.
    `is_of_blocks` where most addresses are hundred-blocks.
    """

    table: pd.DataFrame
    period: Period
    incidents: int
    addresses: int
    without_address: int
    repeat_share: float
    incident_share: float
    followed_share: float
    chance_addresses: float
    chance_incident_share: float
    p_value: float
    is_of_blocks: bool


def one_row_each(incidents: pd.DataFrame) -> pd.DataFrame:
    """Keep one row an incident: two offenses of one burglary are no repeat.

    Raises SelectionError where there are no addresses, as for the public.
    """
    if "address" not in incidents:
        raise SelectionError(
            "this takes addresses and days, which residents do not see: open the store for the police"
        )
    return incidents.drop_duplicates(["feed", "incident_id"], ignore_index=True)


def address_keys(addresses: pd.Series) -> pd.Series:
    """Give addresses as they are compared: capitals, single spaces, no full stops; none stays none.

    Apartments stay apart where the feed tells them.
    """
    # Each spelling once: many incidents share one.
    spelling, each = pd.factorize(addresses)
    text = pd.Series(each, dtype="string").str.upper().str.replace(".", "", regex=False)
    text = text.str.split().str.join(" ")
    return text.mask(text == "").reindex(spelling).set_axis(addresses.index)


def are_blocks(keys: pd.Series) -> bool:
    """Tell whether most addresses are hundred-blocks, each of which holds many doors."""
    times = keys.value_counts()
    named = np.asarray(times.index.str.contains(_BLOCK), dtype=bool)
    return bool(times.to_numpy()[named].sum() > times.sum() / 2)


def find_repeats(
    incidents: pd.DataFrame,
    *,
    until: date,
    first_on: date,
    days: int = TWELVE_MONTHS_DAYS,
    possible_addresses: int | None = None,
) -> Repeats:
    """Find the addresses with more than one incident in the `days` days up to, not including,
    `until`.

    `incidents` has feed, incident_id, address and occurred_on, and should reach back twice `days`,
    for `followed_share`; `first_on` is the first day that the data cover, `until` a settled day.
    `possible_addresses` is how many addresses the incidents could have fallen on, those without any
    included: dwellings for residential burglary, hundred-blocks where the feed names those.
    Incidents without an address are counted and left out. Raises SelectionError where there are no
    addresses.

    Source: windows of equal length for each incident, as Farrell, Sousa & Weisel 2002 ask for;
    chance as a Poisson process over equal addresses.
    """
    period = recent_period(until, days)
    rows = one_row_each(incidents)
    rows = pd.DataFrame(
        {"address": address_keys(rows["address"]), "day": pd.to_datetime(rows["occurred_on"])}
    ).sort_values(["address", "day"])
    rows["gap"] = rows.groupby("address")["day"].diff().dt.days
    in_period = rows["day"].between(pd.Timestamp(period.start), pd.Timestamp(period.last_day))
    is_placed = rows["address"].notna()
    placed = rows[in_period & is_placed]
    counts = placed.groupby("address").size()
    repeats = counts[counts > 1]
    carried = int(repeats.sum())
    reaches_back = first_on <= period.start - timedelta(days=days)
    expected, expected_share = _by_chance(len(placed), possible_addresses)
    return Repeats(
        table=_table(placed[placed["address"].isin(repeats.index)]),
        period=period,
        incidents=len(placed),
        addresses=len(counts),
        without_address=int((in_period & ~is_placed).sum()),
        repeat_share=len(repeats) / len(counts) if len(counts) else np.nan,
        incident_share=carried / len(placed) if len(placed) else np.nan,
        followed_share=float((placed["gap"] <= days).mean()) if reaches_back else np.nan,
        chance_addresses=expected,
        chance_incident_share=expected_share,
        p_value=float(poisson.sf(len(repeats) - 1, expected)) if expected >= 0 else np.nan,
        is_of_blocks=are_blocks(placed["address"]),
    )


def repeats_sentence(repeats: Repeats, what: str) -> str:
    """Say how much the repeat addresses carry, and whether chance explains it."""
    places = "hundred-blocks" if repeats.is_of_blocks else "addresses"
    if repeats.incidents < LEAST_INCIDENTS:
        verb = "is" if repeats.incidents == 1 else "are"
        return (
            f"{what}: {repeats.incidents} with an address in {repeats.period.days} days {verb} too"
            " few to speak of repeats."
        )
    found = len(repeats.table)
    if not found:
        return f"{what}: none of {repeats.addresses:,} {places} had more than one."
    said = (
        f"{what}: {found:,} of {repeats.addresses:,} {places} had more than one, and carry"
        f" {repeats.table['incidents'].sum():,} of {repeats.incidents:,}."
    )
    if np.isnan(repeats.p_value):
        return f"{said} Can't tell how many chance alone would give."
    expected = repeats.chance_addresses
    much = f"about {expected:,.0f}" if expected >= 1 else "hardly any"
    chance = f"chance alone would give {much}"
    if repeats.p_value >= ALPHA:
        return f"{said} Can't tell that from chance: {chance} such {places}."
    return f"{said} More than chance explains: {chance} such {places}."


def _table(placed: pd.DataFrame) -> pd.DataFrame:
    # In order of address and day: the first gap of an address in the period leads back to before it.
    number, _ = pd.factorize(placed["address"])
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    gaps = placed["gap"].to_numpy(dtype=float)
    edges = np.append(starts, len(placed))
    medians = [
        float(np.median(gaps[start + 1 : end]))
        for start, end in zip(starts, edges[1:], strict=True)
    ]
    lasts = edges[1:] - 1
    table = pd.DataFrame(
        {
            "address": placed["address"].iloc[starts].reset_index(drop=True),
            "incidents": np.diff(edges),
            "first_on": placed["day"].iloc[starts].to_numpy(),
            "last_on": placed["day"].iloc[lasts].to_numpy(),
            "median_gap_days": np.array(medians, dtype=float),
        }
    )
    order = ["incidents", "last_on", "address"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _by_chance(incidents: int, addresses: int | None) -> tuple[float, float]:
    """Give the expected number of repeat addresses and the share of incidents that they carry."""
    if not addresses or not incidents:
        return np.nan, np.nan
    mean = incidents / addresses
    return addresses * (1 - exp(-mean) * (1 + mean)), 1 - exp(-mean)
