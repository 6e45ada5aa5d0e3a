"""How long does the server work on a page when a reader changes the selection, beside what a user would write with pandas?

Every page of the app is opened, its link is changed to random selections, and the callbacks that a browser then sends are
answered one after another through Flask, JSON included; their sum is the page's time. A problem, a meeting to prepare and the
slides of a meeting are another one for each link, from records drawn for the occasion (`decided.py`). The pandas pages give the
numbers of the overview and of the trends only: masks and groupby over a table in memory, and a plotly Figure a category. They
judge nothing by chance.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import dash
import duckdb
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.store import attach_snapshot, current_snapshot
from benchmarks.decided import Decided, decide
from benchmarks.links import draw_links
from benchmarks.loaded import loaded_data
from benchmarks.options import parser_for, work_folder
from benchmarks.table import Line, show
from benchmarks.visitor import Ask, Sent, Visitor
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.urlstate import View, change_search

SELECTIONS = 200
SEED = 4
MOST_MS = 150
MOST_BESIDE_PANDAS = 1.0
# Of fewer rows a table in memory is as fast as anything, and what is compared is how much is drawn.
LEAST_ROWS = 1_000_000
LISTED = 8
WEEKS = 52
_QUERY = """
SELECT occurred_on, date_trunc('week', occurred_on) AS week_on, category, found_by, neighborhood_id
FROM incidents WHERE status = 'counted'
"""
# Pages of one record: the page and the key of its link that says which.
OF_RECORDS = {
    "/problems, one of them": ("/problems", "problem"),
    "/meeting, prepared": ("/meeting", "meeting"),
    "/present, of a meeting": ("/present", "meeting"),
    "/present, of a past meeting": ("/present", "meeting"),
}
# A deck is ten slides made at once. That of a past meeting is made of what was known on its day: every first one of a day makes
# the whole snapshot anew, as it was.
MOST_OF_PAGE_MS = {
    "/present": 300,
    "/present, of a meeting": 300,
    "/present, of a past meeting": None,
}
PandasPage = Callable[[pd.DataFrame, View], str]


@dataclass(frozen=True)
class Visited:
    """What the changes of the link of one page sent; `page` is its path, or a name of `OF_RECORDS`."""

    page: str
    changes: list[list[Sent]]

    @property
    def milliseconds(self) -> np.ndarray:
        """The sum of each change's requests."""
        return np.array([1000 * sum(sent.seconds for sent in change) for change in self.changes])

    @property
    def refused(self) -> int:
        """How many requests were not answered as a page needs it."""
        return sum(sent.status not in (200, 204) for change in self.changes for sent in change)

    def by_callback(self) -> dict[str, np.ndarray]:
        """Give the milliseconds of each callback, the dearest first."""
        found: dict[str, list[float]] = defaultdict(list)
        for change in self.changes:
            for sent in change:
                found[sent.callback].append(1000 * sent.seconds)
        listed = sorted(found.items(), key=lambda item: -sum(item[1]))
        return {name: np.array(values) for name, values in listed}


def main() -> None:
    """Load everything once, visit, and print one table and the dearest callbacks."""
    parser = parser_for("pages", __doc__)
    parser.add_argument("--selections", type=int, default=SELECTIONS)
    parser.add_argument("--data-dir", type=Path, help="measure this data folder instead")
    parser.add_argument(
        "--page",
        action="append",
        help='only this one: /trends, or a page of a record: "/problems, one of them"',
    )
    asked = parser.parse_args()
    with work_folder(asked.work) as work:
        data_dir = asked.data_dir or loaded_data(work, asked.rows)
        visits, lines = measure_pages(data_dir, asked.selections, asked.page)
    show(f"Pages, {asked.selections} selections", lines)
    print(callbacks_text(visits))


def measure(data_dir: Path, selections: int = SELECTIONS) -> list[Line]:
    """Give the lines of the table."""
    return measure_pages(data_dir, selections)[1]


def measure_pages(
    data_dir: Path, selections: int, only: list[str] | None = None
) -> tuple[list[Visited], list[Line]]:
    """Visit every page, and ask pandas for the same numbers in turns."""
    with TemporaryDirectory(prefix="records-") as folder:
        url = f"sqlite:///{folder}/decisions.sqlite"
        clock = _clock_of(data_dir)
        context = Context(data_dir, audience="police", clock=clock, database_url=url)
        try:
            return _measure_app(context, _table(data_dir), selections, only)
        finally:
            context.close()


def _measure_app(
    context: Context, table: pd.DataFrame, selections: int, only: list[str] | None
) -> tuple[list[Visited], list[Line]]:
    client = create_app(context).server.test_client()
    decided = decide(context, selections, SEED)
    context.make_ready()
    reader = context.reader()
    links = draw_links(reader, selections, SEED)
    pages = sorted(page["path"] for page in dash.page_registry.values())
    pages = only or [*(page for page in pages if "404" not in page), *OF_RECORDS]
    visits, lines = [], []
    for page in pages:
        plain = PANDAS.get(page)
        asked = links_of(page, links, decided)
        visited, seconds = visit(client_ask(client), page, asked, reader, plain, table)
        visits.append(visited)
        for what, share in (("p50", 0.5), ("p95", 0.95)):
            ours = float(np.quantile(visited.milliseconds, share))
            most = MOST_OF_PAGE_MS.get(page, MOST_MS) if what == "p95" else None
            lines.append(Line(f"pages: {page}, {what}", "ms", ours, None, most))
            if plain is not None:
                theirs = 1000 * float(np.quantile(seconds, share))
                name = f"pages: {page} beside pandas, {what}"
                is_judged = what == "p95" and len(table) >= LEAST_ROWS
                most = MOST_BESIDE_PANDAS if is_judged else None
                lines.append(Line(name, "ms", ours, theirs, most))
    refused = sum(visited.refused for visited in visits)
    return visits, [*lines, Line("pages: requests refused or failed", "requests", refused, None, 0)]


def links_of(page: str, links: list[str], decided: Decided) -> list[str]:
    """Add to each link the record that it is about, where the page is one of a record."""
    if page not in OF_RECORDS:
        return links
    key = OF_RECORDS[page][1]
    meetings = decided.past if "past" in page else decided.ahead
    numbers = {"problem": decided.problems, "meeting": meetings}[key]
    return [
        change_search(link, **{key: str(number)})
        for link, number in zip(links, numbers, strict=True)
    ]


def visit(
    ask: Ask,
    page: str,
    links: list[str],
    reader: Reader,
    plain: PandasPage | None,
    table: pd.DataFrame,
) -> tuple[Visited, list[float]]:
    """Open a page and change its link; give what was sent, and the seconds of the pandas page."""
    visitor = Visitor(ask)
    visitor.open(OF_RECORDS.get(page, (page,))[0], "")
    changes, seconds = [], []
    for link in links:
        changes.append(visitor.change(link))
        if plain is not None:
            view = reader.view(page, link)
            started = perf_counter()
            plain(table, view)
            seconds.append(perf_counter() - started)
    return Visited(page, changes), seconds


def client_ask(client: Any) -> Ask:
    """Ask an app of this process, without a network."""

    def ask(path: str, body: Any) -> tuple[int, bytes]:
        answer = client.get(path) if body is None else client.post(path, json=body)
        return answer.status_code, answer.data

    return ask


def callbacks_text(visits: list[Visited]) -> str:
    """List the dearest callbacks of each page."""
    lines = []
    for visited in visits:
        lines.append(f"\n{visited.page}")
        for name, times in [*visited.by_callback().items()][:LISTED]:
            p50, p95 = np.quantile(times, (0.5, 0.95))
            share = len(times) / len(visited.changes)
            lines.append(f"  {p50:7.1f} {p95:7.1f} ms  {share:4.1f} times  {name.strip('.')[:90]}")
    return "\n".join(lines)


def _clock_of(data_dir: Path) -> Callable[[], datetime]:
    """Give a clock that stands at the end of the data, whenever the benchmark is run."""
    context = Context(data_dir, audience="police", clock=lambda: datetime(2000, 1, 1, tzinfo=UTC))
    end = context.reader().coverage.data_as_of
    context.close()
    return lambda: datetime.combine(end, time(12), UTC)


def _table(data_dir: Path) -> pd.DataFrame:
    snapshot = current_snapshot(data_dir)
    assert snapshot is not None
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        table = connection.execute(_QUERY).df()
    return table.astype(dict.fromkeys(("category", "found_by", "neighborhood_id"), "category"))


def _chosen(table: pd.DataFrame, view: View, start: Any, end: Any) -> pd.DataFrame:
    selection = view.selection
    rows = (table["occurred_on"] >= pd.Timestamp(start)) & (
        table["occurred_on"] < pd.Timestamp(end)
    )
    if selection.offenses:
        rows &= table["category"].isin(selection.offenses)
    if selection.neighborhoods:
        rows &= table["neighborhood_id"].isin(selection.neighborhoods)
    return table[rows]


def _weekly_figures(rows: pd.DataFrame) -> list[Any]:
    weeks = rows.groupby(["category", "week_on"], observed=True).size()
    return [
        go.Figure(go.Scatter(x=part.index.get_level_values("week_on"), y=part.to_numpy()))
        for _, part in weeks.groupby(level="category", observed=True)
    ]


def pandas_overview(table: pd.DataFrame, view: View) -> str:
    """Count categories and neighborhoods now and before, and the last year's weeks of each category."""
    period = view.selection.period
    before = _chosen(table, view, period.start - timedelta(days=period.days), period.start)
    now = _chosen(table, view, period.start, period.end)
    year = _chosen(table, view, period.end - timedelta(weeks=WEEKS), period.end)
    numbers = {
        name: [rows.groupby(name, observed=True).size().to_dict() for rows in (now, before)]
        for name in ("category", "neighborhood_id")
    }
    return json.dumps([numbers, *(figure.to_json() for figure in _weekly_figures(year))])


def pandas_trends(table: pd.DataFrame, view: View) -> str:
    """Count the weeks of each category, and give each a mean of the same weeks of the years before."""
    period = view.selection.period
    rows = _chosen(table, view, period.start - timedelta(days=3 * 364), period.end)
    usual = rows.groupby(["category", rows["week_on"].dt.isocalendar().week], observed=True).size()
    shown = rows[rows["week_on"] >= pd.Timestamp(period.start)]
    return json.dumps([usual.to_json(), *(figure.to_json() for figure in _weekly_figures(shown))])


PANDAS: dict[str, PandasPage] = {"/": pandas_overview, "/trends": pandas_trends}


if __name__ == "__main__":
    main()
