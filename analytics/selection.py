"""What does the reader want to see: which offenses, where, when?

The same selection drives every page, PDF and notebook, so their numbers agree. An empty list of offenses or neighborhoods
means "all": the whole city includes incidents that no neighborhood holds, which is more than the sum of the neighborhoods.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, OFFENSES
from analytics.periods import Period


@dataclass(frozen=True)
class Selection:
    """Offenses × places × period.

    `offenses` holds category ids ("burglary") or offense ids ("burglary_residential"); `neighborhoods` holds
    neighborhood ids. Both are kept sorted and unique, so that equal selections compare equal and cache once.
    Raises SelectionError for an offense that does not exist.
    """

    period: Period
    offenses: tuple[str, ...] = ()
    neighborhoods: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [
            name for name in self.offenses if name not in CATEGORIES and name not in OFFENSES
        ]
        if unknown:
            raise SelectionError(
                f"no such offense: {', '.join(unknown)}; choose from {', '.join(CATEGORIES)}"
                f" or an offense such as {next(iter(OFFENSES))}"
            )
        object.__setattr__(self, "offenses", tuple(sorted(set(self.offenses))))
        object.__setattr__(self, "neighborhoods", tuple(sorted(set(self.neighborhoods))))

    def during(self, period: Period) -> Selection:
        """Give the same offenses and places in another period."""
        return replace(self, period=period)

    def of(self, *offenses: str) -> Selection:
        """Give the same places and period for other offenses."""
        return replace(self, offenses=offenses)

    def within(self, *neighborhoods: str) -> Selection:
        """Give the same offenses and period in other neighborhoods."""
        return replace(self, neighborhoods=neighborhoods)
