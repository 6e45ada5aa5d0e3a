"""Each category has one section, and each side that found narcotics its own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from analytics.periods import recent_period
from analytics.report.brief import make_brief
from analytics.report.wording import STANDS_APART
from analytics.selection import Selection
from analytics.store import Store
from tests.town import SETTLED_UNTIL

LAST_28 = recent_period(SETTLED_UNTIL, 28)
YEAR = recent_period(SETTLED_UNTIL, 336)


def test_narcotics_found_by_officers_and_reported_by_residents_are_never_one_series(
    town_store: Store,
) -> None:
    for offense, what in (
        ("narcotics", "Narcotics"),
        ("narcotics_possession", "Narcotics possession"),
    ):
        sections = make_brief(town_store, Selection(YEAR, (offense,))).sections
        assert [section.label for section in sections] == [
            f"{what} found by officers",
            f"{what} reported by residents",
        ]
        assert [section.change.now for section in sections] == [48, 0]
        assert sections[0].sentence.startswith(f"{what} found by officers: 48")
        # One rule for pages and report: neither is what victims report.
        assert [section.note for section in sections] == [f"{STANDS_APART}."] * 2
    asked = Selection(YEAR, ("burglary", "robbery"))
    assert [section.note for section in make_brief(town_store, asked).sections] == [None] * 2


def test_narcotics_are_one_section_where_no_row_says_who_found_them(
    town_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = town_store.count_incidents

    def nobody_says(selection: Selection, by: Sequence[str] = ("neighborhood_id",)) -> pd.DataFrame:
        counts = count(selection, by)
        return counts.assign(found_by="unknown") if "found_by" in counts else counts

    monkeypatch.setattr(town_store, "count_incidents", nobody_says)
    sections = make_brief(town_store, Selection(LAST_28, ("narcotics",))).sections
    assert [(section.label, section.change.now) for section in sections] == [("Narcotics", 4)]


def test_offenses_of_one_category_are_one_section_and_what_victims_report_stands_first(
    town_store: Store,
) -> None:
    asked = ("narcotics", "burglary_residential", "burglary_commercial", "robbery")
    sections = make_brief(town_store, Selection(YEAR, asked)).sections
    assert [section.label for section in sections][:2] == [
        "Robbery",
        "Residential burglary and commercial burglary",
    ]
    assert all(section.label.startswith("Narcotics") for section in sections[2:])
