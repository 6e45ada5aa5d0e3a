"""What is said of changes and alarms on the Trends page, in which words?

Windows overlap, and the sentence over the page is of one of them only: what stands out in another is named apart, with its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics.coverage import day_words
from analytics.numbers import write
from analytics.report.wording import joined, kinds_sentence
from analytics.windows import LABELS
from dashboard.context import Reader
from dashboard.days import Comparison, compared_days, not_compared_words
from dashboard.tables.compstat import Compstat, compstat
from dashboard.tables.parts import Finding
from dashboard.tables.weeks import ALARM_WEEKS, Alarm, Recent
from dashboard.urlstate import View
from dashboard.wording import kinds_words, limit_words

NAMED = 3


def lead_sentence(reader: Reader, view: View, findings: list[Finding]) -> str:
    """Say which kinds changed by more than chance explains in the days of the page, and which in other windows."""
    changes = [(f.part.label, f.change.verdict) for f in findings if f.change]
    compared = compared_days(reader, view)
    said = not_compared_words(reader, view)
    if changes and compared:
        said = kinds_sentence(changes, compared.now.days)
    return " ".join(filter(None, [said, other_windows(compstat(reader, view), compared)]))


def other_windows(found: Compstat, compared: Comparison | None) -> str:
    """Say what stands out in windows of other days than those of the page; empty where nothing does."""
    own = [
        window.name
        for window in found.windows
        if compared and (window.now, window.before) == (compared.now, compared.before)
    ]
    rows = found.standing_out[~found.standing_out["window"].isin(own)]
    if rows.empty:
        return ""
    if len(rows) > NAMED:
        return f"In other windows {len(rows)} comparisons stand out: see the table."
    named = "; ".join(f"{label[:1].lower()}{label[1:]} is {said}" for label, said in _said(rows))
    return f"In other windows {named}."


def windows_title(found: Compstat) -> str:
    """Say which comparisons chance does not explain, or that none stands out."""
    if found.compared.empty:
        return "There are no earlier days to compare any window with"
    if found.standing_out.empty:
        return f"None of {len(found.compared)} comparisons stands out from chance"
    said = _said(found.standing_out)
    if len(said) > NAMED:
        many = len(found.standing_out)
        return f"{many} of {len(found.compared)} comparisons stand out from chance"
    return "; ".join(f"{label} is {words}" for label, words in said)


def _said(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Give each part that stands out with its windows: "up over 7 days and down over 52 weeks"."""
    said: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        words = f"{row['verdict']} over {_window_words(row['window'])}"
        said.setdefault(row["label"], []).append(words)
    return [(label, joined(words)) for label, words in said.items()]


def _window_words(window: str) -> str:
    label = LABELS[window].lower()
    return {
        "year_to_date": "the year to date",
        "28_days_year_ago": "28 days against a year ago",
    }.get(window, label)


def windows_note(found: Compstat) -> str:
    """Say how windows mislead when they are read together."""
    return (
        f"All windows end on {day_words(found.windows[0].now.last_day)}, the last settled day of the period. They overlap:"
        " several that say “up” are not as many findings. Of 100 comparisons where nothing changed, up to 2 are called a change."
    )


def alarms_title(recent: Recent) -> str:
    """Say how many weeks of the last ones somebody should look into."""
    count = len(recent.alarms)
    if not recent.judged:
        return "Can't tell of any week whether it is an alarm: there are too few weeks before"
    if not count:
        return f"No alarm in the last {ALARM_WEEKS} settled weeks"
    return f"{count} alarm{'' if count == 1 else 's'} in the last {ALARM_WEEKS} settled weeks"


def alarms_note(recent: Recent) -> str:
    """Say how many alarms chance alone would raise."""
    many = f"{write('expected_false', recent.expected_false)} alarms"
    series, weeks = recent.series, recent.judged
    judged = (
        f"Each of the last {ALARM_WEEKS} settled weeks was judged for {kinds_words(series)}:"
        f" {weeks} judgment{'' if weeks == 1 else 's'}."
    )
    return (
        f"{judged} With nothing the matter, chance alone raises {many} in so many. The alarm limit is not the end of the"
        " usual range: 1 week in 20 lies outside that range by chance, far fewer above their alarm limit. Falls raise none."
    )


def alarm_words(alarms: Sequence[Alarm], since: date) -> str | None:
    """Say which of one category's weeks were alarms lately; None where none was."""
    found = [
        f"in the week of {alarm.monday.day} {alarm.monday:%b}: {limit_words(alarm.incidents, alarm.limit)}"
        for alarm in alarms
        if alarm.monday >= since
    ]
    return f"Alarm {'; '.join(found)}. Look into it." if found else None
