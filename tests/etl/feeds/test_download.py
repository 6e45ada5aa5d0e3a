"""One file of the web, fetched to be looked at."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from analytics.errors import FeedError
from etl.feeds.download import download
from etl.inspection import inspect
from tests.etl.inspection.city_layouts import CITY_LAYOUTS


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Serve a folder with one export on the loopback."""
    folder = tmp_path / "site"
    folder.mkdir()
    CITY_LAYOUTS[1].write(folder)
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_file_of_the_web_is_inspected_under_its_own_name(site: str) -> None:
    found = inspect(f"{site}/houston.csv?download=1")
    assert found.name == "houston.csv"
    assert found.findings["offense.system"].value == "nibrs"
    assert any(site in remark for remark in found.remarks)


def test_address_without_a_file_says_what_to_do(site: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="HTTP 404; check the address, or open it in a browser"):
        download(f"{site}/nothing.csv", tmp_path)
