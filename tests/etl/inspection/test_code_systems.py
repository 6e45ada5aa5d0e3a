"""Code systems: what speaks for one, and what contradicts it."""

import pandas as pd

from etl.inspection.code_systems import (
    collisions,
    find_separator,
    judge_systems,
    suggested_offense,
    unknown_words,
)


def words(*texts: str) -> pd.Series:
    return pd.Series(texts * 20, dtype="str")


def best(codes: pd.Series, texts: pd.Series | None = None) -> tuple[str, float]:
    reading = judge_systems(codes, texts)[0]
    return reading.system, reading.score


def test_each_system_is_known_by_its_own_codes() -> None:
    assert best(words("211 PC", "459 PC BURGLARY RESIDENCE", "11377(A)HS")) == ("ca_statute", 1)
    assert best(words("120", "220", "35A"), words("Robbery", "Burglary", "Drug")) == ("nibrs", 1)
    assert best(words("051111", "32111", "180000"), words("BURGLARY", "ROBBERY", "DRUGS")) == (
        "ucr",
        1,
    )


def test_codes_that_the_words_contradict_are_of_no_system() -> None:
    codes = words("051040", "030001", "180002")
    texts = words("Robbery of a store", "Drug possession", "Burglary, home")
    reading = next(reading for reading in judge_systems(codes, texts) if reading.system == "ucr")
    assert (reading.rows_share, reading.agreement, reading.score) == (1, 0, 0)
    assert "would be" in reading.evidence


def test_burglary_of_a_vehicle_is_no_contradiction() -> None:
    codes = words("459 PC BURGLARY VEHICLE", "211 PC ROBBERY")
    assert judge_systems(codes, None)[0].agreement == 1


def test_number_with_two_meanings_is_named() -> None:
    (said, *_) = collisions(words("370"), "ca_statute")
    assert said == "370 is 'Public nuisance' here, 'Other known offense' in NIBRS"
    assert collisions(words("11364 HS POSS"), "ca_statute") == []


def test_words_of_an_agency_come_with_a_suggestion_or_none() -> None:
    found = unknown_words(words("Auto Burglary", "Zebra"), "local")
    assert [(word.text, word.rows, word.suggestion) for word in found] == [
        ("Auto Burglary", 20, "theft_from_vehicle"),
        ("Zebra", 20, None),
    ]


def test_suggestions_follow_the_most_telling_word() -> None:
    assert suggested_offense("DUI-ALCOHOL/DRUGS") == "other_offense"
    assert suggested_offense("Burglary - Residential") == "burglary_residential"
    assert suggested_offense("Motor Vehicle Theft") == "vehicle_theft"
    assert suggested_offense("VEHICLE - STOLEN") == "vehicle_theft"
    assert suggested_offense("THEFT OF IDENTITY") == "other_offense"
    assert suggested_offense("CDS Possession") == "narcotics_possession"
    assert suggested_offense("Robbery, Street") == "robbery_person"


def test_comma_separates_offenses_only_where_the_parts_stand_alone_too() -> None:
    assert find_separator(words("Robbery, strong-arm", "Robbery, armed", "Trespass")) is None
    assert find_separator(words("Robbery;Trespass", "Robbery", "Trespass")) == (";", 1 / 3)


def test_words_of_other_states_suggest_what_they_mean() -> None:
    assert suggested_offense("THEFT OF MOTOR VEHICLE") == "vehicle_theft"
    assert suggested_offense("THEFT OF MOTOR VEHICLE PARTS") == "theft"
    assert suggested_offense("RESIDENTIAL BURGLARY") == "burglary_residential"
    assert suggested_offense("BURGLARY, NON-RESIDENTIAL") == "burglary_commercial"
    assert suggested_offense("NON-RESIDENTIAL BURGLARY") != "burglary_residential"
    assert suggested_offense("DELIVERY OF CONTROLLED SUBSTANCE") == "narcotics_sale"
    assert suggested_offense("SALES OF COCAINE") == "narcotics_sale"
    assert suggested_offense("MALICIOUS MISCHIEF 2ND DEGREE") == "vandalism"
    assert suggested_offense("RAPE 2ND DEGREE") == "other_offense"
