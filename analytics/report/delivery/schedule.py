"""Which reports are wanted, when, where and by whom? Read from a TOML file, which holds no password.

    folder = "reports"                    # beside this file; holds the reports and the journal

    [mail]                                # without it, reports are only written
    host = "mail.example.org"
    port = 587
    security = "starttls"                 # or "tls"; "none" only to this machine itself, or without a user
    user = "reports"                      # the password is CRIME_SMTP_PASSWORD in the environment
    sender = "reports@example.org"

    [[report]]
    name = "weekly-brief"                 # of the file, and in the journal
    kind = "brief"
    weekday = "monday"                    # or day_of_month = 1, or every_days = 14 and first_on = 2026-01-05
    audience = "police"                   # default: public
    neighborhoods = ["warm-sands"]        # default: the city
    offenses = ["burglary"]
    days = 28                             # the last settled ones
    paper = "letter"
    to = ["watch@example.org"]
    subject = "Weekly brief"
    acknowledge = { name = "Capt. Doe", checks = [4] }

A report that the journal does not know is due at once, for the last of its days; with first_on, never for a day before that.
A name in a file acknowledges what it has not read: it holds for the checks that are listed, and for no other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from email.headerregistry import Address
from pathlib import Path
from typing import Any, cast

from analytics.audiences import Audience
from analytics.errors import SettingsError
from analytics.report.delivery.due import WEEKDAYS, Rhythm
from analytics.report.kinds import KINDS
from analytics.report.sheet import Paper

SECURITY = ("starttls", "tls", "none")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_MAIL = {"host", "port", "security", "user", "sender", "ca_file"}
_REPORT = {
    *("name", "kind", "weekday", "day_of_month", "every_days", "first_on", "audience", "neighborhoods", "offenses"),
    *("days", "paper", "to", "subject", "acknowledge"),
}  # fmt: skip


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, as whom; `ca_file` names the certificates of an authority of one's own."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    ca_file: Path | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Wanted:
    """One report of the schedule."""

    name: str
    kind: str
    rhythm: Rhythm
    audience: Audience = "public"
    neighborhoods: tuple[str, ...] = ()
    offenses: tuple[str, ...] = ()
    days: int = 28
    paper: Paper = "letter"
    recipients: tuple[str, ...] = ()
    subject: str | None = None
    acknowledged_by: str | None = None
    acknowledged_checks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """Everything that a schedule file says."""

    folder: Path
    reports: tuple[Wanted, ...]
    mail: MailServer | None = None


def read_schedule(path: Path, *, password: str | None = None) -> Schedule:
    """Read a schedule. Raises SettingsError, naming the file, the report and what is wrong."""
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as a schedule: {error}") from error
    try:
        _only(text, {"folder", "mail", "report"})
        mail = _mail(text["mail"], path.parent, password) if "mail" in text else None
        reports = tuple(map(_wanted, _list(text, "report", dict)))
        names = [report.name for report in reports]
        if not names or len(set(names)) < len(names):
            raise ValueError("needs one or more [[report]], each with a name of its own")
        if mail is None and any(report.recipients for report in reports):
            raise ValueError("a report has recipients: add [mail]")
        return Schedule(path.parent / _text(text, "folder"), reports, mail)
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from error


def _mail(given: Mapping[str, Any], beside: Path, password: str | None) -> MailServer:
    _only(given, _MAIL, "mail: ")
    server = MailServer(
        _text(given, "host"),
        _address(_text(given, "sender")),
        _number(given, "port", 587, most=65535),
        _one_of(given, "security", SECURITY),
        _text(given, "user") if "user" in given else None,
        beside / _text(given, "ca_file") if "ca_file" in given else None,
        password,
    )
    if server.user and not password:
        raise ValueError(f"mail: set CRIME_SMTP_PASSWORD to the password of {server.user}")
    if server.user and server.security == "none" and server.host not in _LOOPBACK:
        raise ValueError(
            "mail: a password must not travel in the clear: set security to starttls or tls"
        )
    return server


def _wanted(given: Mapping[str, Any]) -> Wanted:
    name = _text(given, "name")
    if not _NAME.fullmatch(name):
        raise ValueError(f"report {name!r}: a name has small letters, digits and hyphens only")
    try:
        _only(given, _REPORT)
        who, checks = _acknowledged(given)
        return Wanted(
            name,
            _one_of(given, "kind", tuple(KINDS)),
            _rhythm(given),
            cast(Audience, _one_of(given, "audience", ("public", "police"))),
            _list(given, "neighborhoods", str),
            _list(given, "offenses", str),
            _number(given, "days", 28, most=3660),
            cast(Paper, _one_of(given, "paper", ("letter", "a4"))),
            tuple(dict.fromkeys(map(_address, _list(given, "to", str)))),
            _text(given, "subject") if "subject" in given else None,
            who,
            checks,
        )
    except ValueError as error:
        raise ValueError(f"report {name}: {error}") from error


def _acknowledged(given: Mapping[str, Any]) -> tuple[str | None, tuple[int, ...]]:
    if "acknowledge" not in given:
        return None, ()
    said = given["acknowledge"]
    if not isinstance(said, dict):
        raise ValueError('acknowledge is written { name = "Capt. Doe", checks = [4] }')
    _only(said, {"name", "checks"}, "acknowledge: ")
    return _text(said, "name"), _list(said, "checks", int)


def _rhythm(given: Mapping[str, Any]) -> Rhythm:
    told = [name for name in ("weekday", "day_of_month", "every_days") if name in given]
    if len(told) != 1:
        raise ValueError("say when it is due, by one of weekday, day_of_month and every_days")
    first = given.get("first_on", Rhythm.first_on)
    if type(first) is not date:
        raise ValueError("first_on is a day, such as 2026-01-05")
    if told == ["weekday"]:
        return Rhythm(weekday=WEEKDAYS.index(_one_of(given, "weekday", WEEKDAYS)), first_on=first)
    if told == ["day_of_month"]:
        return Rhythm(day_of_month=_number(given, "day_of_month", 1, most=31), first_on=first)
    return Rhythm(every_days=_number(given, "every_days", 7, most=3660), first_on=first)


def _only(given: Mapping[str, Any], known: set[str], where: str = "") -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"{where}unknown {', '.join(unknown)}: use {', '.join(sorted(known))}")


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(f"{name} has to be a text of one line")
    return value.strip()


def _one_of(given: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = given.get(name, known[0])
    if value not in known:
        raise ValueError(f"{name} is {value!r}: choose from {', '.join(known)}")
    return str(value)


def _number(given: Mapping[str, Any], name: str, default: int, *, most: int) -> int:
    value = given.get(name, default)
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError(f"{name} is {value!r}: give a number from 1 to {most}")
    return value


def _list(given: Mapping[str, Any], name: str, of: type) -> tuple[Any, ...]:
    values = given.get(name, [])
    if not isinstance(values, list) or not all(type(value) is of for value in values):
        raise ValueError(f"{name} has to be a list")
    return tuple(values)


def _address(text: str) -> str:
    """Check an address of mail, in ASCII: what it may hold else, servers differ about."""
    try:
        found = Address(addr_spec=text)
    except (ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"{text!r} is no address of mail") from error
    if not (text.isascii() and text.isprintable() and found.username and found.domain):
        raise ValueError(f"{text!r} is no address of mail")
    return text
