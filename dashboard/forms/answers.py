"""What is said to somebody who pressed a button that writes? That it is saved, what to write instead, or who was faster.

Where somebody was faster nothing is written and nothing on the page is lost: the answer says what they changed, and how to go on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html, no_update, set_props

from analytics.errors import CrimeStatsError, RecordError, RecordsOutOfReachError
from dashboard.components.notices import notice
from dashboard.components.out_of_reach import UNSAVED, out_of_reach
from dashboard.context import Context, current
from dashboard.decisions import EditConflictError
from dashboard.decisions.tables import KINDS, LINE
from dashboard.forms.said import changed_lines

# Holds the record that was written last: its kind, its id, its version.
SAVED = "saved-record"
WHO = "who-writes"
NO_ONE = "nobody is named as who writes: fill in “You write as” on this page, then press again"


def saved_store() -> dcc.Store:
    """Hold what was written last."""
    return dcc.Store(id=SAVED)


def answer(act: Callable[[], dict[str, Any]], about: Any, advice: str) -> tuple[object, Any]:
    """Do an act that writes, tell the page of it, and give what is said of it, and what the page then knows of its record.

    Who was told of a conflict has seen the newest version: pressed again, the same act is of that one.
    """
    try:
        said = act()
    except EditConflictError as error:
        return conflict(error, advice), {**about, "version": error.change.version}
    except RecordsOutOfReachError as error:
        kept = "What you typed is still here: press again later."
        return out_of_reach(error, kept, first=UNSAVED), no_update
    except CrimeStatsError as error:
        words = str(error)
        return notice(f"{words[:1].upper()}{words[1:]}.", tone="alert", role="alert"), no_update
    set_props(SAVED, {"data": said})
    return f"Saved as version {said['version']}.", no_update


def writer(who: Any) -> tuple[Context, dict[str, Any]]:
    """Give the context, and who writes and when, as acts take them. Raises RecordError for nobody."""
    context = current()
    named = who.strip() if isinstance(who, str) else ""
    if not named:
        raise RecordError(NO_ONE)
    if len(named) > LINE:
        raise RecordError(f"who writes has {len(named)} characters: {LINE} at most")
    return context, {"who": named, "at": context.clock()}


def record_about(about: Any) -> tuple[str, int | None, int]:
    """Read of which record a form is, and as of which version. Raises RecordError for anything that no form of ours says."""
    record, record_id, version = (
        (about.get("record"), about.get("id"), about.get("version", 0))
        if isinstance(about, dict)
        else (None, None, 0)
    )
    if not isinstance(record, str) or record not in KINDS or not _is_number(version):
        raise RecordError("this form is of no record that is known: load the page again")
    if record_id is not None and not _is_number(record_id):
        raise RecordError("this form is of no record that is known: load the page again")
    return record, record_id, version


def conflict(error: EditConflictError, advice: str) -> html.Div:
    """Say who was faster, what they changed, and how to go on."""
    reader, _ = current().reader_or_reason()
    names = {**reader.names, **reader.block_names} if reader else {}
    writers = " and ".join(sorted({change.who for change in error.changes}))
    lines = [line for change in reversed(error.changes) for line in changed_lines(change, names)]
    return notice(
        html.Strong(f"{writers} changed this while you were writing. "),
        "Nothing of yours was saved, and nothing is lost. They changed:",
        html.Ul([html.Li(line) for line in lines]),
        advice,
        tone="alert",
        role="alert",
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
