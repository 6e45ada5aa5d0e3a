"""Which selection does a link ask for, and which link asks for this selection?

Two things mislead. A link with "28d" means the newest 28 settled days, so it shows other days after the next run; only a
link with both days written out (`to_search(..., fixed=True)`) shows the same days for ever. And a key that is left out is
not "all": it is the default of the page that reads it, so the same link asks for other days on other pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from analytics.coverage import Coverage
from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, FOCUS, OFFENSES, VICTIM_REPORTED, category_of, label_of
from analytics.periods import Period, recent_period
from analytics.selection import Selection
from dashboard.page_keys import PAGE_KEYS
from dashboard.week_hours import hours_text, read_hours

PRESETS = {"28d": 28, "90d": 90, "52w": 364}
SELECTION_KEYS = ("period", "offense", "neighborhood", "area", "hour", "block")
KEYS = (*SELECTION_KEYS, *PAGE_KEYS)
EVERYTHING = "all"
MAX_LENGTH = 8_000
Against = Literal["the days before", "the year before"]


@dataclass(frozen=True)
class Defaults:
    """What a page shows where the link says nothing; one that lists rows takes days that not every feed knows of, too."""

    preset: str = "28d"
    offenses: tuple[str, ...] = FOCUS
    lists_rows: bool = False


DEFAULTS = {
    "/": Defaults(),
    "/hotspots": Defaults("52w", VICTIM_REPORTED),
    "/trends": Defaults("52w"),
    "/rhythms": Defaults("52w", VICTIM_REPORTED),
    "/neighborhood": Defaults("52w"),
    "/priorities": Defaults("52w", VICTIM_REPORTED),
    "/problems": Defaults("52w", ()),
    "/incidents": Defaults(lists_rows=True),
}


@dataclass(frozen=True)
class View:
    """What a link asks for: the selection, the keys of single pages, and what of the link was not understood.

    `left_out` are offenses asked for that are not in the selection, because their feed knows nothing of its last days. `against`
    says with which days all of its numbers are compared; no link asks for others than those just before.
    """

    selection: Selection
    preset: str
    own: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    against: Against = "the days before"

    def key(self, name: str) -> str:
        """Give what the link says under a key of `PAGE_KEYS`, or that key's default."""
        return dict(self.own).get(name, PAGE_KEYS[name].default)

    @property
    def asked(self) -> Selection:
        """The selection with the offenses that had to be left out."""
        if not self.left_out:
            return self.selection
        return self.selection.of(*self.selection.offenses, *self.left_out)

    def leaves_out(self, category: str) -> bool:
        """Tell whether a category has no data for the days of the selection."""
        return any(category_of(name) == category for name in self.left_out)


def from_search(
    search: object,
    *,
    coverage: Coverage,
    offenses_held: Collection[str],
    neighborhood_ids: Collection[str],
    block_ids: Collection[str],
    defaults: Defaults,
) -> View:
    """Read the selection from a query string; whatever cannot be read is left out, and said so in `notices`.

    `offenses_held` are the categories and offenses that the data hold: of any other a zero would mean nothing.
    """
    notices: list[str] = []
    query = _query(search, notices)
    preset, period = _period(query.get("period"), coverage, defaults, notices)
    selection = Selection(
        period=period,
        offenses=_offenses(query.get("offense"), offenses_held, defaults, notices),
        neighborhoods=_neighborhoods(query.get("neighborhood"), neighborhood_ids, notices),
        area=_area(query.get("area"), notices),
        hours=_hours(query.get("hour"), notices),
        blocks=_blocks(query.get("block"), block_ids, notices),
    )
    return View(selection, preset, _own(query, notices), tuple(notices))


def to_search(selection: Selection, *, coverage: Coverage, fixed: bool = False) -> str:
    """Write the query string that asks for a selection; `fixed` writes the days out, whatever run comes next."""
    preset = "" if fixed else preset_of(selection.period, coverage)
    pairs = [
        ("period", preset or period_text(selection.period)),
        ("offense", ",".join(selection.offenses) or EVERYTHING),
        ("neighborhood", ",".join(selection.neighborhoods)),
        ("area", selection.area.text if selection.area else ""),
        ("hour", hours_text(selection.hours)),
        ("block", ",".join(selection.blocks)),
    ]
    return _search(pair for pair in pairs if pair[1])


def change_search(search: str | None, **changes: str | None) -> str:
    """Rewrite only the named keys of a query string; None removes a key, all others stay as they are."""
    kept = [pair for pair in _pairs(search) if pair[0] not in changes]
    return _search([*kept, *((key, value) for key, value in changes.items() if value)])


def pinned_search(search: str | None, selection: Selection, *, coverage: Coverage) -> str:
    """Write a selection over what a link says, for a figure's link: any page then counts just it, whatever its defaults.

    Keys of single pages stay, but for a search in the list, which would narrow it again.
    """
    asked = dict(_pairs(to_search(selection, coverage=coverage)))
    return change_search(
        own_search(search), **{key: asked.get(key) for key in SELECTION_KEYS}, q=None
    )


def own_search(search: str | None) -> str:
    """Keep only the keys that are ours, for links from page to page."""
    return _search(pair for pair in _pairs(search) if pair[0] in KEYS)


def preset_of(period: Period, coverage: Coverage) -> str:
    """Name the preset that means this period today, or give an empty string."""
    for preset, days in PRESETS.items():
        if period == recent_period(coverage.settled_until, days):
            return preset
    return ""


def period_text(period: Period) -> str:
    """Write a period as links do: its first and its last day."""
    return f"{period.start}..{period.last_day}"


def _pairs(search: object) -> list[tuple[str, str]]:
    text = _whole(search).removeprefix("?") if isinstance(search, str) else ""
    return parse_qsl(text) if len(text) <= MAX_LENGTH else []


def _whole(text: str) -> str:
    """Replace halves of characters, which a browser may send and nothing else can write."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _search(pairs: Iterable[tuple[str, str]]) -> str:
    text = urlencode([(key, _whole(value)) for key, value in pairs], safe=",.:")
    return f"?{text}" if text else ""


def _query(search: object, notices: list[str]) -> dict[str, str]:
    if search is not None and not isinstance(search, str):
        notices.append("The link is no text. The page shows what it shows without one.")
    elif len(search or "") > MAX_LENGTH:
        notices.append("The link is too long to be read. The page shows what it shows without one.")
    return dict(_pairs(search))


def _quoted(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _period(
    text: str | None, coverage: Coverage, defaults: Defaults, notices: list[str]
) -> tuple[str, Period]:
    if text in PRESETS:
        return text, _recent(coverage, PRESETS[text])
    fallback = _recent(coverage, PRESETS[defaults.preset])
    if text is None:
        return defaults.preset, fallback
    asked = _days(text)
    if asked is None:
        notices.append(
            f"{_quoted(text)} is no period. {fallback.label()} is shown; a period is written"
            f" as 28d, 90d, 52w or {period_text(fallback)}."
        )
        return defaults.preset, fallback
    whole = coverage.whole
    start, end = max(asked.start, whole.start), min(asked.end, whole.end)
    if start >= end:
        notices.append(f"There are no data for {asked.label()}. {fallback.label()} is shown.")
        return defaults.preset, fallback
    period = Period(start, end)
    if period != asked:
        notices.append(
            f"The data cover {whole.label()}. Of the period asked for, {period.label()} is shown."
        )
    return "", period


def _recent(coverage: Coverage, days: int) -> Period:
    """Give the last settled days, as far as the data reach back."""
    end = coverage.settled_until
    if end <= coverage.first_on:
        return coverage.whole
    return Period(max(recent_period(end, days).start, coverage.first_on), end)


def _days(text: str) -> Period | None:
    first, dots, last = text.partition("..")
    try:
        if not dots:
            return None
        return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def _offenses(
    text: str | None, held: Collection[str], defaults: Defaults, notices: list[str]
) -> tuple[str, ...]:
    if text == EVERYTHING:
        return ()
    held_default = tuple(name for name in defaults.offenses if name in held)
    if text is None:
        return held_default
    asked = [name for name in text.split(",") if name]
    for name in sorted(set(asked) - set(held)):
        if name in CATEGORIES or name in OFFENSES:
            label = label_of(name)
            notices.append(f"These data hold no {label[0].lower()}{label[1:]}. It is left out.")
        else:
            notices.append(
                f"{_quoted(name)} is no kind of offense that is known here. It is left out."
            )
    return tuple(sorted(set(asked) & set(held))) or held_default


def _neighborhoods(
    text: str | None, neighborhood_ids: Collection[str], notices: list[str]
) -> tuple[str, ...]:
    asked = [name for name in (text or "").split(",") if name]
    known = [name for name in asked if name in neighborhood_ids]
    unknown = [name for name in asked if name not in neighborhood_ids]
    for name in unknown[:5]:
        shown = "It is left out." if known else "The whole city is shown."
        notices.append(f"There is no neighborhood {_quoted(name)} in these data. {shown}")
    return tuple(sorted(set(known)))


def _blocks(text: str | None, block_ids: Collection[str], notices: list[str]) -> tuple[str, ...]:
    asked = [name for name in (text or "").split(",") if name]
    for name in [name for name in asked if name not in block_ids][:5]:
        notices.append(f"There is no block {_quoted(name)} in these data. It is left out.")
    return tuple(sorted({name for name in asked if name in block_ids}))


def _area(text: str | None, notices: list[str]) -> DrawnArea | None:
    if not text:
        return None
    try:
        return DrawnArea.read(text)
    except SelectionError as error:
        notices.append(f"{_quoted(text)} is no area: {error}. The whole city is shown.")
        return None


def _hours(text: str | None, notices: list[str]) -> tuple[int, ...]:
    hours, unknown = read_hours(text or "")
    for word in unknown[:5]:
        notices.append(f"{_quoted(word)} is no hour of the week, such as fri-22. It is left out.")
    return hours


def _own(query: dict[str, str], notices: list[str]) -> tuple[tuple[str, str], ...]:
    known = []
    for name, key in PAGE_KEYS.items():
        value = query.get(name)
        if value and key.is_known(value):
            known.append((name, value))
        elif value:
            notices.append(f"{_quoted(value)} is {key.shown}")
    return tuple(known)
