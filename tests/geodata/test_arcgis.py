"""All rows of a layer come, in whichever way its server can show that they are all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from geodata.arcgis.layer import LayerService, Page, fetch_pages
from geodata.arcgis.web import IncompleteError, ServiceError, Web
from tests.geodata.arcgis_server import ArcgisLayer
from tests.loopback import Question, Reply, serve

RECORDED = Path("../shared/data/api-samples/arcgis")


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def layer() -> ArcgisLayer:
    rows = {
        key: {
            "attributes": {"OBJECTID": key, "CaseNo": f"26-{key}"},
            "geometry": {"x": key, "y": 1},
        }
        for key in range(3, 300, 3)
    }
    return ArcgisLayer(rows, {"OBJECTID": "OID", "CaseNo": "String"}, "esriGeometryPoint")


def fetch(layer: ArcgisLayer, **asked: Any) -> tuple[list[int], str]:
    """Fetch a layer; gives its ids in the order in which they came, and the proof."""
    pages: list[Page] = []
    with serve(layer.answer) as address, Web() as web:
        service = LayerService(web, f"{address}/0/")
        proof = fetch_pages(service, service.describe(), pages.append, **({"wkid": 4326} | asked))
    return [key for page in pages for key in page.ids], proof


def test_each_listed_id_comes_once_and_a_count_agrees(layer: ArcgisLayer) -> None:
    ids, proof = fetch(layer)
    assert ids == list(layer.rows)
    assert proof == "each of 99 listed object ids came once; counted apart: 99"
    assert layer.asked == ["layer", "ids", "page", "count"]


@pytest.mark.parametrize("says_when_cut", [True, False])
def test_page_cut_by_the_server_is_asked_for_in_smaller_ones(
    layer: ArcgisLayer, says_when_cut: bool
) -> None:
    layer.transfer_limit, layer.says_when_cut = 20, says_when_cut
    assert fetch(layer)[0] == list(layer.rows)
    # 99, 50 and 25 at once are too many, 13 are not, and it stays with those
    assert layer.asked.count("page") == 3 + 8


def test_page_that_is_too_heavy_for_the_server_is_asked_for_in_smaller_ones(
    layer: ArcgisLayer,
) -> None:
    def overburdened(question: Question) -> Reply:
        reply = layer.answer(question)
        if len(json.loads(reply.body).get("features", [])) > 30:
            return Reply.of({"error": {"code": 500, "message": "Error performing query operation"}})
        return reply

    pages: list[Page] = []
    with serve(overburdened) as address, Web() as web:
        service = LayerService(web, f"{address}/0")
        fetch_pages(service, service.describe(), pages.append, wkid=4326)
    assert [key for page in pages for key in page.ids] == list(layer.rows)


def test_server_that_does_not_count_is_asked_for_its_ids_again(layer: ArcgisLayer) -> None:
    layer.counts = False
    ids, proof = fetch(layer)
    assert ids == list(layer.rows)
    assert proof.endswith("listed again, they were the same")


def test_server_that_lists_no_ids_is_walked_between_two_counts(layer: ArcgisLayer) -> None:
    layer.lists_ids, layer.transfer_limit = False, 20
    ids, proof = fetch(layer)
    assert ids == list(layer.rows)
    assert proof == "99 different object ids came in order; counted apart before and after: 99"


def test_server_that_neither_lists_nor_counts_is_refused(layer: ArcgisLayer) -> None:
    layer.lists_ids = layer.counts = False
    with pytest.raises(ServiceError, match="nobody can tell whether all came; export it in a GIS"):
        fetch(layer)


def test_walk_out_of_order_is_refused(layer: ArcgisLayer) -> None:
    layer.lists_ids = False
    layer.rows = dict(sorted(layer.rows.items(), reverse=True))
    page = {"spatialReference": {"wkid": 4326}, "features": list(layer.rows.values())}
    layer.replies["page"] = (200, json.dumps(page).encode())
    with pytest.raises(IncompleteError, match="does not keep to the order of OBJECTID"):
        fetch(layer)


def test_ids_written_as_decimals_are_whole_numbers(layer: ArcgisLayer) -> None:
    layer.rows = {key + 64_579_000: row for key, row in layer.rows.items()}
    for key, row in layer.rows.items():
        row["attributes"]["OBJECTID"] = key
    ids = ", ".join(f"{key / 1e7:.7f}E7" for key in layer.rows)
    layer.replies["ids"] = (200, f'{{"objectIds": [{ids}]}}'.encode())
    assert fetch(layer)[0] == list(layer.rows)


@pytest.mark.parametrize("ids", [["a", "b"], [1, None], 7])
def test_ids_that_are_no_numbers_are_refused(layer: ArcgisLayer, ids: object) -> None:
    layer.replies["ids"] = (200, json.dumps({"objectIds": ids}).encode())
    with pytest.raises(ServiceError, match="no whole numbers"):
        fetch(layer)


def test_id_listed_twice_is_no_list_to_go_by(layer: ArcgisLayer) -> None:
    layer.replies["ids"] = (200, json.dumps({"objectIds": [3, 3, 6]}).encode())
    with pytest.raises(IncompleteError, match="lists an object id twice"):
        fetch(layer)


def test_long_condition_goes_by_post(layer: ArcgisLayer) -> None:
    cases = ", ".join(f"'26-{key}'" for key in range(1000))
    assert len(fetch(layer, where=f"CaseNo IN ({cases})")[0]) == 99
    assert {question.method for question in layer.questions[1:]} == {"POST"}


def test_folder_of_layers_is_not_a_layer(layer: ArcgisLayer) -> None:
    layer.replies["layer"] = (200, b'{"currentVersion": 11.2, "layers": [{"id": 0}]}')
    with pytest.raises(ServiceError, match="ends in FeatureServer/ or MapServer/ and a number"):
        fetch(layer)


def recorded(site: str, *endings: str) -> bytes:
    """Read what a site answered; skip where the recording is not here."""
    for ending in endings:
        for path in (RECORDED / site / f"{ending}.json", RECORDED / site / f"{site}-{ending}.json"):
            if path.is_file():
                return path.read_bytes()
    pytest.skip(f"{RECORDED / site} holds no {' or '.join(endings)}")


def recorded_layer(site: str) -> ArcgisLayer:
    """Make a server that gives a site's recorded answers, whatever it is asked."""
    layer = ArcgisLayer({}, {}, None)
    for kind, endings in {
        "layer": ("metadata",),
        "ids": ("ids-only",),
        "count": ("count-only",),
        "page": ("0", "page-full"),
    }.items():
        layer.replies[kind] = (200, recorded(site, *endings))
    return layer


@pytest.mark.parametrize(
    ("site", "words"),
    [
        # As recorded, pages hold the first rows of far longer lists; none of them is a whole layer.
        ("us-ca-carson", "rows were due with ids from"),
        ("us-esri-test", r"the server counts 312 rows, 1000 came"),
        ("us-fl-polk", r"the server counts 338142 rows, 10 came"),
        ("us-mo-columbia", r"the server counts 84296 rows, 43 came"),
        ("us-ms-madison", "1 rows were due with ids from 1 to 1, 1 came"),
        ("us-ca-tuolumne", "does not answer in EPSG:4326 as asked"),
        ("us-mi-kent", "does not answer in EPSG:4326 as asked"),
        ("us-il-cook", "neither lists its object ids nor counts its rows"),
    ],
)
def test_recorded_server_that_gives_a_part_is_refused(site: str, words: str) -> None:
    with pytest.raises(ServiceError, match=words):
        fetch(recorded_layer(site))


@pytest.mark.parametrize("site", ["us-esri-test", "us-fl-polk", "us-mo-columbia"])
def test_recorded_server_whose_count_fits_its_page_is_complete(site: str) -> None:
    layer = recorded_layer(site)
    came = len(json.loads(layer.replies["page"][1])["features"])
    layer.replies["count"] = (200, json.dumps({"count": came}).encode())
    ids, proof = fetch(layer)
    assert len(set(ids)) == came
    assert proof == f"each of {came} listed object ids came once; counted apart: {came}"


def test_recorded_layer_that_is_empty_brings_no_page() -> None:
    layer = ArcgisLayer({}, {}, None)
    layer.replies["layer"] = (200, recorded("us-il-chicago", "metadata"))
    layer.replies["count"] = (200, recorded("us-il-chicago", "count-only"))
    layer.replies["ids"] = (200, b'{"objectIdFieldName": "OBJECTID", "objectIds": null}')
    assert fetch(layer)[0] == []
