"""When in the week, as far as anyone can know? Bars of hours and weekdays in a year, of what may be one number.

Each incident is spread over the time in which it can have happened. Residents see days in steps of 28, so nothing of hours.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period, whole_weeks
from analytics.report.handout_drawings import draw_hours
from analytics.report.sheets.whole import Whole
from analytics.rhythms import (
    Rhythm,
    exact_minutes_for,
    measure_rhythm,
    rhythm_sentence,
    sure_peaks,
)
from analytics.selection import Selection
from analytics.store import Store

# So few times say nothing of hours; a block's are then those of its neighborhood.
LEAST_TIMES = 30
ONLY_POLICE = (
    "Residents' figures come in steps of 28 days, without times: ask the police about hours."
)


@dataclass(frozen=True)
class When:
    """The rhythm of some days, and the sentence for it."""

    rhythm: Rhythm
    days: Period
    sentence: str

    def content(self, *, width_in: float = 3.4, height_in: float = 1.35) -> dict[str, object]:
        """Give it as a template prints it."""
        weights = self.rhythm.hours["incidents"].to_numpy().reshape(7, 24)
        hours, days = sure_peaks(self.rhythm)
        is_told = " In full color: what stands out." if hours or days else ""
        many = f"{self.rhythm.incidents:,} incident{'' if self.rhythm.incidents == 1 else 's'}"
        return {
            "svg": draw_hours(
                weights.sum(axis=0).tolist(),
                weights.sum(axis=1).tolist(),
                peak_hours=hours,
                peak_days=days,
                day_letters=3 if width_in > 5 else 2,
                width_in=width_in,
                height_in=height_in,
            ),
            "alt": f"Bars by hour of the day, and by weekday. {self.sentence}",
            "sentence": self.sentence,
            "note": f"{many}, {self.days.label()}, each spread over the time in which it can have happened.{is_told}",
        }


def when_of(whole: Whole, selection: Selection, where: str) -> When | None:
    """Measure the hours of a selection's places in the sheet's year; None for the public and without a whole settled week."""
    told = whole.told
    days = whole_weeks(told.year, told.coverage.settled_until)
    if whole.is_public or days is None:
        return None
    asked = selection.of(*told.reported).during(days)
    return measure_when(whole.store, asked, f"{told.what} in {where}")


def measure_when(store: Store, selection: Selection, what: str) -> When:
    """Measure the hours of a selection of whole weeks; `what` names it in the sentence."""
    windows = store.count_windows(selection)
    categories = tuple({category_of(name) for name in selection.offenses})
    rhythm = measure_rhythm(windows, exact_minutes=exact_minutes_for(categories))
    follows = not any(CATEGORIES[name].is_victim_reported for name in categories)
    sentence = rhythm_sentence(rhythm, what, is_found_by_officers=follows)
    return When(rhythm, selection.period, sentence)


def when_content(found: When | None, **size: float) -> dict[str, object]:
    """Give the hours as a template prints them, or the sentence for readers who see none."""
    if found is None:
        return {"svg": "", "alt": "", "sentence": ONLY_POLICE, "note": ""}
    if not found.rhythm.incidents:
        return {"svg": "", "alt": "", "sentence": found.sentence, "note": f"{found.days.label()}."}
    return found.content(**size)
