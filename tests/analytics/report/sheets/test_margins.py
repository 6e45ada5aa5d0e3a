"""Does any text run over the edge of its page, with names as long as words come?"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest
import typst

from analytics.periods import recent_period
from analytics.report.kinds import KINDS
from analytics.report.sheet import typeset
from analytics.selection import Selection
from analytics.store import open_snapshot
from tests.analytics.report.sheets.printed import CHECKS, WORD, made, name_all
from tests.town import SETTLED_UNTIL

PPI = 50
MARGIN_IN, DARK = 0.72, 0.5
PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "neighborhood": {"neighborhoods": ("northwest",)},
    "block": {"blocks": ("northwest-2",)},
    "summit": {},
}


@pytest.fixture
def pictured(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """Collect the pages of what is typeset as pictures."""
    pages: list[np.ndarray] = []
    compile_pdf = typst.compile

    def compile_png(path: str, **asked: Any) -> bytes:
        plain = {name: asked[name] for name in ("font_paths", "ignore_system_fonts", "sys_inputs")}
        found = compile_pdf(path, format="png", ppi=PPI, **plain)
        for page in found if isinstance(found, list) else [found]:
            pages.append(matplotlib.image.imread(io.BytesIO(page)))
        return b""

    monkeypatch.setattr(typst, "compile", compile_png)
    return pages


@pytest.mark.parametrize("kind", PLACES)
def test_nothing_is_printed_in_the_margins_with_words_longer_than_a_line(
    town_data_dir: Path, pictured: list[np.ndarray], kind: str
) -> None:
    store = open_snapshot(town_data_dir, audience="police")
    name_all(store, 2 * WORD)
    asked = Selection(recent_period(SETTLED_UNTIL, KINDS[kind].days), **PLACES[kind])  # type: ignore[arg-type]
    typeset(made(kind, store, asked, checks=CHECKS))
    store.close()
    assert pictured
    edge = round(MARGIN_IN * PPI)
    for page in pictured:
        shade = page[:, :, :3].mean(axis=2)
        assert shade[:, edge:-edge].min() < DARK
        for strip in (shade[:, :edge], shade[:, -edge:], shade[: PPI // 4], shade[-PPI // 5 :]):
            assert strip.min() > DARK
