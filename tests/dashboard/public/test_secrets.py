"""Does any answer of the public's server hold what the police alone may know? Over 1,000 secrets are looked for in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dash import Dash

from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.public import records, site
from tests.dashboard.public.conftest import context_of
from tests.dashboard.public.crawled import Answer, answer, crawl, leaks, post, show_body
from tests.dashboard.public.planted import FIRST, LAST, Town


def test_no_secret_of_the_police_is_in_any_answer(answers: list[Answer], planted: Town) -> None:
    assert len(planted.secrets) > 1_000
    assert len({each.text for each in answers}) > 150
    assert leaks(answers, planted.secrets) == []


def test_the_secrets_are_there_for_the_police_to_see(planted: Town) -> None:
    store = open_snapshot(planted.data_dir, audience="police")
    rows = store.read_incidents(Selection(Period(FIRST, LAST)))
    told = " ".join([*rows["incident_id"], *rows["address"], *map(str, rows["lon"])])
    store.close()
    assert sum(secret in told for secret in planted.secrets) > 500


def _address(planted: Town) -> str:
    store = open_snapshot(planted.data_dir, audience="police")
    rows = store.read_incidents(Selection(Period(FIRST, LAST)))
    store.close()
    return str(rows["address"].iloc[0])


def test_a_page_that_told_an_address_would_be_caught(
    public_app: Dash, public_context: Context, planted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _address(planted)
    monkeypatch.setitem(site.PAGES, "/problems", lambda *_: address)
    found = leaks(crawl(public_app, public_context.reader(), every=9), planted.secrets)
    assert found
    assert all(address.lower() in each for each in found)


@pytest.mark.parametrize("column", ["title", "owner", "opened_by"])
def test_a_record_tells_no_column_that_is_not_named(
    public_context: Context, public_app: Dash, column: str
) -> None:
    assert all(column not in names for names in records.COLUMNS.values())
    with public_app.server.app_context():
        told = records.read_public(public_context.reader(), LAST)
    assert told.problems
    assert told.priorities
    assert all(not hasattr(each, column) for each in (*told.problems, *told.priorities))


def test_a_problems_title_would_be_caught_if_it_were_told(
    planted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = (*records.COLUMNS[records.Problem], "title")
    monkeypatch.setitem(records.COLUMNS, records.Problem, names)
    monkeypatch.setattr(records, "_told", _with_title(records._told))
    context = context_of(planted)
    found = leaks(crawl(create_app(context), context.reader(), every=9), planted.secrets)
    context.close()
    assert any("problem" in each for each in found)


def _with_title(told: Any) -> Any:
    def tell(reader: Any, row: Any, responses: Any, today: Any) -> Any:
        made = told(reader, row, responses, today)
        return replace(made, place=records.Place(made.place.neighborhood_id, row.title))

    return tell


def test_what_is_watched_in_secret_or_only_planned_is_not_told(answers: list[Answer]) -> None:
    text = " ".join({each.text for each in answers})
    assert "Walking patrol" in text
    assert "Surveillance" not in text


def test_an_answer_to_a_failure_tells_nothing_of_it(
    public_app: Dash, planted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = next(iter(planted.secrets))

    def fail(*_: object) -> None:
        raise RuntimeError(f"{secret} in {planted.data_dir}")

    for name in site.PAGES:
        monkeypatch.setitem(site.PAGES, name, fail)
    for name in site.TABLES:
        monkeypatch.setitem(site.TABLES, name, fail)
    monkeypatch.setattr(site.present, "handout", fail)
    client = public_app.server.test_client()
    public_app.server.config["PROPAGATE_EXCEPTIONS"] = False
    told = [post(client, show_body(public_app, path, "")) for path in site.PAGES]
    told += [answer(client, path) for path in ("/csv/steps", "/handout.pdf")]
    assert leaks(told, planted.secrets) == []


def test_an_answer_before_any_data_names_no_folder(tmp_path: Any) -> None:
    town = Town(tmp_path / "KANARI", f"sqlite:///{tmp_path / 'r.sqlite'}", {"KANARI"})
    context = context_of(town)
    app = create_app(context)
    client = app.server.test_client()
    told = [answer(client, path) for path in ("/", "/_dash-layout", "/csv/steps", "/handout.pdf")]
    told.append(post(client, show_body(app, "/", "")))
    context.close()
    assert "There are no data yet" in told[1].text
    assert leaks(told, town.secrets) == []
