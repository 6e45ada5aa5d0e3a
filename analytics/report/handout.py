"""How do the slides of a meeting become a handout? Letter paper, in the slides' own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from analytics.coverage import Coverage
from analytics.report.sheet import Frame, Sheet, typeset


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
    """Set the slides as a PDF."""
    content = {"sections": [asdict(section) for section in sections]}
    return typeset(
        Sheet("handout", content, Frame(title, "handout", coverage, coverage.sentence()))
    )
