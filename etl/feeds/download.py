"""How does one file of the web become a file here? For looking at it; a feed's own deliveries come through its transport.

An address that ends in .csv may answer with a page for people, and one that ends in nothing with a workbook: what the server says
of its answer goes before the address.
"""

from __future__ import annotations

from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx2
import stamina

from analytics.errors import FeedError
from geodata.arcgis.web import BUSY

ATTEMPTS = 3
TIMEOUT_SECONDS = 60
MOST_BYTES = 1 << 30
_LONGEST_NAME = 100
_ENDINGS = {
    "text/csv": ".csv",
    "application/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/vnd.geo+json": ".geojson",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_PAGE_STARTS = (b"<!doctype html", b"<html")


def download(address: str, folder: Path) -> Path:
    """Fetch a file into a folder, under the name that the server gives it, else that of the address.

    Raises FeedError where there is none, it is a page for people, or it is larger than MOST_BYTES.
    """

    @stamina.retry(on=_may_pass, attempts=ATTEMPTS)
    def download_patiently() -> Path:
        return _download(address, folder)

    try:
        return download_patiently()
    except httpx2.HTTPStatusError as error:
        raise FeedError(
            f"{address}: refuses, HTTP {error.response.status_code}; check the address, or open it in a browser, save it, and "
            "inspect the file"
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise FeedError(
            f"{address}: cannot be fetched ({error}); check the network and the address, or open it in a browser, save it, and "
            "inspect the file"
        ) from error


def _download(address: str, folder: Path) -> Path:
    with httpx2.stream("GET", address, timeout=TIMEOUT_SECONDS, follow_redirects=True) as answer:
        answer.raise_for_status()
        path, start = folder / _name_of(answer, address), b""
        with open(path, "wb") as file:
            for piece in answer.iter_bytes():
                start = start or piece.lstrip()[:20].lower()
                if start.startswith(_PAGE_STARTS):
                    raise FeedError(
                        f"{address}: is a web page, not data; look on it for the address of the download, or of the service "
                        "behind it, which ends in FeatureServer/0 or in an id such as abcd-1234"
                    )
                file.write(piece)
                if file.tell() > MOST_BYTES:
                    raise FeedError(
                        f"{address}: is larger than {MOST_BYTES >> 20:,} MB; download it and inspect the file"
                    )
    return path


def _name_of(answer: httpx2.Response, address: str) -> str:
    said = Message()
    for header in ("Content-Disposition", "Content-Type"):
        said[header] = answer.headers.get(header, "")
    named = said.get_filename() or unquote(urlsplit(address).path)
    name = PurePosixPath(named.replace("\\", "/")).name
    name = "".join(filter(str.isprintable, name))[-_LONGEST_NAME:] or "download"
    return name if PurePosixPath(name).suffix else name + _ENDINGS.get(said.get_content_type(), "")


def _may_pass(error: Exception) -> bool:
    if isinstance(error, httpx2.HTTPStatusError):
        return error.response.status_code in BUSY
    return isinstance(error, httpx2.RequestError)
