"""How does a report name its places and days, and what is its one headline?

The headline names only what changed by more than chance; "nothing changed" would claim more than
small counts can show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.changes import Verdict
from analytics.coverage import Coverage
from analytics.offenses import CATEGORIES, OFFENSES, category_of
from analytics.periods import Period

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


def headline(verdicts: Sequence[tuple[str, Verdict]]) -> str:
    """Say in one sentence what changed by more than chance."""
    said = {
        verdict: [label for label, found in verdicts if found == verdict]
        for verdict in ("up", "new", "down")
    }
    parts = [
        f"{joined(labels)} {'is' if len(labels) == 1 else 'are'} {verdict}"
        for verdict, labels in said.items()
        if labels
    ]
    if not parts:
        return "No change stands out from chance."
    is_all = sum(map(len, said.values())) == len(verdicts)
    return f"{'; '.join(parts)}.{'' if is_all else ' No other change stands out from chance.'}"


def places_words(chosen: Sequence[str], names: Mapping[str, str]) -> str | None:
    """Name up to three neighborhoods, count more; None for the whole city."""
    if not chosen:
        return None
    if len(chosen) > 3:
        return f"{len(chosen)} neighborhoods"
    listed = [names[place] for place in chosen]
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]


def joined(words: Sequence[str]) -> str:
    """Join labels to a phrase, small letters after the first: "Robbery, burglary and narcotics"."""
    if len(words) < 2:
        return "".join(words)
    rest = [word[0].lower() + word[1:] for word in words[1:]]
    return f"{', '.join([words[0], *rest[:-1]])} and {rest[-1]}"


def ordered(offenses: Sequence[str]) -> tuple[str, ...]:
    """Put categories and offenses in the order of `analytics.offenses`."""
    return tuple(sorted(offenses, key=[*CATEGORIES, *OFFENSES].index))


def victim_reported(offenses: Sequence[str]) -> tuple[str, ...]:
    """Keep the offenses that victims report, in their order."""
    return tuple(name for name in offenses if CATEGORIES[category_of(name)].is_victim_reported)
