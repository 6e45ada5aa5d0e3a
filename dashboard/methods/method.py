"""What does an entry of the Methods page hold?

Numbers in an entry come from the constants of the code that it describes, so that a text cannot say one thing and the code do
another; those of the ETL, which pages may not import, are compared by a test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """How one number is made, in words for somebody who decides by it.

    `made` says what it is and how it comes about, `beware` how it misleads and what it never says, `rule` the formula or the
    parameters in a line. `source` is what was published, and `code` the module that does it.
    """

    question: str
    made: str
    beware: str
    rule: str
    source: str
    code: str


def percent(share: float) -> str:
    """Write a share as readers do: "2%"."""
    return f"{100 * share:.10g}%"


def listed(numbers: tuple[float, ...]) -> str:
    """Write numbers in a row: "1, 2, 3 and 5"."""
    *first, last = (f"{number:.10g}" for number in numbers)
    return f"{', '.join(first)} and {last}"
