"""How heavily does the law weigh an offense, beside how often it happens?

The middle prison term of the statute, in days, and nothing else: no court's sentence, no victim's
loss. By it a burglary of an empty home weighs more than a robbery in the street, so counts always
stand beside it. Of what officers find there is no weight here at all: it would add the patrols'
attention to the harm.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.errors import SelectionError
from analytics.offenses import label_of

MIDDLE_TERM_DAYS = {
    "robbery_person": 1095,  # Penal Code 213(a)(2): second degree, 2, 3 or 5 years
    "robbery_business": 1095,
    "robbery_residence": 1460,  # 213(a)(1)(B): first degree, 3, 4 or 6 years
    "carjacking": 1825,  # 215: 3, 5 or 9 years
    "burglary_residential": 1460,  # 461(a): first degree, 2, 4 or 6 years
    "burglary_commercial": 730,  # 461(b) with 1170(h): second degree, felony, 16 months, 2 or 3 years
}


def check_harm(concerns: Sequence[str]) -> None:
    """Raise SelectionError where a concern has no middle term, as a whole category has not."""
    missing = [label_of(name) for name in concerns if name not in MIDDLE_TERM_DAYS]
    if missing:
        known = ", ".join(label_of(name) for name in MIDDLE_TERM_DAYS)
        raise SelectionError(
            f"{', '.join(missing)}: no term in the statutes to weigh it by;"
            f" set the weight of harm to 0, or rank only {known}"
        )
