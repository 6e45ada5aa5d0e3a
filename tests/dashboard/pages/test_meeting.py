"""A meeting is put on the list, written down and closed by what its callbacks are sent; whatever else is sent changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from analytics.errors import RecordError
from dashboard import meeting_acts
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.decisions import Concern, EditConflictError, Meeting, Priority, open_record
from dashboard.tables.meetings import concerns_of, known_at, priorities_of
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import answered, parts, words

TODAY = date(2025, 11, 30)
ACT: dict[str, Any] = {"who": "PSO 12", "at": on_the_day()}
SHOWN = "meeting-body.children"


@pytest.fixture
def context(demo_data_dir: Path, tmp_path: Path) -> Iterator[Context]:
    url = f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}"
    made = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    yield made
    made.close()


@pytest.fixture
def app(context: Context) -> Dash:
    return create_app(context)


@pytest.fixture
def council(context: Context) -> Meeting:
    """Give a council that meets today."""
    with context.records().write() as session:
        return open_record(
            session, Meeting, **ACT, kind="ncpc", held_on=TODAY, neighborhood_id="midtown"
        )


def say(context: Context, meeting: Meeting, category: str, text: str, votes: int = 0) -> Concern:
    with context.records().write() as session:
        return open_record(
            session, Concern, **ACT, meeting_id=meeting.id, category=category, words=text,
            said_by="resident", votes=votes, neighborhood_id=meeting.neighborhood_id,
        )  # fmt: skip


def shown(app: Dash, search: str) -> dict[str, str]:
    """Give the words of each part of the page."""
    found = answered(app, search, SHOWN)
    return {key: " ".join(words(value.get("children"))) for key, value in found.items()}


def end(app: Dash, context: Context, meeting: Meeting, does: str, record: Any, **more: Any) -> None:
    """Press a button of the last step."""
    told = {"does": does, "record": record.id, "version": record.version}
    with app.server.app_context():
        meeting_acts.at_end(
            context.reader(), TODAY, "PSO 12", meeting.id, told, more.get("next_on")
        )


def agreed(context: Context, meeting: Meeting) -> list[Priority]:
    with context.records().read() as session:
        return priorities_of(session, meeting.id)


def test_without_a_meeting_the_next_ones_come_first(
    app: Dash, context: Context, council: Meeting
) -> None:
    with context.records().write() as session:
        for day in (date(2026, 2, 1), date(2026, 1, 4)):
            open_record(session, Meeting, **ACT, kind="summit", held_on=day)
    said = shown(app, "")
    assert said["meeting-lead"].startswith("The next one: Neighborhood Crime Prevention Council")
    body = said["meeting-body"]
    assert body.index("30 Nov 2025") < body.index("4 Jan 2026") < body.index("1 Feb 2026")
    assert "Community Summit" not in shown(app, "?neighborhood=midtown")["meeting-body"]


def test_meetings_that_are_past_and_not_closed_are_not_called_the_next_ones(
    app: Dash, context: Context
) -> None:
    with context.records().write() as session:
        open_record(session, Meeting, **ACT, kind="summit", held_on=date(2025, 9, 4))
    said = shown(app, "")
    assert said["meeting-lead"].startswith("No meeting is ahead")
    assert "Meetings not closed yet" in said["meeting-body"]
    assert "Next meetings" not in said["meeting-body"]


def test_each_step_of_a_meeting_leads_to_its_slides(app: Dash, council: Meeting) -> None:
    for step in ("prepare", "record", "close"):
        found = answered(app, f"?meeting={council.id}&step={step}", SHOWN)
        assert f"/present?meeting={council.id}&step={step}" in json.dumps(found["meeting-tabs"])


@pytest.mark.parametrize(
    ("kind", "search", "said"),
    [
        ("ncpc", "", "meets for a neighborhood: choose it"),
        ("ncpc", "?neighborhood=midtown,warm-sands", "several places are chosen"),
        ("neighborhood_watch", "", "a block or a neighborhood"),
        ("nobody", "", "who meets is not said"),
    ],
)
def test_a_meeting_without_its_place_is_refused_before_it_is_saved(
    context: Context, kind: str, search: str, said: str
) -> None:
    reader = context.reader()
    with pytest.raises(RecordError, match=said):
        meeting_acts.ground_of(reader, reader.view("/meeting", search), kind)


def test_a_summit_is_of_the_city_whatever_is_chosen(context: Context) -> None:
    reader = context.reader()
    view = reader.view("/meeting", "?neighborhood=midtown")
    assert set(meeting_acts.ground_of(reader, view, "summit").values()) == {None}
    assert meeting_acts.ground_of(reader, view, "ncpc")["neighborhood_id"] == "midtown"


def test_the_number_in_view_is_the_one_that_is_frozen(
    app: Dash, context: Context, council: Meeting
) -> None:
    concern = say(context, council, "burglary", "Garages", 4)
    body = shown(app, f"?meeting={council.id}&step=close")["meeting-body"]
    end(app, context, council, "agree", concern)
    (priority,) = agreed(context, council)
    known = known_at(context.reader(), concern, "burglary", TODAY)
    assert priority.known_then == json.loads(json.dumps(known))
    assert known["parts"][0]["sentence"] in body
    with pytest.raises(RecordError, match="agreed already"):
        end(app, context, council, "agree", concern)


def test_votes_are_a_suggestion_and_people_choose_the_order(
    app: Dash, context: Context, council: Meeting
) -> None:
    few = say(context, council, "robbery", "Bus stop", 1)
    many = say(context, council, "burglary", "Garages", 30)
    body = shown(app, f"?meeting={council.id}&step=close")["meeting-body"]
    assert body.index("Garages") < body.index("Bus stop")
    end(app, context, council, "agree", few)
    end(app, context, council, "agree", many)
    assert [each.category for each in agreed(context, council)] == ["robbery", "burglary"]
    end(app, context, council, "earlier", agreed(context, council)[1])
    first, second = agreed(context, council)
    assert [(first.category, first.rank), (second.category, second.rank)] == [
        ("burglary", 1),
        ("robbery", 2),
    ]
    end(app, context, council, "undo", first)
    (left,) = agreed(context, council)
    assert (left.category, left.rank) == ("robbery", 1)


def test_a_rank_that_somebody_else_moved_is_not_moved_again(
    app: Dash, context: Context, council: Meeting
) -> None:
    for category in ("robbery", "burglary"):
        end(app, context, council, "agree", say(context, council, category, "Here"))
    _, seen = agreed(context, council)
    end(app, context, council, "earlier", seen)
    with pytest.raises(EditConflictError):
        end(app, context, council, "earlier", seen)


def test_a_closed_meeting_puts_the_next_one_on_the_list_once(
    app: Dash, context: Context, council: Meeting
) -> None:
    end(app, context, council, "done", council, next_on="2026-01-25")
    said = shown(app, f"?meeting={council.id}&step=close")["meeting-body"]
    assert "Prepare the next meeting, 25 Jan 2026" in said
    with context.records().read() as session:
        closed = session.get_one(Meeting, council.id)
    end(app, context, council, "again", closed)
    with context.records().read() as session:
        opened = session.get_one(Meeting, council.id)
    end(app, context, council, "done", opened, next_on="2026-01-25")
    with context.records().read() as session:
        assert session.query(Meeting).count() == 2
        with pytest.raises(RecordError, match="closed"):
            meeting_acts.open_meeting(session, council.id)


def test_of_two_who_count_the_same_notes_one_is_told(context: Context, council: Meeting) -> None:
    concern = say(context, council, "burglary", "Garages")

    def count(votes: Any) -> None:
        with context.records().write() as session:
            meeting = meeting_acts.open_meeting(session, council.id)
            meeting_acts.set_votes(session, ACT, meeting, votes)

    count([[concern.id, 12, 1]])
    count([[concern.id, 12, 1]])
    with pytest.raises(EditConflictError):
        count([[concern.id, 5, 1]])
    for odd in ([[concern.id, "5", 2]], [[concern.id, -1, 2]], [[99, 5, 2]], [[True, 5, 2]], [5]):
        with pytest.raises(RecordError):
            count(odd)
    with context.records().read() as session:
        assert [each.votes for each in concerns_of(session, council.id)] == [12]


def test_a_concern_lies_where_the_meeting_is_or_on_the_block_that_was_chosen(
    context: Context, council: Meeting
) -> None:
    told = {"category": "burglary", "words": " Garages ", "said_by": "resident"}
    with context.records().write() as session:
        here = meeting_acts.add_concern(session, ACT, council, {**told, "place": "here"})
        block = meeting_acts.add_concern(session, ACT, council, {**told, "place": "block:b1"})
    assert (here.words, here.neighborhood_id, here.block_id) == ("Garages", "midtown", None)
    assert (block.neighborhood_id, block.block_id) == ("midtown", "b1")
    for odd in (None, [], {}, {**told, "category": ["burglary"]}, {**told, "words": 5}):
        with pytest.raises(RecordError), context.records().write() as session:
            meeting_acts.add_concern(session, ACT, council, odd)


def test_a_meeting_that_is_not_there_and_records_out_of_reach_are_said(
    app: Dash, demo_data_dir: Path, tmp_path: Path
) -> None:
    assert "There is no such meeting" in shown(app, "?meeting=99")["meeting-body"]
    (tmp_path / "folder").mkdir()
    url = f"sqlite:///{(tmp_path / 'folder').as_posix()}"
    lost = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    said = shown(create_app(lost), "")["meeting-body"]
    assert "out of reach" in said
    assert "The pages of the incidents go on" in said
    lost.close()


def test_words_that_look_like_html_stay_words(
    app: Dash, context: Context, council: Meeting
) -> None:
    say(context, council, "burglary", "<img src=x onerror=alert(1)>")
    found = answered(app, f"?meeting={council.id}&step=record", SHOWN)
    (line,) = parts(found["meeting-body"]["children"], "concern-said")
    assert line["props"]["children"] == "<img src=x onerror=alert(1)>"
