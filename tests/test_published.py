"""Do page, file, report, mail and notebook write the published numbers of a selection alike, as the registry has them?

Selections are drawn at random. The counts themselves are held against the rows in `test_one_number.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pypdf
import pytest
from dash import Dash
from nbclient import NotebookClient

from analytics.changes import Change
from analytics.errors import SelectionError
from analytics.numbers import NUMBERS, columns_of_numbers, in_file, number_headed, write
from analytics.numbers.said import Said, numbers_table
from analytics.report.delivery.message import text_of
from analytics.report.kinds import KINDS
from analytics.report.kinds import Asked as AskedReport
from analytics.report.published import published
from analytics.report.sheet import typeset
from analytics.selection import Selection
from dashboard.app import create_app
from dashboard.components.kpi_card import VERDICT_PHRASES
from dashboard.context import Context, Reader
from dashboard.downloads import TABLES
from dashboard.public.files import TABLES as PUBLIC_TABLES
from dashboard.tables.places import report_selection
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import parts, words
from tests.page_numbers import Asked

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "01_first_look.ipynb"
SELECTIONS, SEED = 5, 7
KINDS_ASKED = (
    "burglary",
    "robbery",
    "robbery,burglary",
    "burglary,narcotics",
    "quality_of_life",
    "",
)


@dataclass(frozen=True)
class City:
    """The pages of a snapshot, and links drawn at random."""

    app: Dash
    reader: Reader
    data_dir: Path
    links: list[str]


@pytest.fixture(scope="module", params=["demo_data_dir", "stl_data_dir"])
def city(request: pytest.FixtureRequest) -> Iterator[City]:
    """Give the demo as simulated, and St. Louis as published."""
    data_dir: Path = request.getfixturevalue(request.param)
    context = Context(data_dir, audience="police", clock=on_the_day)
    app = create_app(context)
    app.server.test_client().get("/")
    yield City(app, context.reader(), data_dir, draw_links(context.reader()))
    context.close()


def draw_links(reader: Reader) -> list[str]:
    """Draw settled days, offenses, and a neighborhood or none."""
    rng = np.random.default_rng(SEED)
    links = []
    for n in range(SELECTIONS):
        end = reader.coverage.settled_until - timedelta(days=int(rng.integers(0, 300)))
        start = end - timedelta(days=int(rng.integers(7, 200)))
        link = f"?period={start}..{end - timedelta(days=1)}"
        if offenses := str(rng.choice(KINDS_ASKED)):
            link += f"&offense={offenses}"
        if n % 2:
            link += f"&neighborhood={rng.choice([*reader.names])}"
        links.append(link)
    return links


def changes_of(numbers: list[Said]) -> dict[str, dict[str, Said]]:
    """Give the numbers of each comparison, by what they are of."""
    found: dict[str, dict[str, Said]] = {}
    for each in numbers:
        found.setdefault(each.of, {})[each.name] = each
    return {of: named for of, named in found.items() if "now" in named}


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


def test_every_number_in_a_file_is_of_the_registry_and_rounded_by_it(city: City) -> None:
    for link, (name, (page, make)) in product(city.links[:2], TABLES.items()):
        asked = Asked(city.app, city.reader, city.reader.store, link)
        with city.app.server.app_context():
            try:
                table = make(city.reader, city.reader.view(page, link))
            except SelectionError as refused:
                answer = city.app.server.test_client().get(f"/csv/{name}{link}")
                said = (answer.status_code, str(refused) in answer.text)
                table = None
        if table is None:
            assert said == (400, True)
            continue
        file = asked.file(name)
        assert [*file.columns] == [*table.columns], (link, name)
        for column in columns_of_numbers(table):
            digits = number_headed(column).rounding.digits
            assert digits is not None, column
            exact = table[column].astype("float64").to_numpy()
            held = file[column].astype("float64").to_numpy()
            assert held == pytest.approx(np.round(exact, digits), nan_ok=True), (link, name, column)


def test_a_table_on_a_page_writes_what_its_file_holds(city: City) -> None:
    asked = Asked(city.app, city.reader, city.reader.store, city.links[0])
    written = number_headed("Incidents").rounding.write
    file = asked.file("compstat")
    drawn = asked.said("trends-windows")["trends-windows"]["children"]
    (table,) = [each["props"]["data"] for each in parts(drawn, "Table") if "data" in each["props"]]
    shown = pd.DataFrame(table["body"], columns=table["head"])
    assert [*shown.columns] == [*file.columns]
    assert shown["Incidents"].tolist() == [
        "" if pd.isna(count) else written(count) for count in file["Incidents"]
    ]
    assert shown["Change"].tolist() == file["Change"].fillna("").tolist()


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


def test_the_registry_says_what_each_number_is_over_and_how_it_is_rounded() -> None:
    assert all(number.what and number.over and number.rounding.words for number in NUMBERS.values())
    assert write("now", 1234567) == "1,234,567"
    assert write("now", None) == "no data"
    assert write("located_share", 0.99749) == "99.7%"
    assert write("top_5_share", 0.0004) == "<1"
    assert [write("volume", value) for value in (27.46, 7.44, 8.0)] == ["27", "7.4", "8"]
    assert [write("expected_false", value) for value in (0.01, 1.24)] == [
        "fewer than 0.1",
        "about 1.2",
    ]
    table = numbers_table([Said("now", "Burglary", 3, "3")])
    assert table.to_dict("records")[0]["Rounded"] == "whole"


def test_a_column_that_is_no_published_number_is_refused() -> None:
    table = pd.DataFrame({"Incidents": [2.0, None], "Low": [0.33336, 1.0], "Change": ["Up", ""]})
    assert in_file(table)["Incidents"].astype("string").tolist() == ["2", pd.NA]
    assert in_file(table)["Low"].tolist() == [0.333, 1.0]
    with pytest.raises(LookupError, match="headed 'Hits'"):
        in_file(pd.DataFrame({"Hits": [3]}))


def test_the_public_sees_the_numbers_that_are_for_it(demo_data_dir: Path) -> None:
    context = Context(demo_data_dir, audience="public", clock=on_the_day)
    client = create_app(context).server.test_client()
    for name in PUBLIC_TABLES:
        answer = client.get(f"/csv/{name}")
        file = pd.read_csv(io.StringIO(answer.text.removeprefix("\ufeff")))
        for column in columns_of_numbers(file):
            assert "public" in number_headed(column).audiences, (name, column)
    listed = pd.read_csv(io.StringIO(client.get("/csv/numbers").text.removeprefix("\ufeff")))
    hidden = {number.what for number in NUMBERS.values() if "public" not in number.audiences}
    assert len(hidden) > 20
    assert not hidden & set(listed["Number"])
    context.close()


def test_headings_are_told_apart() -> None:
    headings = [number.heading for number in NUMBERS.values() if number.heading]
    assert len(headings) == len(set(headings))
