"""Repeat addresses are counted once an incident, over equally long pasts, and beside chance."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.repeats import Repeats, address_keys, find_repeats, repeats_sentence

UNTIL = date(2025, 12, 1)
YEARS_BACK = date(2020, 1, 1)


def incidents(*rows: tuple[str | None, int]) -> pd.DataFrame:
    """Give incidents by address and days before the end of the period."""
    return pd.DataFrame(
        {
            "feed": "town",
            "incident_id": [str(number) for number in range(len(rows))],
            "address": [address for address, _ in rows],
            "occurred_on": [UNTIL - timedelta(days=back) for _, back in rows],
        }
    )


def repeats_of(table: pd.DataFrame, possible: int | None = None, days: int = 365) -> Repeats:
    return find_repeats(
        table, until=UNTIL, first_on=YEARS_BACK, days=days, possible_addresses=possible
    )


TOWN = incidents(
    ("1 Palm Dr", 300), ("1 PALM  DR.", 100), ("1 Palm Dr", 90), ("1 Palm Dr", 30),
    ("2 Palm Dr", 400), ("2 Palm Dr", 200), ("2 Palm Dr", 20),
    ("3 Palm Dr", 10), ("4 Palm Dr", 11), (None, 12), (" ", 13), ("3 Palm Dr", 366),
)  # fmt: skip


def test_repeat_addresses_of_a_town_known_by_hand() -> None:
    found = repeats_of(TOWN)
    assert (found.incidents, found.addresses, found.without_address) == (8, 4, 2)
    assert (found.repeat_share, found.incident_share) == (0.5, 0.75)
    assert found.table["address"].tolist() == ["1 PALM DR", "2 PALM DR"]
    assert found.table["incidents"].tolist() == [4, 2]
    assert found.table["median_gap_days"].tolist() == [60, 180]
    assert found.table["first_on"].iloc[0] == pd.Timestamp(UNTIL - timedelta(days=300))
    assert found.table["last_on"].iloc[0] == pd.Timestamp(UNTIL - timedelta(days=30))


def test_each_incident_is_judged_by_as_long_a_past_as_the_others() -> None:
    """Those at 2 and 3 Palm Drive follow one 200 and 356 days before, outside the period; four more
    follow one inside it."""
    assert repeats_of(TOWN).followed_share == 6 / 8
    assert repeats_of(TOWN, days=356).followed_share == 6 / 8
    assert repeats_of(TOWN, days=355).followed_share == 5 / 8


def test_a_past_that_the_data_do_not_reach_is_no_answer() -> None:
    first_on = UNTIL - timedelta(days=729)
    assert np.isnan(find_repeats(TOWN, until=UNTIL, first_on=first_on).followed_share)
    first_on -= timedelta(days=1)
    assert find_repeats(TOWN, until=UNTIL, first_on=first_on).followed_share == 6 / 8


def test_two_offenses_of_one_incident_are_no_repeat() -> None:
    one = incidents(("1 Palm Dr", 10))
    both = pd.concat([one.assign(offense="burglary"), one.assign(offense="vandalism")])
    found = repeats_of(both)
    assert (found.incidents, len(found.table)) == (1, 0)
    two_feeds = pd.concat([one, one.assign(feed="other")])
    assert repeats_of(two_feeds).incidents == 2


def test_addresses_are_compared_without_case_spaces_and_full_stops() -> None:
    keys = address_keys(pd.Series(["1 n. Palm  Dr ", "1 N PALM DR", "", None, "1 N Palm Dr 2"]))
    assert keys.fillna("none").tolist() == [
        "1 N PALM DR", "1 N PALM DR", "none", "none", "1 N PALM DR 2",
    ]  # fmt: skip


def test_the_expected_repeats_are_those_of_incidents_thrown_at_random() -> None:
    rng = np.random.default_rng(4)
    addresses, share = [], []
    for _ in range(400):
        counts = np.bincount(rng.integers(0, 3000, 400), minlength=3000)
        addresses.append((counts > 1).sum())
        share.append(counts[counts > 1].sum() / 400)
    table = incidents(*((f"{k} Palm Dr", 10) for k in range(400)))
    found = repeats_of(table, possible=3000)
    assert found.chance_addresses == pytest.approx(np.mean(addresses), rel=0.03)
    assert found.chance_incident_share == pytest.approx(np.mean(share), rel=0.03)


def test_incidents_thrown_at_random_are_seldom_called_more_than_chance() -> None:
    rng = np.random.default_rng(6)
    alarms = 0
    for _ in range(60):
        homes = rng.integers(0, 3000, 300)
        found = repeats_of(incidents(*((f"{home} Palm Dr", 10) for home in homes)), possible=3000)
        alarms += found.p_value < 0.05
    assert alarms / 60 <= 0.05


def test_the_sentence_says_what_chance_would_give_or_that_it_cannot_tell() -> None:
    rows = [("1 Palm Dr", k) for k in range(1, 6)] + [(f"{k} Oak Ave", 9) for k in range(35)]
    rows += [("7 Oak Ave", 3), ("8 Oak Ave", 2), ("9 Oak Ave", 3), ("6 Oak Ave", 1)]
    table = incidents(*rows)
    start = "Burglary: 5 of 36 addresses had more than one, and carry 13 of 44."
    assert repeats_sentence(repeats_of(table), "Burglary") == (
        f"{start} Can't tell how many chance alone would give."
    )
    assert repeats_sentence(repeats_of(table, 20_000), "Burglary") == (
        f"{start} More than chance explains: chance alone would give hardly any such addresses."
    )
    assert repeats_sentence(repeats_of(table, 200), "Burglary") == (
        f"{start} Can't tell that from chance: chance alone would give about 4 such addresses."
    )


def test_few_incidents_and_no_repeats_are_said_in_words() -> None:
    few = incidents(*((f"{k} Palm Dr", 9) for k in range(9)))
    assert repeats_sentence(repeats_of(few), "Robbery") == (
        "Robbery: 9 with an address in 365 days are too few to speak of repeats."
    )
    assert repeats_sentence(repeats_of(few[:1]), "Robbery") == (
        "Robbery: 1 with an address in 365 days is too few to speak of repeats."
    )
    ten = incidents(*((f"{k} Palm Dr", 9) for k in range(10)))
    assert repeats_sentence(repeats_of(ten), "Robbery") == (
        "Robbery: none of 10 addresses had more than one."
    )
    empty = repeats_of(few[:0], possible=100)
    assert empty.incidents == 0
    assert np.isnan(empty.repeat_share)


def test_hundred_blocks_are_not_called_addresses() -> None:
    blocks = incidents(*((f"{k % 9}00 block of Palm Dr", 9) for k in range(12)))
    assert "3 of 9 hundred-blocks had more than one" in repeats_sentence(
        repeats_of(blocks), "Burglary"
    )
    assert repeats_of(incidents(*((f"{k}XX PALM DR", 9) for k in range(10, 22)))).is_of_blocks
    assert not repeats_of(incidents(*((f"{k} Blockton Rd", 9) for k in range(12)))).is_of_blocks


def test_the_public_has_no_addresses_to_repeat() -> None:
    with pytest.raises(SelectionError, match="police"):
        repeats_of(TOWN.drop(columns="address"))
