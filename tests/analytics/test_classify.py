"""Which offense a code means, in every style that departments write it."""

import pandas as pd
import pytest

from analytics.classify import classify, classify_code, statutes_in
from analytics.errors import FeedError


@pytest.mark.parametrize(
    ("written", "offense"),
    [
        ("211", "robbery_unspecified"),
        ("211p.c.-armed", "robbery_unspecified"),
        ("211pc-strongarm", "robbery_unspecified"),
        ("211sa", "robbery_unspecified"),
        ("(211", "robbery_unspecified"),
        ("211 PC ROBBERY- BUSINESS", "robbery_business"),
        ("212.5(a)", "robbery_residence"),
        ("664/211", "robbery_unspecified"),
        ("215(A) PC    CARJACKING", "carjacking"),
        ("459 PC  BURGLARY RESIDENCE", "burglary_residential"),
        ("459/460(A) PC", "burglary_residential"),
        ("459 PC BURGLARY BUSINESS", "burglary_commercial"),
        ("459", "burglary_unspecified"),
        ("11377(A)HS POSS", "narcotics_possession"),
        ("HS 11377(a)M", "narcotics_possession"),
        ("H&S 11378", "narcotics_sale"),
        ("11364 HS POSS DRUG PARAPH", "narcotics_paraphernalia"),
        ("11550(A)HS", "narcotics_influence"),
        ("4140 BP  POSS OF HYPO NEEDLE", "narcotics_paraphernalia"),
        ("647(F) PC DIP - DISORDERLY", "public_intoxication"),
        ("594(B)(1)PC  VANDALISM +$400", "vandalism"),
        ("48260 EC TRUANCY", "truancy"),
        ("653b PC", "loitering"),
    ],
)
def test_california_statute_is_read_in_the_style_it_is_written(written: str, offense: str) -> None:
    assert classify_code(written, "", "ca_statute") == offense


def test_auto_burglary_is_theft_from_a_vehicle_and_not_burglary() -> None:
    assert classify_code("459 PC  BURGLARY VEHICLE", "", "ca_statute") == "theft_from_vehicle"
    assert classify_code("459", "AUTO BURGLARY", "ca_statute") == "theft_from_vehicle"


def test_shoplifting_is_not_burglary_though_its_section_starts_with_459() -> None:
    assert classify_code("459.5 PC", "", "ca_statute") == "shoplifting"


def test_the_same_number_means_another_offense_in_another_code_system() -> None:
    assert classify_code("220", "", "nibrs") == "burglary_unspecified"
    assert classify_code("220 PC", "", "ca_statute") == "other_offense"
    assert classify_code("220", "", "ca_statute") == "unrecognized"


@pytest.mark.parametrize(
    ("written", "offense"),
    [("31111", "robbery_unspecified"), ("031111", "robbery_unspecified"), ("3", "robbery_unspecified"),
     ("51322", "burglary_unspecified"), ("181110", "narcotics_unspecified"), ("08B", "assault")],
)  # fmt: skip
def test_ucr_number_is_read_with_and_without_its_leading_zero(written: str, offense: str) -> None:
    assert classify_code(written, "", "ucr") == offense


def test_description_tells_the_kind_within_a_ucr_number() -> None:
    assert classify_code("51322", "BURGLARY-RESDNCE/UNK TIM", "ucr") == "burglary_residential"
    assert classify_code("52000", "BURGLARY-OTHR NONRES/DAY", "ucr") == "burglary_commercial"
    assert classify_code("31421", "ROBBERY-HIGHWAY", "ucr") == "robbery_person"


@pytest.mark.parametrize(
    "written", ["ROBBERY - I RPT", "", "9.44.220 SCC", "261", "CASUALTY REPORT"]
)
def test_what_is_not_a_listed_statute_is_never_guessed(written: str) -> None:
    assert classify_code(written, "", "ca_statute") == "unrecognized"


def test_statute_is_found_with_its_book_and_its_part() -> None:
    assert statutes_in("664/187(A) PC, 11350(B) HS") == ["PC 187(a)", "HS 11350(b)"]
    assert statutes_in("530.5(A)F PC") == ["530.5(a)"] or statutes_in("PC 530.5(A)F") == [
        "PC 530.5(a)"
    ]
    assert statutes_in("5150 WI DANGER") == ["WI 5150"]


def test_attempt_is_marked_from_its_section_and_from_its_word() -> None:
    codes = pd.Series(["664/211 PC", "211 PC", "211 PC ATT ROBBERY"])
    assert classify(codes, None, "ca_statute")["is_attempt"].tolist() == [True, False, True]


def test_local_words_decide_and_unknown_ones_stay_unrecognized() -> None:
    codes = pd.Series(["Robbery  - street", "Lost dog"], index=[7, 9])
    answer = classify(codes, None, "local", {"Robbery - Street": "robbery_person"})
    assert answer["offense"].to_dict() == {7: "robbery_person", 9: "unrecognized"}
    assert answer["category"].to_dict() == {7: "robbery", 9: "other"}


def test_code_system_must_be_named() -> None:
    with pytest.raises(FeedError, match="ca_statute"):
        classify(pd.Series(["220"]), None, "penal")
