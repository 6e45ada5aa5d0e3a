"""Which reports fit a page? What its link asks for decides: all that is shown, the one neighborhood, block or problem chosen.

What cannot be made is not offered; where the days leave nothing to compare, that is said instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.errors import RecordError
from dashboard.context import Reader
from dashboard.days import compared_days, not_compared_words
from dashboard.jobs.reports import WHOLE_PLACES
from dashboard.tables.places import report_selection, whole_places
from dashboard.tables.problems import read_case
from dashboard.urlstate import View
from dashboard.wording import offenses_words, where_words

PROBLEMS = "/problems"


@dataclass(frozen=True)
class Offer:
    """A report that can be asked for: the kind of its job, what it is called, and what it will be of."""

    kind: str
    label: str
    about: str


@dataclass(frozen=True)
class Offers:
    """What is offered, the likeliest first, and what is said where something is not."""

    offers: tuple[Offer, ...]
    notes: tuple[str, ...] = ()


def offers_of(reader: Reader, view: View, pathname: str) -> Offers:
    """List what fits the link of a page; nothing on the page of problems where none is chosen."""
    if pathname == PROBLEMS:
        return _of_problem(view)
    selection = whole_places(report_selection(reader, view))
    offers, notes = [], []
    where = where_words(selection, reader.names, reader.block_names) or "The whole city"
    if compared_days(reader, view) is None:
        notes.append(f"No command brief: {not_compared_words(reader, view)}")
    else:
        about = f"{where[:1].upper()}{where[1:]}, {offenses_words(view.asked.offenses).lower()}"
        offers.append(Offer("brief", "Command brief", about))
        if selection != report_selection(reader, view):
            notes.append(WHOLE_PLACES)
    places, blocks = view.selection.neighborhoods, view.selection.blocks
    if len(places) == 1:
        offers.append(
            Offer(
                "neighborhood", "Neighborhood sheet", f"{reader.names[places[0]]}, front and back"
            )
        )
    if len(blocks) == 1:
        offers.append(Offer("block", "Block sheet", f"{reader.block_names[blocks[0]]}, a year"))
    offers.append(Offer("summit", "Summit report", "All neighborhoods, half a year"))
    offers.append(Offer("reports", "Every neighborhood (ZIP)", "A sheet each; takes a minute"))
    return Offers(tuple(offers), tuple(notes))


def _of_problem(view: View) -> Offers:
    try:
        if read_case(view.key("problem")) is None:
            return Offers(())
    except RecordError:
        # The page says so.
        return Offers(())
    return Offers(
        (Offer("problem", "Problem sheet", "One page by the steps of SARA, for the police"),)
    )
