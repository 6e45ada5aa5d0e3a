"""The command brief of a selection, as the dashboard and the command line write it."""

from __future__ import annotations

from analytics.report.kinds import Asked, report_bytes
from analytics.selection import Selection
from analytics.store import Store

PASSED = ("Checks 1 to 9 passed.",)


def command_brief(store: Store, selection: Selection, checks: tuple[str, ...] = ()) -> bytes:
    return report_bytes("brief", store, Asked(selection, checks=checks))
