"""How is what is told of a problem written as JSON, and read again? Field by field; what does not fit is refused, not guessed.

Who reads it trusts the numbers in it: it comes from the dashboard's own command, or from a file that somebody kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from analytics.errors import RecordError
from analytics.offenses import CATEGORIES
from analytics.report.problem.told import ProblemTold

FORMAT = "problem 1"


def write_told(told: ProblemTold) -> str:
    """Write what is told of a problem as JSON, days as 2026-01-31."""
    said = {"format": FORMAT, **asdict(told)}
    return json.dumps(said, default=date.isoformat, ensure_ascii=False, indent=1)


def read_told(text: str) -> ProblemTold:
    """Read what `write_told` wrote. Raises RecordError for a text that is not such."""
    try:
        said = json.loads(text)
        if not isinstance(said, dict) or said.pop("format", None) != FORMAT:
            raise RecordError(
                "this is no record of a problem: write one with `python -m dashboard.decisions problem NUMBER`"
            )
        told: ProblemTold = _read(ProblemTold, said, "problem")
        if told.category not in CATEGORIES:
            raise ValueError(f"category: no such one as {told.category!r}")
        # Its days and its place are read here, so that a wrong one is told as such.
        assert told.selection
    except RecordError:
        raise
    except json.JSONDecodeError as error:
        raise RecordError(f"this is no JSON: {error}") from error
    except Exception as error:
        raise RecordError(f"this record of a problem is damaged: {error}") from error
    return told


def _read(kind: Any, value: Any, where: str) -> Any:
    """Read a value as a type has it."""
    if get_origin(kind) is UnionType:
        kinds = get_args(kind)
        if value is None and NoneType in kinds:
            return None
        return _read(next(each for each in kinds if each is not NoneType), value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where} is no list")
        each = get_args(kind)[0]
        return tuple(_read(each, part, f"{where}, no. {n}") for n, part in enumerate(value, 1))
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ValueError(f"{where}: {value!r} is none of {', '.join(get_args(kind))}")
        return value
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        if not isinstance(value, dict) or set(value) != set(names):
            raise ValueError(f"{where} has not the parts {', '.join(names)}")
        return kind(**{name: _read(hints[name], value[name], name) for name in names})  # type: ignore[operator]
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"{where}: {value!r} is not what belongs there")
    return value
