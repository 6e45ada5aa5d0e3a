"""Numbered checks: what stops a run, and what is published with a flag."""

from dataclasses import replace

import pytest

from analytics.errors import ContractError
from etl.checks import FeedFacts, check_feed
from etl.clean import Unread

GOOD = FeedFacts(
    feed="f", received=1000, accepted=980, quarantined=15, duplicates=5, counted=980, located=700,
    unlocated={"between_neighborhoods": 270, "no_coordinates": 10},
    received_by_category={"robbery": 1000}, accepted_by_category={"robbery": 980},
)  # fmt: skip


def _codes(**change: object) -> list[str]:
    return [finding.code for finding in check_feed(replace(GOOD, **change))]  # type: ignore[arg-type]


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


def test_point_that_holds_too_many_rows_is_flagged() -> None:
    assert _codes(top_points=[(-116.53, 33.825, 21), (-116.5, 33.8, 20)]) == ["C04"]


def test_incidents_between_neighborhoods_are_on_the_map_and_no_fault() -> None:
    assert _codes(unlocated={"no_coordinates": 280}) == ["C05"]


def test_every_reason_and_every_unknown_code_is_said_with_its_rows() -> None:
    findings = check_feed(
        replace(GOOD, reasons={"offense code is empty": 9, "start time is empty": 6},
                unrecognized=[("TOWED", 4), ("LOST", 2)], unmatched_cancellations=3, before_first_day=2)
    )  # fmt: skip
    assert [(finding.code, finding.rows) for finding in findings] == [
        ("C03", 6), ("C06", 3), ("C07", 9), ("C07", 6), ("C08", 2),
    ]  # fmt: skip
    assert "'TOWED' (4), 'LOST' (2)" in findings[0].message


def test_time_of_which_nothing_can_be_read_stops_the_run() -> None:
    with pytest.raises(ContractError, match=r"C09 f: none of the 980 values of updated .* '5 Jan'"):
        _codes(unread={"updated": Unread(980, 980, "5 Jan")})
    assert _codes(unread={"updated": Unread(980, 9, "5 Jan"), "reported": Unread()}) == ["C10"]


def test_feed_with_fewer_rows_than_in_the_last_run_is_flagged() -> None:
    assert _codes(received_before=1200) == ["C11"]
    assert _codes(received_before=1000) == []
