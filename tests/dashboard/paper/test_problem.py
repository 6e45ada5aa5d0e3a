"""Do page, JSON and sheet of a problem say the same, and is the sheet one page whatever was written down?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from dash import Dash
from pypdf import PdfReader

from analytics.report.problem import ProblemTold, problem_sheet, read_told, write_told
from analytics.report.problem.told import Changed, Done
from analytics.report.sheet import Paper, typeset
from dashboard.context import Context
from dashboard.decisions import (
    Priority,
)
from dashboard.paper.command import told_to
from dashboard.tables.known import known_sentence
from tests.dashboard.pages.asked import answered, parts, words
from tests.dashboard.paper.conftest import NOTES
from tests.pdf_standards import faults_of


def sheet_text(context: Context, told: ProblemTold, paper: Paper = "letter") -> list[str]:
    """Give the words of each page of a sheet, without any room between them: a line may end at every hyphen."""
    content = typeset(problem_sheet(context.reader().store, told, paper=paper))
    pages = PdfReader(io.BytesIO(content)).pages
    return [squeezed(page.extract_text()) for page in pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


def verdict_card(app: Dash, number: int) -> Any:
    found = answered(app, f"?problem={number}", "problem-verdict.children", "/problems")
    return found["problem-verdict"]["children"]


def said_by(component: Any) -> str:
    return " ".join(" ".join(words(component)).split())


@pytest.mark.parametrize("which", ["full", "early"])
def test_page_json_and_sheet_say_the_same_verdict_and_numbers(
    desk: Dash, context: Context, numbers: dict[str, int], which: str
) -> None:
    told = read_told(write_told(told_to(context, numbers[which])))
    card = verdict_card(desk, numbers[which])
    page = said_by(card)
    (sheet,) = sheet_text(context, told)
    judged = told.assessment
    assert [said_by(each) for each in parts(card, "verdict-sentence")] == [judged.sentence]
    for said in (judged.short, judged.sentence, judged.plan):
        assert said
        assert said in page
        assert squeezed(said) in sheet
    for part in judged.parts:
        row = f"{part.name} {part.before:,} {part.after:,}"
        assert row in page
        assert squeezed(row) in sheet


def test_the_sheet_tells_what_was_agreed_on_which_count_and_with_which_power(
    context: Context, numbers: dict[str, int]
) -> None:
    told = told_to(context, numbers["full"])
    (sheet,) = sheet_text(context, told)
    with context.records().read() as session:
        known = session.query(Priority).one().known_then
    assert told.scanning[1:] == (
        "Named by several residents, 14 votes.",
        f"Known then: {known_sentence(known)}",
    )
    assert "Neighborhood Crime Prevention Council, Midtown" in told.scanning[0]
    for said in (
        *told.scanning,
        *told.analysis,
        "Problem-solving officer",
        "Can tell a drop of 41% or more.",
        "12 lights Public Works",
        "4711 opened the problem",
    ):
        assert squeezed(said) in sheet
    assert (
        "addresses had more than one" in told.analysis[-1] or "hundred-blocks" in told.analysis[-1]
    )
    assert NOTES not in write_told(told) + sheet
    rows = context.reader().store.read_incidents(told.selection)
    assert not any(squeezed(address) in sheet for address in rows["address"].dropna().unique())
    assert told.stretches[0].alt in _alternates(context, told)


def _alternates(context: Context, told: ProblemTold) -> str:
    content = typeset(problem_sheet(context.reader().store, told))
    texts = [each.get_object() for each in _tree(PdfReader(io.BytesIO(content)))]
    return " ".join(str(each["/Alt"]) for each in texts if "/Alt" in each)


def _tree(pdf: PdfReader) -> Iterator[Any]:
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, dict):
            yield each
            kids = each.get("/K", [])
            waiting += kids if isinstance(kids, list) else [kids]


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_whatever_was_written_down_the_sheet_is_one_page(
    context: Context, numbers: dict[str, int], paper: Paper
) -> None:
    told = told_to(context, numbers["full"])
    done = Done(
        "Community Prosecution referral",
        told.from_on,
        None,
        "99,999 officer hours a week",
        "W" * 80,
        "no change that could be told",
    )
    places = ", ".join(["Desert Highland Gateway Estates"] * 34)
    dose = "; ".join(["Community Prosecution referral, 99,999 officer hours a week"] * 60)
    judged = replace(
        told.assessment,
        sentence=f"{told.assessment.sentence} Dose: {dose}.",
        plan=f"Held against {places}.",
        late=told.assessment.plan * 2,
    )
    crowded = replace(
        told,
        title="W" * 80,
        responses=(done,) * 60,
        history=(Changed("31 Dec 2025, 23:59", "W" * 80, "opened the assessment (no. 9999)"),) * 200,
        stretches=told.stretches * 2,
        assessment=judged,
    )  # fmt: skip
    (sheet,) = sheet_text(context, crowded, paper)
    # What has no room is counted, and the verdict keeps its counts.
    assert squeezed("more responses, on the page of the problem") in sheet
    assert squeezed("more changes, on the page of the problem") in sheet
    assert squeezed(told.assessment.without_dose) in sheet


@pytest.mark.parametrize(
    ("which", "said"),
    [("bare", "No assessment was planned."), ("gone", "the layers in service have no block no-more")],
)  # fmt: skip
def test_a_problem_with_nothing_written_down_has_a_sheet_that_says_so(
    context: Context, numbers: dict[str, int], which: str, said: str
) -> None:
    (sheet,) = sheet_text(context, told_to(context, numbers[which]))
    for words_ in (said, "No meeting agreed on it.", "Nothing is written down yet."):
        assert squeezed(words_) in sheet


def test_the_sheet_is_tagged_and_kept_as_it_declares(
    context: Context, numbers: dict[str, int]
) -> None:
    told = told_to(context, numbers["full"])
    assert faults_of(typeset(problem_sheet(context.reader().store, told))) == []


def test_a_problem_told_twice_has_the_same_sheet(context: Context, numbers: dict[str, int]) -> None:
    first, second = (told_to(context, numbers["full"]) for _ in range(2))
    assert first == second
    store = context.reader().store
    assert typeset(problem_sheet(store, first)) == typeset(problem_sheet(store, second))
