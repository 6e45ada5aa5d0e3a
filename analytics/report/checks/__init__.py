"""May this report leave the building? Numbered checks of a snapshot and of the days asked for, before a PDF is written.

`preflight(store, selection, today=…)` gives all of them, always with the same numbers; `cleared(checks, name)` gives the lines
that are printed on every page, or raises ReportHeldError; `explained(checks)` says what is behind each flag. A check that passes
says that nothing was found, not that all is well: a feed that lost one row in twenty looks like any quiet month.
"""

from analytics.report.checks.check import Check, Level
from analytics.report.checks.cleared import cleared, explained
from analytics.report.checks.preflight import preflight

__all__ = ["Check", "Level", "cleared", "explained", "preflight"]
