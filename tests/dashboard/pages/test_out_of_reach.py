"""Where the records cannot be reached, each page says so in one sentence, keeps what was typed, and the incidents go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from analytics.errors import RecordsOutOfReachError
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.decisions import Meeting, open_record
from dashboard.forms.answers import answer
from dashboard.forms.saving import AGAIN, write
from dashboard.gate import CALLBACKS
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import _given, _outputs, answered, ask, words

UNREAD = "What people decided cannot be read right now."
STATES = {
    "down": "postgresql://police:secret@127.0.0.1:1/records",
    "folder": "sqlite:///{folder}",
    "no database": "sqlite:///{folder}/garbage.sqlite",
    "under a file": "sqlite:///{folder}/garbage.sqlite/below/records.sqlite",
    "unknown kind": "mysql://police:secret@host/records",
}
# What a reader sees of each page, and the callback that says it.
PAGES = {
    "the board": ("/problems", "", "problems-board.children", UNREAD),
    "a problem": ("/problems", "?problem=1", "problems-board.children", UNREAD),
    "a new problem": ("/problems", "?problem=new", "problems-board.children", "could not be saved"),
    "the meetings": ("/meeting", "", "meeting-body.children", UNREAD),
    "a meeting": ("/meeting", "?meeting=1&step=record", "meeting-body.children", UNREAD),
    "the slides": ("/present", "?neighborhood=midtown", "present-deck.children", "What was decided cannot be read"),
    "the ranking": ("/priorities", "", "priorities-lead.children", "The votes of residents are not in this ranking"),
}  # fmt: skip
NEW = {"record": "problem", "id": None, "version": 0, "fixed": {"ground": True}}
TYPED = {"title": "Break-ins", "category": "burglary", "owner": "pso"}


def lost_context(demo_data_dir: Path, folder: Path, url: str) -> Context:
    (folder / "garbage.sqlite").write_text("no database", encoding="utf-8")
    address = url.format(folder=folder.as_posix())
    return Context(demo_data_dir, audience="police", clock=on_the_day, database_url=address)


@pytest.fixture(params=STATES)
def lost(request: pytest.FixtureRequest, demo_data_dir: Path, tmp_path: Path) -> Iterator[Context]:
    """Give the demo with records that cannot be reached."""
    context = lost_context(demo_data_dir, tmp_path, STATES[request.param])
    yield context
    context.close()


@pytest.fixture
def app(demo_data_dir: Path, tmp_path: Path) -> Iterator[Dash]:
    context = lost_context(demo_data_dir, tmp_path, STATES["down"])
    yield create_app(context)
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_each_page_says_once_that_records_are_out_of_reach(app: Dash, page: str) -> None:
    path, search, output, sentence = PAGES[page]
    said = answered(app, search, output, path)
    texts = " ".join(word for each in said.values() for word in words(each.get("children")))
    assert texts.count(sentence) == 1
    assert "secret" not in json.dumps(said)


@pytest.mark.parametrize("search", ["", "?problem=1", "?problem=new", "?meeting=1&step=close"])
@pytest.mark.parametrize("path", ["/problems", "/meeting", "/present", "/priorities"])
def test_no_callback_breaks(app: Dash, path: str, search: str) -> None:
    start = path.strip("/").removesuffix("s").removesuffix("ie")
    asked = [
        key
        for key, told in app.callback_map.items()
        if key.strip(".").startswith(start)
        and "callback" in told
        and "search" in {part["property"] for part in told["inputs"]}
    ]
    assert asked
    for output in asked:
        given = ask(app, search, output, path)
        assert given.status_code in (200, 204), (output, given.text)
        assert "could not be drawn" not in given.text, output


def test_every_state_of_a_database_is_out_of_reach_and_named(lost: Context) -> None:
    with pytest.raises(RecordsOutOfReachError) as told:
        lost.records()
    assert "secret" not in str(told.value)
    said = answered(create_app(lost), "", "problems-board.children", "/problems")
    assert UNREAD in json.dumps(said)


def test_the_ranking_and_its_file_go_on_without_votes(app: Dash) -> None:
    said = answered(app, "", "priorities-lead.children", "/priorities")
    assert json.dumps(said["priorities-rankings"]).count('"rank-number"') == 15
    file = app.server.test_client().get("/csv/priorities")
    assert file.status_code == 200
    assert len(file.text.splitlines()) > 70
    for name in ("problems", "assessment?problem=1"):
        assert app.server.test_client().get(f"/csv/{name}").status_code == 400


def test_a_form_that_cannot_be_saved_says_that_nothing_is_lost(app: Dash) -> None:
    with app.server.app_context():
        said, _ = answer(lambda: write(NEW, TYPED, "4711", ""), NEW, AGAIN)
    assert "Nothing was saved" in str(said)
    assert "What you typed is still here" in str(said)


def test_words_that_cannot_be_written_down_are_kept_by_the_page_and_named(app: Dash) -> None:
    typed = [{"words": "Garages at night", "category": "burglary", "said_by": "resident"}]
    key = next(key for key in app.callback_map if "concern-list" in key)
    told = app.callback_map[key]
    values = {"concern-typed": {"turn": 1, "lines": typed}, "who-writes": "PSO 12"}

    def given(part: Any) -> Any:
        found = _given(part, "?meeting=1&step=record", "/meeting")
        if isinstance(found, dict) and found.get("id") in values:
            found = {**found, "value": values[found["id"]]}
        return found

    body = {
        "output": key,
        "outputs": _outputs(key),
        "inputs": [given(part) for part in told["inputs"]],
        "state": [given(part) for part in told["state"]],
        "changedPropIds": ["concern-typed.data"],
    }
    said = app.server.test_client().post(CALLBACKS, json=body)
    assert said.status_code == 200
    response = json.loads(said.text)["response"]
    told = response["concern-recorded"]["data"]
    assert (told["away"], told["done"]) == (True, [])
    assert "“Garages at night”" in json.dumps(response["concern-answer"], ensure_ascii=False)
    assert "Nothing was saved" in json.dumps(response["concern-answer"])
    assert "concern-list" not in response, "what was written down before stays in view"


def test_records_that_go_away_while_they_are_read_are_out_of_reach(
    demo_data_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "records.sqlite"
    address = f"sqlite:///{file.as_posix()}"
    context = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=address)
    app = create_app(context)
    with context.records().write() as session:
        open_record(
            session, Meeting, who="PSO 12", at=on_the_day(), kind="summit",
            held_on=on_the_day().date(),
        )  # fmt: skip
    assert UNREAD not in json.dumps(answered(app, "", "meeting-body.children", "/meeting"))
    context.records().close()
    for beside in tmp_path.glob("records.sqlite-*"):
        beside.unlink()
    file.write_bytes(b"overwritten" * 1_000)
    assert UNREAD in json.dumps(answered(app, "", "meeting-body.children", "/meeting"))
    context.close()
