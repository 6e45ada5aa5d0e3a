"""Does nothing that reaches the server bring out a stack trace or a status of 5xx? 10,000 requests, drawn at random from seeds.

About 4,800 callbacks with links and values of every kind, 2,200 of an odd form, 800 bodies that are hardly JSON, 800 CSVs,
700 pages, 300 results of jobs and 400 other addresses and methods. The dearest callbacks come a tenth as often as the others;
`python -m tests.dashboard.fuzz` asks for all alike.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from dash import Dash

from dashboard.context import EXTENSION, Context
from dashboard.decisions import Change
from dashboard.gate import CALLBACKS
from dashboard.urlstate import change_search
from tests.dashboard.fuzz import FAILED, ROOT, WRITTEN, fault_of, find_faults, make_app
from tests.dashboard.odd_requests import KINDS, Odd, OddRequests

COUNT, PARTS, DEAR_SHARE = 10_000, 4, 0.1
HALF = "\ud83d"


@pytest.fixture(scope="module")
def app(demo_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """Give an app of the demo whose jobs are never started."""
    return make_app(demo_context, tmp_path_factory.mktemp("jobs"))


# In parts, so that several processes share the work.
@pytest.mark.parametrize("seed", range(PARTS))
def test_no_request_brings_out_a_fault_of_the_server(app: Dash, seed: int) -> None:
    odds = OddRequests(app, seed, DEAR_SHARE).draw(COUNT // PARTS)
    assert [str(fault) for fault in find_faults(app, odds)] == []


@pytest.mark.parametrize("answer", ["form-answer", "act-answer", "concern-list"])
def test_what_forms_and_buttons_send_reaches_the_records(
    demo_context: Context, tmp_path: Path, answer: str
) -> None:
    """Where odd values never fit together, nothing is ever written, and nothing of writing is tried."""
    app = make_app(demo_context, tmp_path)
    odds = [*OddRequests(app, 1).draw_of(answer, 1_000)]
    assert [str(fault) for fault in find_faults(app, odds)] == []
    with app.server.extensions[EXTENSION].records().read() as session:
        assert session.query(Change).count() > len(WRITTEN)


def test_the_same_seed_draws_the_same_requests_and_every_kind_comes_up(app: Dash) -> None:
    drawn = [*OddRequests(app, 1).draw(COUNT // PARTS)]
    assert drawn == [*OddRequests(app, 1).draw(COUNT // PARTS)]
    assert len(drawn) == COUNT // PARTS
    counts = Counter(odd.kind for odd in drawn)
    assert counts.keys() == KINDS.keys()
    asked = {odd.name for odd in drawn if odd.kind == "values"}
    assert asked == set(app.callback_map)
    assert any(odd.is_fitting for odd in drawn)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, ""),
        (503, "busy"),
        (200, "Traceback (most recent call last)"),
        (400, f"no such file: {ROOT}/data"),
        (200, '  File "app.py", line 3'),
        (200, r"\n  File \"app.py\", line 3"),
        (200, f"This view {FAILED}."),
        (400, "This is no request of these pages."),
    ],
)
def test_a_fault_is_seen(status: int, text: str) -> None:
    odd = Odd("values", "overview-lead", "POST", CALLBACKS, is_ours=True, is_fitting=True)
    assert fault_of(odd, status, text.encode())
    assert not fault_of(odd, 200, b'{"response": {}}')


def test_half_a_character_is_searched_for_and_linked_to_as_one_that_cannot_be_read(
    app: Dash,
) -> None:
    assert change_search(f"?q={HALF}", neighborhood=HALF).isascii()
    body = {
        "output": "incidents-grid.getRowsResponse",
        "outputs": {"id": "incidents-grid", "property": "getRowsResponse"},
        "inputs": [{"id": "incidents-grid", "property": "getRowsRequest", "value": {}}],
        "state": [{"id": "url", "property": "search", "value": f"?q=a{HALF}&period=52w"}],
        "changedPropIds": ["incidents-grid.getRowsRequest"],
    }
    answer = app.server.test_client().post(
        CALLBACKS, data=json.dumps(body), content_type="application/json"
    )
    assert json.loads(answer.text)["response"]["incidents-grid"]["getRowsResponse"] == {
        "rowData": [],
        "rowCount": 0,
    }


def test_a_script_that_is_not_there_is_not_found(app: Dash) -> None:
    client = app.server.test_client()
    for address in ("dash/__init__.py", "dash/../../x", "nothing/x.js"):
        assert client.get(f"/_dash-component-suites/{address}").status_code == 404


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("_pages_location.search", ["?period=28d"]),
        ("url.pathname", {"path": "/"}),
        ("url.pathname", "evil"),
        ("color-scheme.data", ["light"]),
        ("color-scheme.data", "pink"),
    ],
)
def test_what_every_callback_takes_to_be_so_is_so(app: Dash, part: str, value: object) -> None:
    name, _, prop = part.partition(".")
    body = {
        "output": "provenance.children",
        "outputs": {"id": "provenance", "property": "children"},
        "inputs": [{"id": name, "property": prop, "value": value}] * 2,
        "changedPropIds": [part],
    }
    assert app.server.test_client().post(CALLBACKS, json=body).status_code == 400


def test_no_job_was_started(app: Dash, tmp_path_factory: pytest.TempPathFactory) -> None:
    folders = [path for path in Path(tmp_path_factory.getbasetemp()).glob("jobs*") if path.is_dir()]
    assert not [*(path for folder in folders for path in folder.rglob("started.json"))]
