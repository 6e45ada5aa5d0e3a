"""Which neighborhoods have a problem like this one, and at which of its addresses did it happen again?

Alike is a reason to talk with each other, no sign of a common cause. On one year of a neighborhood's few incidents it is often
wrong, so four years are taken, as far as the data reach back. Addresses are for the police alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.counts import total_incidents
from analytics.periods import Period
from analytics.repeats import Repeats, address_keys, find_repeats, repeats_sentence
from analytics.report.alike import ALIKE_DAYS, COMPARED, alike_days
from analytics.selection import Selection
from analytics.similar import Profiles, Similar, make_profiles, nearest_profiles
from dashboard.context import Reader
from dashboard.days import counted_days, not_compared_words
from dashboard.tables.neighborhood import chosen_place, place_view, what_words
from dashboard.tables.places import mapped_selection
from dashboard.tables.priorities import Topic, count_topic, topics_of
from dashboard.urlstate import View

MOST_DAYS = 365
# A neighborhood with more in a year is a whole city center: by address it has to be asked offense by offense.
MOST_INCIDENTS = 3_000
LEAST_DAYS = 28


@dataclass(frozen=True)
class Alike:
    """What was found, on which days, and by what neighborhoods were compared, in words."""

    found: Similar
    days: Period
    compared: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Tell whether the data reach back less than the years that it takes."""
        return self.days.days < ALIKE_DAYS


def similar_places(reader: Reader, view: View) -> Alike | None:
    """Find the neighborhoods most like the page's own; None without one.

    Of offenses that follow where officers look, the first that may stand alone is compared.
    """
    return reader.once("similar places", view, make=lambda: _similar(reader, view))


def _similar(reader: Reader, view: View) -> Alike | None:
    place = chosen_place(view)
    if place is None:
        return None
    topics, _ = topics_of(reader, view.selection.everywhere())
    topic = topics[0]
    selection = view.selection.everywhere().of(*topic.concerns)
    coverage = reader.coverage_of(selection)
    days = alike_days(selection.period.end, coverage)
    if days is None:
        return None
    known = selection.during(days)
    profiles = reader.once("profiles", known, topic, make=lambda: _profiles(reader, known, topic))
    compared = tuple(COMPARED[aspect.name] for aspect in profiles.aspects)
    return Alike(nearest_profiles(profiles, place), days, compared)


def _profiles(reader: Reader, selection: Selection, topic: Topic) -> Profiles:
    has_blocks = reader.blocks is not None
    return make_profiles(
        count_topic(reader, selection, topic),
        reader.neighborhoods,
        concerns=topic.concerns,
        days=selection.period.days,
        blocks=reader.blocks,
        on_blocks=count_topic(reader, selection, topic, "block_id") if has_blocks else None,
    )


def similar_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the neighborhoods most alike."""
    alike = similar_places(reader, view)
    if alike is None:
        return pd.DataFrame(columns=["Neighborhood", "Distance", "Alike", "Why"])
    table = alike.found.table[["name", "distance", "is_alike", "reasons"]]
    return table.set_axis(["Neighborhood", "Distance", "Alike", "Why"], axis="columns").assign(
        Alike=np.where(table["is_alike"], "yes", "no")
    )


def repeat_addresses(reader: Reader, view: View) -> tuple[Repeats | None, str]:
    """Find the addresses of the neighborhood with more than one incident, in at most twelve months, and say it in a sentence.

    Where nothing can be found the sentence says why. For the police.
    """
    return reader.once("repeats", view, make=lambda: _repeats(reader, view))


def _repeats(reader: Reader, view: View) -> tuple[Repeats | None, str]:
    here = place_view(view)
    days = counted_days(reader, here)
    selection = mapped_selection(reader, here)
    coverage = reader.coverage_of(selection)
    end = min(days.end, coverage.settled_until)
    length = min((end - days.start).days, MOST_DAYS)
    if chosen_place(view) is None or length < 1:
        return None, not_compared_words(reader, here)
    selection = selection.during(Period(end - timedelta(days=length), end))
    many = total_incidents(reader.count(selection, ("offense",)))
    if many > MOST_INCIDENTS:
        return (
            None,
            f"{many:,} incidents are too many to list by address: choose one offense, or fewer days.",
        )
    rows = reader.store.read_addresses(selection)
    found = find_repeats(rows, until=end, first_on=coverage.first_on, days=length)
    shown = found.table.assign(address=as_written(found.table["address"], rows["address"]))
    return replace(found, table=shown), repeats_sentence(found, what_words(reader, here))


def as_written(keys: pd.Series, addresses: pd.Series) -> pd.Series:
    """Give addresses as the feed spells them; `keys`, by which they were compared, are all in capitals."""
    written = pd.Series(addresses.dropna().unique(), dtype="string")
    spelled = dict(zip(address_keys(written)[::-1], written[::-1], strict=True))
    return keys.map(lambda key: spelled.get(key, key))


def repeat_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the addresses as the page does."""
    names = ["Address", "Incidents", "First", "Last", "Days between"]
    repeats, _ = repeat_addresses(reader, view)
    if repeats is None:
        return pd.DataFrame(columns=names)
    table = repeats.table.copy()
    for name in ("first_on", "last_on"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    return table.set_axis(names, axis="columns")
