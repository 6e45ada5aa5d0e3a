"""The law's middle terms are those of the statutes, and only victims' offenses have one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, OFFENSES
from analytics.priorities.harm import MIDDLE_TERM_DAYS, check_harm

TERMS = (
    Path(__file__).parents[4] / "shared" / "golden" / "classification" / "ca_statutory_terms.csv"
)
SECTIONS = {
    "robbery_person": "PC 213(a)(2)",
    "robbery_business": "PC 213(a)(2)",
    "robbery_residence": "PC 213(a)(1)(B)",
    "carjacking": "PC 215",
    "burglary_residential": "PC 461(a)",
    "burglary_commercial": "PC 461(b)/1170(h)",
}


def test_middle_terms_are_those_of_the_penal_code() -> None:
    if not TERMS.exists():
        pytest.skip(f"no reference values at {TERMS}")
    terms = pd.read_csv(TERMS).set_index("section")
    assert set(SECTIONS) == set(MIDDLE_TERM_DAYS)
    for offense, section in SECTIONS.items():
        assert terms.loc[section, "middle_days"] == MIDDLE_TERM_DAYS[offense]
        assert terms.loc[section, "verified"] == "V"


def test_only_offenses_that_victims_report_have_a_weight() -> None:
    for offense in MIDDLE_TERM_DAYS:
        assert CATEGORIES[OFFENSES[offense].category].is_victim_reported


def test_the_error_names_what_has_no_term_and_what_has_one() -> None:
    check_harm(["carjacking", "robbery_person"])
    with pytest.raises(SelectionError, match=r"Narcotics sale.*Carjacking"):
        check_harm(["carjacking", "narcotics_sale"])
