"""Of what a meeting's page sends, each line is written, refused by its name, or kept; none takes another one with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from analytics.errors import RecordsOutOfReachError
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.decisions import (
    Concern,
    Meeting,
    Records,
    change_record,
    open_record,
)
from dashboard.gate import CALLBACKS
from dashboard.meeting_said import TYPED, VOTES, Outcome, record_sent
from dashboard.tables.meetings import concerns_of
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import words

SIGNED: dict[str, Any] = {"who": "PSO 12", "at": on_the_day()}


@pytest.fixture
def context(demo_data_dir: Path, tmp_path: Path) -> Iterator[Context]:
    url = f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}"
    made = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    with made.records().write() as session:
        open_record(
            session, Meeting, **SIGNED, kind="ncpc", held_on=date(2025, 11, 30), neighborhood_id="midtown"
        )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def app(context: Context) -> Iterator[Dash]:
    made = create_app(context)
    with made.server.app_context():
        yield made


def line(text: str, category: str = "burglary", **more: Any) -> dict[str, Any]:
    told = {"token": f"token of {text}", "meeting": "1", "said_by": "resident", "place": "here"}
    return {**told, "words": text, "category": category, **more}


def sent(fired: Any, *lines: Any, turn: int = 1) -> Outcome:
    told = {"turn": turn, "lines": list(lines)}
    return record_sent("PSO 12", 1, fired, told, told)


def said(context: Context) -> list[Concern]:
    with context.records().read() as session:
        return concerns_of(session, 1)


def shown(app: Dash, fired: str, *lines: Any, turn: int = 7) -> tuple[str, dict[str, Any]]:
    """Send lines to the page's callback; give the words of its notice, and what the browser is told."""
    key = next(key for key in app.callback_map if "concern-recorded.data" in key)
    told, names = (
        app.callback_map[key],
        [part.rsplit(".", 1) for part in key.strip(".").split("...")],
    )
    values = {
        fired: {"turn": turn, "lines": list(lines)},
        "url": "?meeting=1&step=record",
        "who-writes": "PSO 12",
    }
    given = [
        [
            {**part, "value": values.get(part["id"])} if part["id"][0] != "{" else []
            for part in told[side]
        ]
        for side in ("inputs", "state")
    ]
    body = {
        "output": key,
        "outputs": [{"id": name, "property": prop} for name, prop in names],
        "inputs": given[0],
        "state": given[1],
        "changedPropIds": [f"{fired}.data"],
    }
    answer = app.server.test_client().post(CALLBACKS, json=body)
    found = json.loads(answer.text)["response"]
    return " ".join(words(found["concern-answer"]["children"])), found["concern-recorded"]["data"]


def test_words_that_are_refused_are_named_and_take_no_others_with_them(
    app: Dash, context: Context
) -> None:
    notice, told = shown(app, TYPED, line("Garages"), line("Noise", "noise"), line("Bus stop"))
    assert [each.words for each in said(context)] == ["Garages", "Bus stop"]
    assert "Not written down: “Noise”." in notice
    assert "choose one of" in notice
    assert told["back"] == "Noise"
    assert told["turns"] == [7]
    assert len(told["done"]) == 3, "what is refused need not come again"


def test_a_count_that_somebody_else_changed_is_named_and_the_others_are_written(
    app: Dash, context: Context
) -> None:
    sent(TYPED, line("Garages"), line("Bus stop"))
    with context.records().write() as session:
        change_record(session, Concern, 1, version=1, who="NSC 3", at=on_the_day(), votes=9)
    notice, told = shown(app, VOTES, [1, 12, 1], [2, 5, 1])
    assert [each.votes for each in said(context)] == [9, 5]
    assert "Not counted: 12 for “Garages”." in notice
    assert "NSC 3 changed this" in notice
    assert (told["done"], told["refused"], told["back"]) == ([1, 2], [1], None)


def test_what_comes_a_second_time_is_written_once(app: Dash, context: Context) -> None:
    for _ in range(2):
        assert sent(TYPED, line("Garages"), line("Bus stop")).refused == []
    for _ in range(2):
        assert sent(VOTES, [1, 4, 1]).refused == []
    assert [(each.words, each.votes, each.version) for each in said(context)] == [
        ("Garages", 4, 2),
        ("Bus stop", 0, 1),
    ]


def test_what_was_said_at_another_meeting_is_not_written_to_this_one(
    app: Dash, context: Context
) -> None:
    (refused,) = sent(TYPED, line("Garages", meeting="2")).refused
    assert "another meeting" in str(refused.error)
    assert said(context) == []


def test_while_the_records_are_away_the_page_keeps_what_it_sent(
    app: Dash, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Records) -> Any:
        raise RecordsOutOfReachError("the records are out of reach: no route")

    with monkeypatch.context() as down:
        down.setattr(Records, "write", away)
        down.setattr(Records, "read", away)
        notice, told = shown(app, TYPED, line("Garages"), line("Bus stop"))
    assert "kept on this page and sent again" in notice
    assert "“Garages” “Bus stop”" in notice
    assert (told["done"], told["away"], told["turns"]) == ([], True, [7])
    assert said(context) == []


def test_what_is_written_is_told_to_be_so_though_the_list_cannot_be_read(
    app: Dash, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Records) -> Any:
        raise RecordsOutOfReachError("the records are out of reach: no route")

    with monkeypatch.context() as down:
        down.setattr(Records, "read", away)
        notice, told = shown(app, TYPED, line("Garages"))
    assert "cannot be read right now" in notice
    assert told["done"] == ["token of Garages"]
    assert [each.words for each in said(context)] == ["Garages"]


@pytest.mark.parametrize(
    "odd", [None, [], {}, {"lines": 5}, {"turn": "1", "lines": [None, 5, [1], {"words": 3}]}]
)
def test_what_no_page_sends_writes_nothing(app: Dash, context: Context, odd: Any) -> None:
    for fired in (TYPED, VOTES):
        assert record_sent("PSO 12", 1, fired, odd, odd).refused
    assert said(context) == []
