"""Every report is what it declares: PDF/UA-1 for screen readers, PDF/A-2a for an archive."""

from __future__ import annotations

import io

import pikepdf
import pytest

from analytics.periods import recent_period
from analytics.report.kinds import KINDS, Asked, report_bytes
from analytics.report.sheet import Paper
from analytics.selection import Selection
from analytics.store import Store
from tests.pdf_standards import alts_of, faults_of


@pytest.fixture(scope="module")
def brief(demo_store: Store) -> bytes:
    return report_bytes("brief", demo_store, _asked(demo_store))


def _asked(store: Store, paper: Paper = "letter") -> Asked:
    return Asked(Selection(recent_period(store.coverage().settled_until, 28)), paper)


def test_a_brief_is_tagged_and_kept_as_it_declares(brief: bytes) -> None:
    assert faults_of(brief) == []


def test_the_alternative_text_of_a_figure_says_its_finding(brief: bytes) -> None:
    alts = alts_of(brief)
    assert any(alt.startswith("Burglary, last 52 weeks: ") for alt in alts)
    assert any("stand out from chance" in alt for alt in alts)
    assert any("by hour of the day" in alt for alt in alts)
    assert len(alts) > 20


@pytest.mark.parametrize("kind", ["neighborhood", "block", "summit"])
def test_a_sheet_is_tagged_and_kept_as_it_declares(demo_store: Store, kind: str) -> None:
    blocks = demo_store.read_blocks()
    assert blocks is not None
    block = blocks.loc[blocks["neighborhood_id"] == "midtown", "block_id"].iloc[0]
    asked = Selection(
        recent_period(demo_store.coverage().settled_until, KINDS[kind].days),
        neighborhoods=("midtown",) if kind == "neighborhood" else (),
        blocks=(block,) if kind == "block" else (),
    )
    assert faults_of(report_bytes(kind, demo_store, Asked(asked))) == []


def test_what_is_not_as_declared_is_found(brief: bytes) -> None:
    with pikepdf.open(io.BytesIO(brief)) as file:
        del file.Root.MarkInfo
        del file.Root.OutputIntents
        for thing in file.objects:
            if isinstance(thing, pikepdf.Dictionary):
                if "/FontFile2" in thing:
                    del thing["/FontFile2"]
                if thing.get("/S") == "/Figure":
                    thing.Alt = pikepdf.String("")
                if thing.get("/S") == "/H2":
                    thing.S = pikepdf.Name.H3
        broken = io.BytesIO()
        file.save(broken)
    faults = " · ".join(faults_of(broken.getvalue()))
    for said in (
        "not marked",
        "output intent",
        "not embedded",
        "alternative text",
        "level 3 after",
    ):
        assert said in faults, said


@pytest.mark.parametrize(("paper", "inches"), [("letter", (8.5, 11)), ("a4", (8.27, 11.69))])
def test_a_page_has_the_size_of_its_paper(
    demo_store: Store, paper: Paper, inches: tuple[float, float]
) -> None:
    asked = Asked(_asked(demo_store).selection.of("robbery"), paper)
    with pikepdf.open(io.BytesIO(report_bytes("brief", demo_store, asked))) as file:
        for page in file.pages:
            box = [float(corner) / 72 for corner in page.MediaBox]
            assert box[2:] == pytest.approx(inches, abs=0.01)
