"""How did the records stand at a moment?

Each change keeps what it changed and what was there before, so that what was done since is undone, step by step, from the newest
on. What is given is to be read: a record that changed since is a copy, and nothing done to it is written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from dashboard.decisions.tables import Change, Meeting, Record, read_plain

R = TypeVar("R", bound=Record)


def read_as_of(
    session: Session, kind: type[R], moment: datetime | None, *where: ColumnElement[bool]
) -> list[R]:
    """Give the records of a kind as they stood at a moment, or stand now without one; by number.

    The conditions are asked of the records as they stand now: only those on what never changes hold for a moment as well.
    """
    asked = select(kind).where(*where).order_by(kind.id)
    if moment is None:
        return list(session.scalars(asked))
    since = select(Change).where(Change.record == kind.__tablename__, Change.at > moment)
    undone: dict[int, dict[str, Any]] = {}
    for change in session.scalars(since.order_by(Change.version.desc())):
        before = {**change.before, "version": change.version - 1}
        undone.setdefault(change.record_id, {}).update(before)
    records = session.scalars(asked.where(kind.opened_at <= moment))
    return [_before(record, undone.get(record.id)) for record in records]


def first_closed_at(session: Session, meeting: Meeting) -> datetime | None:
    """Give the moment when a meeting was closed for the first time; None where it never was."""
    name = Meeting.__tablename__
    asked = select(func.min(Change.at)).where(Change.record == name, Change.act == "closed")
    return session.scalar(asked.where(Change.record_id == meeting.id))


def _before(record: R, undone: dict[str, Any] | None) -> R:
    if undone is None:
        return record
    table = cast(Table, record.__table__)
    held = {column.key: getattr(record, column.key) for column in table.columns}
    return type(record)(**{**held, **read_plain(table, undone)})
