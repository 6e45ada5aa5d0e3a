"""What did the checks say that held a report back? Each flag and each stop, taken from the words of the command.

The words are the checks' own. What is not said as they say it is shown whole: better a long line than a flag that nobody reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHECK = re.compile(r"Check (\d+), ([^()]+) \((flag|stop)\): ")
# What only somebody at a command line can do.
_ADVICE = re.compile(r"\s*Acknowledge them with .*$", re.S)


@dataclass(frozen=True)
class Held:
    """One check that held it: its number and name, whether it is a stop, and its words."""

    name: str
    is_stop: bool
    words: str


def held_by(said: str) -> tuple[Held, ...]:
    """List what held a report back; one without a name where no check is told apart."""
    text = " ".join(_ADVICE.sub("", said).split())
    _, *found = _CHECK.split(text)
    parts = zip(*(found[n::4] for n in range(4)), strict=True)
    listed = tuple(
        Held(f"Check {number}, {name}", level == "stop", words.strip())
        for number, name, level, words in parts
    )
    return listed or (Held("", False, text),)
