"""The handout says on paper what the slides say on the wall, readable by machines that read aloud."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from dashboard.context import Reader
from dashboard.present import Slide, deck_of
from dashboard.present.handout import handout_name, handout_of
from dashboard.present.scope import scope_of
from dashboard.present.since import Decided, read_decided
from tests.dashboard.present.conftest import PLACE, TODAY, Written
from tests.pdf_standards import alts_of, faults_of


@pytest.fixture(scope="module")
def made(demo_reader: Reader, written: Written) -> tuple[list[Slide], bytes]:
    scope = scope_of(demo_reader, demo_reader.view("/present", f"?neighborhood={PLACE}"))
    with written.records.read() as session:
        slides = deck_of(demo_reader, scope, read_decided(demo_reader, session, scope, TODAY))
    return slides, handout_of(demo_reader, scope, slides)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_word_and_number_of_the_slides_is_on_the_handout(
    made: tuple[list[Slide], bytes],
) -> None:
    slides, content = made
    printed = squeezed(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    )
    for slide in slides:
        said = [slide.title, slide.note, *slide.lines]
        said += [number.number for number in slide.numbers]
        said += [
            f"{tally.label}{tally.now:,}{tally.before:,}{tally.words}"
            for group in slide.groups
            for tally in group.tallies
        ]
        said += [item.name for listing in slide.listings for item in listing.items]
        assert [words for words in said if squeezed(words) not in printed] == []


def test_each_page_is_marked_simulated_and_names_its_run(
    made: tuple[list[Slide], bytes], demo_reader: Reader
) -> None:
    for page in PdfReader(io.BytesIO(made[1])).pages:
        text = page.extract_text()
        assert "SIMULATED" in text
        assert demo_reader.coverage.run_id in text


def test_the_handout_is_tagged_with_the_words_of_its_pictures(
    made: tuple[list[Slide], bytes],
) -> None:
    slides, content = made
    reader = PdfReader(io.BytesIO(content))
    assert "/StructTreeRoot" in reader.root_object
    assert (reader.metadata or {})["/Title"].startswith("Midtown: handout")
    assert sorted(alts_of(content)) == sorted(
        picture.alt for slide in slides for picture in slide.pictures
    )


def test_the_handout_is_kept_as_it_declares(made: tuple[list[Slide], bytes]) -> None:
    assert faults_of(made[1]) == []


def test_the_same_slides_give_the_same_bytes(
    made: tuple[list[Slide], bytes], demo_reader: Reader
) -> None:
    slides, content = made
    scope = scope_of(demo_reader, demo_reader.view("/present", f"?neighborhood={PLACE}"))
    assert handout_of(demo_reader, scope, slides) == content


def test_a_sign_that_the_font_lacks_does_not_keep_the_rest_from_being_printed(
    demo_reader: Reader,
) -> None:
    scope = scope_of(demo_reader, demo_reader.view("/present", f"?neighborhood={PLACE}"))
    said = replace(scope, notices=("Noise \U0001f50a \x00 \ufeffat the café, nhà hàng",))
    slides = deck_of(demo_reader, said, Decided(TODAY))
    printed = PdfReader(io.BytesIO(handout_of(demo_reader, said, slides)))
    text = "".join(page.extract_text() for page in printed.pages)
    assert "Noise \ufffd \ufffd \ufffdat the café, nhà hàng" in " ".join(text.split())


@pytest.mark.parametrize(
    ("search", "place"),
    [
        (f"?neighborhood={PLACE}", "midtown"),
        ("", "palm-springs"),
        ("?area=circle:-116.54,33.83,200", "a-circle-"),
    ],
)
def test_the_file_of_a_handout_says_of_which_place_and_days_it_is(
    demo_reader: Reader, search: str, place: str
) -> None:
    name = handout_name(scope_of(demo_reader, demo_reader.view("/present", search)))
    day = r"\d{4}-\d\d-\d\d"
    assert re.fullmatch(rf"handout_{place}[a-z0-9-]*_{day}\.\.{day}\.pdf", name), name
