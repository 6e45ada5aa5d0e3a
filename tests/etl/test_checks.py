"""Numbered checks: what stops a run, and what is published with a flag."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import ContractError
from etl.checks import Finding, check_feed
from etl.clean import Unread
from etl.feeds.definition import load_feed
from etl.publish.facts import FeedFacts

FEED = load_feed(Path("etl/feeds/robbery.toml"))
MONTHS = pd.Series({pd.Timestamp("2025-01-01"): 400, pd.Timestamp("2025-02-01"): 580})
GOOD = FeedFacts(
    feed="f", received=1000, accepted=980, quarantined=15, duplicates=5, known=980, counted=980, located=700, expected=980,
    known_before=0, withdrawn=0, unlocated={"between_neighborhoods": 270, "no_coordinates": 10},
    received_by_category={"robbery": 1000}, accepted_by_category={"robbery": 980}, located_by_category={"robbery": 700},
    unmatched_cancellations=0, unrecognized=[], reasons={}, examples={}, suspects=[], months=MONTHS, months_before=MONTHS[:0],
    files=[("f.csv", 999)], findings_before=[], daily=MONTHS, rows_by_day=MONTHS, newest_at=None,
)  # fmt: skip


def _check(**change: object) -> list[Finding]:
    return check_feed(FEED, replace(GOOD, **change))  # type: ignore[arg-type]


def _codes(**change: object) -> list[str]:
    return [finding.code for finding in _check(**change)]


def test_feed_that_reconciles_has_nothing_to_say() -> None:
    assert _codes() == []


def test_one_row_unaccounted_for_stops_the_run() -> None:
    with pytest.raises(ContractError, match="C01 f: 1,000 rows received, 999 accounted for"):
        _codes(duplicates=4)


def test_feed_without_one_usable_row_stops_the_run_with_the_reasons() -> None:
    with pytest.raises(ContractError, match=r"C02 .*cannot be read \(1,000 rows\), such as 'June'"):
        _codes(
            accepted=0,
            quarantined=1000,
            duplicates=0,
            reasons={"start time cannot be read": 1000},
            examples={"start time cannot be read": "June"},
        )


@pytest.mark.parametrize("unreadable", [0, 3])
def test_delivery_whose_readable_rows_were_all_corrected_since_is_no_broken_one(
    unreadable: int,
) -> None:
    findings = _check(
        received=997 + unreadable,
        accepted=0,
        quarantined=unreadable,
        duplicates=997,
        reasons={"start time is empty": unreadable},
    )
    said = [(finding.code, finding.rows, finding.action) for finding in findings]
    assert said == [("C07", 3, "flag")] * (unreadable > 0) + [("C16", 997, "flag")]
    assert "nothing was changed" in findings[-1].message


def test_window_without_rows_is_said_to_change_nothing() -> None:
    nothing = replace(GOOD, received=0, accepted=0, quarantined=0, duplicates=0, known_before=980)
    window = replace(FEED, source=replace(FEED.source, brings="window", window_days=28))
    (finding,) = check_feed(window, nothing)
    assert (finding.code, finding.action) == ("C16", "flag")
    assert "the files hold no rows" in finding.message
    changes = replace(FEED, source=replace(FEED.source, brings="changes"))
    assert check_feed(changes, nothing) == []


def test_point_that_holds_too_many_rows_is_flagged() -> None:
    point = {
        "lon": -116.53,
        "lat": 33.825,
        "rows": 21,
        "share": 0.02,
        "kind": "stack",
        "is_allowed": False,
    }
    (finding,) = _check(suspects=[point])
    assert (finding.code, finding.rows, finding.action) == ("C04", 21, "flag")
    assert "33.82500, -116.53000: a true hotspot, or a default" in finding.message


def test_incidents_between_neighborhoods_are_on_the_map_and_no_fault() -> None:
    assert _codes(unlocated={"no_coordinates": 280}) == ["C05"]


def test_every_reason_and_every_unknown_code_is_said_with_its_rows() -> None:
    findings = _check(
        reasons={"offense code is empty": 9, "start time is empty": 6}, unrecognized=[("TOWED", 4), ("LOST", 2)],
        unmatched_cancellations=3, before_first_day=2,
    )  # fmt: skip
    assert [(finding.code, finding.rows) for finding in findings] == [
        ("C03", 6), ("C06", 3), ("C07", 9), ("C07", 6), ("C08", 2),
    ]  # fmt: skip
    assert "'TOWED' (4), 'LOST' (2)" in findings[0].message


def test_time_of_which_nothing_can_be_read_stops_the_run() -> None:
    with pytest.raises(ContractError, match=r"C09 f: none of the 980 values of updated .* '5 Jan'"):
        _codes(unread={"updated": Unread(980, 980, "5 Jan")})
    assert _codes(unread={"updated": Unread(980, 9, "5 Jan"), "reported": Unread()}) == ["C10"]


def test_known_rows_that_are_there_or_missing_against_reckoning_stop_the_run() -> None:
    with pytest.raises(ContractError, match=r"C01 f: .* 981 known rows expected, 980 there"):
        _codes(expected=981)


def _held(**change: object) -> list[str]:
    return [finding.code for finding in _check(**change) if finding.action == "hold"]


def test_delivery_without_one_percent_of_the_known_rows_is_held() -> None:
    assert _held(withdrawn=10, known_before=1000) == []
    assert _held(withdrawn=11, known_before=1000) == ["C12"]
    assert _held(withdrawn=2, known_before=20) == []


def test_month_that_falls_by_five_percent_is_held_with_its_name() -> None:
    assert _held(months_before=MONTHS.replace(400, 421)) == []
    (finding,) = _check(months_before=MONTHS.replace(400, 422))
    assert (finding.code, finding.rows, finding.action) == ("C13", 22, "hold")
    assert "January 2025 falls from 422 to 400 rows" in finding.message
    assert _held(months_before=pd.Series({pd.Timestamp("2024-12-01"): 3})) == ["C13"]
    assert _held(months_before=pd.Series({pd.Timestamp("2024-12-01"): 2})) == []


@pytest.mark.parametrize("rows", [1_000, 2_000, 5_000, 50_000, 65_536, 1_048_576])
def test_file_with_as_many_rows_as_exports_are_cut_off_at_is_held(rows: int) -> None:
    assert _held(files=[("f.csv", 10), ("g.csv", rows)]) == ["C14"]
    assert _held(files=[("f.csv", rows - 3)]) == []


def test_category_that_is_on_the_map_much_less_than_the_rest_is_flagged() -> None:
    assert "C15" in _codes(
        accepted_by_category={"robbery": 900, "narcotics": 80},
        located_by_category={"robbery": 690, "narcotics": 10},
    )
    assert "C15" not in _codes(
        accepted_by_category={"robbery": 970, "narcotics": 10},
        located_by_category={"robbery": 695, "narcotics": 5},
    )
