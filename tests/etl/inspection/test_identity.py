"""Keys and cancellations, as the rows themselves show them."""

import pandas as pd

from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, Inspection
from etl.inspection.identity import find_identity
from etl.inspection.offense_columns import find_offenses
from etl.inspection.roles import assign_roles


def inspected(rows: dict[str, list[str]], *, needs_key: bool = False) -> Inspection:
    table = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in rows.items()})
    inspection = Inspection("export", len(table), True, tuple(table.columns))
    roles = assign_roles(table, has_names=True)
    find_offenses(roles, inspection, has_names=True)
    find_identity(roles, inspection, needs_key=needs_key)
    return inspection


def found(inspection: Inspection, key: str) -> tuple[object, str] | None:
    finding = inspection.findings.get(key)
    return None if finding is None else (finding.value, finding.sureness)


DAYS = ["03/25/2025 10:00", "03/26/2025 11:00", "03/27/2025 12:00", "03/28/2025 13:00"]


def test_number_that_is_different_in_every_row_is_the_key() -> None:
    rows = {"Case No": ["1", "2", "3", "4"], "Charge": ["211 PC"] * 4, "Occurred": DAYS}
    assert found(inspected(rows), "identity.key") == (["incident_id"], SURE)


def test_two_offenses_of_one_incident_make_the_offense_part_of_the_key() -> None:
    rows = {
        "Case No": ["1", "1", "2", "3"],
        "Charge": ["211 PC", "459 PC", "211 PC", "211 PC"],
        "Occurred": DAYS,
    }
    assert found(inspected(rows), "identity.key") == (["incident_id", "offense_code"], LIKELY)


def test_corrected_offense_looks_like_a_second_one_and_the_doubt_is_said() -> None:
    rows = {
        "Case No": ["1", "1", "2", "3"], "Charge": ["459 PC", "211 PC", "211 PC", "211 PC"],
        "Occurred": DAYS, "Updated": DAYS,
    }  # fmt: skip
    inspection = inspected(rows)
    assert found(inspection, "identity.key") == (["incident_id", "offense_code"], LIKELY)
    assert "or an offense that was corrected" in inspection.findings["identity.key"].evidence
    assert found(inspection, "identity.keep") == ("last", SURE)


def test_repeats_that_nothing_explains_are_left_to_a_person() -> None:
    rows = {"Case No": ["1", "1", "2", "2"], "Charge": ["211 PC"] * 4, "Occurred": DAYS}
    assert found(inspected(rows), "identity.key") == (None, NOT_KNOWN)


def test_first_of_an_initial_report_and_its_supplements_is_kept() -> None:
    rows = {
        "Case No": ["1", "1", "2", "3"], "Charge": ["211 PC"] * 4, "Occurred": DAYS, "Reported": DAYS,
        "Report Type": ["Initial", "Supplement", "Initial", "Initial"],
    }  # fmt: skip
    assert found(inspected(rows), "identity.keep") == ("first", LIKELY)


def test_minus_one_takes_a_row_back_and_no_key_merges_the_two() -> None:
    rows = {
        "Complaint": ["1", "1", "2", "3"], "Charge": ["211 PC"] * 4, "Occurred": [DAYS[0], *DAYS[:3]],
        "Count": ["1", "-1", "1", "1"],
    }  # fmt: skip
    inspection = inspected(rows)
    assert found(inspection, "cancellation.column") == ("Count", SURE)
    assert found(inspection, "cancellation.value") == ("-1", SURE)
    assert inspection.findings["cancellation.match"].value == [
        "incident_id",
        "occurred_from",
        "offense_code",
    ]
    assert found(inspection, "identity.key") == (None, LIKELY)
    assert "100% of them have the row" in inspection.findings["cancellation.column"].evidence


def test_feed_that_needs_a_key_asks_for_it() -> None:
    repeated = {"Case No": ["1", "1", "2", "2"], "Charge": ["211 PC"] * 4, "Occurred": DAYS}
    canceled = repeated | {"Count": ["1", "-1", "1", "1"]}
    for rows in (repeated, canceled):
        question = inspected(rows, needs_key=True).findings["identity.key"]
        assert question.is_open
        assert ["incident_id", "offense_code"] in question.candidates
    without_code = {"Case No": ["1", "2", "3", "4"], "Occurred": DAYS}
    key = inspected(without_code, needs_key=True).findings["identity.key"]
    assert key.value == ["incident_id"]


def test_count_that_is_always_one_means_nothing() -> None:
    rows = {
        "Complaint": ["1", "2", "3", "4"],
        "Charge": ["211 PC"] * 4,
        "Occurred": DAYS,
        "Count": ["1"] * 4,
    }
    assert "cancellation.column" not in inspected(rows).findings


def test_source_of_the_call_says_who_found_it() -> None:
    rows = {
        "Case No": ["1", "2", "3", "4"], "Charge": ["11377 HS"] * 4, "Occurred": DAYS,
        "Source": ["PATROL", "CALL FOR SERVICE", "TRAFFIC STOP", "9-1-1"],
    }  # fmt: skip
    findings = inspected(rows).findings
    assert sorted(findings["found_by.officer"].value) == ["PATROL", "TRAFFIC STOP"]
    assert sorted(findings["found_by.reported"].value) == ["9-1-1", "CALL FOR SERVICE"]


def test_column_that_counts_the_rows_of_an_incident_goes_before_the_offense() -> None:
    rows = {
        "Case No": ["1", "1", "1", "2"], "Charge": ["459 PC", "211 PC", "484 PC", "211 PC"],
        "Occurred": DAYS, "Updated": DAYS, "Seq": ["1", "2", "2", "1"], "Beat": ["1", "3", "1", "1"],
    }  # fmt: skip
    assert found(inspected(rows), "identity.key") == (["incident_id", "Seq"], LIKELY)
    skipped = inspected(rows | {"Seq": ["1", "3", "3", "1"]})
    assert found(skipped, "identity.key") == (["incident_id", "offense_code"], LIKELY)
