"""What kinds of offense does this project speak of?

Five categories, each with its offenses. Two things mislead most: a California "auto burglary" (459 PC of a locked vehicle)
is counted here as theft from a vehicle, as NIBRS and UCR do, not as burglary; and narcotics or quality-of-life counts
follow where officers look, so they are never added to offenses that victims report (`is_victim_reported`).
Which code means which offense is answered in `analytics.classify`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """A group of offenses that councils talk about as one."""

    label: str
    is_victim_reported: bool
    is_focus: bool = True


@dataclass(frozen=True)
class Offense:
    """One kind of offense within a category."""

    label: str
    category: str


CATEGORIES: dict[str, Category] = {
    "robbery": Category("Robbery", is_victim_reported=True),
    "burglary": Category("Burglary", is_victim_reported=True),
    "narcotics": Category("Narcotics", is_victim_reported=False),
    "quality_of_life": Category("Quality of life", is_victim_reported=False),
    "other": Category("Other offenses", is_victim_reported=True, is_focus=False),
}

OFFENSES: dict[str, Offense] = {
    "robbery_person": Offense("Robbery of a person", "robbery"),
    "robbery_business": Offense("Robbery of a business", "robbery"),
    "robbery_residence": Offense("Robbery in a home", "robbery"),
    "carjacking": Offense("Carjacking", "robbery"),
    "robbery_unspecified": Offense("Robbery, kind not stated", "robbery"),
    "burglary_residential": Offense("Residential burglary", "burglary"),
    "burglary_commercial": Offense("Commercial burglary", "burglary"),
    "burglary_unspecified": Offense("Burglary, kind not stated", "burglary"),
    "narcotics_possession": Offense("Narcotics possession", "narcotics"),
    "narcotics_sale": Offense("Narcotics sale or manufacture", "narcotics"),
    "narcotics_place": Offense("Place used for narcotics", "narcotics"),
    "narcotics_paraphernalia": Offense("Narcotics paraphernalia", "narcotics"),
    "narcotics_influence": Offense("Under the influence of narcotics", "narcotics"),
    "narcotics_unspecified": Offense("Narcotics, kind not stated", "narcotics"),
    "public_intoxication": Offense("Public intoxication", "quality_of_life"),
    "vandalism": Offense("Vandalism", "quality_of_life"),
    "nuisance": Offense("Public nuisance", "quality_of_life"),
    "disorderly_conduct": Offense("Disturbing the peace", "quality_of_life"),
    "trespass": Offense("Trespass", "quality_of_life"),
    "loitering": Offense("Loitering", "quality_of_life"),
    "liquor_law": Offense("Liquor law", "quality_of_life"),
    "prostitution": Offense("Prostitution", "quality_of_life"),
    "truancy": Offense("Truancy or curfew", "quality_of_life"),
    "theft_from_vehicle": Offense("Theft from a vehicle", "other"),
    "shoplifting": Offense("Shoplifting", "other"),
    "theft": Offense("Theft, other", "other"),
    "vehicle_theft": Offense("Vehicle theft", "other"),
    "assault": Offense("Assault", "other"),
    "other_offense": Offense("Other known offense", "other"),
    "unrecognized": Offense("Code not recognized", "other"),
}

FOCUS = tuple(name for name, category in CATEGORIES.items() if category.is_focus)
VICTIM_REPORTED = tuple(
    name
    for name, category in CATEGORIES.items()
    if category.is_focus and category.is_victim_reported
)


def category_of(name: str) -> str:
    """Give the category of a category id or an offense id; KeyError for neither."""
    return name if name in CATEGORIES else OFFENSES[name].category


def label_of(name: str) -> str:
    """Give the reader's words for a category id or an offense id; KeyError for neither."""
    return CATEGORIES[name].label if name in CATEGORIES else OFFENSES[name].label
