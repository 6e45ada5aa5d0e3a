"""Does the code keep to its design: who imports whom, one door to each outside thing, plain names?

Each rule is first shown to catch a line that breaks it; a rule that finds nothing always passes.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import architecture
from tests.architecture import FOLDERS, PACKAGES, Source

Rule = Callable[[Source], list[str]]

BREACHES = [
    (architecture.forbidden_arrows, "analytics.counts", "from analytics.store import Store"),
    (architecture.forbidden_arrows, "analytics.counts", "from analytics import store"),
    (architecture.forbidden_arrows, "analytics.counts", "from . import store"),
    (architecture.forbidden_arrows, "analytics.counts", "from analytics import open_snapshot"),
    (architecture.forbidden_arrows, "dashboard.app", "import analytics"),
    (architecture.forbidden_arrows, "analytics.hotspots.grid", "from ..figures import maps"),
    (architecture.forbidden_arrows, "analytics.periods", "import analytics.counts"),
    (architecture.forbidden_arrows, "analytics.figures.maps", "import analytics.store"),
    (architecture.forbidden_arrows, "etl.publish", "from analytics.counts import count_by_week"),
    (architecture.forbidden_arrows, "geodata.layers", "from etl.locate import locate"),
    (architecture.forbidden_arrows, "dashboard.pages.trends", "from etl import pipeline"),
    (architecture.forbidden_arrows, "dashboard.app", "import_module('etl.pipeline')"),
    (architecture.forbidden_arrows, "dashboard.app", "importlib.import_module(name)"),
    (architecture.forbidden_arrows, "notebooks.trend", "from dashboard.app import create_app"),
    (architecture.forbidden_arrows, "etl.locate", "from tests.architecture import ROOT"),
    (architecture.too_long, "etl.clean", "count = 0\n" * 300),
    (architecture.without_docstring, "etl.clean", "count = 0"),
    (architecture.banned_names, "etl.utils", ""),
    (architecture.banned_names, "dashboard.helpers.map", ""),
    (architecture.banned_names, "etl.clean", "df2 = incidents"),
    (architecture.banned_names, "etl.clean", "class FeedManager: ..."),
    (architecture.banned_names, "etl.clean", "def clean(data2): ..."),
    (architecture.banned_names, "etl.clean", "import etl.locate as common"),
    (architecture.clocks_read, "etl.clean", "today = datetime.now(zone)"),
    (architecture.clocks_read, "etl.clean", "today = datetime.date.today()"),
    (architecture.clocks_read, "etl.clean", "today = pd.Timestamp.now()"),
    (architecture.clocks_read, "etl.clean", "clock = time.time"),
    (architecture.clocks_read, "etl.clean", "from time import time\nstart = time()"),
    (architecture.clocks_read, "etl.clean", "today = pd.to_datetime('now')"),
    (architecture.clocks_read, "etl.publish", "run('SELECT now()')"),
    (architecture.clocks_read, "etl.publish", "run('SELECT CURRENT_DATE')"),
    (architecture.clocks_read, "etl.simulate", "random = np.random.default_rng()"),
    (architecture.environment_reads, "etl.clean", "os.environ['CRIME_PORT']"),
    (architecture.environment_reads, "etl.clean", "os.getenv('CRIME_PORT')"),
    (architecture.environment_reads, "etl.clean", "from os import environ"),
    (architecture.sleeps, "tests.test_clean", "time.sleep(0.1)"),
    (architecture.sleeps, "tests.test_clean", "visit('/').wait_for_timeout(400)"),
    (architecture.sql_elsewhere, "etl.pipeline", "import duckdb"),
    (architecture.sql_elsewhere, "dashboard.downloads", "from duckdb import connect"),
    (architecture.rounded_elsewhere, "dashboard.pages.trends", "f'{share:.1%}'"),
    (architecture.rounded_elsewhere, "dashboard.tables.parts", "ratios.round(2)"),
    (
        architecture.rounded_elsewhere,
        "analytics.report.brief.tables",
        "from analytics.changes import VERDICT_WORDS",
    ),
    (architecture.network_elsewhere, "etl.pipeline", "import httpx2"),
    (architecture.network_elsewhere, "dashboard.app", "import urllib.request"),
    (architecture.network_elsewhere, "dashboard.app", "from urllib import request"),
]
RULES: list[Rule] = list(dict.fromkeys(rule for rule, _, _ in BREACHES))
EVERYWHERE = {architecture.too_long, architecture.without_docstring, architecture.banned_names}


@pytest.mark.parametrize(
    ("rule", "module", "text"), BREACHES, ids=lambda value: getattr(value, "__name__", None)
)
def test_rule_catches_a_line_that_breaks_it(rule: Rule, module: str, text: str) -> None:
    assert rule(Source(module, text))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_code_keeps_to(rule: Rule) -> None:
    folders = FOLDERS if rule in EVERYWHERE else (*PACKAGES, "notebooks")
    folders = ("tests",) if rule is architecture.sleeps else folders
    assert [
        breach for source in architecture.read_sources(*folders) for breach in rule(source)
    ] == []


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (architecture.forbidden_arrows, "analytics.counts", "from analytics.periods import Period"),
        (architecture.forbidden_arrows, "analytics.hotspots.grid", "from analytics import errors"),
        (architecture.forbidden_arrows, "analytics.report.brief", "import analytics.store"),
        (architecture.forbidden_arrows, "etl.publish", "from analytics.store import Store"),
        (architecture.forbidden_arrows, "notebooks.trend", "from analytics import open_snapshot"),
        (architecture.clocks_read, "etl.__main__", "now = datetime.now(zone)"),
        (architecture.clocks_read, "etl.pipeline", "start = time.perf_counter()"),
        (architecture.clocks_read, "etl.clean", '"""Cleans; never uses now() or today()."""'),
        (architecture.environment_reads, "analytics.settings", "os.environ"),
        (architecture.sql_elsewhere, "analytics.store", "import duckdb"),
        (architecture.rounded_elsewhere, "dashboard.pages.trends", "f'{day:%B %Y}: {count:,}'"),
        (architecture.network_elsewhere, "etl.feeds.socrata", "import httpx2"),
        (architecture.network_elsewhere, "dashboard.urlstate", "from urllib.parse import quote"),
        (architecture.banned_names, "etl.clean", "commonplace = helpless = management = 1"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_rule_lets_an_allowed_line_pass(rule: Rule, module: str, text: str) -> None:
    assert rule(Source(module, text)) == []


def test_rules_have_something_to_read() -> None:
    read = {source.module.split(".")[0] for source in architecture.read_sources(*PACKAGES)}
    assert read == set(PACKAGES)
