"""One sign that the fonts lack keeps nobody from the rest of a report."""

from __future__ import annotations

from dataclasses import replace

from analytics.periods import recent_period
from analytics.report.brief import make_brief
from analytics.report.brief.sheet import sheet_of
from analytics.report.sheet import typeset
from analytics.selection import Selection
from analytics.store import Store
from tests.analytics.report.brief.test_brief import pages_of
from tests.town import SETTLED_UNTIL

LAST_28 = recent_period(SETTLED_UNTIL, 28)


def test_a_sign_that_the_font_lacks_does_not_keep_the_rest_from_being_printed(
    town_store: Store,
) -> None:
    brief = make_brief(town_store, Selection(LAST_28))
    named = replace(
        brief,
        title="Noise \U0001f50a \x00 at the café, nhà hàng",
        sections=tuple(replace(each, label="盗 burglary") for each in brief.sections),
    )
    text = " ".join(pages_of(typeset(sheet_of(named))))
    assert "Noise \ufffd \ufffd at the café, nhà hàng" in text
    assert text.count("\ufffd burglary") == len(brief.sections)
    assert "\ufffd" not in " ".join(pages_of(typeset(sheet_of(brief))))
