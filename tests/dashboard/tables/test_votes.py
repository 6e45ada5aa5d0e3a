"""Do the votes of residents stand in the ranking where they were cast, and nowhere as a zero that nobody meant?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics.periods import Period
from dashboard.context import Context, Reader
from dashboard.decisions import Concern, Meeting, Records, close_record, open_record
from dashboard.tables.priorities import listed, priority_table, rankings
from dashboard.tables.votes import Votes, count_votes, voted_days, votes_words

PAGE = "/priorities"
TODAY = date(2025, 12, 1)
YEAR = Period(TODAY - timedelta(days=363), TODAY + timedelta(days=1))
ACT = {"who": "the PSO", "at": datetime(2025, 11, 20, 20, tzinfo=UTC)}
PLACE = "midtown"


@dataclass
class Town:
    """Records to write to, and what is counted of them."""

    records: Records
    reader: Reader

    def meet(self, *said: tuple[str, int], on: date = TODAY, **where: str | None) -> int:
        """Write down a meeting and its concerns, each a category and its votes."""
        ground = {"neighborhood_id": PLACE, **where}
        with self.records.write() as session:
            meeting = open_record(session, Meeting, **ACT, kind="summit", held_on=on)
            for category, votes in said:
                open_record(
                    session, Concern, **ACT, **ground, meeting_id=meeting.id, category=category,
                    words="Something", said_by="resident", votes=votes,
                )  # fmt: skip
            return meeting.id

    def count(self, days: Period = YEAR) -> Votes:
        """Count what is written down."""
        with self.records.read() as session:
            return count_votes(self.reader, session, days)


@pytest.fixture
def town(tmp_path: Path, demo_reader: Reader) -> Iterator[Town]:
    """Give a city without meetings."""
    records = Records(f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    yield Town(records, demo_reader)
    records.close()


Ranked = Callable[..., pd.DataFrame]


@pytest.fixture
def ranked(demo_reader: Reader) -> Ranked:
    """Give a function that ranks a link by votes."""

    def rank(votes: Votes, search: str = "") -> pd.DataFrame:
        found = rankings(demo_reader, demo_reader.view(PAGE, search), votes)[0].found
        assert found is not None
        return found.table.set_index(["neighborhood_id", "concern"])

    return rank


def test_votes_add_up_by_neighborhood_and_category(town: Town) -> None:
    town.meet(("burglary", 12), ("burglary", 3), ("narcotics", 5))
    town.meet(("burglary", 4), on=TODAY - timedelta(days=90))
    town.meet(("robbery", 2), neighborhood_id="sunmor")
    found = town.count()
    assert found.cast == (
        ("midtown", "burglary", 19), ("midtown", "narcotics", 5), ("sunmor", "robbery", 2)
    )  # fmt: skip
    assert (found.meetings, found.elsewhere) == (3, 0)
    said = votes_words(town.reader, found)
    assert said.startswith("Community: 26 votes at 3 meetings 3 Dec 2024 to 1 Dec 2025, in 2 of 35")


def test_only_the_meetings_of_a_year_count(town: Town) -> None:
    town.meet(("burglary", 1), on=YEAR.start)
    town.meet(("burglary", 10), on=YEAR.start - timedelta(days=1))
    town.meet(("burglary", 100), on=TODAY + timedelta(days=1))
    assert town.count().cast == (("midtown", "burglary", 1),)


def test_what_was_entered_by_mistake_has_no_votes(town: Town) -> None:
    wrong = town.meet(("burglary", 12))
    town.meet(("robbery", 7))
    with town.records.write() as session:
        close_record(session, Meeting, wrong, version=1, **ACT, outcome="mistake")
        close_record(session, Concern, 2, version=1, **ACT, outcome="mistake")
    assert town.count().cast == ()


def test_a_block_and_a_drawn_area_count_for_the_neighborhood_around_them(town: Town) -> None:
    blocks = town.reader.blocks
    assert blocks is not None
    block = blocks[blocks["neighborhood_id"] == PLACE].iloc[0]
    point = block.geometry.representative_point()
    town.meet(("burglary", 2), neighborhood_id=None, block_id=block["block_id"])
    near = f"circle:{point.x:.5f},{point.y:.5f},100"
    town.meet(("burglary", 3), neighborhood_id=None, area=near)
    found = town.count()
    assert found.cast == ((PLACE, "burglary", 5),)


def test_votes_for_the_whole_city_are_in_no_row(town: Town) -> None:
    town.meet(("burglary", 9), neighborhood_id=None)
    town.meet(("burglary", 1), neighborhood_id="gone-with-the-layers")
    found = town.count()
    assert (found.cast, found.elsewhere) == ((), 10)
    assert "10 votes for no single neighborhood: in no row." in votes_words(town.reader, found)


def test_a_neighborhood_without_a_meeting_has_no_votes_rather_than_none(
    town: Town, ranked: Ranked
) -> None:
    town.meet(("burglary", 12))
    table = ranked(town.count())
    assert table.loc[(PLACE, "burglary"), "votes"] == 12
    assert table.loc[(PLACE, "robbery"), "votes"] == 0, "they voted, and not for this"
    elsewhere = table.drop(index=[(PLACE, "burglary"), (PLACE, "robbery")])
    assert elsewhere["votes"].isna().all()
    assert elsewhere["community_score"].isna().all()


def test_a_meeting_at_which_nobody_counted_votes_says_nothing(town: Town, ranked: Ranked) -> None:
    town.meet(("burglary", 0))
    assert ranked(town.count())["votes"].isna().all()
    assert "nobody can tell" in votes_words(town.reader, town.count())


def test_a_vote_moves_a_concern_up_and_changes_nothing_else_that_is_known(
    town: Town, ranked: Ranked
) -> None:
    before = ranked(Votes())
    last = before.index[-1]
    town.meet((last[1], 30), neighborhood_id=last[0])
    after = ranked(town.count())
    assert after.loc[last, "rank"] < before.loc[last, "rank"]
    kept = ["incidents", "volume", "rise_chance", "top_share", "volume_score", "trend_score"]
    pd.testing.assert_frame_equal(after[kept].sort_index(), before[kept].sort_index())


def test_nobody_votes_on_a_single_offense(town: Town, ranked: Ranked) -> None:
    town.meet(("burglary", 12))
    table = ranked(town.count(), "?offense=burglary,robbery_person")
    assert table.loc[(PLACE, "burglary"), "votes"] == 12
    assert pd.isna(table.loc[(PLACE, "robbery_person"), "votes"])


def test_the_file_has_the_votes_that_the_page_ranks_by(town: Town, demo_reader: Reader) -> None:
    town.meet(("burglary", 12))
    view, votes = demo_reader.view(PAGE, ""), town.count()
    rows = listed(rankings(demo_reader, view, votes)[0], view)
    table = priority_table(demo_reader, view, votes)
    assert table["Votes"].tolist() == pytest.approx(rows["votes"].tolist(), nan_ok=True)
    assert table["Rank"].tolist() == rows["rank"].tolist()
    assert table["Why"].str.contains("12 votes").sum() == 1


def test_days_that_are_long_past_take_the_votes_of_their_own_year(
    demo_reader: Reader, demo_context: Context
) -> None:
    today = demo_context.today(demo_reader)
    now = voted_days(demo_reader, demo_reader.view(PAGE, ""), today)
    assert (now.last_day, now.days) == (today, 364)
    then = voted_days(demo_reader, demo_reader.view(PAGE, "?period=2025-02-01..2025-03-02"), today)
    assert then.end == date(2025, 3, 3)
