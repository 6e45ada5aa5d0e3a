"""Names of columns, compared as feeds spell them."""

import pytest

from etl.inspection.names import known_names, meanings_of, series_of


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Offense\r\nCount", "offense_count"),
        ("X-Coord", "x"),
        ("DateOccured", "occurred_from"),
        ("blocksizedAddress", "address"),
        ("Incident Date_Between", "occurred_to"),
        ("Incident Type_1", "offense_text"),
        ("Officer of Record", "private"),
        ("Occ. Start Date/Time", "occurred_from"),
        ("LastEditedOn", "updated"),
        ("Victim Last Name", "private"),
        ("Det_Assigned", "private"),
        ("NIBRS Classification", "offense_code"),
        ("geo_lat", "lat"),
        ("Case Numbe", "incident_id"),
        ("OCCURRED_D", "occurred_from"),
        ("Offense De", "offense_text"),
    ],
)
def test_name_means_its_role(name: str, role: str) -> None:
    assert meanings_of(name)[0].role == role


def test_name_that_says_nothing_means_nothing() -> None:
    assert meanings_of("Zebra") == ()


def test_known_name_is_surer_than_its_words() -> None:
    assert meanings_of("Latitude")[0].is_known
    assert not meanings_of("geo_lat")[0].is_known


def test_location_may_be_an_address_or_a_point() -> None:
    assert [meaning.role for meaning in meanings_of("Location")] == ["address", "point"]


def test_numbered_names_belong_together() -> None:
    assert series_of("Incident Type_2") == ("Incident Type", 2)
    assert series_of("Beat") == ("Beat", None)


def test_narratives_plates_and_officers_are_known_to_be_about_people() -> None:
    private = {name for name, meanings in known_names().items() if meanings[0].role == "private"}
    assert {"narrative", "licenseplate", "officer", "victimname", "dob"} <= private
