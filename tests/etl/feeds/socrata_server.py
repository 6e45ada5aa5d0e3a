"""A dataset that answers like Socrata, by SODA 2 and SODA 3, on the loopback interface."""

from __future__ import annotations

import random
import re
import sqlite3
from typing import Any

from tests.loopback import Question, Reply

COLUMNS = (
    *(
        ":id",
        ":created_at",
        ":updated_at",
        ":@computed_region_abcd",
        "case_number",
        "offense",
        "count",
    ),
    *("occurred", "edited", "longitude", "latitude"),
)


class SocrataDataset:
    """One dataset: its rows by :id, the most it gives at once, and whether it asks for a token.

    Without an order rows come in another one each time.
    """

    def __init__(self, rows: dict[str, dict[str, Any]]) -> None:
        self.rows = rows
        self.most_rows = 50_000
        self.needs_token = False
        self.columns = COLUMNS
        self.about: dict[str, Any] = {}
        self.questions: list[Question] = []

    def answer(self, question: Question) -> Reply:
        """Answer one question to a dataset abcd-1234."""
        self.questions.append(question)
        if self.needs_token and question.headers.get("x-app-token") != "t0ken":
            return Reply.of(
                {"code": "permission_denied", "error": True, "message": "No token"}, 403
            )
        if question.path == "/api/views/abcd-1234.json":
            return Reply.of(
                {"columns": [{"fieldName": name} for name in self.columns]} | self.about
            )
        if question.path == "/resource/abcd-1234.json":
            return self._select(self._soda2(question.query))
        if question.path == "/api/v3/views/abcd-1234/query.json" and question.method == "POST":
            return self._select(self._soda3(question.json))
        return Reply.of({"code": "dataset.missing", "error": True, "message": "Not found"}, 404)

    def _soda2(self, query: dict[str, str]) -> str:
        where = f" WHERE {query['$where']}" if "$where" in query else ""
        order = f" ORDER BY {query['$order']}" if "$order" in query else ""
        limit = min(int(query.get("$limit", 1000)), self.most_rows)
        start = query.get("$offset", "0")
        return f"SELECT {query['$select']}{where}{order} LIMIT {limit} OFFSET {start}"

    def _soda3(self, body: dict[str, Any]) -> str:
        page = body.get("page", {"pageNumber": 1, "pageSize": 1000})
        size = min(page["pageSize"], self.most_rows)
        return f"{body['query']} LIMIT {size} OFFSET {size * (page['pageNumber'] - 1)}"

    def _select(self, soql: str) -> Reply:
        """Ask SQLite; nulls are left out of the answer, and numbers are text, as Socrata has it."""
        soql = re.sub(r":\*, ?\*", "*", soql)
        soql = re.sub(r"(?<![\w'\"]):(\w+)", r'":\1"', soql)
        soql = re.sub(r"(SELECT .*?)( WHERE| ORDER| LIMIT)", r"\1 FROM rows\2", soql, count=1)
        shuffled = random.Random(len(self.questions)).sample([*self.rows.values()], len(self.rows))
        with sqlite3.connect(":memory:") as table:
            table.row_factory = sqlite3.Row
            table.execute(
                "CREATE TABLE rows ({})".format(", ".join(f'"{name}"' for name in COLUMNS))
            )
            table.executemany(
                f"INSERT INTO rows VALUES ({', '.join('?' * len(COLUMNS))})",
                [[row.get(name) for name in COLUMNS] for row in shuffled],
            )
            try:
                found = table.execute(soql).fetchall()
            except sqlite3.OperationalError as error:
                words = f"Query coordinator error: query.soql.no-such-column; {error}"
                return Reply.of({"message": words, "errorCode": "query.soql.no-such-column"}, 400)
        return Reply.of(
            [{key: str(row[key]) for key in row.keys() if row[key] is not None} for row in found]  # noqa: SIM118
        )
