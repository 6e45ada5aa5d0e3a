"""Did we get every row of this Socrata dataset?

Without `$limit` a dataset ends after 1,000 rows, without an order rows come twice and others never. So pages are asked for in the
order of `:id`, the rows and their newest change are counted by a question apart, before and after, and what came counts as
complete only if as many different `:id`s came, none of them twice. Rows leave out what is empty in them, so a page says nothing
of the columns there are: the dataset is asked for them first. Two things mislead all the same: a publisher who replaces a dataset
marks every row as changed, and rows that were withdrawn never show among the changes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from analytics.errors import FeedError
from etl.feeds.feed import Feed, Source
from etl.feeds.sniff import find_column
from etl.roles import match_columns
from geodata.arcgis.web import Answer, IncompleteError, ServiceError, Web

PAGE_ROWS = 50_000  # SODA 2.0 gives no more at once
SYSTEM_COLUMNS = (":id", ":created_at", ":updated_at", ":version")
COUNTED = "count(*) AS row_count, max(:updated_at) AS newest"

Keep = Callable[[bytes], None]
Told = Callable[[int, int], None]
Row = dict[str, Any]


class Dataset:
    """A dataset at its address, asked by SODA 2 or SODA 3."""

    def __init__(self, web: Web, source: Source, since: datetime | None) -> None:
        if not re.fullmatch(r"[a-z0-9]{4}-[a-z0-9]{4}", source.dataset or ""):
            raise FeedError(
                f"source.dataset is {source.dataset!r}: use the four-by-four id at the end of the dataset's address"
            )
        self.web, self.is_v3 = web, source.api == "soda3"
        site = (source.url or "").rstrip("/")
        # What a dataset is made of has this address for both.
        self.about_url = f"{site}/api/views/{source.dataset}.json"
        self.url = (
            f"{site}/api/v3/views/{source.dataset}/query.json"
            if self.is_v3
            else f"{site}/resource/{source.dataset}.json"
        )
        conditions = [f"({source.where})"] if source.where else []
        if since is not None:
            conditions.append(f":updated_at >= '{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z'")
        self.where = " AND ".join(conditions)

    def about(self) -> Row:
        """Ask what the dataset says of itself: its `columns` have a fieldName each."""
        document = self.web.ask(self.about_url).document
        try:
            _ = [column["fieldName"] for column in document["columns"]]
        except (KeyError, TypeError) as error:
            raise ServiceError(
                f"{self.about_url}: does not say which columns the dataset has; check the address"
            ) from error
        return document

    def check_columns(self, feed: Feed) -> None:
        """Raise FeedError naming the column that a definition maps and the dataset does not have, or that it does not know."""
        names = [str(column["fieldName"]) for column in self.about()["columns"]]
        named = feed.column_names
        parts = [name for name in named if "." in name and name.partition(".")[0] in names]
        own = [name for name in (*names, *SYSTEM_COLUMNS) if name[:1] != ":" or name in named]
        columns = [*own, *parts]
        match_columns(columns, feed, self.about_url)
        for name in feed.columns_beside_roles:
            if find_column(columns, name) is None:
                raise FeedError(
                    f"{self.about_url}: column {name} is missing; it has {', '.join(columns)}. If it was renamed, change the "
                    "definition"
                )

    def count(self) -> tuple[int, datetime | None]:
        """Count the rows, and find when the newest of them changed."""
        if self.is_v3:
            answer = self.web.ask(self.url, body={"query": f"SELECT {COUNTED}{self._where_clause}"})
        else:
            answer = self.web.ask(self.url, parameters={"$select": COUNTED} | self._where_parameter)
        rows = self._rows(answer)
        try:
            newest = rows[0].get("newest")
            return int(rows[0]["row_count"]), _moment(newest) if newest else None
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise ServiceError(f"{self.url}: does not count its rows; try again later") from error

    def page(self, start: int, size: int) -> tuple[Answer, list[Row]]:
        """Fetch `size` rows from row `start` on; SODA 3 counts in pages, so there `start` is a multiple of `size`."""
        if self.is_v3:
            query = f"SELECT :*, *{self._where_clause} ORDER BY :id"
            page = {"pageNumber": start // size + 1, "pageSize": size}
            answer = self.web.ask(
                self.url, body={"query": query, "page": page, "includeSynthetic": True}
            )
        else:
            answer = self.web.ask(
                self.url,
                parameters={
                    "$select": ":*,*",
                    "$order": ":id",
                    "$limit": str(size),
                    "$offset": str(start),
                }
                | self._where_parameter,
            )
        return answer, self._rows(answer)

    @property
    def _where_clause(self) -> str:
        return f" WHERE {self.where}" if self.where else ""

    @property
    def _where_parameter(self) -> dict[str, str]:
        return {"$where": self.where} if self.where else {}

    def _rows(self, answer: Answer) -> list[Row]:
        rows = answer.document
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ServiceError(f"{self.url}: answered something else than rows; check the address")
        return rows


def fetch_rows(
    feed: Feed, dataset: Dataset, keep: Keep, told: Told
) -> tuple[int, str, datetime | None]:
    """Fetch all rows, hand each page to `keep`, and give their number, why they are all, and the newest change.

    Raises IncompleteError where the rows are not all, or changed meanwhile: what was kept must then be dropped; ServiceError
    where the service fails; FeedError where the dataset does not have the columns of the definition.
    """
    dataset.check_columns(feed)
    counted, newest = dataset.count()
    seen = array("q")  # 64 bits of each id: 8 million as text would need a gigabyte
    size = PAGE_ROWS
    while len(seen) < counted:
        answer, rows = dataset.page(len(seen), size)
        if not rows:
            break
        try:
            seen.extend(hash(row[":id"]) for row in rows)
        except (KeyError, TypeError) as error:
            raise ServiceError(f"{dataset.url}: gives rows without :id; name a dataset, not a view of it") from error  # fmt: skip
        if len(seen) == len(rows) < size:
            size = len(rows)  # the service's own limit, by which SODA 3 numbers the pages
        keep(answer.body)
        told(len(seen), counted)
    distinct = len(np.unique(np.frombuffer(seen, dtype=np.int64))) if seen else 0
    again, newest_again = dataset.count()
    if not distinct == len(seen) == counted == again:
        raise IncompleteError(
            f"{dataset.url}: the service counts {counted} rows and then {again}, {len(seen)} came, {distinct} of "
            "them different; the dataset changed meanwhile or is cut off, try again later"
        )
    if newest != newest_again:
        raise IncompleteError(f"{dataset.url}: changed while it was read; try again later")
    proof = f"{distinct} different :id came in order; counted apart before and after: {counted}"
    return counted, proof, newest


def _moment(text: str) -> datetime:
    """Read a time as Socrata writes it; one without a zone is in UTC."""
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
