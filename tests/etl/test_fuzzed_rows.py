"""Whatever stands in a row, it is accepted, set aside with a reason, or a repeat; and the run goes on."""

import csv
import random
from datetime import UTC, datetime

import duckdb
import pytest

from analytics.store import attach_snapshot
from etl.feeds.definition import load_feed
from etl.pipeline import Result, run
from geodata.layers import Layers

ROWS = 10_000
DEFINITION = """
feed = "fuzzed"
title = "Fuzzed"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
[source]
path = "*.csv"
[columns]
incident_id = "Case"
offense_code = "Charge"
offense_text = "Words"
occurred_from = {date = "Day", time = "Clock"}
occurred_to = "Until"
reported = "Reported"
updated = "Updated"
address = "Address"
point = "Place"
[time]
formats = ["%m/%d/%Y %H%M", "%m/%d/%y %I:%M %p", "epoch_ms"]
[offense]
system = "ca_statute"
more = ["Second"]
separator = ";"
count = "Count"
[found_by]
column = "Source"
officer = ["PATROL"]
[identity]
key = ["incident_id", "offense_code"]
[cancellation]
column = "Source"
value = "VOID"
match = ["incident_id"]
"""
GOOD = {
    "Case": "25-{}", "Charge": "211 PC", "Words": "ROBBERY", "Day": "06/01/2025", "Clock": "1030", "Until": "06/01/2025 1130",
    "Reported": "06/01/2025 1200", "Updated": "06/02/2025 0900", "Address": "300 N Sunrise Way", "Place": "33.8325,-116.5475",
    "Second": "", "Count": "1", "Source": "CALL",
}  # fmt: skip
STRANGE = [
    "", " ", "\t", "null", "NaN", "N/A", "-", "0", "-1", "1e999", "1e-999", "99", "100", "9" * 400, "inf", "0x1F", "١٢٣", "½",
    "02/30/2025", "13/13/2025", "00/00/0000", "12/31/9999", "01/01/0001", "2025-02-29", "2025-06-01T25:00Z", "24:00", "2560",
    "1748779200000", "-99999999999999999", "25:61", "12:60 AM", "POINT (-116.5 33.8)", "POINT EMPTY", "91,181", "0,0", "33.8",
    '{"coordinates": [1, 2]}', "(33.835, -116.545)", "33,835,-116,545", "664", "664/211", "211;459;594", ";;;", "459.5.5.5",
    "PC" * 200, "HS 11377(a)(b)(c)(d)", "((((", "'; DROP TABLE incidents; --", "=HYPERLINK(1)", "\ufeff", "\u202e", "é\u0301",
    "🚓" * 50, "\x00", "\x1f", "\x7f", "a\nb", 'say "no"', "\\N", "%s%n", "${x}", "VOID", "PATROL",
]  # fmt: skip


def _fuzzed(dice: random.Random, number: int) -> dict[str, str]:
    row = GOOD | {"Case": GOOD["Case"].format(dice.randrange(ROWS))}
    for name in dice.sample([*row], dice.choice((0, 1, 1, 2, 3, len(row)))):
        word = dice.choice(STRANGE)
        if dice.random() < 0.3:
            place = dice.randrange(len(row[name]) + 1)
            word = row[name][:place] + word + row[name][place:]
        row[name] = word.replace("\x00", "")
    return row


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, town_layers: Layers) -> Result:
    """Give what a run says of 10,000 rows in which anything may stand anywhere."""
    folder = tmp_path_factory.mktemp("fuzzed")
    dice = random.Random(7)
    with open(folder / "fuzzed.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*GOOD])
        writer.writeheader()
        writer.writerows(_fuzzed(dice, number) for number in range(ROWS))
    (folder / "fuzzed.toml").write_text(DEFINITION, encoding="utf-8")
    return run(
        [load_feed(folder / "fuzzed.toml")], source=folder, layers=town_layers, data_dir=folder / "data",
        clock=lambda: datetime(2025, 12, 1, tzinfo=UTC), progress=lambda step, done, total: None,
    )  # fmt: skip


def test_every_fuzzed_row_is_accounted_for_and_traced(fuzzed: Result) -> None:
    summary = fuzzed.summary
    assert summary["received"] >= ROWS
    assert summary["received"] == (
        summary["accepted"] + summary["quarantined"] + summary["duplicates"]
    )
    assert summary["accepted"] == summary["located"] + sum(summary["unlocated"].values())
    with duckdb.connect() as connection:
        attach_snapshot(connection, fuzzed.snapshot)
        traced = connection.execute(
            "SELECT count(DISTINCT source_row) FROM (SELECT source_row FROM incidents UNION SELECT source_row FROM set_aside)"
        ).fetchall()[0][0]
        without_reason = connection.execute(
            "SELECT count(*) FROM set_aside WHERE coalesce(reason, '') = '' OR source_file <> 'fuzzed.csv' OR source_row < 1 "
            "OR (kind = 'quarantined' AND content IS NULL)"
        ).fetchall()[0][0]
    assert (traced, without_reason) == (ROWS, 0)


def test_good_and_bad_are_both_found_among_fuzzed_rows(fuzzed: Result) -> None:
    summary = fuzzed.summary
    assert min(summary["accepted"], summary["quarantined"], summary["duplicates"]) > ROWS // 50
    assert {"zero_coordinates", "impossible_coordinates", "no_coordinates"} <= set(
        summary["unlocated"]
    )
    assert set(summary["feeds"]["fuzzed"]["reasons"]) >= {
        "start time cannot be read",
        "count of offenses is above 99",
    }
