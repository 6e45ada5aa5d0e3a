"""Does the headline of a report speak of all that may be added up, and the next sentence of each kind by itself?"""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from analytics.changes import Verdict
from analytics.counts import total_incidents
from analytics.periods import Period, recent_period
from analytics.report.brief import make_brief
from analytics.report.brief.sheet import sheet_of
from analytics.report.sheet import typeset
from analytics.report.total import added_up, total_change
from analytics.report.wording import kinds_sentence
from analytics.selection import Selection
from analytics.store import Store
from tests.town import SETTLED_UNTIL

LAST_28 = recent_period(SETTLED_UNTIL, 28)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_total_counts_what_victims_report_and_nothing_that_officers_find(
    town_store: Store,
) -> None:
    asked = Selection(LAST_28, ("robbery", "burglary", "narcotics"))
    total = added_up(asked)
    assert total.offenses == ("burglary", "robbery")
    assert added_up(asked.of("narcotics")).offenses == ("narcotics",)
    before = Period(LAST_28.previous().start, LAST_28.start)
    change = total_change(
        town_store.count_incidents, total, LAST_28, before, town_store.coverage(total)
    )
    assert change.now == total_incidents(town_store.count_incidents(total, ()))
    assert make_brief(town_store, asked).headline.startswith(
        f"Robbery and burglary: {change.now} in the last 28 days, {change.before} in"
    )


@pytest.mark.parametrize(
    ("verdicts", "days", "sentence"),
    [
        (
            [("Robbery", "can't tell"), ("Burglary", "can't tell")],
            28,
            "Over these 28 days no single kind of offense stands out from chance.",
        ),
        ([("Burglary", "none")], 1, "On this day no change stands out from chance."),
        (
            [("Narcotics found by officers", "down"), ("Burglary", "up"), ("Robbery", "none")],
            364,
            "Over these 52 weeks burglary is up; narcotics found by officers is down."
            " No other kind of offense stands out from chance.",
        ),
        (
            [("Robbery", "up"), ("Burglary", "up")],
            90,
            "Over these 90 days robbery and burglary are up.",
        ),
    ],
)
def test_kinds_are_judged_by_themselves_in_days_that_are_named(
    verdicts: list[tuple[str, Verdict]], days: int, sentence: str
) -> None:
    assert kinds_sentence(verdicts, days) == sentence


def test_what_stands_out_is_said_of_the_place_and_the_share_located_of_the_city(
    town_store: Store,
) -> None:
    city, place = (
        make_brief(town_store, Selection(LAST_28, ("burglary",), chosen))
        for chosen in ((), ("northwest",))
    )
    assert place.hotspots.sentence.startswith("In Northwest: ")
    assert not city.hotspots.sentence.startswith("In ")
    shares = city.footer.partition("located")[2].partition(":")[2]
    assert place.footer.endswith(f"located in the whole city:{shares}")
    assert "outside of Northwest" in text_of(typeset(sheet_of(place)))
    assert "What is outlined outside" not in text_of(typeset(sheet_of(city)))
