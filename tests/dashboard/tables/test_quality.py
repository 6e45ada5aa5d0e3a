"""Does the page on the data say what the run says, to the row?"""

from __future__ import annotations

from datetime import date, timedelta

from dashboard.context import Reader
from dashboard.tables.quality import (
    ALIVE,
    DARK,
    feed_ages,
    located_months,
    located_table,
    reconciliation_table,
    set_aside_table,
    things_to_look_at,
)
from dashboard.urlstate import View

DEMO_DAY = date(2025, 11, 30)


def whole(reader: Reader) -> View:
    return reader.view("/quality", "")


def test_every_row_received_is_accepted_set_aside_or_a_duplicate(demo_reader: Reader) -> None:
    table = reconciliation_table(demo_reader, whole(demo_reader))
    summary = demo_reader.store.read_summary()
    assert (table["Missing"] == 0).all()
    parts = table[["Accepted", "Set aside", "Duplicates"]].sum().sum()
    assert table["Received"].sum() == parts == summary["received"]


def test_a_row_that_is_not_accounted_for_is_seen(demo_reader: Reader) -> None:
    table = demo_reader.store.read_feeds()
    table.loc[0, "received"] += 3

    class OneFeedShort:
        def read_feeds(self) -> object:
            return table

    reader = Reader(OneFeedShort())  # type: ignore[arg-type]
    assert reconciliation_table(reader, whole(demo_reader))["Missing"].tolist()[0] == 3


def test_reasons_add_up_to_the_rows_set_aside(demo_reader: Reader) -> None:
    reasons = set_aside_table(demo_reader, whole(demo_reader)).groupby("Feed")["Rows"].sum()
    rows = reconciliation_table(demo_reader, whole(demo_reader)).set_index("Feed")["Set aside"]
    assert reasons.to_dict() == rows[rows > 0].to_dict()
    assert rows.sum() > 0


def test_rows_whose_reason_is_not_kept_have_a_line_of_their_own(demo_reader: Reader) -> None:
    feeds, findings = demo_reader.store.read_feeds(), demo_reader.store.read_findings()

    class WithoutFindings:
        def read_feeds(self) -> object:
            return feeds

        def read_findings(self) -> object:
            return findings.iloc[:0]

    table = set_aside_table(Reader(WithoutFindings()), whole(demo_reader))  # type: ignore[arg-type]
    assert set(table["Reason"]) == {"reason not kept"}
    assert table["Rows"].sum() == feeds["quarantined"].sum()


def test_rows_with_a_neighborhood_and_those_without_add_up(demo_reader: Reader) -> None:
    table = located_table(demo_reader, whole(demo_reader)).set_index("Feed")
    assert (table.iloc[:, 1:].sum(axis=1) == table["Known"]).all()


def test_a_feed_that_this_run_did_not_read_has_no_reasons_told(demo_reader: Reader) -> None:
    feeds = demo_reader.store.read_feeds()

    class NothingRead:
        def read_feeds(self) -> object:
            return feeds

        def read_summary(self) -> object:
            return {"feeds": {}}

    table = located_table(Reader(NothingRead()), whole(demo_reader))  # type: ignore[arg-type]
    assert table.iloc[:, 3:].isna().all(axis=None)
    assert table["In a neighborhood"].tolist() == feeds["located"].tolist()


def test_a_feed_is_dark_after_twice_its_cadence_and_not_before(demo_reader: Reader) -> None:
    feeds = demo_reader.coverage.feeds
    latest = max(feed.data_as_of for feed in feeds)
    cadence = max(feed.cadence_days for feed in feeds)
    assert set(feed_ages(demo_reader, latest)["State"]) == {ALIVE}
    late = feed_ages(demo_reader, latest + timedelta(days=2 * cadence + 1))
    assert set(late["State"]) == {DARK}
    assert late["Days ago"].min() >= 2 * cadence + 1


def test_a_clock_that_runs_late_does_not_make_a_feed_younger_than_its_data(
    demo_reader: Reader,
) -> None:
    assert feed_ages(demo_reader, date(2001, 1, 1))["Days ago"].min() == 0


def test_months_are_whole_settled_and_at_most_twelve(demo_reader: Reader) -> None:
    months = located_months(demo_reader)
    assert months.groupby("feed").size().max() == 12
    assert (months["month_on"].dt.day == 1).all()
    settled = {feed.title: feed.settled_until for feed in demo_reader.coverage.feeds}
    for feed, last in months.groupby("feed")["month_on"].max().items():
        assert (last + timedelta(days=32)).replace(day=1).date() <= settled[str(feed)]
    known = months.dropna(subset=["on_map_share"])
    assert (known["located_share"] <= known["on_map_share"]).all()


def test_each_finding_of_the_run_is_listed_once_and_rows_set_aside_stand_apart(
    demo_reader: Reader,
) -> None:
    found = things_to_look_at(demo_reader, DEMO_DAY)
    aside = set_aside_table(demo_reader, whole(demo_reader))
    assert len(found) + len(aside) == len(demo_reader.store.read_findings())
    assert "C07" not in set(found["Check"])


def test_a_dark_feed_is_one_more_thing_to_look_at(demo_reader: Reader) -> None:
    known = things_to_look_at(demo_reader, DEMO_DAY)
    later = things_to_look_at(demo_reader, DEMO_DAY + timedelta(days=90))
    dark = later[later["Check"] == DARK]
    assert len(dark) == len(demo_reader.coverage.feeds)
    assert len(later) == len(known) + len(dark)
    assert dark["Rows"].isna().all()
