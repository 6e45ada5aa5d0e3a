"""Which days break a series because a law changed."""

from datetime import date

import pytest

from analytics.classify import rules_of
from analytics.law_changes import all_law_changes, read_law_changes
from analytics.periods import Period

DECADE = Period(date(2014, 1, 1), date(2024, 1, 1))


def test_changes_are_those_of_the_offense_within_the_period() -> None:
    changes = read_law_changes(["narcotics_possession"], DECADE)
    assert [(change.effective_on, change.name) for change in changes] == [
        (date(2014, 11, 5), "Proposition 47"),
        (date(2016, 11, 9), "Proposition 64"),
        (date(2021, 1, 1), "NIBRS replaces summary reporting"),
    ]


def test_category_has_the_changes_of_all_its_offenses() -> None:
    named = {change.name for change in read_law_changes(["burglary"], DECADE)}
    assert named == {"Proposition 47", "NIBRS replaces summary reporting"}
    assert [change.name for change in read_law_changes(["burglary_residential"], DECADE)] == [
        "NIBRS replaces summary reporting"
    ]


def test_no_names_means_every_offense() -> None:
    always = Period(date(1990, 1, 1), date(2030, 1, 1))
    assert read_law_changes([], always) == all_law_changes()


def test_change_on_the_first_day_of_a_period_breaks_nothing_in_it() -> None:
    day, days = date(2024, 12, 18), (date(2024, 12, 17), date(2024, 12, 19))
    assert read_law_changes(["theft"], Period(day, days[1])) == ()
    assert read_law_changes(["theft"], Period(days[0], day)) == ()
    assert len(read_law_changes(["theft"], Period(*days))) == 1


def test_name_that_is_neither_category_nor_offense_is_an_error() -> None:
    with pytest.raises(KeyError, match="arson"):
        read_law_changes(["arson"], DECADE)


def test_every_change_says_in_one_sentence_what_it_does_and_where_it_stands() -> None:
    for change in all_law_changes():
        assert change.effect.count(". ") == 0, change
        assert change.effect.endswith("."), change
        assert change.source, change
        assert change.offenses, change


def test_section_that_begins_or_ends_does_so_on_a_day_that_charts_mark() -> None:
    rules = [rule for same_code in rules_of("ca_statute").values() for rule in same_code]
    days = {day for rule in rules for day in (rule.valid_from, rule.valid_to)}
    assert days - {date.min, date.max} <= {change.effective_on for change in all_law_changes()}
