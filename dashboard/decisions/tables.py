"""Which tables hold what people decided?

A row each for a meeting, a concern, a priority, a problem, a response, an assessment, and for every change of one of these. No
row is ever deleted, only closed, and no column is for the name of a private person. Days are those of the city; instants are UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    Dialect,
    ForeignKey,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import DateTime, TypeDecorator

# Without names of their own, constraints could not be changed by a migration.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
LINE, SENTENCE = 80, 240
# The columns of `OnGround`.
GROUND = ("neighborhood_id", "block_id", "area")


class Instant(TypeDecorator[datetime]):
    """An instant with its zone, which SQLite does not keep: written and read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)


class Record(Base):
    """What every record has: a number, a version that grows with each change, when and by whom it was opened and closed."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[str] = mapped_column(String(LINE))
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    closed_by: Mapped[str | None] = mapped_column(String(LINE), default=None)
    outcome: Mapped[str | None] = mapped_column(String(LINE), default=None)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class OnGround:
    """Where something is: a shape drawn on the map, as links write it, a block, a neighborhood; none of the three is the city."""

    neighborhood_id: Mapped[str | None] = mapped_column(String(LINE), default=None, index=True)
    block_id: Mapped[str | None] = mapped_column(String(LINE), default=None)
    area: Mapped[str | None] = mapped_column(Text, default=None)


class Meeting(OnGround, Record):
    """People who meet: `kind` of MEETING_KINDS, the day, the place they meet at, and notes that only the police read."""

    __tablename__ = "meeting"

    kind: Mapped[str] = mapped_column(String(LINE))
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[str | None] = mapped_column(String(5), default=None)
    venue: Mapped[str | None] = mapped_column(String(SENTENCE), default=None)
    notes: Mapped[str | None] = mapped_column(Text, default=None)
    next_on: Mapped[date | None] = mapped_column(default=None)


class Concern(OnGround, Record):
    """What somebody named at a meeting, in their words, and how many voted for it."""

    __tablename__ = "concern"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    category: Mapped[str] = mapped_column(String(LINE))
    words: Mapped[str] = mapped_column(String(SENTENCE))
    said_by: Mapped[str] = mapped_column(String(LINE))
    votes: Mapped[int] = mapped_column(default=0)


class Priority(OnGround, Record):
    """What a meeting agreed comes first. `known_then` is what it was agreed on: the count, its days, its sentence, its run."""

    __tablename__ = "priority"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), default=None)
    rank: Mapped[int]
    category: Mapped[str] = mapped_column(String(LINE))
    known_then: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)


class Problem(OnGround, Record):
    """A problem that somebody owns: `stage` is one of SARA's, the goal a fall in percent by a day."""

    __tablename__ = "problem"

    title: Mapped[str] = mapped_column(String(LINE))
    category: Mapped[str] = mapped_column(String(LINE))
    owner: Mapped[str] = mapped_column(String(LINE))
    stage: Mapped[str] = mapped_column(String(LINE), default="scanning", index=True)
    goal_percent: Mapped[int | None] = mapped_column(default=None)
    goal_by: Mapped[date | None] = mapped_column(default=None)
    priority_id: Mapped[int | None] = mapped_column(
        ForeignKey("priority.id"), default=None, index=True
    )


class Response(Record):
    """What is done about a problem, from a day through another, how much of it, and with whom."""

    __tablename__ = "response"

    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), index=True)
    kind: Mapped[str] = mapped_column(String(LINE))
    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(default=None)
    dose: Mapped[int | None] = mapped_column(default=None)
    dose_unit: Mapped[str | None] = mapped_column(String(LINE), default=None)
    partner: Mapped[str | None] = mapped_column(String(LINE), default=None)


class Assessment(Record):
    """How it will be told whether a response worked, written down before it starts: what it is held against, and the power.

    `control` lists neighborhoods; with none it is the rest of all. `days` are counted before and after `starts_on`.
    `power` is what could be seen at all, as reckoned on the day that it was planned.
    """

    __tablename__ = "assessment"

    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), index=True)
    starts_on: Mapped[date]
    days: Mapped[int]
    ring_m: Mapped[int] = mapped_column(default=0)
    control: Mapped[list[str]] = mapped_column(JSON, default=list)
    power: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)


class Change(Base):
    """What somebody did to a record, and what it was before."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("record", "record_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    who: Mapped[str] = mapped_column(String(LINE))
    record: Mapped[str] = mapped_column(String(LINE))
    record_id: Mapped[int]
    version: Mapped[int]
    act: Mapped[str] = mapped_column(String(LINE))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What a form was drawn with: the same one, sent twice, opens one record.
    token: Mapped[str | None] = mapped_column(String(LINE), default=None, unique=True)


KINDS: dict[str, type[Record]] = {
    kind.__tablename__: kind for kind in (Meeting, Concern, Priority, Problem, Response, Assessment)
}


def read_plain(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Read values that were written as JSON has them: days and instants as texts."""
    found = {}
    for name, value in row.items():
        column = table.c[name].type
        if value is not None and isinstance(column, Instant):
            value = datetime.fromisoformat(value)
        elif value is not None and isinstance(column, Date):
            value = date.fromisoformat(value)
        found[name] = value
    return found
