"""When does a text say it was, where every digit of its format has its place?

A format such as %m/%d/%Y %H:%M stands for a handful of layouts: the one with all its leading zeros, and those in which numbers
lack theirs. A text fits a layout to the last byte or not at all, and then a million are read at once, to what
`datetime.strptime` reads. Month names and AM or PM are the English ones, whatever the machine's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise, product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# In the place of a time: nothing was read.
NEVER = np.iinfo(np.int64).min
_DIGITS = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "I": 2, "M": 2, "S": 2}
# Databases write up to nine digits of a second, and an offset as Z, -08, -0800 or -08:00.
_WIDTHS = {"Y": (4,), "y": (2,), "b": (3,), "p": (2,), "f": range(9, 0, -1), "z": (1, 3, 5, 6)}
_PIECE = re.compile(r"((?:%[YymdHIMS])+)|%([bpfz])|(\s+)|%(%)|([^%])")
_BOUNDS = {"Y": (1, 9999), "m": (1, 12), "H": (0, 23), "I": (1, 12), "M": (0, 59), "S": (0, 59)}
_SECOND, _DAY = 1_000_000, 86_400_000_000
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Days from 1970 to the first of each month, from January of the year 0.
_FIRST_DAYS = (np.arange(120_001) - 1970 * 12).astype("M8[M]").astype("M8[D]").astype("int64")


@dataclass(frozen=True)
class Layout:
    """Where in a text of `width` bytes the literal bytes stand, and the directives of a format (start, end)."""

    width: int
    literals: tuple[tuple[int, int], ...]
    fields: dict[str, tuple[int, int]]


@cache
def layouts_of(form: str) -> tuple[Layout, ...]:
    """Give the layouts of a format, the one with all leading zeros first; none where a directive has no fixed width.

    Digits run together in a word of their own, as %H%M, may lack the zeros in front: 141 is 01:41.
    """
    choices = [list(_ways(form, piece)) for piece in _PIECE.finditer(form)]
    given = {name for ways in choices for name, _ in ways[0]}
    is_whole_day = "d" in given and given & {"Y", "y"} and given & {"m", "b"}
    if _PIECE.sub("", form) or not is_whole_day or {"H", "I"} <= given:
        return ()
    return tuple(_layout([part for way in ways for part in way]) for ways in product(*choices))


def _ways(form: str, piece: re.Match[str]) -> Iterator[list[tuple[str, int]]]:
    """Give each way to write a piece of a format: names of directives with widths, a literal byte's name being its number."""
    run, other, space, *literals = piece.groups()
    names = re.findall(r"%(\w)", run or "")
    is_word = form[: piece.start()][-1:] in " " and form[piece.end() :][:1] in " "
    if len(names) > 1:
        full = sum(_DIGITS[name] for name in names)
        for width in range(full, 0 if is_word else full - 1, -1):
            # The digits that are there are the last ones.
            ends = accumulate((_DIGITS[name] for name in names), initial=width - full)
            yield [
                (name, max(end, 0) - max(start, 0))
                for name, (start, end) in zip(names, pairwise(ends), strict=True)
            ]
    elif name := (names or [other])[0]:
        yield from ([(name, width)] for width in _WIDTHS.get(name, (2, 1)))
    else:
        text = " " if space else "".join(filter(None, literals))
        yield [(str(byte), 1) for byte in text.encode()]


def _layout(parts: list[tuple[str, int]]) -> Layout:
    spans = list(pairwise(accumulate((width for _, width in parts), initial=0)))
    placed = [(name, span) for (name, _), span in zip(parts, spans, strict=True)]
    return Layout(
        spans[-1][1],
        tuple((start, int(name)) for name, (start, _) in placed if name.isdecimal()),
        {name: span for name, span in placed if not name.isdecimal()},
    )


def read_layouts(
    text: pa.LargeStringArray, layouts: tuple[Layout, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Read texts by the first layout that they fit.

    Gives microseconds since 1970, NEVER where none fits, and whether they are UTC, which they are where the text had an offset.
    """
    times, is_utc = np.full(len(text), NEVER), np.zeros(len(text), dtype=bool)
    lengths = pc.binary_length(text).to_numpy()
    widths = set(np.flatnonzero(np.bincount(lengths)).tolist())
    for width in widths & {layout.width for layout in layouts}:
        rows = np.flatnonzero(lengths == width)
        letters = _letters(text if len(rows) == len(text) else text.take(pa.array(rows)), width)
        for layout in layouts:
            if layout.width != width:
                continue
            fits = _has_literals(letters, layout.literals)
            if not fits.any():
                continue
            if len(rows) == len(text) and fits.all():
                found = _read(letters, layout.fields)
                if not (found == NEVER).any():
                    return found, np.full(len(text), "z" in layout.fields)
            fitting = slice(None) if fits.all() else fits
            found = _read(letters[:, fitting], layout.fields)
            times[rows[fitting]] = found
            is_utc[rows[fitting]] = (found != NEVER) & ("z" in layout.fields)
            left = times[rows] == NEVER
            if not left.any():
                break
            rows, letters = rows[left], letters[:, left]
    return times, is_utc


def _letters(text: pa.LargeStringArray, width: int) -> np.ndarray:
    """Give the bytes of texts that all have one width: a row each place, so that those compared stand side by side."""
    _, offsets, data = text.buffers()
    start = int(np.frombuffer(offsets, dtype="int64")[text.offset]) if len(text) else 0
    letters = np.frombuffer(data, dtype="uint8")[start : start + len(text) * width]
    return np.ascontiguousarray(letters.reshape(-1, width).T)


def _has_literals(letters: np.ndarray, literals: tuple[tuple[int, int], ...]) -> np.ndarray:
    fits = np.ones(letters.shape[1], dtype=bool)
    for place, byte in literals:
        fits &= _is_letter(letters[place], byte)
        if not fits.any():
            break
    return fits


def _is_letter(column: np.ndarray, byte: int) -> np.ndarray:
    """Compare with an ASCII letter in either case, or with any other byte as it is."""
    is_same = column == byte
    return is_same | (column == byte ^ 0x20) if bytes([byte]).isalpha() else is_same


def _pair(digits: np.ndarray, good: np.ndarray) -> np.ndarray:
    """Read a row of digits, or two, and mark in `good` what is none."""
    # Bytes before "0" wrap around, so one comparison finds all that are no digits.
    values = digits - np.uint8(ord("0"))
    for value in values:
        good &= value <= 9
    return values[0] if len(values) == 1 else values[0] * np.uint8(10) + values[1]


def _read(letters: np.ndarray, fields: dict[str, tuple[int, int]]) -> np.ndarray:
    """Read texts whose literals have been found right: microseconds since 1970, or NEVER."""
    good = np.ones(letters.shape[1], dtype=bool)

    def number(start: int, end: int) -> np.ndarray:
        # Two digits fit a byte, of which many are worked on at once.
        pairs = [
            _pair(letters[place : min(place + 2, end)], good) for place in range(start, end, 2)
        ]
        value = pairs[0].astype("int32") if pairs else np.zeros(letters.shape[1], dtype="int32")
        for place, pair in zip(range(start + 2, end, 2), pairs[1:], strict=True):
            value = value * (100 if place + 2 <= end else 10) + pair
        return value

    def is_letter(place: int, letter: str) -> np.ndarray:
        return _is_letter(letters[place], ord(letter))

    numbers = {name: number(*span) for name, span in fields.items() if name in _DIGITS}
    if "y" in numbers:
        numbers["Y"] = numbers["y"] + np.where(numbers["y"] < 69, 2000, 1900)
    if "b" in fields:
        start, _ = fields["b"]
        names = [
            [is_letter(start + i, letter) for i, letter in enumerate(name)] for name in _MONTHS
        ]
        is_month = np.array([first & second & third for first, second, third in names])
        numbers["m"] = np.where(is_month.any(axis=0), is_month.argmax(axis=0) + 1, 0)
    for name, (least, most) in _BOUNDS.items():
        if name in numbers:
            good &= (numbers[name] >= least) & (numbers[name] <= most)
    if "I" in numbers:
        numbers["H"] = numbers["I"] % 12
    if "p" in fields:
        start, _ = fields["p"]
        is_pm = is_letter(start, "P")
        good &= (is_pm | is_letter(start, "A")) & is_letter(start + 1, "M")
        if "I" in numbers:
            numbers["H"] += np.where(is_pm, 12, 0)
    month = np.where(good, numbers["Y"] * 12 + numbers["m"] - 1, 12)
    day = _FIRST_DAYS[month] + numbers["d"] - 1
    good &= (numbers["d"] >= 1) & (day < _FIRST_DAYS[month + 1])
    clock = [numbers.get(name, 0) for name in "HMS"]
    times = day * _DAY + ((clock[0] * 60 + clock[1]) * 60 + clock[2]) * np.int64(_SECOND)
    if "f" in fields:
        start, end = fields["f"]
        times += number(start, min(end, start + 6)) * 10 ** max(6 - (end - start), 0)
        # Only to see that they are digits.
        number(start + 6, end)
    if "z" in fields:
        start, end = fields["z"]
        if end - start == 1:
            good &= is_letter(start, "Z")
        else:
            is_west = letters[start] == ord("-")
            hours, minutes = number(start + 1, start + 3), number(max(end - 2, start + 3), end)
            good &= (is_west | (letters[start] == ord("+"))) & (hours < 24) & (minutes < 60)
            if end - start == 6:
                good &= letters[start + 3] == ord(":")
            times += np.where(is_west, 1, -1) * (hours * 60 + minutes) * np.int64(60 * _SECOND)
    return np.where(good, times, NEVER)
