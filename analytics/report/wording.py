"""How do a report and the pages name places, offenses and days, and what is the finding of a selection?

All that may be added up can change by more than chance explains while no kind in it does, and the other way round: a sentence
says which of the two it speaks of, and of which days. "Nothing changed" would claim more than small counts can show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analytics.changes import VERDICT_WORDS, Change, Verdict, days_words, ratio_words
from analytics.coverage import Coverage
from analytics.offenses import CATEGORIES, OFFENSES, category_of, label_of
from analytics.periods import Period
from analytics.selection import Selection

NAMED = 4
MANY_COMPARED = "With so many compared, one or two may be chance."

# A sign beside the words, for those who do not see color.
VERDICT_SIGNS: dict[Verdict, str] = {
    "up": "▲",
    "new": "▲",
    "down": "▼",
    "can't tell": "≈",
    "none": "–",
}
STANDS_OUT: tuple[Verdict, ...] = ("up", "down", "new")
STANDS_APART = "Follows where officers look: more found can mean more looking"
# Who found narcotics, as the data say, and as it is said after what they found.
FOUND_BY = {
    "officer": " found by officers",
    "reported": " reported by residents",
    "unknown": ", not stated by whom",
}


def side_label(what: str, found_by: str | None) -> str:
    """Name a series with who found it: "Narcotics found by officers"; without one, only what."""
    return f"{what}{FOUND_BY[found_by]}" if found_by else what


def period_words(now: Period, coverage: Coverage) -> dict[str, str]:
    """Name the days where they are not the last settled ones, as keywords of `change_sentence`.

    `coverage` is that of all feeds: pages take "the last 28 days" from it, whatever the offenses.
    """
    is_last = now.end == coverage.settled_until
    return {} if is_last else {"now_words": now.label()}


def kinds_sentence(verdicts: Sequence[tuple[str, Verdict]], days: int) -> str:
    """Say of which kinds of offense more than chance changed in so many days against as many before, each judged by itself."""
    said = {
        verdict: [label for label, found in verdicts if found == verdict]
        for verdict in ("up", "new", "down")
    }
    parts = [
        f"{_small(joined(labels))} {'is' if len(labels) == 1 else 'are'} {verdict}"
        for verdict, labels in said.items()
        if labels
    ]
    over = "On this day" if days == 1 else f"Over these {days_words(days)}"
    if not parts:
        what = "no change" if len(verdicts) == 1 else "no single kind of offense"
        return f"{over} {what} stands out from chance."
    is_all = sum(map(len, said.values())) == len(verdicts)
    rest = "" if is_all else " No other kind of offense stands out from chance."
    return f"{over} {'; '.join(parts)}.{rest}"


def answer_words(change: Change) -> str:
    """Answer the question "Is that a change?", with the limits where it is one."""
    if change.verdict in ("up", "down"):
        return f"{VERDICT_WORDS[change.verdict]}: {ratio_words(change)} times as many."
    return "New, after none." if change.verdict == "new" else f"{VERDICT_WORDS[change.verdict]}."


def changed_words(number: int, up: int, down: int, quiet: int) -> str:
    """Say of how many neighborhoods what; of those without any incident there is nothing to tell."""
    if not up and not down:
        return f"In none of {number} neighborhoods does a change stand out from chance"
    rest = number - up - down - quiet
    none = f"; {quiet} had none" if quiet else ""
    return f"{up} of {number} neighborhoods up, {down} down; nobody can tell for {rest}{none}"


def footer_words(selection: Selection, coverage_of: Callable[[Selection], Coverage]) -> str:
    """Say run, days and share located of a selection's offenses and days, for the foot of a page or a report.

    The share is the whole city's: in a neighborhood all are in a neighborhood, and none of those that it may lack is seen.
    """
    whose = "" if selection.is_everywhere else " in the whole city"
    return coverage_of(selection.everywhere()).sentence(whose)


def offenses_words(offenses: Sequence[str]) -> str:
    """Name offenses as a phrase, categories first; all of them where none is named."""
    if not offenses:
        return "All offenses"
    labels = [label_of(name) for name in ordered(offenses)]
    if len(labels) > NAMED:
        labels = [*labels[: NAMED - 1], f"{len(labels) - NAMED + 1} other kinds"]
    return joined(labels)


def kind_words(category: str, asked: Sequence[str]) -> str:
    """Name what is asked of one category: all of it, or some of its offenses."""
    return CATEGORIES[category].label if category in asked else offenses_words(asked)


def places_words(chosen: Sequence[str], names: Mapping[str, str]) -> str | None:
    """Name up to three neighborhoods, count more; None for the whole city."""
    if not chosen:
        return None
    if len(chosen) > 3:
        return f"{len(chosen)} neighborhoods"
    listed = [names.get(place, place) for place in chosen]
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]


def joined(words: Sequence[str]) -> str:
    """Join labels to a phrase, small letters after the first: "Robbery, burglary and narcotics"."""
    if len(words) < 2:
        return "".join(words)
    rest = [_small(word) for word in words[1:]]
    return f"{', '.join([words[0], *rest[:-1]])} and {rest[-1]}"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def ordered(offenses: Sequence[str]) -> tuple[str, ...]:
    """Put categories and offenses in the order of `analytics.offenses`."""
    return tuple(sorted(offenses, key=[*CATEGORIES, *OFFENSES].index))


def victim_reported(offenses: Sequence[str]) -> tuple[str, ...]:
    """Keep the offenses that victims report, in their order."""
    return tuple(name for name in offenses if CATEGORIES[category_of(name)].is_victim_reported)
