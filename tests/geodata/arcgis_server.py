"""Layers that answer like ArcGIS on the loopback interface, and misbehave on order."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.loopback import Question, Reply, serve

Ring = list[tuple[float, float]]
Row = dict[str, Any]


class ArcgisLayer:
    """One layer or table: what it holds, what it cannot do, and the ways in which it can lie."""

    def __init__(self, rows: dict[int, Row], fields: dict[str, str], geometry: str | None) -> None:
        self.rows, self.fields, self.geometry = rows, fields, geometry
        self.transfer_limit = 1000
        self.says_when_cut = True
        self.lists_ids = self.counts = self.can_sort = True
        self.count_is_off_by = 0
        self.hides_rows = 0
        self.wkid: int | None = None  # else the one asked for
        self.unavailable = 0  # so many answers of 503 first
        self.replies: dict[str, tuple[int, bytes]] = {}  # by kind of question: status and body
        self.about: dict[str, Any] = {}
        self.asked: list[str] = []
        self.questions: list[Question] = []

    @classmethod
    def of_shapes(
        cls, shapes: dict[str, Ring], name_field: str = "NeighborhoodName"
    ) -> ArcgisLayer:
        """Make a layer of polygons, with somebody's address in a column."""
        rows = {
            10 * number: {
                "attributes": {"OBJECTID": 10 * number, name_field: name, "Contact": "a@b.org"},
                "geometry": {"rings": [ring]},
            }
            for number, (name, ring) in enumerate(shapes.items(), start=1)
        }
        fields = {"OBJECTID": "OID", name_field: "String", "Contact": "String"}
        return cls(rows, fields, "esriGeometryPolygon")

    def answer(self, question: Question) -> Reply:
        """Answer one question, whichever kind it is."""
        query = question.query
        kind = "page" if question.path.endswith("/query") else "layer"
        kind = "ids" if "returnIdsOnly" in query else kind
        kind = "count" if "returnCountOnly" in query else kind
        self.asked.append(kind)
        self.questions.append(question)
        if self.unavailable:
            self.unavailable -= 1
            return Reply(b"<html>Service Unavailable</html>", 503)
        if kind in self.replies:
            status, body = self.replies[kind]
            return Reply(body, status)
        if kind == "layer":
            return Reply.of(self._description())
        rows = self._where(query["where"])
        if kind == "ids" and self.lists_ids:
            # None, not an empty list, is how ArcGIS lists nothing.
            return Reply.of({"objectIdFieldName": "OBJECTID", "objectIds": rows[::-1] or None})
        if kind == "count" and self.counts:
            return Reply.of({"count": len(rows) + self.count_is_off_by})
        return Reply.of(self._page(query, rows))

    def _description(self) -> dict[str, Any]:
        return {
            "type": "Feature Layer" if self.geometry else "Table",
            "geometryType": self.geometry,
            "maxRecordCount": 2000,
            "fields": self._fields(),
            "advancedQueryCapabilities": {"supportsOrderBy": self.can_sort},
        } | self.about

    def _where(self, where: str) -> list[int]:
        """Ask SQLite which ids a condition holds for; dates are numbers there."""
        where = re.sub(r"TIMESTAMP '([^']+)'", _milliseconds, where)
        with sqlite3.connect(":memory:") as table:
            table.execute(f"CREATE TABLE layer ({', '.join(self.fields)})")
            table.executemany(
                f"INSERT INTO layer VALUES ({', '.join('?' * len(self.fields))})",
                [
                    [row["attributes"].get(name) for name in self.fields]
                    for row in self.rows.values()
                ],
            )
            return [
                row[0]
                for row in table.execute(f"SELECT OBJECTID FROM layer WHERE {where} ORDER BY 1")
            ]

    def _page(self, query: dict[str, str], ids: list[int]) -> dict[str, Any]:
        assert self.can_sort or "orderByFields" not in query
        ids = ids[: len(ids) - self.hides_rows]
        page: dict[str, Any] = {"fields": self._fields()}
        if self.geometry and ids:  # ArcGIS says it of rows only
            page["spatialReference"] = {"wkid": self.wkid or int(query.get("outSR", "2230"))}
        if "DESC" in query.get("orderByFields", ""):
            ids = ids[::-1]
        limit = min(self.transfer_limit, int(query.get("resultRecordCount", self.transfer_limit)))
        if len(ids) > limit:
            ids = ids[:limit]
            page |= {"exceededTransferLimit": True} if self.says_when_cut else {}
        return page | {"features": [self.rows[key] for key in ids]}

    def _fields(self) -> list[dict[str, str]]:
        return [
            {"name": name, "type": f"esriFieldType{kind}"} for name, kind in self.fields.items()
        ]


def _milliseconds(text: re.Match[str]) -> str:
    return str(int(datetime.fromisoformat(text[1]).replace(tzinfo=UTC).timestamp() * 1000))


@contextmanager
def serve_layers(layers: dict[str, ArcgisLayer]) -> Iterator[str]:
    """Serve layers by name; gives the address that they are under."""
    with serve(lambda question: layers[question.path.split("/")[1]].answer(question)) as address:
        yield address
