"""Which values have the components of our pages, and what do their forms, buttons and stores hold?

They fit one by one; drawn at random, few of them fit together.
"""

from __future__ import annotations

from typing import Any

from dashboard.shell import PAGES

NO_JOB = "0" * 64
FITTING_IDS: dict[str, tuple[Any, ...]] = {
    "page": (*PAGES, "overview"),
    "path": tuple(PAGES),
    "layer": ("areas", "symbols"),
    "kind": ("brief", "problem", "reports", "near_repeats"),
    "key": ("layer", "q", "windows", "beside"),
    "job": (NO_JOB,),
    "column": ("level",),
    "most": (3,),
    "usual": (1,),
    "form": ("plan", "open-problem", "response-1", "concern"),
    "name": ("category", "words", "votes"),
    "group": ("step", "close-problem"),
    "of": ("close",),
    "does": ("stage", "close", "agree", "done"),
    "value": ("analysis", "better"),
    "record": (1, 2),
    "version": (1, 2),
}
ABOUT = (
    {"record": "problem", "id": 1, "version": 1},
    {"record": "concern", "id": 1, "version": 1},
    {"record": "concern", "fixed": {"ground": True, "meeting_id": 1}},
    {"record": "priority", "fixed": {"meeting_id": 1}},
)
SAID = {"category": "burglary", "words": "Garages", "said_by": "resident"}
# What stores and fields of forms hold.
STORED: dict[str, tuple[Any, ...]] = {
    "form-about": (None, *ABOUT),
    "act-about": (None, *ABOUT),
    "concern-typed": (None, [], [SAID], [{**SAID, "category": ["burglary"]}]),
    "concern-votes": (None, [], [[1, 3, 1]]),
}
TYPED: dict[str, tuple[Any, ...]] = {
    "form-field": (None, "burglary", "Garages", "2025-06-01", "28"),
    "act-outcome": (None, "better", "mistake"),
    "meeting-next": (None, "2026-02-02", "2020-01-01"),
    "who-writes": (None, "PSO 12"),
    "report-paper": (None, "letter", "a4", "tabloid"),
    "job-name": (None, "", "PSO 12", "--out"),
}
