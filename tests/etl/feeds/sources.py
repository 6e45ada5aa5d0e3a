"""The same incidents from every kind of service, and what goes wrong between it and us.

A fault strikes one kind of question, "rows" or "count", once or always; what the service holds is asked of the service itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.settings import Settings
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed, Source
from etl.feeds.fetch import Fetched, fetch
from geodata.arcgis.web import Patience
from tests.etl.feeds.socrata_server import SocrataDataset
from tests.geodata.arcgis_server import ArcgisLayer
from tests.loopback import Question, Reply, serve

EDITED = datetime(2026, 1, 2, tzinfo=UTC)
PAGE = 10
NAMES = ("soda2", "soda3", "layer", "layer without sorting", "layer without a list of ids")

DEFINITION = """
feed = "town"
title = "Town"
place = "Town"
time_zone = "America/Los_Angeles"
[columns]
incident_id = "case_number"
offense_code = "offense"
occurred_from = "occurred"
updated = "edited"
[offense]
system = "ca_statute"
[identity]
key = ["incident_id", "offense_code"]
[coordinates]
crs = "EPSG:2230"
"""


def socrata_row(number: int) -> dict[str, Any]:
    """Make a row as Socrata keeps it, changed `number` seconds after EDITED."""
    at = f"{datetime.fromtimestamp(EDITED.timestamp() + number, UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    return {
        ":id": f"row-{number:04}",
        ":created_at": at,
        ":updated_at": at,
        "case_number": f"26-{number:04}",
        "offense": "459 PC" if number % 2 else None,
        "count": 1,
    }


def arcgis_row(number: int) -> dict[str, Any]:
    """Make a row as ArcGIS keeps it, edited `number` seconds after EDITED."""
    edited = int(EDITED.timestamp() + number) * 1000
    attributes = {"OBJECTID": number, "case_number": f"26-{number:04}", "edited": edited}
    return {"attributes": attributes, "geometry": {"x": 6_500_000 + number, "y": 2_230_000}}


@dataclass
class Fault:
    """What is done to the answers to one kind of question: for the first `left` of them."""

    kind: str
    strike: Callable[[Service, Reply], Reply]
    left: float


class Service:
    """A service of one kind with some incidents, which a feed of its own is fetched from."""

    def __init__(self, name: str, folder: Path, incidents: int = 25) -> None:
        self.name, self.folder = name, folder
        self.is_socrata = name.startswith("soda")
        self.fault: Fault | None = None
        self.token: str | None = None
        self.held: SocrataDataset | ArcgisLayer
        numbers = range(1, incidents + 1)
        if self.is_socrata:
            self.held = SocrataDataset({f"row-{n:04}": socrata_row(n) for n in numbers})
            self.held.most_rows = PAGE
        else:
            fields = {"OBJECTID": "OID", "case_number": "String", "edited": "Date"}
            rows = {n: arcgis_row(n) for n in numbers}
            self.held = ArcgisLayer(rows, fields, "esriGeometryPoint")
            self.held.about = {"maxRecordCount": PAGE}
            self.held.transfer_limit = PAGE
            self.held.can_sort = name != "layer without sorting"
            self.held.lists_ids = name != "layer without a list of ids"

    @property
    def cases(self) -> list[str]:
        """Name the case numbers that the service holds now."""
        rows = self.held.rows.values()
        return sorted(row.get("attributes", row)["case_number"] for row in rows)

    def insert(self) -> None:
        """Put one more incident after the others."""
        number = len(self.held.questions) + 1000
        if isinstance(self.held, SocrataDataset):
            self.held.rows[f"row-{number:04}"] = socrata_row(number)
        else:
            self.held.rows[number] = arcgis_row(number)

    def delete(self) -> None:
        """Take the last incident away."""
        self.held.rows.popitem()

    def answer(self, question: Question) -> Reply:
        """Answer a question, or do what a fault says."""
        reply = self.held.answer(question)
        asked = str(question.query) + str(question.json)
        kind = "rows" if "*" in asked else "other"
        kind = "count" if "count(" in asked or "returnCountOnly" in asked else kind
        if self.fault is not None and self.fault.kind == kind and self.fault.left > 0:
            self.fault.left -= 1
            return self.fault.strike(self, reply)
        return reply

    def feed(self, address: str, **changes: Any) -> Feed:
        """Define a feed of this service."""
        path = self.folder / "town.toml"
        path.write_text(DEFINITION, encoding="utf-8")
        if self.is_socrata:
            source = Source(transport="socrata", url=address, dataset="abcd-1234", api=self.name)
        else:
            source = Source(transport="arcgis", url=f"{address}/town/FeatureServer/0")
        return replace(load_feed(path), source=replace(source, **changes))

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it; gives the address."""
        with serve(self.answer) as address:
            yield address

    def fetch(
        self, since: datetime | None = None, patience: Patience | None = None, **changes: Any
    ) -> Fetched:
        """Serve it for as long as its feed is fetched into the folder `pages`."""
        settings = Settings(socrata_app_token=self.token, arcgis_token=self.token)
        with self.served() as address:
            return fetch(
                self.feed(address, **changes),
                self.pages,
                settings=settings,
                progress=lambda step, done, total: None,
                since=since,
                patience=patience,
            )

    @property
    def pages(self) -> Path:
        return self.folder / "pages"


def cases_in(fetched: Fetched) -> list[str]:
    """Read the case numbers of the pages that came."""
    cases = []
    for path in fetched.files:
        document = json.loads(path.read_bytes())
        rows = document if isinstance(document, list) else document["features"]
        cases += [row.get("attributes", row)["case_number"] for row in rows]
    return sorted(cases)
