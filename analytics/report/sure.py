"""How sure may a reader be of small counts? Which ones would have stood out, and what still fills up.

"Can't tell" is most of what a sheet says of a neighborhood: beside it stands what it would have taken to tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.changes import Change
from analytics.detectable import counts_seen, seen_words


def smallest_seen_words(changes: Sequence[tuple[str, Change]]) -> str:
    """Say of the largest count, by its label, which counts would have stood out; empty without any."""
    if not changes:
        return ""
    label, change = max(changes, key=lambda each: (each[1].before, each[1].now))
    seen = counts_seen(
        change.before,
        days_now=change.days_now,
        days_before=change.days_before,
        dispersion=change.dispersion,
    )
    words = seen_words(*seen)
    return f"{label}, after {change.before:,} before: {words[:1].lower()}{words[1:]}."


def later_words(known: int, what: str) -> str:
    """Say how many incidents are known of days not settled yet; empty for none. `what` is such as "that victims report"."""
    if not known:
        return ""
    verb = "is" if known == 1 else "are"
    return f"{known:,} more {what} {verb} known of later days, and not counted here."
