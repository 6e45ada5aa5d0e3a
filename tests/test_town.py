"""Does the tiny town hold what its table says, so that other tests may lean on it?"""

from __future__ import annotations

import pytest

from analytics.selection import Selection
from analytics.store import Store
from etl.pipeline import Result
from tests import town


def test_every_row_of_the_town_is_accounted_for(town_run: Result) -> None:
    summary = town_run.summary
    assert summary["received"] == town.RECEIVED == len(list(town.rows()))
    assert summary["accepted"] == town.ACCEPTED
    assert (summary["quarantined"], summary["duplicates"]) == (1, 1)
    assert summary["located"] == town.LOCATED
    assert summary["unlocated"] == town.UNLOCATED


@pytest.mark.parametrize("category", town.COUNTS)
def test_counts_of_the_town_are_those_known_by_hand(town_store: Store, category: str) -> None:
    selection = Selection(town.WHOLE, offenses=(category,))
    by_place = town_store.count_incidents(selection).set_index("neighborhood_id")["incidents"]
    located = by_place[by_place.index.notna()]
    assert located.reindex([*town.NEIGHBORHOODS], fill_value=0).to_dict() == town.COUNTS[category]
    assert by_place.sum() == town.CITY_COUNTS[category]


def test_coverage_of_the_town_is_two_years_with_two_weeks_unsettled(town_store: Store) -> None:
    coverage = town_store.coverage()
    assert coverage.whole == town.WHOLE
    assert coverage.settled_until == town.SETTLED_UNTIL
    assert coverage.is_simulated
    assert coverage.is_schematic
