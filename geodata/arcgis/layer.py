"""Did we get every row of this ArcGIS layer or table?

Servers cut pages at a limit of their own, with or without saying so, and some ignore parameters. So what must come is asked
first, as the list of object ids; pages are fetched by ranges of ids, which needs no paging, and each must bring exactly its ids;
a count, asked for last and apart, must agree. A server that lists no ids is walked in the order of the ids between two equal
counts. One that neither lists nor counts (ArcGIS 9.3 answers both with a page) cannot be shown to be complete, and is refused.
Rows are complete as of the listing: one that is edited meanwhile comes in its old or its new version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from geodata.arcgis.web import Answer, IncompleteError, ServiceError, TooMuchError, Web

LARGEST_PAGE = 2000
UNKNOWN_PAGE = 500
LONGEST_URL = 1800
EVERYTHING = "1=1"


@dataclass(frozen=True)
class Layer:
    """What a layer says of itself. `edit_field` is the date of each row's last edit, `edited_at` that of the layer's.

    `wkid` is the coordinate system that it is kept in, `dates_zone` the server's name of the time zone that its dates are.
    """

    id_field: str | None
    fields: Mapping[str, str]
    page_size: int
    can_sort: bool
    is_table: bool
    geometry_type: str | None
    edit_field: str | None
    edited_at: datetime | None
    name: str
    can_page: bool
    wkid: int | None
    dates_zone: str | None


@dataclass(frozen=True)
class Page:
    """One page: the answer as it came and its rows' ids."""

    answer: Answer
    ids: list[int]

    @property
    def features(self) -> list[dict[str, Any]]:
        return self.answer.document["features"]


Keep = Callable[[Page], None]
Told = Callable[[int, int], None]


class LayerService:
    """A layer at its address. With a token, or where the question is long, it is asked by POST."""

    def __init__(self, web: Web, url: str, token: str | None = None) -> None:
        self.web, self.url, self.token = web, url.rstrip("/"), token

    def ask(self, path: str = "", **parameters: str) -> Answer:
        """Ask the layer; ServiceError where the answer is no object."""
        asked = {"f": "json", **parameters} | ({"token": self.token} if self.token else {})
        url = self.url + path
        if self.token or sum(map(len, parameters.values())) > LONGEST_URL:
            answer = self.web.ask(url, form=asked)
        else:
            answer = self.web.ask(url, parameters=asked)
        if not isinstance(answer.document, dict):
            raise ServiceError(f"{url}: answered something else than a layer; check the address")
        return answer

    def describe(self) -> Layer:
        """Read what the layer says of itself."""
        document = self.ask().document
        if document.get("type") not in ("Feature Layer", "Table") or "fields" not in document:
            raise ServiceError(
                f"{self.url}: is no feature layer or table; its address ends in FeatureServer/ or MapServer/ "
                "and a number"
            )
        try:
            return _layer(document)
        except (AttributeError, KeyError, TypeError) as error:
            raise ServiceError(
                f"{self.url}: describes itself as no ArcGIS layer does; check the address"
            ) from error

    def list_ids(self, where: str) -> tuple[list[int] | None, str | None]:
        """List the object ids in order, and the name of their field; None where the server lists none."""
        listed = self.ask("/query", where=where, returnIdsOnly="true").document
        if "objectIds" not in listed:
            return None, None
        try:
            # Some write them as 6.4579816E7.
            ids = sorted(int(value) for value in listed["objectIds"] or [])
        except (TypeError, ValueError) as error:
            raise ServiceError(
                f"{self.url}: its object ids are no whole numbers; export it in a GIS"
            ) from error
        if len(set(ids)) != len(ids):
            raise IncompleteError(f"{self.url}: lists an object id twice; try again later")
        return ids, listed.get("objectIdFieldName")

    def count(self, where: str) -> int | None:
        """Count the rows; None where the server does not."""
        counted = self.ask("/query", where=where, returnCountOnly="true").document.get("count")
        return counted if isinstance(counted, int) else None

    def page(
        self,
        layer: Layer,
        id_field: str,
        where: str,
        wkid: int | None,
        *,
        most: int | None = None,
        is_downward: bool = False,
    ) -> Page:
        """Fetch the rows that a condition holds for, or as many of them as the server gives at once.

        No more than `most`, if the server can stop there, and those with the highest ids first, if it can sort.
        """
        asked = {"where": where, "outFields": "*"}
        if wkid is not None and not layer.is_table:
            asked["outSR"] = str(wkid)
        if layer.can_sort:
            asked["orderByFields"] = f"{id_field} DESC" if is_downward else id_field
        if most is not None and layer.can_page:
            asked["resultRecordCount"] = str(most)
        answer = self.ask("/query", **asked)
        features = answer.document.get("features")
        if not isinstance(features, list):
            raise ServiceError(f"{self.url}: answered a query without features; check the address")
        reference = answer.document.get("spatialReference")
        wkids = (
            [reference.get("wkid"), reference.get("latestWkid")]
            if isinstance(reference, dict)
            else []
        )
        if "outSR" in asked and features and wkid not in wkids:
            raise ServiceError(
                f"{self.url}: does not answer in EPSG:{wkid} as asked; name the system it answers in"
            )
        try:
            ids = [int(feature["attributes"][id_field]) for feature in features]
        except (KeyError, TypeError, ValueError) as error:
            raise ServiceError(f"{self.url}: a row came without its {id_field}") from error
        return Page(answer, ids)


def _layer(document: dict[str, Any]) -> Layer:
    fields = {field["name"]: field.get("type", "") for field in document["fields"]}
    ids = [name for name, kind in fields.items() if kind == "esriFieldTypeOID"]
    able = document.get("advancedQueryCapabilities") or {}
    edited = (document.get("editingInfo") or {}).get("lastEditDate")
    reference = (document.get("extent") or {}).get("spatialReference") or {}
    return Layer(
        id_field=document.get("objectIdField") or next(iter(ids), None),
        fields=fields,
        page_size=min(document.get("maxRecordCount") or UNKNOWN_PAGE, LARGEST_PAGE),
        can_sort=bool(able.get("supportsOrderBy") or document.get("supportsAdvancedQueries")),
        is_table=document.get("geometryType") is None,
        geometry_type=document.get("geometryType"),
        edit_field=(document.get("editFieldsInfo") or {}).get("editDateField"),
        edited_at=moment(edited) if edited else None,
        name=document.get("name") or "",
        can_page=bool(able.get("supportsPagination")),
        wkid=reference.get("latestWkid") or reference.get("wkid"),
        dates_zone=(document.get("dateFieldsTimeReference") or {}).get("timeZone"),
    )


def fetch_pages(
    service: LayerService,
    layer: Layer,
    keep: Keep,
    *,
    where: str = EVERYTHING,
    wkid: int | None = None,
    told: Told = lambda done, total: None,
) -> str:
    """Fetch all rows that a condition holds for, hand each page to `keep`, and say how it is known that they are all.

    `wkid` is the coordinate system to answer in. Raises IncompleteError where the rows are not all, or changed meanwhile: what
    was kept must then be dropped; ServiceError where the server fails, or cannot show that it gave all.
    """
    ids, named = service.list_ids(where)
    id_field = named or layer.id_field
    if id_field is None:
        raise ServiceError(f"{service.url}: names no object id; export it in a GIS instead")
    if ids is None:
        return _walk(service, layer, id_field, keep, where, wkid, told)
    size, start = layer.page_size, 0
    while start < len(ids):
        due = ids[start : start + size]
        inside = both(where, f"{id_field}>={due[0]} AND {id_field}<={due[-1]}")
        try:
            page = service.page(layer, id_field, inside, wkid)
        except TooMuchError:
            if len(due) == 1:
                raise
            size = (len(due) + 1) // 2
            continue
        if sorted(page.ids) == due:
            keep(page)
            start += len(due)
            told(start, len(ids))
        elif len(due) > 1 and set(page.ids) < set(due):
            size = (len(due) + 1) // 2
        else:
            raise IncompleteError(
                f"{service.url}: {len(due)} rows were due with ids from {due[0]} to {due[-1]}, "
                f"{len(page.ids)} came; the layer changed meanwhile or is damaged, try again later"
            )
    counted = service.count(where)
    if counted is None:
        if service.list_ids(where)[0] != ids:
            raise IncompleteError(f"{service.url}: lists other ids than before; try again later")
        return f"each of {len(ids)} listed object ids came once; listed again, they were the same"
    if counted != len(ids):
        raise IncompleteError(
            f"{service.url}: the server counts {counted} rows, {len(ids)} came; the layer changed "
            "meanwhile or is cut off, try again later"
        )
    return f"each of {len(ids)} listed object ids came once; counted apart: {counted}"


def _walk(
    service: LayerService,
    layer: Layer,
    id_field: str,
    keep: Keep,
    where: str,
    wkid: int | None,
    told: Told,
) -> str:
    """Fetch page after page above the last id, until one is empty: an offset would skip a row when one before it is deleted."""
    counted = service.count(where)
    if counted is None or not layer.can_sort:
        raise ServiceError(
            f"{service.url}: neither lists its object ids nor counts its rows in order, so nobody can tell "
            "whether all came; export it in a GIS and read the file instead"
        )
    rows, last = 0, None
    while rows <= counted:  # more than that, and the count will not agree
        above = where if last is None else both(where, f"{id_field}>{last}")
        page = service.page(layer, id_field, above, wkid)
        if not page.ids:
            break
        so_far = page.ids if last is None else [last, *page.ids]
        if any(after <= before for before, after in pairwise(so_far)):
            raise IncompleteError(f"{service.url}: does not keep to the order of {id_field}; try again later")  # fmt: skip
        keep(page)
        rows, last = rows + len(page.ids), page.ids[-1]
        told(rows, counted)
    if not rows == counted == service.count(where):
        raise IncompleteError(
            f"{service.url}: the server counts {counted} rows, {rows} came; the layer changed "
            "meanwhile or is cut off, try again later"
        )
    return f"{rows} different object ids came in order; counted apart before and after: {counted}"


def both(where: str, condition: str) -> str:
    """Join two conditions; an OR within the first stays within it."""
    return condition if where == EVERYTHING else f"({where}) AND {condition}"


def since_condition(field: str, since: datetime) -> str:
    """Word the condition that a date field is not before a moment, in UTC."""
    return f"{field} >= TIMESTAMP '{since.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"


def moment(milliseconds: int | float) -> datetime:
    """Read a date as ArcGIS writes it."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def wkid_of(crs: str) -> int | None:
    """Give the number of a coordinate system named EPSG:n or ESRI:n; None for any other name."""
    found = re.fullmatch(r"(?:EPSG|ESRI):(\d+)", crs.strip(), re.I)
    return int(found[1]) if found else None
