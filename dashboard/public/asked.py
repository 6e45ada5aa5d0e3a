"""What may a link of the public ask for? One of three lengths of days, robbery or burglary or both, one neighborhood or the city.

Nothing finer is offered, on purpose: what can be asked for decides what can be found by subtraction. Days are whole steps of 28
that are over and settled, the same for everybody and the same each day until the next step is; there are no drawn areas, hours or
blocks to choose. Of a link that asks for more, the rest is left out and said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from analytics.offenses import CATEGORIES, VICTIM_REPORTED
from dashboard.context import Reader

STEP_DAYS = 28
PERIODS = {"28d": 1, "84d": 3, "52w": 13}
PERIOD_WORDS = {"28d": "28 days", "84d": "12 weeks", "52w": "52 weeks"}
KEYS = ("period", "offense", "neighborhood")
MOST_SIGNS = 2_000
FINER = (
    "Days of one's own, drawn areas, hours and single blocks are not offered here: from such counts"
    " others could be worked out that are about a few homes."
)


@dataclass(frozen=True)
class Asked:
    """What a link asks for; `place` None is the city, `notices` is what of the link cannot be shown."""

    period: str
    kinds: tuple[str, ...]
    place: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def steps(self) -> int:
        """How many steps of 28 days."""
        return PERIODS[self.period]


def kinds_held(reader: Reader) -> tuple[str, ...]:
    """Give the categories that the public's counts hold."""
    return tuple(name for name in VICTIM_REPORTED if name in reader.coverage.categories)


def read_asked(search: object, reader: Reader, *, default: str = "28d") -> Asked:
    """Read what a link asks for; it comes from a browser and may be anything."""
    text = search.removeprefix("?") if isinstance(search, str) else ""
    query = dict(parse_qsl(text[:MOST_SIGNS].encode("utf-8", "replace").decode()))
    notices = []
    period = query.get("period", default)
    if period not in PERIODS or {"area", "hour", "block"} & query.keys():
        notices.append(FINER)
    held = kinds_held(reader)
    named = [name for name in query.get("offense", "").split(",") if name and name != "all"]
    kinds = tuple(name for name in held if name in named)
    if len(kinds) < len(set(named)):
        shown = " and ".join(CATEGORIES[name].label.lower() for name in kinds or held)
        notices.append(f"Not all of these offenses are counted here by days: shown is {shown}.")
    place = query.get("neighborhood", "").partition(",")[0] or None
    if place is not None and place not in reader.names:
        notices.append("There is no such neighborhood in these data.")
        place = None
    return Asked(
        period if period in PERIODS else default, kinds or held, place, tuple(notices)
    )  # fmt: skip


def link(path: str, asked: Asked, held: tuple[str, ...], **changes: str | None) -> str:
    """Write the address of a page for what was asked, with some of it changed; None takes a key away."""
    kept = {
        "period": asked.period,
        "offense": "" if asked.kinds == held else ",".join(asked.kinds),
        "neighborhood": asked.place,
    } | changes
    text = urlencode({key: value for key, value in kept.items() if value}, safe=",")
    return f"{path}?{text}" if text else path


def kept_search(search: object) -> str:
    """Keep of a link what pages of the public know, for the links from page to page."""
    text = search.removeprefix("?") if isinstance(search, str) else ""
    pairs = [
        (key, value)
        for key, value in parse_qsl(text[:MOST_SIGNS].encode("utf-8", "replace").decode())
        if key in KEYS
    ]
    return f"?{urlencode(pairs, safe=',')}" if pairs else ""
