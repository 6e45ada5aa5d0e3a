"""Is whatever is not made for the public refused, without anybody having to remember it? Pages, callbacks, files and jobs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from dash import Dash, Input, Output, callback

from dashboard import public
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.downloads import TABLES as POLICE_TABLES
from dashboard.gate import CALLBACKS
from dashboard.public.files import TABLES
from dashboard.public.site import PAGES
from dashboard.shell import PAGES as POLICE_PAGES
from tests.dashboard.public.conftest import context_of
from tests.dashboard.public.crawled import Answer, post, show_body
from tests.dashboard.public.planted import Town


def test_no_answer_is_a_fault_of_the_server(answers: list[Answer]) -> None:
    assert [each.asked for each in answers if each.status >= 500] == []


def test_no_page_failed_to_be_drawn(answers: list[Answer]) -> None:
    assert [each.asked for each in answers if "could not be drawn" in each.text] == []


@pytest.mark.parametrize("path", sorted(set(POLICE_PAGES) - set(PAGES)))
def test_an_address_of_the_police_says_so(public_app: Dash, path: str) -> None:
    client = public_app.server.test_client()
    assert client.get(path).status_code == 404
    drawn = post(client, show_body(public_app, path, ""))
    assert "This page is for the police" in drawn.text


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_of_the_public_is_served_and_in_the_menu(public_app: Dash, path: str) -> None:
    client = public_app.server.test_client()
    assert client.get(path).status_code == 200
    menu = str(client.get("/_dash-layout").get_json())
    assert f"'href': '{path}'" in menu
    assert "/incidents" not in menu


def test_a_browser_that_asks_again_is_not_told_that_a_script_is_missing(public_app: Dash) -> None:
    client = public_app.server.test_client()
    address = "/_dash-component-suites/dash/dcc/async-graph.js"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_every_callback_of_the_police_is_refused(public_app: Dash, police_app: Dash) -> None:
    client = public_app.server.test_client()
    shared = set(police_app.callback_map) & set(public_app.callback_map)
    asked = set(police_app.callback_map) - shared
    assert len(asked) > 60
    # What both have runs in the browser alone.
    assert all("callback" not in public_app.callback_map[key] for key in shared)
    for key in asked:
        body = {"output": key, "outputs": [], "inputs": [], "state": [], "changedPropIds": []}
        assert client.post(CALLBACKS, json=body).status_code == 400, key


def test_a_callback_that_somebody_declares_elsewhere_is_not_served(planted: Town) -> None:
    callback(Output("anything", "children"), Input("url", "search"))(lambda search: "told")
    context = context_of(planted)
    app = create_app(context)
    body = {
        "output": "anything.children", "outputs": {"id": "anything", "property": "children"}, "changedPropIds": [],
        "inputs": [{"id": "url", "property": "search", "value": ""}], "state": [],
    }  # fmt: skip
    client = app.server.test_client()
    assert client.post(CALLBACKS, json=body).status_code == 400
    assert "anything" not in client.get("/_dash-dependencies").text
    context.close()


@pytest.mark.parametrize("name", sorted(set(POLICE_TABLES) - set(TABLES)))
def test_a_table_of_the_police_is_no_file_here(public_app: Dash, name: str) -> None:
    assert public_app.server.test_client().get(f"/csv/{name}").status_code == 404


def test_there_are_no_jobs(public_app: Dash) -> None:
    client = public_app.server.test_client()
    assert client.get(f"/jobs/{'0' * 64}/file").status_code == 404
    assert "job" not in client.get("/_dash-layout").text


def test_an_app_of_the_police_made_afterwards_has_all_of_its_callbacks(
    public_app: Dash, planted: Town, police_app: Dash
) -> None:
    context = Context(
        planted.data_dir,
        audience="police",
        clock=context_of(planted).clock,
        database_url=planted.database_url,
    )
    assert set(create_app(context).callback_map) == set(police_app.callback_map)
    context.close()


def test_the_publics_pages_are_made_of_no_table_form_or_job_of_the_police() -> None:
    of_police = ("forms", "jobs", "layers", "pages", "tables", "meeting_acts", "meeting_said")
    named = {
        (path.name, name)
        for path in Path(public.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in of_police
        if (node.module or "").startswith(f"dashboard.{name}")
    }
    assert named == set()
