"""Which outlines does this ArcGIS layer hold? All of them, in longitude and latitude, or an error.

How it is known that all came is answered in `geodata.arcgis.layer`.
"""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pyogrio

from analytics.errors import LayerError
from geodata.arcgis.layer import LayerService, Page, fetch_pages
from geodata.arcgis.web import IncompleteError, ServiceError, Web, again_from_the_start

LON_LAT_WKID = 4326


def fetch_features(url: str, web: Web) -> gpd.GeoDataFrame:
    """Fetch all features of a layer in EPSG:4326, with all their columns.

    Raises LayerError when the server fails, answers something else, or the layer is incomplete.
    """
    try:
        body = _fetch_body(LayerService(web, url))
    except ServiceError as error:
        raise LayerError(f"{error}; the layers in use stay as they are") from error
    return pyogrio.read_dataframe(json.dumps(body).encode(), on_invalid="fix")


@again_from_the_start
def _fetch_body(service: LayerService) -> dict[str, Any]:
    layer, pages = service.describe(), list[Page]()
    if layer.is_table:
        raise ServiceError(f"{service.url}: is a table without shapes; name a feature layer")
    fetch_pages(service, layer, pages.append, wkid=LON_LAT_WKID)
    if not pages:
        raise IncompleteError(f"{service.url}: is empty")
    return {
        "geometryType": layer.geometry_type,
        "spatialReference": {"wkid": LON_LAT_WKID},
        "fields": pages[-1].answer.document.get("fields", []),
        "features": [feature for page in pages for feature in page.features],
    }
