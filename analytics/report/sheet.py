"""How does a sheet become a PDF? Set with typst, tagged for screen readers, with the same foot on every page.

A printed page outlives the screen it came from: each says which run it shows, how far the data are settled, which checks were
flagged, and SIMULATED where nothing happened. The same sheet gives the same bytes, so a changed file means changed numbers. Fonts
are matplotlib's, so that no machine's own fonts change a page; a sign that they lack is printed as �.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from analytics.coverage import Coverage
from analytics.figures.theme import PALETTES
from analytics.report.printable import FONTS, printable_parts

TEMPLATES = Path(__file__).with_name("templates")
Paper = Literal["letter", "a4"]
_PAPERS: dict[Paper, str] = {"letter": "us-letter", "a4": "a4"}


@dataclass(frozen=True)
class Frame:
    """What stands around the content of each page.

    `kind` is what it is called in a sentence: "report"; `footer` names run, days and share located; `checks` are the lines that
    the preflight has printed.
    """

    title: str
    kind: str
    coverage: Coverage
    footer: str
    paper: Paper = "letter"
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What is printed: the name of a template in `templates`, all it says as plain data, and the frame around it."""

    template: str
    content: dict[str, Any]
    frame: Frame


def typeset(sheet: Sheet) -> bytes:
    """Give a sheet as the bytes of a PDF, of PDF/UA-1 and PDF/A-2a."""
    frame = sheet.frame
    as_of = frame.coverage.data_as_of
    around = {
        "colors": asdict(PALETTES["light"]),
        "title": frame.title,
        "kind": frame.kind,
        "date": [as_of.year, as_of.month, as_of.day],
        "is_simulated": frame.coverage.is_simulated,
        "is_schematic": frame.coverage.is_schematic,
        "footer": frame.footer,
        "paper": _PAPERS[frame.paper],
        "checks": list(frame.checks),
    }
    said = printable_parts({"frame": around, "content": sheet.content})
    return typst.compile(
        str(TEMPLATES / f"{sheet.template}.typ"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(said)},
        format="pdf",
        # Tagged for screen readers, and made to be kept: an archive opens it in fifty years.
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
    )
