"""What the tests of the public's pages share: two towns alike in public, the app of one, and all that it answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from tests.dashboard.public.crawled import Answer, crawl
from tests.dashboard.public.planted import NOW, Town, plant


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town with its secrets."""
    return plant(tmp_path_factory.mktemp("planted"), 1)


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give another town that differs from the first one in private parts alone."""
    return plant(tmp_path_factory.mktemp("twin"), 2)


def context_of(town: Town) -> Context:
    """Give the public's context of a town."""
    return Context(
        town.data_dir, audience="public", clock=lambda: NOW, database_url=town.database_url
    )


@pytest.fixture(scope="session")
def public_context(planted: Town) -> Iterator[Context]:
    """Give the context of the town with its secrets, as the public sees it."""
    context = context_of(planted)
    yield context
    context.close()


@pytest.fixture(scope="session")
def public_app(public_context: Context) -> Dash:
    """Give the public's app of the town."""
    return create_app(public_context)


@pytest.fixture(scope="session")
def police_app(planted: Town) -> Iterator[Dash]:
    """Give the app of the police of the same town."""
    context = Context(
        planted.data_dir, audience="police", clock=lambda: NOW, database_url=planted.database_url
    )
    yield create_app(context)
    context.close()


@pytest.fixture(scope="session")
def answers(public_app: Dash, public_context: Context, police_app: Dash) -> list[Answer]:
    """Give all that the public's server answers."""
    return [*crawl(public_app, public_context.reader(), police_app)]
