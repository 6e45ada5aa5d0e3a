"""A snapshot without an erased incident says of all others what it said."""

from __future__ import annotations

import pytest

from etl.publish import draft, service
from tests.etl.sealed import (
    ADDRESS,
    NUMBER,
    OF_SEALED,
    OTHERS,
    Office,
    row,
    traces,
)


def test_what_was_known_of_other_incidents_stays_known(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    first = office.now
    office.run(feed, [*(row(r[0], 15, 5) for r in OTHERS[:1]), *OTHERS[1:], *OF_SEALED])
    now, then = office.incidents(), office.incidents(known_at=first)
    assert now != then
    office.erase(feed)
    assert office.incidents() == now
    assert office.incidents(known_at=first) == then


def test_counts_and_what_residents_see_lose_the_incident_alone(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, OF_SEALED[0]])
    public = "SELECT * FROM public_incidents ORDER BY ALL"
    with_it = office.rows(public)
    office.erase(feed)
    without = office.rows(public)
    office.run(feed, OTHERS)
    assert len(with_it) - 1 == len(without)
    assert without == office.rows(public)
    assert office.rows("SELECT known, counted FROM feeds") == [(40, 40)]


def test_incident_is_gone_from_a_snapshot_of_changes_and_from_its_base(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", 1.0)
    feed = office.feed(brings="changes")
    office.run(feed, [*OTHERS, OF_SEALED[0]])
    first = office.now
    changed = row(OTHERS[0][0], 15, 5)
    result = office.run(feed, [row(NUMBER, 6, 9, ADDRESS), changed])
    assert service.describe(result.snapshot)["base"] is not None
    before = office.incidents(), office.incidents(known_at=first)
    public = office.rows("SELECT count(*) FROM public_incidents")[0][0]
    office.erase(feed)
    assert traces(office.data_dir) == []
    assert (office.incidents(), office.incidents(known_at=first)) == before
    assert office.rows("SELECT count(*) FROM public_incidents") == [(public - 1,)]
    assert office.rows("SELECT count(*), count(DISTINCT row_id) FROM incidents") == [(40, 40)]
    office.run(feed, [row(OTHERS[1][0], 16, 7), OF_SEALED[0]])
    assert traces(office.data_dir) == []
    assert office.rows("SELECT count(*) FROM incidents") == [(40,)]


@pytest.mark.parametrize("share", [0.0, 100.0])
def test_address_goes_with_the_last_row_that_has_it_and_no_sooner(
    office: Office, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", share)
    feed = office.feed(brings="changes")
    before, shared = "12 Vieja Peña Way", "7 Shared Oak Rd"
    # A version that never was current, and an address that the base has of the sealed incident alone.
    versions = [row(NUMBER, 5, 1, before), row(NUMBER, 5, 2, ADDRESS)]
    office.run(feed, [*OTHERS, *versions, row(NUMBER, 5, 1, shared, "211 PC")])
    office.run(feed, [row("27-1", 9, 3, shared)])
    office.erase(feed)
    assert traces(office.data_dir, (NUMBER, ADDRESS, before)) == []
    assert office.rows("SELECT incident_id FROM incidents WHERE address = '7 Shared Oak Rd'") == [
        ("27-1",)
    ]
    assert office.rows("SELECT count(*) FROM incidents") == [(41,)]
    assert office.rows("SELECT count(*) FROM incident_rows") == [(41,)]
    office.run(feed, [row("27-2", 9, 4, shared), row("27-3", 9, 4, "8 New Rd")])
    assert office.rows(
        "SELECT count(*), count(DISTINCT location_id), count(DISTINCT content_hash) FROM locations"
    ) == [(3, 3, 3)]


def test_held_snapshot_is_cleaned_and_can_still_be_approved(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    held = office.run(feed, [*OTHERS[:20], *OF_SEALED])
    assert held.held
    office.erase(feed)
    assert traces(office.data_dir) == []
    service.approve(office.data_dir, held.summary["run_id"], office.now)
    assert office.rows("SELECT count(*) FROM incidents") == [(20,)]
