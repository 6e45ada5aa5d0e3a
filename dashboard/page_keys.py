"""Which keys of a link belong to a page of its own, and which values may they have?

They say how a page shows the selection, never which incidents are selected. They stay in the link from page to page, so that
a page that one comes back to is as it was left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dashboard.decisions.words import OWNERS

LAYERS = {
    "cells": "Stands out",
    "density": "Density",
    "owned": "Areas to own",
    "blocks": "Blocks",
    "lasting": "Lasting or fading",
    "change": "Change",
    "near": "Near repeats",
    "incidents": "Incidents",
}
# The steps of a meeting, in order.
STEPS = {"prepare": "Prepare", "record": "Record", "close": "Close"}
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class PageKey:
    """What a key may say; `shown` says what is shown where it says something else."""

    default: str
    is_known: Callable[[str], bool]
    shown: str


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


PAGE_KEYS: dict[str, PageKey] = {
    "layer": PageKey(
        "cells", LAYERS.__contains__, "no layer of the map. The cells that stand out are shown."
    ),
    "week": PageKey("", _is_day, "no day that the map can play from. It is left out."),
    "spot": PageKey(
        "",
        _matches(r"(at|area):-?\d{1,3}(\.\d{1,8})?,-?\d{1,2}(\.\d{1,8})?|block:[^,]{1,80}"),
        "no place of the map. It is left out.",
    ),
    "q": PageKey(
        "", lambda text: len(text) <= LONGEST_SEARCH, "too long to search for. It is left out."
    ),
    "incident": PageKey(
        "", _matches(r"-?\d{1,20}"), "no number of a row of the list. No row is opened."
    ),
    "sort": PageKey(
        "",
        _matches("(case|when|offense|attempt|address|neighborhood|block|found|source):(asc|desc)"),
        "no order of the list. The newest come first.",
    ),
    "weights": PageKey(
        "",
        _matches(r"[a-z]{1,20}:\d(\.\d{1,2})?(,[a-z]{1,20}:\d(\.\d{1,2})?){0,5}"),
        "no set of weights. Equal weights are shown.",
    ),
    "beside": PageKey(
        "", lambda text: len(text) <= 200, "no neighborhood to compare with. It is left out."
    ),
    "problem": PageKey(
        "", _matches(r"[1-9]\d{0,8}|new"), "no number of a problem. All problems are shown."
    ),
    "priority": PageKey("", _matches(r"[1-9]\d{0,8}"), "no number of a priority. It is left out."),
    "state": PageKey(
        "open", ("open", "closed").__contains__, "neither open nor closed. The open ones are shown."
    ),
    "owner": PageKey(
        "anyone", OWNERS.__contains__, "nobody who can own a problem. It is left out."
    ),
    "meeting": PageKey("", _matches(r"\d{1,9}"), "no meeting. The list of meetings is shown."),
    "step": PageKey("prepare", STEPS.__contains__, "no step of a meeting. Preparing it is shown."),
    "windows": PageKey(
        "all", ("all", "short").__contains__, "no choice of time windows. All are shown."
    ),
}
