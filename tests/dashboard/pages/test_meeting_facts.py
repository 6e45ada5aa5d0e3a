"""A meeting is corrected, given notes, taken off the list and put back; the next one that it named moves with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard import meeting_acts
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.decisions import Concern, Meeting, Records, open_record
from dashboard.forms.closing import act
from dashboard.forms.saving import write
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import answered, words

SIGNED: dict[str, Any] = {"who": "PSO 12", "at": on_the_day()}
BODY = "meeting-body.children"


@pytest.fixture
def context(demo_data_dir: Path, tmp_path: Path) -> Iterator[Context]:
    url = f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}"
    made = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    council(made.records(), date(2025, 12, 14), venue="Library")
    yield made
    made.close()


@pytest.fixture
def app(context: Context) -> Iterator[Dash]:
    made = create_app(context)
    with made.server.app_context():
        yield made


def council(records: Records, day: date, **more: Any) -> Meeting:
    with records.write() as session:
        return open_record(
            session, Meeting, **SIGNED, kind="ncpc", held_on=day, neighborhood_id="midtown", **more
        )


def body(app: Dash, search: str) -> str:
    return " ".join(words(answered(app, search, BODY)["meeting-body"]["children"]))


def forms(app: Dash, search: str) -> list[dict[str, Any]]:
    """Give what each form of the page is about."""

    def about(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, list):
            for each in part:
                yield from about(each)
        elif isinstance(part, dict):
            name = part.get("props", {}).get("id")
            if isinstance(name, dict) and name.get("type") in ("form-about", "act-about"):
                yield part["props"]["data"]
            yield from about(part.get("props", {}).get("children"))

    return list(
        about(json.loads(json.dumps(answered(app, search, BODY)["meeting-body"]["children"])))
    )


def close(context: Context, next_on: str) -> None:
    """Close the first meeting with a next day, opening it before where it is closed."""
    with context.records().write() as session:
        held = session.get_one(Meeting, 1)
        if not held.is_open:
            meeting_acts.reopen_record(session, Meeting, 1, version=held.version, **SIGNED)
        meeting_acts.close_meeting(session, SIGNED, 1, held.version, next_on)


def days(context: Context) -> list[date]:
    with context.records().read() as session:
        return [each.held_on for each in session.query(Meeting).order_by(Meeting.id)]


def test_day_venue_and_notes_are_changed_on_prepare(app: Dash, context: Context) -> None:
    about, _ = forms(app, "?meeting=1&step=prepare")
    typed = {**about["filled"], "held_on": "2025-12-15", "venue": "School", "notes": "Bring keys"}
    write(about, typed, "PSO 12", "")
    with context.records().read() as session:
        held = session.get_one(Meeting, 1)
    assert (held.held_on, held.venue, held.notes) == (date(2025, 12, 15), "School", "Bring keys")
    said = body(app, "?meeting=1&step=prepare")
    assert "Notes, for the police only" in said
    assert "Bring keys" in said
    assert "The key for the room: School" in said


def test_a_new_meeting_whose_button_is_pressed_twice_is_one(context: Context) -> None:
    told, ground = {"held_on": "2026-03-02"}, {"neighborhood_id": "midtown"}
    for _ in range(2):
        with context.records().write() as session:
            meeting_acts.new_meeting(session, SIGNED, "ncpc", told, ground, "1f" * 16)
    assert days(context) == [date(2025, 12, 14), date(2026, 3, 2)]


def test_a_meeting_entered_by_mistake_leaves_the_list_and_can_be_put_back(
    app: Dash, context: Context
) -> None:
    _, about = forms(app, "?meeting=1&step=prepare")
    act(about, "close", "mistake", "PSO 12")
    listed = body(app, "")
    assert "Entered by mistake: 1" in listed
    assert "No meeting is on the list" in listed
    assert "no list and no deck names it" in body(app, "?meeting=1&step=close")
    (about,) = forms(app, "?meeting=1&step=close")
    act(about, "reopen", "", "PSO 12")
    assert "Entered by mistake" not in body(app, "")


def test_another_next_day_moves_the_meeting_that_is_there_for_it(context: Context) -> None:
    close(context, "2026-01-25")
    close(context, "2026-02-01")
    assert days(context) == [date(2025, 12, 14), date(2026, 2, 1)]
    council(context.records(), date(2026, 1, 11))
    close(context, "2026-02-01")
    assert len(days(context)) == 3, "one in between does not put the next one there twice"


def test_a_next_meeting_at_which_something_was_said_stays_where_it_is(context: Context) -> None:
    close(context, "2026-01-25")
    with context.records().write() as session:
        open_record(
            session, Concern, **SIGNED, meeting_id=2, category="burglary", words="Garages",
            said_by="resident",
        )  # fmt: skip
    close(context, "2026-02-01")
    assert days(context) == [date(2025, 12, 14), date(2026, 1, 25), date(2026, 2, 1)]
