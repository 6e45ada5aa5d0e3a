"""What a meeting agreed leads to a problem that belongs to it; what was drawn on the map is the place of what somebody says."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash

from analytics.drawn_area import DrawnArea
from analytics.errors import RecordError
from dashboard import meeting_acts
from dashboard.context import Context
from dashboard.decisions import Concern, Meeting, Priority, open_record
from dashboard.forms.form import ABOUT
from dashboard.forms.saving import write
from dashboard.tables.meetings import since_last_met
from tests.dashboard.pages.asked import answered, parts, words
from tests.dashboard.pages.test_meeting import ACT, SHOWN, app, context, council, end, shown

__all__ = ["app", "context", "council"]


def test_what_was_drawn_on_the_map_is_a_place_of_a_concern_if_it_lies_in_the_neighborhood(
    app: Dash, context: Context, council: Meeting
) -> None:
    middle = context.reader().neighborhoods.set_index("neighborhood_id").geometry
    point = middle["midtown"].representative_point()
    inside = DrawnArea.read(f"circle:{point.x:.5f},{point.y:.5f},150").text
    record = f"?meeting={council.id}&step=record"
    assert "Draw it on the map" in shown(app, record)["meeting-body"]
    entry = json.dumps(answered(app, f"{record}&area={inside}", SHOWN)["meeting-body"])
    assert f'"value": "area:{inside}"' in entry, "it is chosen, and among what can be chosen"
    far = middle["sunmor"].representative_point()
    outside = f"circle:{far.x:.5f},{far.y:.5f},150"
    entry = json.dumps(answered(app, f"{record}&area={outside}", SHOWN)["meeting-body"])
    assert "Drawn elsewhere." in entry
    assert "area:circle" not in entry
    told = {"category": "burglary", "words": "Garages", "said_by": "resident"}
    with context.records().write() as session:
        said = meeting_acts.add_concern(session, ACT, council, {**told, "place": f"area:{inside}"})
    assert (said.neighborhood_id, said.block_id, said.area) == ("midtown", None, inside)
    assert "Circle of 150 m in Midtown" in shown(app, record)["meeting-body"].replace(
        "a circle", "Circle"
    )
    with pytest.raises(RecordError, match="drawn area"), context.records().write() as session:
        meeting_acts.add_concern(session, ACT, council, {**told, "place": "area:moon"})


def test_what_was_agreed_leads_to_its_problem_and_the_problem_back_to_it(
    app: Dash, context: Context, council: Meeting
) -> None:
    area = "circle:-116.54,33.83,200"
    with context.records().write() as session:
        concern = open_record(
            session, Concern, **ACT, meeting_id=council.id, category="burglary", words="Garages",
            said_by="resident",
        )  # fmt: skip
        priority = open_record(
            session, Priority, **ACT, meeting_id=council.id, rank=1, category="burglary",
            neighborhood_id="midtown", area=area, concern_id=concern.id,
        )  # fmt: skip
    end(app, context, council, "done", council)
    closed = answered(app, f"?meeting={council.id}&step=close", SHOWN)
    (href,) = re.findall(r'"href": "(/problems\?[^"]*priority=[^"]*)"', json.dumps(closed))
    asked = parse_qs(urlsplit(href).query)
    assert asked == {
        "problem": ["new"], "priority": [str(priority.id)], "offense": ["burglary"],
        "neighborhood": ["midtown"], "area": [area],
    }  # fmt: skip
    search = f"?{urlsplit(href).query}"
    form = answered(app, search, "problems-form.children", "/problems")["problems-form"]
    assert "priority 1 (Neighborhood Crime Prevention Council, Midtown" in " ".join(
        words(form["children"])
    )
    assert '"value": "Garages"' in json.dumps(form), "the title begins as people named it"
    about = next(
        part["props"]["data"] for part in parts(form["children"], "Store")
        if part["props"]["id"]["type"] == ABOUT
    )  # fmt: skip
    typed = {"title": "Break-ins", "category": "burglary", "owner": "pso"}
    with app.server.app_context():
        written = write(about, typed, "PSO 12", search)
    closed = shown(app, f"?meeting={council.id}&step=close")["meeting-body"]
    assert "Open a problem for it" not in closed, "somebody owns it"
    facts = answered(app, f"?problem={written['id']}", "problem-facts.children", "/problems")
    assert f"meeting={council.id}&step=close" in json.dumps(facts)
    with context.records().read() as session:
        (told,) = since_last_met(context.reader(), session, following(council)).priorities
    assert [work.problem.id for work in told.work] == [written["id"]]


def following(council: Meeting) -> Meeting:
    """Give a meeting of the same place a month later."""
    return Meeting(id=99, kind="ncpc", held_on=date(2025, 12, 30), neighborhood_id="midtown")


def test_a_priority_without_a_problem_is_offered_one_on_the_next_agenda(
    app: Dash, context: Context, council: Meeting
) -> None:
    with context.records().write() as session:
        priority = open_record(
            session, Priority, **ACT, meeting_id=council.id, rank=1, category="robbery",
            neighborhood_id="midtown",
        )  # fmt: skip
        after = open_record(
            session, Meeting, **ACT, kind="ncpc", held_on=date(2025, 12, 30),
            neighborhood_id="midtown",
        )  # fmt: skip
    agenda = json.dumps(answered(app, f"?meeting={after.id}", SHOWN)["meeting-body"])
    assert f"priority={priority.id}" in agenda
