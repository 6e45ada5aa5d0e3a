"""A feed comes over the network whole, or not at all, whatever the service does on the way."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stamina

from analytics.errors import FeedError
from tests.etl.feeds.sources import NAMES, Fault, Service, cases_in
from tests.loopback import Reply

Strike = Callable[[Service, Reply], Reply]


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


def error_inside(service: Service, reply: Reply) -> Reply:
    if service.is_socrata:
        return Reply.of({"code": "query.timeout", "error": True, "message": "took too long"})
    return Reply.of({"error": {"code": 500, "message": "Error performing query", "details": []}})


def instead(body: bytes, status: int = 200, **headers: str) -> Strike:
    return lambda service, reply: Reply(body, status, headers)


ANSWERS: dict[str, Strike] = {
    "cut body with a length": lambda service, reply: replace(reply, is_cut=True),
    "cut body without a length": lambda service, reply: replace(
        reply, is_cut=True, has_length=False
    ),
    "429": instead(b"slow down", 429, **{"Retry-After": "7"}),
    "500": instead(b"", 500),
    "503": instead(b"<html>back soon</html>", 503),
    "HTML": instead(b"<!doctype html><title>Sign in</title>"),
    "nothing": instead(b""),
    "an error with HTTP 200": error_inside,
}


def changed_rows(change: Callable[[list[object]], list[object]]) -> Strike:
    def strike(service: Service, reply: Reply) -> Reply:
        document = json.loads(reply.body)
        if isinstance(document, list):
            return Reply.of(change(document))
        return Reply.of(document | {"features": change(document["features"])})

    return strike


def wrong_count(service: Service, reply: Reply) -> Reply:
    document = json.loads(reply.body)
    if isinstance(document, list):
        return Reply.of([document[0] | {"row_count": str(int(document[0]["row_count"]) + 1)}])
    return Reply.of({"count": document["count"] + 1})


def inserts(service: Service, reply: Reply) -> Reply:
    service.insert()
    return reply


def deletes(service: Service, reply: Reply) -> Reply:
    service.delete()
    return reply


ROWS: dict[str, tuple[str, Strike]] = {
    "a short page": ("rows", changed_rows(lambda rows: rows[:-1])),
    "an empty page": ("rows", changed_rows(lambda rows: [])),
    "a row twice and another missing": (
        "rows",
        changed_rows(lambda rows: [*(rows[:-1] or rows), rows[0]]),
    ),
    "a wrong count": ("count", wrong_count),
    "a row inserted meanwhile": ("rows", inserts),
    "a row deleted meanwhile": ("rows", deletes),
}
FAULTS = {
    **{f"{name} for {kind}": (kind, strike) for name, strike in ANSWERS.items() for kind in ("rows", "count")},
    **ROWS,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", FAULTS)
def test_fault_that_passes_is_recovered_from(fault: str, name: str, tmp_path: Path) -> None:
    service = Service(name, tmp_path)
    service.fault = Fault(*FAULTS[fault], left=1)
    fetched = service.fetch()
    assert service.fault.left == 0
    assert cases_in(fetched) == service.cases
    assert fetched.rows == len(service.cases)
    assert fetched.files == tuple(sorted(service.pages.iterdir()))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", FAULTS)
def test_fault_that_stays_is_refused_and_leaves_no_page(
    fault: str, name: str, tmp_path: Path
) -> None:
    service = Service(name, tmp_path)
    service.fetch()
    service.fault = Fault(*FAULTS[fault], left=math.inf)
    with pytest.raises(FeedError, match="the snapshot in service stays as it is") as refusal:
        service.fetch()
    assert "127.0.0.1" in str(refusal.value)
    assert list(service.pages.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_service_that_holds_nothing_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="holds no rows, which is no feed"):
        Service(name, tmp_path, incidents=0).fetch()


STRANGE = [
    *(
        {},
        [],
        [[]],
        [{}],
        7,
        "x",
        {"error": {"details": "x"}},
        {"error": [1]},
        {"features": [1], "count": "x"},
    ),
    {"features": [{"attributes": []}], "objectIds": {"a": 1}, "count": []},
    {"type": "Table", "fields": [7]},
    {"type": "Table", "fields": [], "editingInfo": "x", "maxRecordCount": "x"},
    [{":id": {}, "row_count": "-1"}],
    [{":id": [], "row_count": "25", "newest": "soon"}],
]


@pytest.mark.parametrize("kind", ["rows", "count", "other"])
@pytest.mark.parametrize("name", NAMES)
def test_no_strange_answer_brings_the_run_down(name: str, kind: str, tmp_path: Path) -> None:
    service = Service(name, tmp_path)
    for document in STRANGE:
        service.fault = Fault(kind, lambda service, reply, given=document: Reply.of(given), left=99)
        try:
            assert cases_in(service.fetch()) == service.cases
        except FeedError:
            assert list(service.pages.iterdir()) == []
