"""How does one file of the web become a file here? For looking at it; a feed's own deliveries come through its transport."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx2

from analytics.errors import FeedError

TIMEOUT_SECONDS = 60
MOST_BYTES = 1 << 30


def download(address: str, folder: Path) -> Path:
    """Fetch a file into a folder, under its own name.

    Raises FeedError where there is none, or it is larger than MOST_BYTES.
    """
    path = folder / (PurePosixPath(unquote(urlsplit(address).path)).name or "download")
    try:
        with (
            httpx2.stream("GET", address, timeout=TIMEOUT_SECONDS, follow_redirects=True) as answer,
            open(path, "wb") as file,
        ):
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                file.write(piece)
                if file.tell() > MOST_BYTES:
                    raise FeedError(
                        f"{address}: is larger than {MOST_BYTES >> 20:,} MB; download it and inspect the file"
                    )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise FeedError(
            f"{address}: cannot be fetched ({error}); open it in a browser, save it, and inspect the file"
        ) from error
    return path
