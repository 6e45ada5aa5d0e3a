"""Does the server answer its own pages on this machine, and nobody else?"""

from __future__ import annotations

from typing import Any

import pytest
from dash import Dash

from dashboard.gate import CALLBACKS


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "192.168.1.5", "127.0.0.1.evil.example", "[::2]"]
)
@pytest.mark.parametrize("path", ["/", "/csv/categories", CALLBACKS])
def test_another_name_than_this_machines_is_refused(demo_app: Dash, host: str, path: str) -> None:
    answer = demo_app.server.test_client().open(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "incident" not in answer.text.lower()


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost", "[::1]:8050", "127.0.0.2"])
def test_this_machine_is_answered_by_its_names(demo_app: Dash, host: str) -> None:
    assert demo_app.server.test_client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [None, [], 5, "text", {}, {"output": 5}, {"output": "nothing.children", "outputs": []},
     {"output": "overview-places.children", "outputs": 3},
     {"output": "overview-places.children", "outputs": {}, "inputs": "x"},
     {"output": "overview-places.children", "outputs": {}, "inputs": [], "changedPropIds": []},
     {"output": "overview-places.children", "outputs": [], "inputs": [[]], "changedPropIds": [1]}],
)  # fmt: skip
def test_request_that_no_page_sends_is_no_fault_of_the_server(demo_app: Dash, body: Any) -> None:
    client = demo_app.server.test_client()
    client.get("/")
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code == 400
    assert answer.text == "This is no request of these pages."


def test_what_went_wrong_outside_of_a_callback_is_in_the_log_with_its_trace(
    demo_app: Dash, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"output": "overview-places.children", "outputs": {}, "inputs": [], "changedPropIds": []}
    answer = demo_app.server.test_client().post(CALLBACKS, json=body)
    assert answer.status_code == 400
    assert "Traceback" in caplog.text
    assert "Traceback" not in answer.text


def test_body_that_is_no_json_is_refused(demo_app: Dash) -> None:
    client = demo_app.server.test_client()
    answer = client.post(CALLBACKS, data=b"\xff\x00{", content_type="application/json")
    assert answer.status_code == 400
