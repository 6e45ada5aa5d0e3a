"""Which California statutes a text names, in every style that departments write them."""

import pytest

from analytics.classify import classify_code, statutes_in
from analytics.statutes import names_an_attempt, read_statutes


@pytest.mark.parametrize(
    ("written", "offense"),
    [
        ("211", "robbery_unspecified"),
        ("211pc", "robbery_unspecified"),
        ("211p.c.-armed", "robbery_unspecified"),
        ("211pc-strongarm", "robbery_unspecified"),
        ("211sa", "robbery_unspecified"),
        ("(211", "robbery_unspecified"),
        ("PC211", "robbery_unspecified"),
        ("CPC 211", "robbery_unspecified"),
        ("Penal Code Section 211", "robbery_unspecified"),
        ("211 PC ROBBERY- BUSINESS", "robbery_business"),
        ("211 PC ROBBERY OF A HOMELESS PERSON", "robbery_person"),
        ("211/212.5(A) PC", "robbery_residence"),
        ("212.5(a)", "robbery_residence"),
        ("212.5(B) ROB-VICINITY OF ATM", "robbery_person"),
        ("213(A)(1)(A) PC", "robbery_residence"),
        ("213 PC", "robbery_unspecified"),
        ("214 PC", "robbery_person"),
        ("664/211", "robbery_unspecified"),
        ("215(A) PC    CARJACKING", "carjacking"),
        ("459", "burglary_unspecified"),
        ("664/459", "burglary_unspecified"),
        ("459 PC  BURGLARY RESIDENCE", "burglary_residential"),
        ("459/460(A) PC", "burglary_residential"),
        ("460(A) PC", "burglary_residential"),
        ("459 PC BURGLARY BUSINESS", "burglary_commercial"),
        ("459 PC BURGLARY WAREHOUSE", "burglary_commercial"),
        ("459 PC BURGLARY NON-RESIDENTIAL", "burglary_commercial"),
        ("459 PC BURGLARY-UNSPECIFIED", "burglary_unspecified"),
        ("459 PC  BURGLARY VEHICLE", "theft_from_vehicle"),
        ("459.5", "shoplifting"),
        ("459.5 PC", "shoplifting"),
        ("484 PC", "theft"),
        ("484 PETTY THEFT-SHOPLIFT", "shoplifting"),
        ("484 PETTY THEFT CLOUT UNLOCKED", "theft_from_vehicle"),
        ("484G(B) PC ACCESS CARD FRAUD", "other_offense"),
        ("487(A) PC GRAND THEFT", "theft"),
        ("487(A) GRAND THEFT-AUTO PARTS", "theft"),
        ("487(D) PC GRAND THEFT AUTO", "vehicle_theft"),
        ("487(D)(1) PC", "vehicle_theft"),
        ("487(D)(2) PC", "theft"),
        ("488 PC", "theft"),
        ("490.2 PC", "theft"),
        ("10851(A)VC TAKE VEH W/O OWNER", "vehicle_theft"),
        ("BAIT CAR 10851 VC TAKE VEHICLE", "vehicle_theft"),
        ("PC 530.5(A)F", "other_offense"),
        ("11377(A)HS", "narcotics_possession"),
        ("HS 11377(a)M", "narcotics_possession"),
        ("11377(A)HS POSS AMPHETAMINES", "narcotics_possession"),
        ("11350(A)HS", "narcotics_possession"),
        ("11550(A)HS", "narcotics_influence"),
        ("H&S 11378", "narcotics_sale"),
        ("H/S 11378", "narcotics_sale"),
        ("HSC 11378", "narcotics_sale"),
        ("11357(b)(1) H&S", "narcotics_possession"),
        ("11364 HS POSS DRUG PARAPH", "narcotics_paraphernalia"),
        ("11366 HS MAINTN PLACE TO SELL", "narcotics_place"),
        ("4140 BP  POSS OF HYPO NEEDLE", "narcotics_paraphernalia"),
        ("23222(B)POSSESS MARIJ IN VEH", "narcotics_possession"),
        ("23222(A) VC", "liquor_law"),
        ("594(B)(1) PC", "vandalism"),
        ("594(B)(1)VANDALISM GRAF +$400", "vandalism"),
        ("23152(A) VC", "other_offense"),
        ("647(f)", "public_intoxication"),
        ("647F PC", "public_intoxication"),
        ("647(F) PC DIP - DISORDERLY", "public_intoxication"),
        ("647(B) PC   PROSTITUTION", "prostitution"),
        ("653b PC", "loitering"),
        ("415(1) PC DISTURB PEACE/FIGHT", "disorderly_conduct"),
        ("602(L)(1)TRESPASS REFUSE TO LV", "trespass"),
        ("25620(A) B&P", "liquor_law"),
        ("48260 EC TRUANCY", "truancy"),
        ("601(B) WI", "truancy"),
        ("601(A) WI JUVENILE INCORRIGIBL", "other_offense"),
        ("240 PC", "assault"),
        ("242 PC  BATTERY CIVILIAN", "assault"),
        ("243(E)1 BATTERY NONCOHAB SPOUS", "assault"),
        ("243.4 PC", "other_offense"),
        ("245(A)(1)AWDW/NO FIREARM/CIVIL", "assault"),
        ("273.5(A) PC", "assault"),
        ("1708 US   THEFT OF MAIL", "theft"),
        ("9.04.050 A DRINKING IN PUBLIC", "liquor_law"),
        ("9.44.220 SCC ANIMAL AT LARGE", "other_offense"),
        ("PSMC 11.56.010", "truancy"),
        ("664", "other_offense"),
    ],
)  # fmt: skip
def test_california_statute_is_read_in_the_style_it_is_written(written: str, offense: str) -> None:
    assert classify_code(written, "", "ca_statute") == offense


def test_number_within_a_description_is_no_statute_without_its_book() -> None:
    assert classify_code("ZMISC", "LOUD MUSIC, ROOM 211", "ca_statute") == "unrecognized"
    assert (
        classify_code("ZMISC", "ROOM 12, 459 PC BURGLARY HOTEL", "ca_statute")
        == "burglary_commercial"
    )
    assert classify_code("", "459 BURGLARY HOTEL", "ca_statute") == "burglary_commercial"


def test_statute_is_found_with_its_book_and_its_part() -> None:
    assert statutes_in("664/187(A) PC, 11350(B) HS") == ("PC 187(a)", "HS 11350(b)")
    assert statutes_in("530.5(A)F PC") == ("PC 530.5(a)",)
    assert statutes_in("PC 530.5(A)F") == ("PC 530.5(a)",)
    assert statutes_in("5150 WI DANGER") == ("WI 5150",)
    assert statutes_in("459 US BANK BURGLARY") == ("PC 459",)


def test_part_of_a_date_is_no_section() -> None:
    assert statutes_in("211 ROBBERY 12/31/24") == ("PC 211",)
    assert statutes_in("31 VC FALSE INFO TO OFFICER") == ("VC 31",)


def test_section_without_its_book_needs_exactly_one_book_that_lists_it() -> None:
    listed = {"601": frozenset({"PC", "WI"}), "459": frozenset({"PC"})}
    assert read_statutes("601", listed) == ["601"]
    assert read_statutes("459", listed) == ["PC 459"]
    assert read_statutes("459 VC", listed) == ["VC 459"]


@pytest.mark.parametrize(
    ("words", "attempted"),
    [("664", True), ("664/459", True), ("664 PC", True), ("211 PC/664", True), ("14664 VC", False), ("664 MAIN ST", False),
     ("AT 664 MAIN ST", False), ("$664 TAKEN", False)],
)  # fmt: skip
def test_section_664_is_an_attempt_and_a_house_number_664_is_not(
    words: str, attempted: bool
) -> None:
    assert names_an_attempt(words) is attempted
