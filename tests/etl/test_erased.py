"""An erased incident that comes again is counted, and nothing of it is kept."""

from __future__ import annotations

from etl.erased import read_erased
from tests.etl.sealed import (
    ADDRESS,
    NUMBER,
    OF_SEALED,
    OTHERS,
    Office,
    row,
    traces,
)


def test_erased_incident_that_is_delivered_again_is_counted_and_not_kept(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    again = office.run(feed)
    figures = again.summary["feeds"]["a"]
    assert figures["received"] == len(OTHERS) + 3
    assert figures["quarantined"] == figures["reasons"]["erased"] == 3
    assert traces(office.data_dir) == []
    assert office.rows("SELECT count(*), count(content) FROM set_aside WHERE reason = 'erased'") == [(3, 0)]  # fmt: skip
    assert {notes for (notes,) in office.rows("SELECT notes FROM raw_files")} == {"redacted"}


def test_line_that_is_no_row_is_erased_by_the_number_in_it(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, (NUMBER, "459 PC", ADDRESS), OF_SEALED[0], ("broken", "line")])
    assert office.rows("SELECT count(*) FROM set_aside WHERE content IS NOT NULL") == [(2,)]
    office.erase(feed)
    assert traces(office.data_dir) == []
    assert office.rows("SELECT reason, content FROM set_aside ORDER BY ALL") == [
        ("erased", None),
        ("has 2 fields, 8 are expected", '"broken,line"'),
    ]


def test_incident_of_another_feed_with_the_same_number_stays(office: Office) -> None:
    a, b = office.feed("a"), office.feed("b")
    office.run(a, [*OTHERS, OF_SEALED[0]])
    office.run(b, [*OTHERS, row(NUMBER, 7)])
    office.erase(a, b, feed="a")
    assert office.rows(f"SELECT feed FROM incidents WHERE incident_id = '{NUMBER}'") == [("b",)]
    assert traces(office.data_dir, (ADDRESS,)) == []


def test_list_of_erased_incidents_hashes_them_with_a_salt_of_its_own(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    erased = read_erased(office.data_dir)
    assert [erasure.key for erasure in erased.erasures] == [erased.key(NUMBER)]
    assert read_erased(office.source).key(NUMBER) != erased.key(NUMBER)
