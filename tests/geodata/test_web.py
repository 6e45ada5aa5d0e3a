"""One answer: whole, from the service that was asked, within limits; or words that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from geodata.arcgis.web import BusyError, Patience, ServiceError, TooMuchError, Web
from tests.loopback import Question, Reply, serve

ERRORS = Path("../shared/data/api-samples/errors")
DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def ask(reply: Reply, patience: Patience | None = None) -> object:
    with serve(lambda question: reply) as address, Web(patience) as web:
        return web.ask(f"{address}/x", parameters={"token": "s3cret"}).document


@pytest.mark.parametrize(
    ("given", "pause"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_service_is_left_alone_for_as_long_as_it_asks(
    given: dict[str, str], pause: float | None
) -> None:
    causes: list[Exception] = []

    def remember(details: RetryDetails) -> None:
        causes.append(details.caused_by)

    set_on_retry_hooks([remember])
    try:
        with pytest.raises(ServiceError, match="HTTP 429; try again later"):
            ask(Reply(b"", 429, given | ({"Date": DATE} if "Mon" in str(given) else {})))
    finally:
        set_on_retry_hooks(None)
    assert [cause.pause for cause in causes if isinstance(cause, BusyError)] == [pause]


def test_service_that_asks_for_an_hour_is_not_waited_for() -> None:
    with pytest.raises(ServiceError, match="left alone for 3600 s; try again after that"):
        ask(Reply(b"", 503, {"Retry-After": "3600"}))


def test_answer_beyond_the_limit_is_not_read_to_its_end() -> None:
    body = json.dumps("x" * 3_000_000).encode()
    with pytest.raises(TooMuchError, match="larger than 1 MB"):
        ask(Reply(body), Patience(answer_bytes=1 << 20))
    assert ask(Reply(body)) == "x" * 3_000_000


def test_answer_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TooMuchError, match="takes longer than -1 s"):
        ask(Reply(b"[]"), Patience(answer_seconds=-1))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_followed_within_the_service_only(status: int) -> None:
    def answer(question: Question) -> Reply:
        if question.path == "/new":
            return Reply.of([question.method, question.query | (question.json or {})])
        return Reply(b"", status, {"Location": target})

    with serve(answer) as address, serve(answer) as elsewhere, Web() as web:
        target = "/new?a=1"
        assert web.ask(f"{address}/old", parameters={"a": "1"}).document == ["GET", {"a": "1"}]
        if status in (307, 308):
            sent = web.ask(f"{address}/old", body={"b": 2}).document
            assert sent == ["POST", {"a": "1", "b": 2}]
        else:  # what was asked would be lost on the way
            with pytest.raises(ServiceError, match="/new instead"):
                web.ask(f"{address}/old", body={"b": 2})
        target = f"{elsewhere}/new"
        with pytest.raises(ServiceError, match=f"sends to {elsewhere}/new instead"):
            web.ask(f"{address}/old")


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff\xfe\x00", b"[1, 2", b"null", b" "])
def test_body_that_is_no_json_is_no_answer(body: bytes) -> None:
    with pytest.raises(TooMuchError, match="cut off or is no JSON"):
        ask(Reply(body))


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><p>Sign in", b"\n <html></html>"])
def test_page_for_people_is_no_answer_and_called_so(body: bytes) -> None:
    with pytest.raises(TooMuchError, match="a web page, not data; check the address"):
        ask(Reply(body))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://[x/", "ftp://127.0.0.1/x", ""])
def test_address_that_does_not_answer_says_what_to_check(url: str) -> None:
    with Web() as web, pytest.raises(ServiceError, match="check the network and the address"):
        web.ask(url)


def test_token_is_in_no_message() -> None:
    for reply in (
        Reply(b"", 404),
        Reply(b"", 503),
        Reply(b"x"),
        Reply(b"", 302, {"Location": "//e.org"}),
    ):
        with pytest.raises(ServiceError) as refusal:
            ask(reply)
        assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("arcgis_http200_error400_invalid_field", 200, "refuses, 400: .*Invalid field: date"),
        ("arcgis_error400_no_details", 200, "error 400: Cannot perform query.*try again later"),
        ("socrata_http400_no_such_column", 400, "query.soql.no-such-column: .*nosuchcolumn"),
        ("socrata_http404_dataset_missing", 404, "refuses, dataset.missing: Not found"),
    ],
)
def test_recorded_errors_are_put_into_words(name: str, status: int, words: str) -> None:
    path = ERRORS / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    with pytest.raises(ServiceError, match=words):
        ask(Reply(path.read_bytes(), status))
