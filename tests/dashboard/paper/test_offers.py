"""Does a page offer the reports that fit it, no others, and each as its command takes it?"""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash

from dashboard.context import Context, Reader
from dashboard.jobs.reports import MADE, WHOLE_PLACES
from dashboard.paper.offers import offers_of


def offered(reader: Reader, path: str, search: str = "") -> list[str]:
    return [each.kind for each in offers_of(reader, reader.view(path, search), path).offers]


def test_what_is_chosen_decides_what_is_offered(demo_reader: Reader) -> None:
    block = next(iter(demo_reader.block_names))
    assert offered(demo_reader, "/") == ["brief", "summit", "reports"]
    assert offered(demo_reader, "/trends", "?neighborhood=midtown") == [
        *("brief", "neighborhood", "summit", "reports")
    ]
    assert "neighborhood" not in offered(demo_reader, "/", "?neighborhood=midtown,sunmor")
    assert "block" in offered(demo_reader, "/", f"?block={block}")


def test_days_without_any_to_compare_have_no_brief_and_the_panel_says_why(
    demo_reader: Reader,
) -> None:
    days = "?period=2025-11-29..2025-11-30"
    found = offers_of(demo_reader, demo_reader.view("/", days), "/")
    assert "brief" not in [each.kind for each in found.offers]
    assert "not settled yet" in found.notes[0]


@pytest.mark.usefixtures("desk")
def test_a_narrowed_page_says_that_the_brief_is_not(demo_reader: Reader) -> None:
    for search, is_narrowed in (("", False), ("?neighborhood=midtown", False), ("?hour=fri-22", True)):  # fmt: skip
        view = demo_reader.view("/", search)
        assert (WHOLE_PLACES in offers_of(demo_reader, view, "/").notes) == is_narrowed
        assert (WHOLE_PLACES in MADE["brief"](demo_reader, view, "letter").about) == is_narrowed


def test_the_page_of_a_problem_offers_its_sheet_and_the_board_nothing(
    desk: Dash, context: Context, numbers: dict[str, int]
) -> None:
    reader = context.reader()
    assert offered(reader, "/problems", f"?problem={numbers['full']}") == ["problem"]
    for search in ("", "?problem=new", "?problem=999"):
        assert offered(reader, "/problems", search) == []
    view = reader.view("/problems", f"?problem={numbers['full']}")
    asked = MADE["problem"](reader, view, "a4")
    assert asked.file_name == f"problem_{numbers['full']}.pdf"
    assert "Night burglaries" in asked.given
    assert "Night burglaries" not in " ".join(asked.command)


@pytest.mark.usefixtures("desk")
def test_each_report_is_asked_for_as_its_command_takes_it(demo_reader: Reader) -> None:
    block = next(iter(demo_reader.block_names))
    search = f"?neighborhood=midtown&offense=burglary&period=2025-10-01..2025-10-28&block={block}"
    view = demo_reader.view("/", search)
    here = ("--data-dir", str(Path(demo_reader.store.path).resolve()))
    days, offenses = ("--from", "2025-10-01", "--to", "2025-10-28"), ("--offenses", "burglary")
    to = ("--to", "2025-10-28")
    place = ("--neighborhood", "midtown")
    expected = {
        "brief": (*place, *days, *offenses, "--problems", "-"),
        "neighborhood": (*place, *days, *offenses),
        "block": ("--block", block, *to, *offenses),
        "summit": (*to, *offenses),
    }
    for kind, words in expected.items():
        asked = MADE[kind](demo_reader, view, "a4")
        head = ("analytics.report", kind, "--audience", "police", "--paper", "a4")
        assert asked.command == (*head, *words, *here)
        assert asked.file_name.startswith(f"{kind}_")
