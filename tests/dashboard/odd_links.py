"""What can stand in a link or in the body of a request? Drawn at random: words of our own grammar, and what nobody should send.

One seed gives the same words on every machine. Most links keep to the grammar: what is refused at the first look tests little.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from urllib.parse import quote

from analytics.offenses import CATEGORIES, OFFENSES
from dashboard.context import Reader
from dashboard.decisions.words import OWNERS
from dashboard.page_keys import LAYERS, STEPS
from dashboard.tables.incidents import SORTED_BY
from dashboard.urlstate import KEYS
from dashboard.week_hours import hours_text

LONG = 9_000
ODD_TEXTS = (
    "",
    " ",
    "\0",
    "\0midtown\0",
    "\ud800",
    "a\udfffb",
    "\ud83d",
    "ünïcödé",
    "犯罪",
    "👮🏽‍♀️",
    "\u202eevil",
    "\ufeff",
    "'; DROP TABLE incidents; --",
    "%' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "..\\..\\",
    "$(id)",
    "--out",
    "null",
    "undefined",
    "NaN",
    "-Infinity",
    "1e309",
    "９",
    "٣",
    "true",
    "[object Object]",
    '{"a": [1, {"b": null}]}',
    "%",
    "_",
    "\\",
    "\r\nSet-Cookie: a=b",
    ",,,,",
    "..",
    "at:",
    "block:",
    "x" * 300,
)
# Written into a query string as they stand: broken escapes, surrogates as some browsers write them, bytes that are no UTF-8.
ODD_ESCAPES = (
    "%",
    "%zz",
    "%ED%A0%80",
    "%ED%BF%BF",
    "%00",
    "%FF%FE",
    "%u0041",
    "%C0%AF",
    "+",
    ";",
    "&&",
    "==",
    "#",
    "%2526",
)
DAYS = ("0001-01-01", "1899-12-31", "2000-02-29", "2023-02-29", "2024-12-31", "2025-06-01", "2025-11-29", "2025-11-30",
        "2025-12-31", "2026-02-30", "2099-01-01", "9999-12-31", "20251130", "2025-W48-1", "+2025-01-01", "soon")  # fmt: skip
ODD_NUMBERS = (
    0,
    -1,
    1,
    2**31,
    2**63,
    -(2**64),
    10**400,
    0.5,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
)


class OddLinks:
    """Draws links for the places and blocks that a reader knows."""

    def __init__(self, reader: Reader, rng: Random) -> None:
        self.rng = rng
        self._places = [*reader.names]
        self._blocks = [*reader.block_names][:400]
        west, south, east, north = reader.neighborhoods.to_crs("EPSG:4326").total_bounds
        self._bounds = (float(west), float(south), float(east), float(north))
        self._offenses = [*CATEGORIES, *OFFENSES]
        self._draw: dict[str, Callable[[], str]] = {
            "period": self._period,
            "offense": lambda: self._some(self._offenses, 4) or "all",
            "neighborhood": lambda: self._some(self._places, 3),
            "area": self._area,
            "hour": lambda: hours_text(sorted(rng.sample(range(168), rng.randint(1, 5)))),
            "block": lambda: self._some(self._blocks, 3),
            "layer": lambda: rng.choice([*LAYERS]),
            "week": lambda: rng.choice(DAYS),
            "spot": self._spot,
            "q": lambda: rng.choice(["palm", "25-0", "100 block", "%", "_", "x" * 80, "'"]),
            "sort": lambda: f"{rng.choice([*SORTED_BY])}:{rng.choice(('asc', 'desc'))}",
            "weights": lambda: ",".join(
                f"{rng.choice(('level', 'trend', 'harm', 'community', 'nothing'))}:{rng.choice((0, 1, 9, 0.25))}"
                for _ in range(rng.randint(1, 4))
            ),
            "beside": lambda: self._some(self._places, 3),
            "meeting": lambda: rng.choice(("1", "1", "1", "2", "999999999")),
            "step": lambda: rng.choice([*STEPS]),
            "problem": lambda: rng.choice(("1", "1", "new", "999999999")),
            "state": lambda: rng.choice(("open", "closed")),
            "owner": lambda: rng.choice([*OWNERS]),
            "windows": lambda: rng.choice(("all", "short")),
            "incident": lambda: str(rng.choice((0, -1, 2**62, 10**19, 10**20))),
        }

    def text(self) -> str:
        """Draw a text that no control writes."""
        rng = self.rng
        if rng.random() < 0.7:
            return rng.choice(ODD_TEXTS)
        if rng.random() < 0.05:
            return rng.choice(string.printable) * LONG
        return "".join(
            chr(rng.choice((rng.randrange(128), rng.randrange(0x11_0000))))
            for _ in range(rng.randint(1, 12))
        )

    def value_of(self, key: str) -> str:
        """Draw what a link may say under a key, now and then something else."""
        rng = self.rng
        known = self._draw.get(key)
        if known is None or rng.random() < 0.15:
            return self.text()
        text = known()
        if rng.random() < 0.1:
            at = rng.randint(0, len(text))
            text = text[:at] + self.text()[:40] + text[at:]
        return text

    def search(self) -> str:
        """Draw a query string as a callback is told it: now and then with characters that no browser leaves as they are."""
        rng = self.rng
        keys = [*dict.fromkeys(rng.choices(KEYS, k=rng.randint(0, 4)))]
        if rng.random() < 0.1:
            keys += [
                rng.choice(keys or ["layer"]),
                rng.choice((self.text()[:30], "path", "_", "self", "kwargs")),
            ]
        pairs = [(key, self.value_of(key)) for key in keys]
        text = "&".join(f"{_escaped(key)}={_escaped(value)}" for key, value in pairs)
        if rng.random() < 0.12:
            at = rng.randint(0, len(text))
            text = text[:at] + rng.choice((*ODD_ESCAPES, self.text()[:20])) + text[at:]
        return f"?{text}" if text and rng.random() < 0.97 else text

    def garbage(self, depth: int = 2) -> Any:
        """Draw what is no value of any control: another type, or a nest of them."""
        rng = self.rng
        kind = rng.randrange(8 if depth else 5)
        if kind == 0:
            return rng.choice(ODD_NUMBERS)
        if kind == 1:
            return rng.choice((None, True, False))
        if kind < 5:
            return self.text()
        if kind < 7:
            return [self.garbage(depth - 1) for _ in range(rng.randint(0, 3))]
        names = (
            "id",
            "property",
            "value",
            "properties",
            "type",
            "page",
            "namespace",
            self.text()[:20],
        )
        return {rng.choice(names): self.garbage(depth - 1) for _ in range(rng.randint(0, 3))}

    def _some(self, names: Sequence[str], most: int) -> str:
        if not names:
            return "nowhere"
        return ",".join(self.rng.choices(names, k=self.rng.randint(1, most)))

    def _period(self) -> str:
        rng = self.rng
        if rng.random() < 0.5:
            return rng.choice(("28d", "90d", "52w"))
        return f"{rng.choice(DAYS)}..{rng.choice(DAYS)}"

    def _place(self) -> tuple[float, float]:
        west, south, east, north = self._bounds
        lon, lat = self.rng.uniform(west, east), self.rng.uniform(south, north)
        if self.rng.random() < 0.1:
            return self.rng.choice(((0.0, 0.0), (180.0, 85.0), (-180.0, -85.0), (999.0, 99.0)))
        return round(lon, 5), round(lat, 5)

    def _spot(self) -> str:
        if self._blocks and self.rng.random() < 0.4:
            return f"block:{self.rng.choice(self._blocks)}"
        lon, lat = self._place()
        return f"{self.rng.choice(('at', 'area'))}:{lon},{lat}"

    def _area(self) -> str:
        rng = self.rng
        kind = rng.choice(("circle", "box", "polygon", "squares"))
        if kind == "squares":
            runs = [rng.choice((0, 1, 3, 7, 500)) for _ in range(rng.choice((3, 6, 7, 1_203)))]
            first = rng.choice(((150, 3616, 24974), (150, -999_999, 999_999), (0, 1, 1)))
            return f"squares:{','.join(map(str, (*first, *runs)))}"
        if kind == "circle":
            lon, lat = self._place()
            return f"circle:{lon},{lat},{rng.choice((0, 1, 400, 5000, 50_000, 50_001))}"
        corners = [
            self._place() for _ in range(2 if kind == "box" else rng.choice((1, 3, 3, 3, 5, 61)))
        ]
        if kind == "box":
            lons, lats = zip(*corners, strict=True)
            corners = [(min(lons), min(lats)), (max(lons), max(lats))]
        return f"{kind}:{','.join(f'{lon},{lat}' for lon, lat in corners)}"


def _escaped(text: str) -> str:
    # A lone surrogate cannot be percent-encoded: it stays as it is, as only a body can carry it.
    return "".join(
        char if "\ud800" <= char <= "\udfff" else quote(char, safe=",.:") for char in text
    )
