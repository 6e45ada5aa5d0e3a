"""Which signs can be printed? What the fonts of reports lack stands as �, so that one sign keeps nobody from the rest of a page.

Names of places come from the layers and words from people: a sheet that may not be set at all helps nobody.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

# matplotlib's fonts, so that no machine's own fonts change a page.
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
FACES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
UNKNOWN = "\ufffd"
# What PDF/UA forbids, in the font or not: pasted texts begin with the second.
_NOT_IN_PDF = {0, 0xFEFF, 0xFFFE}


def printable(text: str) -> str:
    """Replace what the fonts cannot show."""
    # Drawings are long, and hold few different signs.
    lacking = {ord(sign) for sign in set(text)} - _signs() - {ord("\n")}
    return text.translate(dict.fromkeys(lacking, UNKNOWN)) if lacking else text


def printable_parts(content: Any) -> Any:
    """Replace what the fonts cannot show in all texts of a dictionary, a list, and what is in them."""
    if isinstance(content, str):
        return printable(content)
    if isinstance(content, dict):
        return {name: printable_parts(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [printable_parts(value) for value in content]
    return content


@cache
def _signs() -> frozenset[int]:
    """Give the signs that are in all faces, and that a PDF for screen readers may hold."""
    faces = (set(FT2Font(FONTS / name).get_charmap()) for name in FACES)
    return frozenset(set.intersection(*faces) - _NOT_IN_PDF)
