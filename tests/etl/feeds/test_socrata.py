"""Rows of a Socrata dataset: all of them, in the order of :id, and later those that changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import stamina

from analytics.errors import FeedError
from tests.etl.feeds.socrata_server import SocrataDataset
from tests.etl.feeds.sources import EDITED, Fault, Service, cases_in, socrata_row
from tests.loopback import Reply


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(params=["soda2", "soda3"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Service:
    return Service(request.param, tmp_path)


def dataset_of(service: Service) -> SocrataDataset:
    assert isinstance(service.held, SocrataDataset)
    return service.held


def test_dataset_does_not_end_after_a_thousand_rows(service: Service) -> None:
    dataset = dataset_of(service)
    dataset.rows = {f"row-{n:05}": socrata_row(n) | {":id": f"row-{n:05}"} for n in range(2345)}
    dataset.most_rows = 50_000
    fetched = service.fetch()
    assert fetched.rows == len(set(cases_in(fetched))) == 2345
    assert len(fetched.files) == 1
    assert fetched.proof == (
        "2345 different :id came in order; counted apart before and after: 2345"
    )


def test_limit_of_the_service_becomes_the_size_of_the_pages(service: Service) -> None:
    dataset_of(service).most_rows = 7
    fetched = service.fetch()
    assert cases_in(fetched) == service.cases
    assert [path.name for path in fetched.files][:2] == ["page-00001.json", "page-00002.json"]
    assert len(fetched.files) == 4


def test_row_that_takes_the_place_of_another_meanwhile_is_noticed(service: Service) -> None:
    def replaces(service: Service, reply: Reply) -> Reply:
        rows = dataset_of(service).rows
        rows.pop(min(rows))
        service.insert()
        return reply

    service.fault = Fault("rows", replaces, left=1)
    assert cases_in(service.fetch()) == service.cases
    service.fault = Fault("rows", replaces, left=99)
    with pytest.raises(FeedError, match="try again later"):
        service.fetch()


def test_condition_of_the_definition_holds_whatever_it_says(service: Service) -> None:
    either = "case_number = '26-0001' OR case_number = '26-0002'"
    assert cases_in(service.fetch(where=either)) == ["26-0001", "26-0002"]
    late = EDITED + timedelta(days=1, seconds=2)
    fetched = service.fetch(where=either, brings="changes", since=late)
    assert cases_in(fetched) == ["26-0002"]


def test_changes_are_those_since_the_last_fetch_and_a_day_before(service: Service) -> None:
    everything = service.fetch(brings="changes")
    assert everything.until == EDITED + timedelta(seconds=25)
    dataset_of(service).rows["row-0001"][":updated_at"] = "2025-12-31T00:00:00.000Z"
    fetched = service.fetch(brings="changes", since=everything.until)
    assert cases_in(fetched) == service.cases[1:]
    later = everything.until + timedelta(days=30)
    nothing = service.fetch(brings="changes", since=later)
    assert (nothing.rows, nothing.files, nothing.until) == (0, (), later)


def test_feed_that_brings_everything_asks_for_everything(service: Service) -> None:
    assert service.fetch(since=EDITED + timedelta(days=30)).rows == 25


def test_token_is_sent_and_its_absence_named(service: Service) -> None:
    dataset_of(service).needs_token = True
    with pytest.raises(FeedError, match="permission_denied: No token; set CRIME_SOCRATA_APP_TOKEN"):
        service.fetch()
    service.token = "t0ken"
    assert service.fetch().rows == 25


def test_words_of_the_service_are_passed_on(service: Service) -> None:
    with pytest.raises(FeedError, match=r"query\.soql\.no-such-column.*no such column: nosuch"):
        service.fetch(where="nosuch = 1")
    with pytest.raises(FeedError, match=r"dataset\.missing: Not found"):
        service.fetch(dataset="zzzz-zzzz")


@pytest.mark.parametrize("dataset", ["../../x", "ABCD-1234", "abcd1234"])
def test_name_that_is_no_dataset_is_refused(service: Service, dataset: str) -> None:
    with pytest.raises(FeedError, match="four-by-four id"):
        service.fetch(dataset=dataset)


def test_rows_without_an_id_are_refused(service: Service) -> None:
    service.fault = Fault("rows", lambda service, reply: Reply.of([{"case_number": "1"}]), left=9)
    with pytest.raises(FeedError, match="rows without :id"):
        service.fetch()


@pytest.mark.parametrize("document", [{}, None, [1], [{"count": "x"}], []])
def test_answer_that_is_no_count_is_refused(service: Service, document: object) -> None:
    service.fault = Fault("count", lambda service, reply: Reply.of(document), left=99)
    with pytest.raises(FeedError, match="the snapshot in service stays as it is"):
        service.fetch()
