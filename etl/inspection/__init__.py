"""What is in this export, and which feed definition would read it? Findings with their evidence, to start from.

It looks at the first rows of one delivery and knows nothing of the agency: that a column is named "Date" does not say which date.
What is only likely says so, and what nobody can tell from a file (time zone, place, and without an outline the CRS of feet) is
left to be answered; the definition cannot be loaded before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from analytics.errors import FeedError
from analytics.settings import Settings
from etl.feeds.files import read_file
from etl.inspection.addresses import NO_ID, id_of, is_address, pattern_of, source_of_address
from etl.inspection.definition_text import definition_text
from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, Finding, Inspection, percent
from etl.inspection.identity import find_identity
from etl.inspection.offense_columns import find_offenses
from etl.inspection.place import find_position
from etl.inspection.positions import load_extent
from etl.inspection.report import show_inspection
from etl.inspection.roles import EMPTY, TIMES, Choice, Roles, assign_roles
from etl.inspection.sample import Reader, Sample, sample_file
from etl.inspection.time_formats import ENOUGH, MONTH_FORMAT, agree, is_month
from etl.inspection.web_samples import Sampler, sample_address
from etl.inspection.zones import find_time_zone
from etl.times import EPOCH_MS, EPOCH_MS_LOCAL

_ROLE_ORDER = (
    "incident_id", "offense_code", "offense_text", "occurred_from", "occurred_to", "reported", "updated", "address",
    "lon", "lat", "x", "y", "point",
)  # fmt: skip
_DAYS_OF_A_MONTH = (28, 31)


def inspect(
    file_or_address: str,
    *,
    extent: BaseGeometry | None = None,
    feed: str | None = None,
    place: str | None = None,
    time_zone: str | None = None,
    sample: Sampler | None = None,
    read: Reader = read_file,
    settings: Settings | None = None,
) -> Inspection:
    """Look at an unknown export, and give what a feed definition of it would say.

    `extent` is what the city covers, in degrees; `feed`, `place` and `time_zone` are what a person said. `sample` brings rows of
    a web address, given the [source] table and the address; without it they are fetched, with the tokens of `settings`. `read`
    reads files, in a sandbox if a file is not trusted. Raises FeedError for what is no table, and for a time zone that does not
    exist.
    """
    source: dict[str, Any] = {}
    if is_address(file_or_address):
        source = dict(source_of_address(file_or_address))
        sample = sample or partial(sample_address, read=read, settings=settings)
        rows = sample(source, file_or_address)
    else:
        path = Path(file_or_address)
        if not path.is_file():
            raise FeedError(f"{path}: no such file; give one file of the export or its web address")
        rows = sample_file(path, read=read)
    inspection = _inspect_rows(rows, source, extent)
    for key, answer in (("feed", feed), ("place", place), ("time_zone", time_zone)):
        if answer is not None:
            inspection.answer(key, answer)
    if is_address(file_or_address):
        # What follows the ? may hold a token, and a definition is passed on.
        inspection.remarks.append(f"Read from {file_or_address.partition('?')[0]}")
    return inspection


def _inspect_rows(
    sample: Sample, source: Mapping[str, Any], extent: BaseGeometry | None
) -> Inspection:
    table = sample.table
    if table.empty:
        raise FeedError(f"{sample.name}: holds no rows; ask for it again")
    inspection = Inspection(sample.name, len(table), sample.is_whole, tuple(table.columns))
    inspection.remarks += [note[0].upper() + note[1:] for note in sample.notes]
    if sample.malformed:
        inspection.remarks.append(
            f"{sample.malformed:,} lines do not have as many fields as the others"
        )
    whose = "service" if source else "file"
    name = sample.name.replace("/", " ") if source else sample.name
    said = f"from the {whose}'s name; name the .toml file so too"
    if id_of(name) == NO_ID:
        said = f"the {whose}'s name says nothing; call it and the .toml file after the agency"
    inspection.add(Finding("feed", id_of(name), LIKELY, said))
    said = f"from the {whose}'s name; say whose export it is"
    inspection.add(Finding("title", sample.name, LIKELY, said))
    roles = assign_roles(table, has_names=sample.has_header)
    find_offenses(roles, inspection, has_names=sample.has_header)
    position = find_position(roles, extent, sample.crs)
    find_identity(roles, inspection, needs_key=source.get("transport") == "socrata")
    said = "no file says whose it is; all feeds of a snapshot name the same place"
    inspection.add(Finding("place", None, NOT_KNOWN, said, is_needed=True))
    inspection.add(find_time_zone(roles, position.middle, sample.dates_zone))
    _add_source(inspection, sample, source, roles)
    _add_columns(inspection, roles, sample.types)
    _add_times(inspection, roles)
    for finding in position.findings:
        inspection.add(finding)
    _add_other(inspection, roles)
    if {"columns.offense_code", "columns.occurred_from"} <= {
        question.key for question in inspection.open_questions()
    }:
        inspection.remarks.append("No column says when and none says what: are these incidents?")
    return inspection


def _add_source(
    inspection: Inspection, sample: Sample, source: Mapping[str, Any], roles: Roles
) -> None:
    for key, value in source.items():
        inspection.add(Finding(f"source.{key}", value, SURE, "from the web address"))
    if not source:
        evidence = "all files of this kind; narrow it if other feeds lie in the same folder"
        inspection.add(Finding("source.path", pattern_of(sample.name), LIKELY, evidence))
    if sample.parts > 1 and sample.name.lower().endswith((".xlsx", ".xlsm")):
        evidence = f"{sample.parts} sheets have these columns: all are read; name one if the others are copies"
        inspection.add(Finding("source.sheet", "*", LIKELY, evidence))
    if not sample.has_header:
        evidence = f"no row names the columns; {sample.table.shape[1]} of them"
        names = _names_without_header(roles)
        inspection.add(
            Finding("source.columns_without_header", list(names.values()), LIKELY, evidence)
        )
        _rename(roles, names)
        inspection.columns = tuple(names.values())


def _names_without_header(roles: Roles) -> dict[str, str]:
    """Name each column of a file without header after what it is read as."""
    names = {
        column: role.replace(".", "_")
        for role, choice in roles.choices.items()
        for column in choice.columns[:1]
    }
    return {column: names.get(column, column) for column in roles.table.columns}


def _rename(roles: Roles, names: Mapping[str, str]) -> None:
    roles.table = roles.table.rename(columns=names)
    roles.left_out = {names[column]: why for column, why in roles.left_out.items()}
    for role, choice in roles.choices.items():
        columns = tuple(names[column] for column in choice.columns)
        roles.choices[role] = Choice(columns, choice.sureness, choice.evidence)


def _add_columns(inspection: Inspection, roles: Roles, types: Mapping[str, str]) -> None:
    if "occurred_from" not in roles.choices and "reported" in roles.choices:
        inspection.remarks.append(
            "No column says when it happened: the time of report is read instead"
        )
        for part in ("", ".time"):
            if f"reported{part}" in roles.choices:
                choice = roles.choices.pop(f"reported{part}")
                evidence = f"the time of report, for want of another; {choice.evidence}"
                roles.choices[f"occurred_from{part}"] = Choice(choice.columns, LIKELY, evidence)
        roles.readings["occurred_from"] = roles.readings.pop("reported")
    if "occurred_from" not in roles.choices:
        evidence = "no column's name or values are times that can be read"
        evidence += "".join(f"; {column} is {why}" for column, why in roles.refused.items())
        candidates = inspection.columns
        months = tuple(column for column in candidates if is_month(roles.table[column]))
        if months:
            evidence = f"{months[0]} says only the month: all would have happened on its first day; ask for days"
            candidates = months
            said = "reads a month, if that is all there is"
            inspection.add(Finding("time.formats", [MONTH_FORMAT], LIKELY, said))
        inspection.add(
            Finding("columns.occurred_from", None, NOT_KNOWN, evidence, candidates, True)
        )
    for role in _ROLE_ORDER:
        if role not in roles.choices:
            continue
        choice = roles.choices[role]
        value: Any = "+".join(choice.columns)
        evidence, sureness = choice.evidence, choice.sureness
        if role in TIMES:
            reading = roles.readings[role]
            evidence += f", {percent(reading.share)} of the values are {reading.words}"
            if reading.unread:
                evidence += f"; not {reading.unread!r}"
            clock = roles.choices.get(f"{role}.time")
            if clock is not None:
                value = {"date": value, "time": clock.columns[0]}
            elif not reading.has_clock:
                evidence += "; days without a clock time"
        if kind := types.get(choice.columns[0]):
            evidence += f"; {kind}, says the service"
        inspection.add(Finding(f"columns.{role}", value, sureness, evidence))


def _add_times(inspection: Inspection, roles: Roles) -> None:
    readings = [roles.readings[role] for role in TIMES if role in roles.choices]
    formats, undecided = agree(readings)
    if undecided:
        pairs = " and ".join(" or ".join(pair) for pair in undecided)
        evidence = f"month and day cannot be told apart: every value fits {pairs}"
        if EPOCH_MS in undecided[0]:
            evidence = (
                f"some times are all midnight in UTC, so days, others have a clock: are those UTC ({EPOCH_MS}), or local times "
                f"that were never converted ({EPOCH_MS_LOCAL})? One reading is for all"
            )
        candidates = tuple(list(formats + choice) for choice in zip(*undecided, strict=True))
        inspection.add(
            Finding("time.formats", None, NOT_KNOWN, evidence, candidates, is_needed=True)
        )
        return
    if not formats:
        return
    by_days = any(reading.is_by_days for reading in readings)
    evidence = "as the values are written"
    if EPOCH_MS_LOCAL in formats:
        evidence = "the moments are all midnight in UTC: days, which another zone would move"
    elif by_days:
        evidence = "no day is above 12; this way round the days follow each other, the other way they are scattered"
    by_days |= EPOCH_MS_LOCAL in formats
    sureness = LIKELY if by_days or min(reading.share for reading in readings) < 0.9 else SURE
    inspection.add(Finding("time.formats", list(formats), sureness, evidence))
    if inspection.is_whole:
        _add_cadence(inspection, roles)


def _add_cadence(inspection: Inspection, roles: Roles) -> None:
    """Say that an export is monthly where nearly all of its days lie in one whole month."""
    days = roles.start_days()
    if days.empty:
        return
    month = days.dt.to_period("M")
    share = float((month == month.mode().iloc[0]).mean())
    span = days[month == month.mode().iloc[0]].dt.day
    if share > 0.8 and span.min() <= 2 and span.max() >= _DAYS_OF_A_MONTH[0]:
        evidence = f"{percent(share)} of the rows are of {month.mode().iloc[0]}: looks like a monthly export"
        inspection.add(Finding("cadence_days", _DAYS_OF_A_MONTH[1], LIKELY, evidence))


def _add_other(inspection: Inspection, roles: Roles) -> None:
    used = {column for role, choice in roles.choices.items() for column in choice.columns
            if role.removesuffix(".time") in _ROLE_ORDER}  # fmt: skip
    of_keys = {column for column, why in roles.left_out.items() if why == ""}
    inspection.other = {
        column: roles.left_out.get(column) or roles.refused.get(column, "")
        for column in map(str, roles.table.columns)
        if column not in used | of_keys
    }
    if not inspection.is_whole:
        inspection.other = {
            column: "empty in the rows looked at" if why == EMPTY else why
            for column, why in inspection.other.items()
        }
    unread = [
        column for column, why in inspection.other.items() if not why and _is_time(roles, column)
    ]
    without = " or ".join(f"columns.{role}" for role in TIMES if role not in roles.choices)
    if unread and without:
        inspection.remarks.append(
            f"Times that are not read: {', '.join(unread)}; if one of them is {without}, say so there"
        )
    private = [column for column, why in inspection.other.items() if "people" in why]
    if private:
        inspection.remarks.append(f"About people or free text, not read: {', '.join(private)}")


def _is_time(roles: Roles, column: str) -> bool:
    """Say if a column holds times; digits without a clock are years or numbers sooner than days."""
    reading = roles.time_of(column)
    is_told = reading.has_clock or not roles.table[column].str.fullmatch(r"\d*").all()
    return reading.share >= ENOUGH and is_told


__all__ = [
    "Finding",
    "Inspection",
    "Sample",
    "definition_text",
    "id_of",
    "inspect",
    "load_extent",
    "show_inspection",
]
