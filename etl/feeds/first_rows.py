"""Which rows does a service give when it is asked for a few, and what does it say of itself? To be looked at, never a delivery.

Rows come in the order of the service's own row id, half of them from its upper end where the service can sort downward: the
oldest rows of a layer know nothing of columns that came later. What is true of some thousand rows need not be of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from analytics.errors import FeedError
from analytics.settings import Settings
from etl.feeds.feed import Source
from etl.feeds.fetch import access
from etl.feeds.socrata import Dataset
from geodata.arcgis.layer import EVERYTHING, Layer, LayerService, Page, both
from geodata.arcgis.web import Patience, ServiceError, TooMuchError, Web

MOST_ROWS = 5_000
MOST_PAGES = 20
DEGREES = 4326
# Somebody waits for the answer.
PATIENCE = Patience(attempts=3, answer_seconds=120, question_seconds=180)


@dataclass(frozen=True)
class FirstRows:
    """Some rows, as files of the service's answers, and what it says of itself.

    `total` is how many rows there are, None where the service does not count. `columns` gives each column the service's word for
    what it holds; `dates_zone` is its name of the time zone that dates are kept in.
    """

    files: tuple[Path, ...]
    rows: int
    total: int | None
    title: str
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()
    dates_zone: str | None = None


def fetch_first_rows(
    source: Source,
    folder: Path,
    *,
    settings: Settings,
    most: int = MOST_ROWS,
    patience: Patience = PATIENCE,
) -> FirstRows:
    """Fetch at most about `most` rows of a service into a folder: whole pages, so there may be some more.

    Raises FeedError, saying what to do, where the service does not answer as one, refuses, or has no rows.
    """
    try:
        with Web(patience, **access(source, settings)) as web:
            if source.transport == "socrata":
                first = _of_dataset(Dataset(web, source, None), folder, most)
            else:
                service = LayerService(web, source.url or "", settings.arcgis_token)
                first = _of_layer(service, source.where, folder, most)
    except ServiceError as error:
        raise FeedError(str(error)) from error
    if not first.rows:
        raise FeedError(f"{source.url}: holds no rows; check the address and its condition")
    return first


def _of_dataset(dataset: Dataset, folder: Path, most: int) -> FirstRows:
    about = dataset.about()
    columns = {
        column["fieldName"]: str(column.get("dataTypeName") or "") for column in about["columns"]
    }
    if not columns:
        raise ServiceError(
            f"{dataset.about_url}: is no table but a chart, a file or a link; give the address of the dataset behind it"
        )
    total, _ = dataset.count()
    files: list[Path] = []
    rows, size = 0, most
    while rows < min(most, total):
        answer, page = dataset.page(rows, size)
        if not page:
            break
        if rows == 0 and len(page) < size:
            size = len(page)  # the service's own limit, by which SODA 3 numbers the pages
            most = min(most, MOST_PAGES * size)
        rows += len(page)
        files.append(_kept(folder, len(files), answer.body))
    return FirstRows(
        tuple(files),
        rows,
        total,
        str(about.get("name") or ""),
        columns,
        tuple(_key_note(about)),
    )


def _key_note(about: Mapping[str, Any]) -> Iterator[str]:
    """Name the column by which the publisher tells rows apart, if there is one."""
    key = about.get("rowIdentifierColumnId")
    for column in about["columns"]:
        if key is not None and column.get("id") == key:
            yield f"the publisher tells rows apart by {column['fieldName']}"


def _of_layer(service: LayerService, where: str | None, folder: Path, most: int) -> FirstRows:
    layer = service.describe()
    condition = f"({where})" if where else EVERYTHING
    id_field = layer.id_field or service.list_ids(condition)[1]
    if id_field is None:
        raise ServiceError(f"{service.url}: names no object id; export it in a GIS instead")
    total = service.count(condition)
    files: list[Path] = []
    rows = 0
    for page in _pages(service, layer, id_field, condition, most, total):
        rows += len(page.ids)
        files.append(_kept(folder, len(files), page.answer.body))
    columns = {name: kind.removeprefix("esriFieldType") for name, kind in layer.fields.items()}
    notes = (
        () if layer.can_sort else ("the server does not sort: these are the rows it gave first",)
    )
    return FirstRows(tuple(files), rows, total, layer.name, columns, notes, layer.dates_zone)


def _pages(
    service: LayerService,
    layer: Layer,
    id_field: str,
    where: str,
    most: int,
    total: int | None,
) -> Iterator[Page]:
    """Give pages from the lowest ids upward and, where these are not all rows, from the highest downward."""
    wkid = _known_wkid(layer)
    most = min(most, MOST_PAGES * layer.page_size)
    is_all = total is not None and total <= most
    most = total if is_all and total is not None else most
    upward = most if is_all or not layer.can_sort else most // 2
    rows, last, lowest = 0, None, None

    def page(condition: str, left: int, *, is_downward: bool = False) -> Page:
        size = min(left, layer.page_size)
        while True:
            try:
                return service.page(
                    layer, id_field, condition, wkid, most=size, is_downward=is_downward
                )
            except TooMuchError:
                if size == 1 or not layer.can_page:
                    raise
                size //= 2

    while rows < upward:
        above = where if last is None else both(where, f"{id_field}>{last}")
        given = page(above, upward - rows)
        if not given.ids:
            return
        yield given
        if not layer.can_sort:
            return
        rows, last = rows + len(given.ids), max(given.ids)
    while not is_all and rows < most:
        between = both(where, f"{id_field}>{last}")
        if lowest is not None:
            between += f" AND {id_field}<{lowest}"
        given = page(between, most - rows, is_downward=True)
        if not given.ids:
            return
        yield given
        rows, lowest = rows + len(given.ids), min(given.ids)


def _known_wkid(layer: Layer) -> int:
    """Give the system that a layer is kept in, in which a run will ask for it too; degrees where nobody knows its number."""
    if layer.wkid is None:
        return DEGREES
    # Esri's own codes lie above those of the EPSG.
    authority = "ESRI" if layer.wkid > 32767 else "EPSG"
    try:
        CRS.from_authority(authority, layer.wkid)
    except CRSError:
        return DEGREES
    return layer.wkid


def _kept(folder: Path, before: int, body: bytes) -> Path:
    path = folder / f"page-{before + 1:05}.json"
    path.write_bytes(body)
    return path
