"""Inspections of exports in the layouts that agencies publish: what is said of them, and whether a run can be made of it."""

import json
from pathlib import Path

import pytest

from analytics.errors import FeedError
from etl.__main__ import main
from etl.feeds.definition import load_feed
from etl.inspection import definition_text, inspect, load_extent
from etl.inspection.sample import sample_file
from tests.etl.inspection.city_layouts import CITY_LAYOUTS
from tests.etl.inspection.layouts import ROWS, Layout
from tests.etl.inspection.other_layouts import OTHER_LAYOUTS

CITY = Path("geodata/city.geojson")
# Where a row may hold several: every ninth counts two; every fifth and every 25th, or every tenth, has one more; every fourth
# cell holds two.
OFFENSES = {
    "houston_2019": ROWS + 14,
    "rms_between": ROWS + 24 + 5,
    "ucla_log": ROWS + 30,
    "los_angeles": ROWS + 12,
}
LAYOUTS = CITY_LAYOUTS + OTHER_LAYOUTS


def named(layout: Layout) -> str:
    return layout.name


@pytest.mark.parametrize("layout", LAYOUTS, ids=named)
def test_layout_is_understood(layout: Layout, tmp_path: Path) -> None:
    found = inspect(str(layout.write(tmp_path)), extent=load_extent(None, CITY))
    values = {key: finding.value for key, finding in found.findings.items()}
    roles = {
        key.removeprefix("columns."): value
        for key, value in values.items()
        if key.startswith("columns.")
    }
    assert roles == dict(layout.roles)
    assert values["offense.system"] == layout.system
    assert values["coordinates.crs"] == layout.crs
    assert {key: values.get(key) for key in layout.keys} == dict(layout.keys)
    assert values["identity.key"] == ["incident_id"]
    assert tuple(values.get("time.formats") or ()) == layout.formats


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout.private], ids=named)
def test_columns_about_people_are_not_read_and_the_definition_says_so(
    layout: Layout, tmp_path: Path
) -> None:
    found = inspect(str(layout.write(tmp_path)))
    text = definition_text(found)
    for column in layout.private:
        assert f'"{column}",  # about people or free text: not read' in text


def test_nothing_is_read_before_place_and_time_zone_are_answered(tmp_path: Path) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "seattle")
    found = inspect(str(layout.write(tmp_path)))
    path = tmp_path / "seattle.toml"
    for key in ("place", "time_zone"):
        assert next(finding.key for finding in found.open_questions()) == key
        path.write_text(definition_text(found), encoding="utf-8")
        with pytest.raises(FeedError, match=f"{key} is missing"):
            load_feed(path)
        found.answer(key, "America/Los_Angeles")
    path.write_text(definition_text(found), encoding="utf-8")
    assert load_feed(path).columns["occurred_to"] == ("Offense End DateTime",)


def test_feet_without_an_outline_are_asked_for_with_what_they_may_be(tmp_path: Path) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "charlotte")
    found = inspect(
        str(layout.write(tmp_path)), place="Springfield", time_zone="America/Los_Angeles"
    )
    question = found.findings["coordinates.crs"]
    assert question.is_open
    assert "give the city's outline" in question.evidence
    path = tmp_path / "charlotte.toml"
    path.write_text(definition_text(found), encoding="utf-8")
    with pytest.raises(FeedError, match=r"coordinates\.crs is \["):
        load_feed(path)


def test_time_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = LAYOUTS[1].write(tmp_path)
    with pytest.raises(FeedError, match="IANA name"):
        inspect(str(path), time_zone="Pacific Time")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "seattle",
            "rms_between",
            "charlotte",
            "reno",
            "degrees_swapped",
            "houston_2019",
            "ucla_log",
        ),
        "los_angeles",
    ],
)
def test_definition_written_reads_the_export_that_it_was_written_from(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    export, definition = layout.write(tmp_path), tmp_path / f"{name}.toml"
    asked = ["--city", str(CITY), "--time-zone", "America/Los_Angeles", "--place", "Springfield"]
    assert main(["inspect", str(export), *asked, "--out", str(definition)]) == 0
    assert "sure" in capsys.readouterr().out
    layers = ["--neighborhoods", "geodata/neighborhoods.geojson", "--city", str(CITY)]
    arguments = ["--input", str(export), *layers, "--data-dir", str(tmp_path / "data"), "--json"]
    assert main(["run", str(definition), *arguments]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["received"] == OFFENSES.get(name, ROWS)
    assert summary["accepted"] == summary["received"]
    if layout.crs is not None:
        assert set(summary["unlocated"]) <= {"between_neighborhoods", "zero_coordinates"}


def test_codes_are_mapped_where_further_columns_have_no_words(tmp_path: Path) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "los_angeles")
    found = inspect(str(layout.write(tmp_path)))
    words = {word.text: (word.suggestion, word.said) for word in found.words}
    assert words["510"] == ("vehicle_theft", "VEHICLE - STOLEN")
    assert words["354"] == ("other_offense", "THEFT OF IDENTITY")
    assert words["998"] == (None, "")
    assert '# "510" = "vehicle_theft"    # 20 rows, VEHICLE - STOLEN' in definition_text(found)


def test_months_are_not_taken_for_days_before_somebody_says_so(tmp_path: Path) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "england")
    found = inspect(str(layout.write(tmp_path)), place="Springfield", time_zone="Europe/London")
    (question,) = found.open_questions()
    assert (question.key, question.candidates) == ("columns.occurred_from", ("Month",))
    assert "says only the month" in question.evidence
    key = found.findings["identity.key"]
    assert (key.sureness, "15.0% have none" in key.evidence) == ("likely", True)
    path = tmp_path / "england.toml"
    path.write_text(definition_text(found), encoding="utf-8")
    with pytest.raises(FeedError, match="occurred_from is missing"):
        load_feed(path)
    path.write_text(definition_text(found).replace("# occurred_from =", "occurred_from ="))
    assert load_feed(path).time_formats == ("%Y-%m",)


def test_further_offenses_beside_another_code_are_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = "".join(
        f"25-{n:06},03/{n % 28 + 1}/2025 14:05,{words} - 2C:1,{'Trespass' if n % 3 else ''},{code}\n"
        for n in range(60)
        for code, words in [[("220 = Burglary", "Burglary"), ("120 = Robbery", "Robbery")][n % 2]]
    )
    header = "Case Number,Incident Date,Incident Type_1,Incident Type_2,NIBRS Classification\n"
    path.write_text(header + rows, encoding="utf-8")
    found = inspect(str(path))
    assert found.findings["offense.system"].value == "nibrs"
    assert any(remark.startswith("Incident Type_2 may name further") for remark in found.remarks)


def test_definition_goes_to_standard_output_and_the_findings_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = LAYOUTS[1].write(tmp_path)
    assert main(["inspect", str(export)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("# Written by python -m etl inspect")
    assert "Answer time_zone" in printed.err


def test_definition_that_is_there_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, there = LAYOUTS[1].write(tmp_path), tmp_path / "there.toml"
    there.write_text("mine", encoding="utf-8")
    assert main(["inspect", str(export), "--out", str(there)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert there.read_text(encoding="utf-8") == "mine"


def test_service_is_recognized_and_its_rows_are_those_that_the_caller_brings(
    tmp_path: Path,
) -> None:
    export = LAYOUTS[1].write(tmp_path)
    found = inspect("https://data.example.gov/d/abcd-1234", sample=lambda *_: sample_file(export))
    source = {key: f.value for key, f in found.findings.items() if key.startswith("source.")}
    assert source == {
        "source.transport": "socrata", "source.url": "https://data.example.gov", "source.dataset": "abcd-1234",
    }  # fmt: skip


def test_times_that_no_role_takes_are_named_but_years_are_not(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["Case No,Charge,Occ Between,And,Rev Dt/Tm,Fiscal Year"]
    lines += [
        f"{n},211 PC,03/{n}/2025 10:00,03/{n}/2025 12:00,04/{n}/2025 09:00,2025"
        for n in range(10, 30)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    (said,) = [remark for remark in inspect(str(path)).remarks if "not read" in remark]
    assert said.startswith("Times that are not read: And, Rev Dt/Tm; if one of them is ")
    assert "columns.occurred_to" in said
    assert "columns.occurred_from" not in said
