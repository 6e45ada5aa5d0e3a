"""Does every answer of the server keep to this machine, and does nothing a client sends bring out a stack trace?"""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.shell import PAGES
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import answered, ask, parts, words


@pytest.mark.parametrize("path", [*PAGES, "/no-such-page"])
def test_the_page_names_no_other_machine_and_forbids_itself_any(demo_app: Dash, path: str) -> None:
    answer = demo_app.server.test_client().get(path)
    assert answer.status_code == 200
    named = set(re.findall(r"(?:src|href)=\"(https?:[^\"]+)", answer.text))
    assert named == set()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    search=st.one_of(
        st.text(max_size=60),
        st.builds("?period={}&offense={}&neighborhood={}".format, st.text(), st.text(), st.text()),
        st.none(),
        st.integers(),
        st.lists(st.text(max_size=3), max_size=3),
    )
)
def test_no_link_brings_out_an_error(demo_app: Dash, search: Any) -> None:
    answer = ask(demo_app, search, output="overview-lead.children")
    assert answer.status_code in (200, 204)
    assert "Traceback" not in answer.text


def test_a_failing_figure_is_told_to_the_reader_and_logged_with_the_same_number(
    demo_data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    context = Context(demo_data_dir, audience="police", clock=on_the_day)
    app = create_app(context)
    app.server.test_client().get("/")

    def break_down(*_: object) -> None:
        raise RuntimeError("secret path /srv/data")

    context.reader().hotspots = break_down  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR):
        answer = ask(app, "", output="hotspots-lead.children")
    context.close()
    assert answer.status_code == 200
    said = json.dumps(json.loads(answer.text)["sideUpdate"])
    assert "could not be drawn" in said
    assert "secret path" not in answer.text
    reference = re.search(r"error (\w{6})", said)
    assert reference is not None
    assert reference[1] in caplog.text


def test_an_address_that_does_not_exist_says_so_and_where_to_go_instead(demo_app: Dash) -> None:
    said = answered(demo_app, "?period=52w", "_pages_content", "/no-such-page")
    page = said["_pages_content"]["children"]
    assert "There is no such page" in words(page)
    links = {link["props"]["href"] for link in parts(page, "Link")}
    assert {"/", "/hotspots", "/trends"} <= links <= set(PAGES)


def test_apps_of_one_process_have_all_callbacks_whichever_is_asked_first(
    demo_app: Dash, demo_context: Context
) -> None:
    first, second = create_app(demo_context), create_app(demo_context)
    for app in (second, first):
        app.server.test_client().get("/")
    assert any("overview-lead" in key for key in first.callback_map)
    assert set(first.callback_map) == set(second.callback_map) == set(demo_app.callback_map)
