"""Did we get every feature of this ArcGIS layer?

Servers answer errors with HTTP 200, cut pages at a limit of their own, and some ignore parameters.
So the ids are asked for first, pages are fetched by id, and the layer counts as complete only if
the features carry exactly those ids and their number equals a separate count, asked for last.
"""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import httpx2
import pyogrio
import stamina

from analytics.errors import LayerError

LARGEST_PAGE = 500
Reply = dict[str, Any]


class UnavailableError(Exception):
    """The server cannot answer just now; asking again may help."""


def fetch_features(url: str, client: httpx2.Client) -> gpd.GeoDataFrame:
    """Fetch all features of a layer in EPSG:4326, with all their columns.

    Raises LayerError when the server fails, answers something else, or the layer is incomplete.
    """
    layer = _ask(client, url, {})
    if layer.get("type") != "Feature Layer" or "fields" not in layer:
        raise LayerError(
            f"{url}: is no feature layer; its address ends in FeatureServer/ and a number"
        )
    listed = _ask(client, f"{url}/query", {"where": "1=1", "returnIdsOnly": "true"})
    ids, id_field = listed.get("objectIds"), listed.get("objectIdFieldName")
    if not isinstance(ids, list) or not id_field:
        raise LayerError(f"{url}: does not list its object ids; fetch it in a GIS instead")
    if not ids:
        raise LayerError(f"{url}: is empty; the layers in use stay as they are")
    size = min(layer.get("maxRecordCount") or LARGEST_PAGE, LARGEST_PAGE)
    features: list[Reply] = []
    fields: list[Reply] = []
    ids = sorted(ids)
    for start in range(0, len(ids), size):
        features += _fetch_chunk(client, url, id_field, ids[start : start + size], fields)
    counted = _ask(client, f"{url}/query", {"where": "1=1", "returnCountOnly": "true"}).get("count")
    if counted != len(features):
        raise LayerError(
            f"{url}: the server counts {counted} features, {len(features)} came; the layer changed "
            "meanwhile or is cut off, try again later"
        )
    body = {
        "objectIdFieldName": id_field,
        "geometryType": layer.get("geometryType"),
        "spatialReference": {"wkid": 4326},
        "fields": fields,
        "features": features,
    }
    return pyogrio.read_dataframe(json.dumps(body).encode(), on_invalid="fix")


def _fetch_chunk(
    client: httpx2.Client, url: str, id_field: str, ids: list[int], fields: list[Reply]
) -> list[Reply]:
    """Fetch the features of some ids; a page cut short by the server is asked for in halves."""
    where = f"{id_field}>={ids[0]} AND {id_field}<={ids[-1]}"
    page = _ask(
        client,
        f"{url}/query",
        {"where": where, "outFields": "*", "outSR": "4326", "orderByFields": id_field},
    )
    features = page.get("features")
    if not isinstance(features, list):
        raise LayerError(f"{url}: answered a query without features; is it a feature layer?")
    if page.get("exceededTransferLimit") and len(ids) > 1:
        half = len(ids) // 2
        return [
            feature
            for part in (ids[:half], ids[half:])
            for feature in _fetch_chunk(client, url, id_field, part, fields)
        ]
    if (page.get("spatialReference") or {}).get("wkid") != 4326:
        raise LayerError(f"{url}: does not answer in EPSG:4326 as asked; fetch it in a GIS instead")
    came = [(feature.get("attributes") or {}).get(id_field) for feature in features]
    if len(came) != len(ids) or set(came) != set(ids):
        raise LayerError(
            f"{url}: {len(ids)} features were due with ids from {ids[0]} to {ids[-1]}, "
            f"{len(came)} came; nothing was replaced, try again later"
        )
    fields[:] = page.get("fields", fields)
    return features


def _ask(client: httpx2.Client, url: str, parameters: dict[str, str]) -> Reply:
    try:
        return _ask_patiently(client, url, parameters | {"f": "json"})
    except (UnavailableError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise LayerError(
            f"{url}: {str(error) or type(error).__name__}; check the network and the address, the "
            "layers in use stay as they are"
        ) from error


@stamina.retry(on=(UnavailableError, httpx2.TransportError), attempts=4, timeout=90)
def _ask_patiently(client: httpx2.Client, url: str, parameters: dict[str, str]) -> Reply:
    """Ask once; raise UnavailableError for what may pass, LayerError for what will not."""
    response = client.get(url, params=parameters)
    if response.status_code in (429, 500, 502, 503, 504):
        raise UnavailableError(f"HTTP {response.status_code}")
    if response.is_error or response.is_redirect:
        raise LayerError(f"{url}: HTTP {response.status_code}; check the address")
    try:
        reply = response.json()
    except ValueError as error:
        raise UnavailableError("the answer is cut off or is no JSON") from error
    if not isinstance(reply, dict):
        raise LayerError(f"{url}: answered something else than a layer; check the address")
    if "error" in reply:  # comes with HTTP 200
        problem = reply["error"] if isinstance(reply["error"], dict) else {}
        words = "; ".join(filter(None, [problem.get("message"), *(problem.get("details") or [])]))
        if problem.get("code") in (429, 500, 502, 503, 504):
            raise UnavailableError(f"error {problem.get('code')}: {words}")
        raise LayerError(f"{url}: the server refuses, {problem.get('code')}: {words}")
    return reply
