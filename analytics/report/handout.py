"""How do the slides of a meeting become a handout? Letter paper, tagged for screen readers, in the slides' own words.

A handout outlives the meeting: each page says which run it shows, how far the data are settled, and SIMULATED where they are. The
same slides give the same bytes. What people say may hold signs that its font does not have: each is printed as �.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from analytics.coverage import Coverage
from analytics.figures.theme import PALETTES
from analytics.report.printable import FONTS, printable_parts

TEMPLATE = Path(__file__).with_name("handout.typ")


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, what it shows in words, and how wide it is set."""

    svg: str
    alt: str
    width_in: float
    title: str = ""


@dataclass(frozen=True)
class Section:
    """What one slide says: its statement, lines, tables of counts, numbers with their words, lists, and pictures.

    A group is a title with rows of cells; a listing is a title with items of name, remark and sentence.
    """

    name: str
    title: str
    kicker: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    numbers: tuple[tuple[str, str], ...]
    listings: tuple[tuple[str, tuple[tuple[str, str, str], ...], str, bool], ...]
    pictures: tuple[Picture, ...]
    note: str


def typeset_handout(title: str, sections: Sequence[Section], coverage: Coverage) -> bytes:
    """Set the slides as PDF/UA-1; the fonts are matplotlib's, so that no machine's own fonts change the page."""
    as_of = coverage.data_as_of
    content: dict[str, Any] = {
        "colors": asdict(PALETTES["light"]),
        "title": title,
        "date": [as_of.year, as_of.month, as_of.day],
        "is_simulated": coverage.is_simulated,
        "is_schematic": coverage.is_schematic,
        "footer": coverage.sentence(),
        "sections": [asdict(section) for section in sections],
    }
    return typst.compile(
        str(TEMPLATE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"handout": json.dumps(printable_parts(content))},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
    )
