"""What do all fields with a calendar share? Names for its arrows, and room in the page for it rather than above it."""

from __future__ import annotations

from typing import Any

CALENDAR: dict[str, Any] = {
    "firstDayOfWeek": 0,
    "ariaLabels": {
        "monthLevelControl": "Choose a month",
        "yearLevelControl": "Choose a year",
        "previousMonth": "Previous month",
        "nextMonth": "Next month",
        "previousYear": "Previous year",
        "nextYear": "Next year",
        "previousDecade": "Previous ten years",
        "nextDecade": "Next ten years",
    },
    # Its role of a dialog would have no name: the field has one, and what opens is only its calendar.
    "popoverProps": {"withinPortal": False, "withRoles": False},
}
