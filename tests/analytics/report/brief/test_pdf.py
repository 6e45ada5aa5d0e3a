"""Does the PDF say which neighborhoods it lists, and by what they stand in order?"""

from __future__ import annotations

import pytest

from analytics.periods import recent_period
from analytics.selection import Selection
from analytics.store import Store
from tests.analytics.report.brief.test_brief import pages_of
from tests.reports import command_brief
from tests.town import SETTLED_UNTIL

LAST_28 = recent_period(SETTLED_UNTIL, 28)


@pytest.mark.parametrize(
    ("offenses", "chosen", "listed", "said"),
    [
        (("burglary", "robbery"), (), 4, "Those with most incidents of robbery and burglary first."),
        (("burglary",), (), 2, "The 2 of 4 neighborhoods with most incidents of burglary."),
        (("narcotics",), (), 4, "Those with most incidents of narcotics first."),
        (("burglary", "narcotics"), ("northeast", "northwest"), 2, "Those with most incidents of burglary first."),
        (("burglary",), ("northeast", "northwest", "southeast"), 2,
         "The 2 of 3 neighborhoods chosen with most incidents of burglary."),
    ],
)  # fmt: skip
def test_the_note_on_neighborhoods_says_which_are_listed_and_by_what(
    town_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    offenses: tuple[str, ...],
    chosen: tuple[str, ...],
    listed: int,
    said: str,
) -> None:
    monkeypatch.setattr("analytics.report.brief.tables.LISTED_PLACES", listed)
    text = " ".join(pages_of(command_brief(town_store, Selection(LAST_28, offenses, chosen))))
    assert f"Now, and in brackets before. {said} Counts, not rates" in text
