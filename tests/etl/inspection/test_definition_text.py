"""The definition as text: every key with its evidence, open questions without a value."""

import tomllib

from etl.inspection.definition_text import definition_text, toml_value
from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, Finding, Inspection, Word, percent


def inspection_with(*findings: Finding) -> Inspection:
    inspection = Inspection("export.csv", 10, True, ("Case No",))
    for finding in findings:
        inspection.add(finding)
    return inspection


def test_values_are_what_toml_reads_back() -> None:
    for value in (
        'a "quoted" \\ word\n\x7f',
        31,
        ["%m/%d/%Y", "é"],
        {"date": "Day", "time": "Clock"},
    ):
        assert tomllib.loads(f"key = {toml_value(value)}")["key"] == value


def test_every_key_has_its_evidence_beside_it() -> None:
    text = definition_text(inspection_with(Finding("columns.lon", "Lon", SURE, "name known")))
    assert 'lon = "Lon"                          # sure: name known' in text


def test_unanswered_question_leaves_the_key_out_and_names_the_candidates() -> None:
    zones = ("America/Denver", "America/Los_Angeles")
    finding = Finding("time_zone", None, NOT_KNOWN, "a file does not say it", zones, is_needed=True)
    text = definition_text(inspection_with(finding))
    assert "time_zone" not in tomllib.loads(text)
    assert '# time_zone = "America/Denver" or "America/Los_Angeles"' in text


def test_question_whose_key_has_a_default_is_written_so_that_it_is_refused() -> None:
    pair = (["%m/%d/%Y"], ["%d/%m/%Y"])
    finding = Finding("time.formats", None, NOT_KNOWN, "either way", pair, is_needed=True)
    written = tomllib.loads(definition_text(inspection_with(finding)))
    assert written["time"]["formats"] == [["%m/%d/%Y"], ["%d/%m/%Y"]]


def test_suggestions_for_words_are_never_active() -> None:
    inspection = inspection_with(Finding("offense.system", "local", LIKELY, ""))
    inspection.words = [Word("AUTO BURG", 12, "theft_from_vehicle"), Word("Zebra", 3, None)]
    text = definition_text(inspection)
    assert tomllib.loads(text)["offense"]["map"] == {}
    assert '# "AUTO BURG" = "theft_from_vehicle"    # 12 rows' in text
    assert '# "Zebra" = "?"    # 3 rows' in text


def test_share_that_is_not_all_is_never_written_as_all() -> None:
    assert [percent(share) for share in (0, 0.00001, 0.5, 0.99999, 1)] == [
        "0%", "0.1%", "50.0%", "99.9%", "100%",
    ]  # fmt: skip


def test_what_a_file_cannot_tell_stands_there_with_its_default() -> None:
    lines = definition_text(inspection_with()).splitlines()
    for line in ("# cadence_days = 1 ", "# settling_days = 14 ", '# brings = "changes" '):
        assert any(written.startswith(line) for written in lines)
    monthly = inspection_with(Finding("cadence_days", 31, LIKELY, "looks monthly"))
    assert tomllib.loads(definition_text(monthly))["cadence_days"] == 31
    assert "# cadence_days" not in definition_text(monthly)
