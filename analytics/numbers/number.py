"""What does the registry know of a number?"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.audiences import Audience
from analytics.numbers.rounding import Rounding

EVERYBODY: tuple[Audience, ...] = ("police", "public")
POLICE: tuple[Audience, ...] = ("police",)


@dataclass(frozen=True)
class Number:
    """A published number: what it is, over what it is counted, how it is rounded, who may see it.

    `heading` is what its column is called in tables and files; numbers that are in none have no heading.
    """

    what: str
    over: str
    rounding: Rounding
    heading: str = ""
    audiences: tuple[Audience, ...] = POLICE
