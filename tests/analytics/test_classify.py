"""Which offense a code means, in every style that departments write it."""

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from analytics.classify import classify, classify_code, rules_of, says_attempt
from analytics.errors import FeedError
from analytics.offenses import OFFENSES

SACRAMENTO = Path(__file__).parents[3] / "shared/data/sacramento/incidents_2006-01_pipe.csv"


def test_auto_burglary_is_theft_from_a_vehicle_and_not_burglary() -> None:
    assert classify_code("459", "AUTO BURGLARY", "ca_statute") == "theft_from_vehicle"
    assert (
        classify_code("459", "BURGLARY OF A CAR WASH BUSINESS", "ca_statute")
        == "burglary_commercial"
    )


@pytest.mark.parametrize(
    ("number", "meaning"),
    [
        ("220", {"nibrs": "burglary_unspecified", "ca_statute": "assault", "ucr": "unrecognized", "ncic": "unrecognized"}),
        ("240", {"nibrs": "vehicle_theft", "ca_statute": "assault", "ucr": "unrecognized"}),
        ("370", {"nibrs": "other_offense", "ca_statute": "nuisance", "ucr": "unrecognized"}),
        ("290", {"nibrs": "vandalism", "ca_statute": "other_offense", "ucr": "unrecognized"}),
        ("211", {"nibrs": "unrecognized", "ca_statute": "robbery_unspecified", "ucr": "unrecognized"}),
        ("459", {"nibrs": "unrecognized", "ca_statute": "burglary_unspecified", "ucr": "unrecognized"}),
        ("23", {"nibrs": "unrecognized", "ca_statute": "unrecognized", "ucr": "public_intoxication"}),
        ("2202", {"nibrs": "unrecognized", "ca_statute": "unrecognized", "ncic": "burglary_residential"}),
        ("121", {"nibrs": "unrecognized"}),
    ],
)  # fmt: skip
def test_the_same_number_means_another_offense_in_another_code_system(
    number: str, meaning: dict[str, str]
) -> None:
    assert {system: classify_code(number, "", system) for system in meaning} == meaning


@pytest.mark.parametrize(
    ("written", "offense"),
    [("31111", "robbery_unspecified"), ("031111", "robbery_unspecified"), ("3", "robbery_unspecified"),
     ("51322", "burglary_unspecified"), ("181110", "narcotics_unspecified"), ("08B", "assault"),
     ("04A", "assault"), ("25", "loitering"), ("22", "liquor_law"), ("24", "disorderly_conduct")],
)  # fmt: skip
def test_ucr_number_is_read_with_and_without_its_leading_zero(written: str, offense: str) -> None:
    assert classify_code(written, "", "ucr") == offense


@pytest.mark.parametrize(
    ("code", "words", "offense"),
    [
        ("51322", "BURGLARY-RESDNCE/UNK TIM", "burglary_residential"),
        ("52000", "BURGLARY-OTHR NONRES/DAY", "burglary_commercial"),
        ("31421", "ROBBERY-HIGHWAY", "robbery_person"),
        ("33000", "ROBBERY-CONVEN STOR/KNIFE USED/ATTEMPT", "robbery_business"),
        ("64000", "LARCENY-FROM MTR VEH UNDER $500", "theft_from_vehicle"),
        ("65000", "LARCENY-MTR VEH PARTS UNDER $500", "theft"),
    ],
)
def test_description_tells_the_kind_within_a_ucr_number(
    code: str, words: str, offense: str
) -> None:
    assert classify_code(code, words, "ucr") == offense


@pytest.mark.parametrize(
    ("written", "offense"),
    [("09A", "other_offense"), ("9A", "other_offense"), ("23f", "theft_from_vehicle"), ("35B", "narcotics_paraphernalia"),
     ("220 Burglary/Breaking & Entering", "burglary_unspecified"), ("90J", "trespass"), ("90Z", "other_offense"),
     ("2203", "unrecognized")],
)  # fmt: skip
def test_nibrs_code_is_read_with_and_without_its_title(written: str, offense: str) -> None:
    assert classify_code(written, "", "nibrs") == offense


@pytest.mark.parametrize(
    ("code", "words", "offense"),
    [
        ("1204", "", "robbery_person"),
        ("2203", "459 PC  BURGLARY BUSINESS", "burglary_commercial"),
        ("2204", "459 PC  BURGLARY RESIDENCE", "burglary_residential"),
        ("2299", "459 PC  BURGLARY VEHICLE", "theft_from_vehicle"),
        ("2299", "459 PC  BURGLARY-UNSPECIFIED", "burglary_unspecified"),
        ("3572", "11377(A)HS POSS AMPHETAMINES", "narcotics_possession"),
        ("3599", "11364 HS POSS DRUG PARAPH", "narcotics_paraphernalia"),
        ("999", "664/187(A) ATTEMPTED HOMICIDE", "other_offense"),
        ("7000", "TOWED/STORED VEHICLE", "unrecognized"),
    ],
)
def test_ncic_code_is_read_by_its_four_digits(code: str, words: str, offense: str) -> None:
    assert classify_code(code, words, "ncic") == offense


@pytest.mark.parametrize(
    "written", ["ROBBERY - I RPT", "", "99999", "CASUALTY REPORT", "601", "MUNI NOISE", "12.5"]
)
def test_what_is_not_a_listed_statute_is_never_guessed(written: str) -> None:
    assert classify_code(written, "", "ca_statute") == "unrecognized"


def test_statute_that_can_be_read_but_is_not_listed_is_a_known_other_offense() -> None:
    assert classify_code("26180 PC", "", "ca_statute") == "other_offense"


@pytest.mark.parametrize(
    ("words", "system", "attempted"),
    [
        ("664/211 PC", "ca_statute", True),
        ("664(A)/459 PC", "ca_statute", True),
        ("211/664 PC", "ca_statute", True),
        ("PC 664", "ca_statute", True),
        ("211 PC ATT ROBBERY", "ca_statute", True),
        ("ROBBERY-BANK/STRNGARM/NO INJ/ATTEMPT", "ucr", True),
        ("BURGLARY-BUSINESS/NIT/ATT FORCIBLE ENTRY", "ucr", True),
        ("ATTEMPTED BURGLARY", "nibrs", True),
        ("211 PC", "ca_statute", False),
        ("664", "ucr", False),
        ("BURGLARY AT 664 MAIN ST", "ca_statute", False),
        ("BATTERY", "ca_statute", False),
        ("ROBBERY-BANK/STRNGARM/NO INJ/SUCCESS", "ucr", False),
    ],
)
def test_attempt_is_marked_from_its_section_and_from_its_word(
    words: str, system: str, attempted: bool
) -> None:
    assert says_attempt(words, system) is attempted


def test_rule_applies_to_incidents_of_its_days_alone() -> None:
    last, first = date(2022, 12, 31), date(2023, 1, 1)
    assert classify_code("653.22 PC", "", "ca_statute", last) == "prostitution"
    assert classify_code("653.22 PC", "", "ca_statute", first) == "other_offense"
    assert classify_code("653.22 PC", "", "ca_statute") == "prostitution"
    assert classify_code("11395 HS", "", "ca_statute", date(2024, 12, 17)) == "other_offense"
    assert classify_code("11395 HS", "", "ca_statute", date(2024, 12, 18)) == "narcotics_possession"


def test_rows_are_classified_by_their_own_day_and_without_one_whatever_the_day() -> None:
    days = pa.array([date(2022, 12, 31), date(2023, 1, 1), None, date(1990, 5, 5)])
    answer = classify(pa.array(["653.22 PC"] * 4), None, "ca_statute", None, days)
    assert answer["offense"].to_pylist() == ["prostitution", "other_offense", "prostitution", "prostitution"]  # fmt: skip


def test_answer_comes_in_the_order_of_the_rows_of_every_chunk() -> None:
    first, second = ["459 PC", "664/211 PC", "459 PC"], ["484 PC", None, "459 PC"]
    words = ["VEHICLE", "", "RESIDENCE", "", "", "VEHICLE"]
    codes = pa.chunked_array([pa.array(first), pa.array(second)])
    expected = ["theft_from_vehicle", "robbery_unspecified", "burglary_residential"]
    expected += ["theft", "unrecognized", "theft_from_vehicle"]
    for written in (codes, codes.combine_chunks(), codes.combine_chunks().dictionary_encode()):
        answer = classify(written, pa.array(words), "ca_statute")
        assert answer["offense"].to_pylist() == expected
        assert answer["category"].to_pylist() == [OFFENSES[name].category for name in expected]
        assert answer["is_attempt"].to_pylist() == [False, True, False, False, False, False]


def test_rows_already_seen_and_new_ones_mix_within_a_chunk() -> None:
    classify(pa.array(["242 PC"]), pa.array(["A"]), "ca_statute")
    answer = classify(
        pa.array(["211 PC", "242 PC", "484 PC"]), pa.array(["A", "A", "A"]), "ca_statute"
    )
    assert answer["offense"].to_pylist() == ["robbery_unspecified", "assault", "theft"]


def test_empty_chunk_gives_an_empty_table_of_the_same_columns() -> None:
    answer = classify(pa.chunked_array([], pa.string()), None, "ca_statute")
    of_few = pa.dictionary(pa.int32(), pa.string())
    assert answer.schema == pa.schema(
        {"offense": of_few, "category": of_few, "is_attempt": pa.bool_()}
    )
    assert answer.num_rows == 0


def test_local_words_decide_and_unknown_ones_stay_unrecognized() -> None:
    codes = pa.array(["Robbery  - street", "Lost dog"])
    answer = classify(codes, None, "local", {"Robbery - Street": "robbery_person"})
    assert answer["offense"].to_pylist() == ["robbery_person", "unrecognized"]
    assert answer["category"].to_pylist() == ["robbery", "other"]


def test_local_words_of_one_feed_say_nothing_of_another() -> None:
    codes = pa.array(["MUNI NOISE"])
    own = classify(codes, None, "ca_statute", {"MUNI NOISE": "disorderly_conduct"})
    assert own["offense"].to_pylist() == ["disorderly_conduct"]
    assert classify(codes, None, "ca_statute")["offense"].to_pylist() == ["unrecognized"]


def test_code_system_must_be_named() -> None:
    with pytest.raises(FeedError, match="ca_statute"):
        classify(pa.array(["220"]), None, "penal")


@pytest.mark.parametrize("system", ["ca_statute", "nibrs", "ucr", "ncic"])
def test_every_rule_can_apply_and_names_its_source(system: str) -> None:
    for code, rules in rules_of(system).items():
        for rule in rules:
            assert rule.title, rule
            assert rule.source, rule
            assert rule.valid_from < rule.valid_to, rule
        is_plain = [rule.text is None for rule in rules]
        assert not any(is_plain[:-1]), f"{code}: a rule below the plain one is never reached"


def test_ncic_and_statute_of_the_same_row_agree_on_robbery_and_burglary() -> None:
    if not SACRAMENTO.exists():
        pytest.skip(f"{SACRAMENTO} is not here")
    with open(SACRAMENTO, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|"))
    words, numbers = ([row[name] for row in rows] for name in ("crimedescr", "ucr_ncic_code"))
    by_statute = classify(pa.array(words), None, "ca_statute")["offense"].to_pylist()
    by_ncic = classify(pa.array(numbers), pa.array(words), "ncic")["offense"].to_pylist()
    told = [
        pair
        for pair in zip(by_statute, by_ncic, strict=True)
        if pair[0].startswith(("robbery", "burglary", "carjack"))
    ]
    assert len(told) == 184 + 497
    assert [pair for pair in told if pair[0] != pair[1]] == []
    assert by_statute.count("theft_from_vehicle") == 456 + 20 + 11


def test_every_nibrs_code_of_the_search_consortium_is_known() -> None:
    listed = Path(__file__).parents[3] / "shared" / "golden" / "classification"
    path = listed / "nibrs_codes_search_consortium.csv"
    if not path.exists():
        pytest.skip(f"no list of codes at {path}")
    with open(path, encoding="utf-8") as file:
        codes = [row["nibrs"] for row in csv.DictReader(file)]
    assert len(codes) == 59
    assert [code for code in codes if classify_code(code, "", "nibrs") == "unrecognized"] == []
