"""How is each number made? The entries that the figures of all pages point to, by the name that links use."""

from __future__ import annotations

from dashboard.methods import counting, data, places, priorities, responses, time, trends
from dashboard.methods.method import Method

# In the order in which somebody new to the numbers would read them.
GROUPS: dict[str, dict[str, Method]] = {
    "Counts and changes": counting.ENTRIES,
    "Weeks, months and years": trends.ENTRIES,
    "Hours, repeats and concentration": time.ENTRIES,
    "The map": places.ENTRIES,
    "Comparing neighborhoods": priorities.ENTRIES,
    "What came of it": responses.ENTRIES,
    "The data themselves": data.ENTRIES,
}
METHODS: dict[str, Method] = {
    name: method for entries in GROUPS.values() for name, method in entries.items()
}
