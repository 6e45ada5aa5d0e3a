"""Do page, file, report, mail and notebook write the published numbers of a selection alike, as the registry has them?

Selections are drawn at random. The counts themselves are held against the rows in `test_one_number.py`.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import nbformat
import pypdf
import pytest
from nbclient import NotebookClient

from analytics.changes import Change
from analytics.numbers.said import Said
from analytics.report.delivery.message import text_of
from analytics.report.kinds import KINDS
from analytics.report.kinds import Asked as AskedReport
from analytics.report.published import published
from analytics.report.sheet import typeset
from analytics.selection import Selection
from dashboard.components.kpi_card import VERDICT_PHRASES
from dashboard.tables.places import report_selection
from tests.cities import City
from tests.cities import city as city
from tests.dashboard.pages.asked import parts, words
from tests.page_numbers import Asked

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "01_first_look.ipynb"


def selection_of(city: City, link: str) -> Selection:
    return report_selection(city.reader, city.reader.view("/", link))


def kinds_of(city: City, link: str) -> dict[str, dict[str, Said]]:
    """Give the numbers of each kind of offense, without the total."""
    selection = selection_of(city, link)
    found = published(city.reader.store, selection)
    labels = [each.of for each in found if each.name == "now"][1:]
    named: dict[str, dict[str, Said]] = {label: {} for label in labels}
    for each in found[4:]:
        if each.of in named:
            named[each.of][each.name] = each
    return named


def test_cards_and_file_write_the_numbers_of_the_registry(city: City) -> None:
    for link in city.links:
        asked = Asked(city.app, city.reader, city.reader.store, link)
        said = asked.said("overview-lead")["overview-cards"]["children"]
        cards = {}
        for card in parts(said, "kpi"):
            label, count, before, verdict = (
                "".join(words(part)) for part in card["props"]["children"]
            )
            cards[label.strip()] = (count, before, verdict)
        file = asked.file("categories").set_index("Offenses")
        kinds = kinds_of(city, link)
        assert kinds.keys() == cards.keys() == set(file.index), link
        for label, numbers in kinds.items():
            count, before, verdict = cards[label]
            assert count == numbers["now"].text, (link, label)
            assert (
                re.match(r"[\d,]+|None", before).group().replace("None", "0")
                == numbers["before"].text
            )
            change: Change = numbers["times"].value
            if change.now and change.before:
                assert f"({numbers['times'].text})" in before, (link, label)
            assert VERDICT_PHRASES[numbers["verdict"].value] in verdict
            row = file.loc[label]
            assert (row["Incidents"], row["Before"]) == (change.now, change.before)
            assert row["Change"] == numbers["verdict"].text
            if change.before:
                assert row["High"] == pytest.approx(change.ratio_high, rel=0.001, nan_ok=True)


def test_report_and_mail_write_the_numbers_of_the_registry(city: City) -> None:
    for link in city.links:
        selection = selection_of(city, link)
        found = published(city.reader.store, selection)
        sheet = KINDS["brief"].make(city.reader.store, AskedReport(selection))
        pdf = pypdf.PdfReader(io.BytesIO(typeset(sheet)))
        text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
        mail = " ".join(text_of(sheet, ()).split())
        for label, numbers in kinds_of(city, link).items():
            assert_said(text, label, numbers)
            told = f"{label}: {numbers['now'].text}, before {numbers['before'].text}. {numbers['verdict'].text}"
            assert told in mail, (link, label)
        total = {each.name: each for each in found[:4]}
        for paper in (text, mail):
            assert_said(paper, found[0].of, total)
            for each in found[-4:]:
                if each.name != "settled_until" or paper is mail:
                    assert each.text in paper, (link, each)


def assert_said(text: str, label: str, numbers: dict[str, Said]) -> None:
    """See that a text has the counts of a comparison, and its limits where it calls it a change."""
    now, before = (numbers[name].text for name in ("now", "before"))
    written = rf"{re.escape(label)}(?: in [^:]+)?: {_or_none(now)} .{{0,60}}?{_or_none(before)} "
    assert re.search(written, text), (label, now, before)
    if numbers["verdict"].value in ("up", "down"):
        assert f"{numbers['times'].text} times as many" in text


def _or_none(count: str) -> str:
    return "(?:none|0)" if count == "0" else re.escape(count)


def test_a_notebook_prints_the_numbers_of_the_registry(city: City) -> None:
    period = city.reader.view("/", city.links[0]).selection.period
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    (cell,) = [cell for cell in notebook.cells if "OFFENSE = " in cell.source]
    cell.source = cell.source.replace(
        "PERIOD = recent_period(coverage.settled_until, 28)",
        f"from datetime import date\nfrom analytics.periods import Period\n"
        f"PERIOD = Period(date.fromisoformat('{period.start}'), date.fromisoformat('{period.end}'))",
    )
    assert "fromisoformat" in cell.source
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRIME_DATA_DIR", str(city.data_dir.resolve()))
        NotebookClient(
            notebook, timeout=180, resources={"metadata": {"path": NOTEBOOK.parent}}
        ).execute()
    (shown,) = [cell for cell in notebook.cells if "published(store" in cell.source]
    printed = "".join(output.text for output in shown.outputs).splitlines()
    expected = published(city.reader.store, Selection(period, ("burglary",)))
    assert printed == [f"{each.name:14} {each.of}: {each.text}" for each in expected]
