"""What does the reader want to see: which offenses, where, when, at which hours?

The same selection drives every page, PDF and notebook, so their numbers agree. An empty list of offenses or neighborhoods
means "all": the whole city includes incidents that no neighborhood holds, which is more than the sum of the neighborhoods.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, OFFENSES
from analytics.periods import Period

HOURS_OF_WEEK = 168


@dataclass(frozen=True)
class Selection:
    """Offenses × places × period, and if wanted an area drawn on the map, hours of the week and blocks.

    `offenses` holds category ids ("burglary") or offense ids ("burglary_residential"); `neighborhoods` holds
    neighborhood ids. `hours` holds hours of the week, 0 for Monday from midnight to 167: they keep the incidents whose time
    window begins in one of them; `blocks` holds block ids. What is given must hold together: a block outside of the
    neighborhoods keeps nothing. All are kept sorted and unique, so that equal selections compare equal and cache once.
    Raises SelectionError for an offense or an hour that does not exist.
    """

    period: Period
    offenses: tuple[str, ...] = ()
    neighborhoods: tuple[str, ...] = ()
    area: DrawnArea | None = None
    hours: tuple[int, ...] = ()
    blocks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [
            name for name in self.offenses if name not in CATEGORIES and name not in OFFENSES
        ]
        if unknown:
            raise SelectionError(
                f"no such offense: {', '.join(unknown)}; choose from {', '.join(CATEGORIES)}"
                f" or an offense such as {next(iter(OFFENSES))}"
            )
        if not all(0 <= hour < HOURS_OF_WEEK for hour in self.hours):
            raise SelectionError(f"hours of the week are 0 to {HOURS_OF_WEEK - 1}, Monday first")
        object.__setattr__(self, "offenses", tuple(sorted(set(self.offenses))))
        object.__setattr__(self, "hours", tuple(sorted(set(self.hours))))
        object.__setattr__(self, "neighborhoods", tuple(sorted(set(self.neighborhoods))))
        object.__setattr__(self, "blocks", tuple(sorted(set(self.blocks))))

    def during(self, period: Period) -> Selection:
        """Give the same offenses and places in another period."""
        return replace(self, period=period)

    def of(self, *offenses: str) -> Selection:
        """Give the same places and period for other offenses."""
        return replace(self, offenses=offenses)

    def within(self, *neighborhoods: str) -> Selection:
        """Give the same offenses and period in other neighborhoods."""
        return replace(self, neighborhoods=neighborhoods)

    def everywhere(self) -> Selection:
        """Give the same offenses, hours and period in the whole city."""
        return replace(self, neighborhoods=(), area=None, blocks=())

    @property
    def is_everywhere(self) -> bool:
        """Tell whether the whole city is asked for."""
        return not self.neighborhoods and not self.blocks and self.area is None
