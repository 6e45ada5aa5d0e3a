"""How is something that people decided written down?

Opened, changed, closed, opened again: each act is one transaction that writes the record, and who did it, when, and what was
before. A change names the version that its form was filled from: where somebody was faster, nothing is written and the second one
is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analytics.errors import RecordError
from dashboard.decisions.rules import check_fields, check_together, one_of, text_of
from dashboard.decisions.tables import KINDS, LINE, Change, Record
from dashboard.decisions.words import OUTCOMES

R = TypeVar("R", bound=Record)


class EditConflictError(RecordError):
    """Somebody changed the record since the form was filled: `changes`, of which `change` is the last."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.changes = tuple(changes)
        self.change = change = self.changes[0]
        super().__init__(
            f"{change.who} changed this at {change.at:%H:%M} (UTC) while you were writing"
        )


def open_record(
    session: Session,
    kind: type[R],
    /,
    *,
    who: str,
    at: datetime,
    token: str | None = None,
    **fields: Any,
) -> R:
    """Write a new record. Raises RecordError for what it may not say.

    `token` is that of the form it comes from: what a form wrote already is given, and not written again.
    """
    name = kind.__tablename__
    _check_who(who)
    check_fields(name, fields, is_new=True)
    check_together(name, fields)
    _check_links(session, fields)
    written = token and _opened_before(session, kind, token, fields)
    if written:
        return written
    try:
        with session.begin_nested():
            record = kind(**fields, version=1, opened_at=at, opened_by=who)
            session.add(record)
            session.flush()
            change = _change(record, who, at, "opened", {}, _plain(fields))
            change.token = token
            session.add(change)
            session.flush()
    except IntegrityError:
        # The same form came a second time, and was written while this one waited.
        written = token and _opened_before(session, kind, token, fields)
        if not written:
            raise
        return written
    return record


def _opened_before(
    session: Session, kind: type[R], token: str, fields: Mapping[str, Any]
) -> R | None:
    text_of(LINE)("the token of this form", token)
    change = session.scalars(select(Change).filter_by(token=token)).first()
    if change is None:
        return None
    # What is reckoned on the day may be another number by now.
    typed = {name: value for name, value in fields.items() if not isinstance(value, dict)}
    was = {name: value for name, value in change.after.items() if not isinstance(value, dict)}
    if change.record != kind.__tablename__ or was != _plain(typed):
        raise RecordError("this form was saved already: load the page again to write another one")
    return session.get_one(kind, change.record_id)


def change_record(
    session: Session,
    kind: type[R],
    record_id: int,
    /,
    *,
    version: int,
    who: str,
    at: datetime,
    act: str = "changed",
    **fields: Any,
) -> R:
    """Change some fields of an open record. Raises RecordError, EditConflictError where the version is no longer the newest."""
    name = kind.__tablename__
    _check_who(who)
    record = _newest(session, kind, record_id, version)
    if not record.is_open:
        raise RecordError(f"this {name} is closed: open it again to change it")
    check_fields(name, fields, is_new=False)
    check_together(name, {**_values(record), **fields})
    _check_links(session, fields)
    return _write(session, record, who, at, act, fields)


def close_record(
    session: Session,
    kind: type[R],
    record_id: int,
    /,
    *,
    version: int,
    who: str,
    at: datetime,
    outcome: str,
) -> R:
    """Close a record: it stays, and says what became of it."""
    _check_who(who)
    one_of(OUTCOMES)("what became of it", outcome)
    record = _newest(session, kind, record_id, version)
    if not record.is_open:
        raise RecordError(f"this {kind.__tablename__} is closed already")
    closing = {"closed_at": at, "closed_by": who, "outcome": outcome}
    return _write(session, record, who, at, "closed", closing)


def reopen_record(
    session: Session, kind: type[R], record_id: int, /, *, version: int, who: str, at: datetime
) -> R:
    """Open a closed record again."""
    _check_who(who)
    record = _newest(session, kind, record_id, version)
    if record.is_open:
        raise RecordError(f"this {kind.__tablename__} is open")
    opening = {"closed_at": None, "closed_by": None, "outcome": None}
    return _write(session, record, who, at, "opened again", opening)


def is_so(session: Session, kind: type[R], record_id: int, fields: Mapping[str, Any]) -> R | None:
    """Give a record that says already what was to be written, as after a button that was pressed twice; else None."""
    record = session.get(kind, record_id)
    if record is None or any(getattr(record, name) != value for name, value in fields.items()):
        return None
    return record


def read_changes(session: Session, record: Record) -> list[Change]:
    """Give what was done to a record, the newest first."""
    asked = select(Change).filter_by(record=record.__tablename__, record_id=record.id)
    return list(session.scalars(asked.order_by(Change.version.desc())))


def _newest(session: Session, kind: type[R], record_id: int, version: int) -> R:
    record = session.get(kind, record_id, with_for_update=True)
    if record is None:
        raise RecordError(f"there is no {kind.__tablename__} {record_id}")
    if record.version != version:
        changes = read_changes(session, record)
        raise EditConflictError([each for each in changes if each.version > version] or changes[:1])
    return record


def _write(
    session: Session, record: R, who: str, at: datetime, act: str, fields: Mapping[str, Any]
) -> R:
    before = {name: getattr(record, name) for name in fields}
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if not changed:
        return record
    for name, value in changed.items():
        setattr(record, name, value)
    session.flush()
    was = {name: before[name] for name in changed}
    session.add(_change(record, who, at, act, _plain(was), _plain(changed)))
    session.flush()
    return record


def _change(
    record: Record,
    who: str,
    at: datetime,
    act: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Change:
    return Change(
        at=at,
        who=who,
        record=record.__tablename__,
        record_id=record.id,
        version=record.version,
        act=act,
        before=before,
        after=after,
    )


def _values(record: Record) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in record.__table__.columns}


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write days and instants as texts, as JSON has them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
    }


def _check_who(who: str) -> None:
    text_of(LINE)("who writes this", who)


def _check_links(session: Session, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        other = name.removesuffix("_id")
        if value is not None and other in KINDS and session.get(KINDS[other], value) is None:
            raise RecordError(f"there is no {other} {value}")
