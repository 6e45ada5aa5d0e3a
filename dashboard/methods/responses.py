"""How is it told whether a response worked?"""

from __future__ import annotations

from dashboard.methods.method import Method
from dashboard.tables.worked import LEAST_AFTER, LEAST_USUAL, USUAL

ENTRIES = {
    "assessment": Method(
        question="Did what was done work?",
        made="Incidents of as many days before and after the first day of a response are counted in the problem's area, in "
        "a ring around it, and in a control area with a ring of its own: neighborhoods that were chosen, or the rest of all "
        "neighborhoods; what lies between neighborhoods is in no control. What the area and its ring changed by, less what "
        "the control changed by, is the difference. Before the response starts, the page says how large a fall would have "
        "to be to be noticed.",
        beware="Down means fewer than the control leads one to expect, not that the response was the reason: a law, a new "
        "records system or another team in the same weeks looks alike. A place that was picked at its worst falls by "
        "itself. Most responses are too small to be told from chance, and “can't tell” does not mean that nothing was "
        "won. Narcotics and quality of life follow where officers look.",
        rule="Weighted displacement difference and ratio of ratios, both with 95% limits, as published: it is one question, "
        "asked before its answer is known. The counts of other pages are many and have 98% limits, which is what “more "
        f"than chance explains” means there. {LEAST_AFTER} settled days after at least; "
        f"the control counts in proportion to the {USUAL.days} days before all that is compared, where it and the area have "
        f"{LEAST_USUAL} incidents or more in them, else in proportion to their size.",
        source="Wheeler & Ratcliffe 2018, Crime Science 7:11; Bowers & Johnson 2003.",
        code="dashboard/tables/worked.py, analytics/assessment/",
    ),
}
