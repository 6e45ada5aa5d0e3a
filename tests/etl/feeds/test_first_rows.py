"""A few rows of a service: from both of its ends, whole pages, and no more of them than were asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from analytics.errors import FeedError
from analytics.settings import Settings
from etl.feeds.feed import Source
from etl.feeds.first_rows import FirstRows, fetch_first_rows
from tests.etl.feeds.socrata_server import SocrataDataset
from tests.etl.feeds.sources import PAGE, Fault, Service
from tests.geodata.arcgis_server import ArcgisLayer
from tests.loopback import Question, Reply, serve

RECORDED = Path("../shared/data/api-samples/arcgis")


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def first_rows(service: Service, most: int = 5_000, **changes: str) -> FirstRows:
    with service.served() as address:
        source = service.feed(address, **changes).source
        service.pages.mkdir(exist_ok=True)
        return fetch_first_rows(source, service.pages, settings=Settings(), most=most)


def numbers_in(first: FirstRows) -> list[int]:
    """Read the numbers of the cases that came, in their order."""
    numbers = []
    for path in first.files:
        document = json.loads(path.read_bytes())
        rows = document if isinstance(document, list) else document["features"]
        numbers += [int(row.get("attributes", row)["case_number"][-4:]) for row in rows]
    return numbers


def layer_of(service: Service) -> ArcgisLayer:
    assert isinstance(service.held, ArcgisLayer)
    return service.held


@pytest.mark.parametrize("name", ["soda2", "soda3", "layer", "layer without a list of ids"])
def test_few_rows_come_whole_and_in_order(name: str, tmp_path: Path) -> None:
    first = first_rows(Service(name, tmp_path))
    assert numbers_in(first) == list(range(1, 26))
    assert (first.rows, first.total, len(first.files)) == (25, 25, 3)


@pytest.mark.parametrize("name", ["soda2", "soda3"])
def test_many_rows_of_a_dataset_are_the_first_by_its_own_id(name: str, tmp_path: Path) -> None:
    service = Service(name, tmp_path)
    assert isinstance(service.held, SocrataDataset)
    service.held.most_rows = 50_000
    first = first_rows(service, most=10)
    assert numbers_in(first) == list(range(1, 11))
    assert (first.rows, first.total) == (10, 25)


def test_many_rows_of_a_layer_are_its_oldest_and_its_newest(tmp_path: Path) -> None:
    service = Service("layer", tmp_path)
    layer_of(service).about["advancedQueryCapabilities"] = {
        "supportsOrderBy": True,
        "supportsPagination": True,
    }
    first = first_rows(service, most=16)
    assert numbers_in(first) == [1, 2, 3, 4, 5, 6, 7, 8, 25, 24, 23, 22, 21, 20, 19, 18]
    assert (first.rows, first.total) == (16, 25)


def test_server_that_cannot_stop_gives_whole_pages(tmp_path: Path) -> None:
    first = first_rows(Service("layer", tmp_path), most=12)
    assert numbers_in(first) == [*range(1, PAGE + 1), *range(25, 15, -1)]


def test_server_that_neither_counts_nor_sorts_gives_one_page(tmp_path: Path) -> None:
    service = Service("layer without sorting", tmp_path)
    layer_of(service).counts = False
    first = first_rows(service)
    assert (first.rows, first.total, len(first.files)) == (PAGE, None, 1)
    assert first.notes == ("the server does not sort: these are the rows it gave first",)


def test_small_pages_are_not_asked_for_without_end(tmp_path: Path) -> None:
    service = Service("layer", tmp_path, incidents=60)
    layer_of(service).about["maxRecordCount"] = layer_of(service).transfer_limit = 2
    assert first_rows(service).rows == 40


def test_page_that_is_too_heavy_is_asked_for_in_smaller_ones(tmp_path: Path) -> None:
    service = Service("layer", tmp_path)
    layer = layer_of(service)
    layer.about["advancedQueryCapabilities"] = {"supportsOrderBy": True, "supportsPagination": True}

    def overburdened(question: Question) -> Reply:
        reply = layer.answer(question)
        if len(json.loads(reply.body).get("features", [])) > 4:
            return Reply.of({"error": {"code": 500, "message": "Error performing query operation"}})
        return reply

    source = Source(transport="arcgis", url="")
    with serve(overburdened) as address:
        source = Source(transport="arcgis", url=f"{address}/town/FeatureServer/0")
        first = fetch_first_rows(source, tmp_path, settings=Settings())
    assert numbers_in(first) == list(range(1, 26))


def test_layer_is_asked_in_the_system_that_it_is_kept_in_if_that_has_a_number(
    tmp_path: Path,
) -> None:
    for reference, asked in (
        ({"wkid": 102646, "latestWkid": 2230}, "2230"),
        ({"wkid": 102646}, "102646"),
        ({"wkid": 999999}, "4326"),
        ({"wkt": 'PROJCS["NAD_1983"]'}, "4326"),
    ):
        service = Service("layer", tmp_path)
        layer = layer_of(service)
        layer.about["extent"] = {"spatialReference": reference}
        first_rows(service)
        pages = [each.query for each in layer.questions if "outFields" in each.query]
        assert {page["outSR"] for page in pages} == {asked}


def test_condition_holds_for_the_rows_and_their_number(tmp_path: Path) -> None:
    for name in ("soda2", "soda3", "layer"):
        first = first_rows(
            Service(name, tmp_path), where="case_number = '26-0002' OR case_number = '26-0003'"
        )
        assert (numbers_in(first), first.total) == ([2, 3], 2)


def test_service_that_fails_is_an_error_of_the_feed(tmp_path: Path) -> None:
    service = Service("soda2", tmp_path)
    service.fault = Fault("rows", lambda service, reply: Reply(b"", 503), left=99)
    with pytest.raises(FeedError, match="HTTP 503; try again later"):
        first_rows(service)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the answers of ../shared/data are absent")
@pytest.mark.parametrize(("site", "rows"), [("us-esri-test", 1000), ("us-fl-polk", 10)])
def test_recorded_servers_are_understood(site: str, rows: int, tmp_path: Path) -> None:
    folder = RECORDED / site
    total = json.loads((folder / f"{site}-count-only.json").read_bytes())["count"]

    def answer(question: Question) -> Reply:
        kind = "metadata" if not question.path.endswith("/query") else "0"
        kind = "count-only" if "returnCountOnly" in question.query else kind
        return Reply((folder / f"{site}-{kind}.json").read_bytes())

    with serve(answer) as address:
        source = Source(transport="arcgis", url=f"{address}/FeatureServer/0")
        first = fetch_first_rows(source, tmp_path, settings=Settings(), most=rows)
    assert (first.rows >= rows, first.total) == (True, total)
    assert first.title
    features = json.loads(first.files[0].read_bytes())["features"]
    assert set(features[0]["attributes"]) <= set(first.columns)
