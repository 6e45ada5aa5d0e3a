"""Do commands on the pages act on the data that are served?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.commands import etl_command
from dashboard.context import Context, Reader
from dashboard.stale import stale_notice
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import answered, drawn, parts, words

POLICE_PAGES = ("/", "/hotspots", "/trends", "/incidents", "/quality", "/problems")


def test_the_usual_folder_is_not_named() -> None:
    assert etl_command("status", Path("data")) == "python -m etl status"
    assert etl_command("status", Path("trial")) == "python -m etl status --data-dir trial"


@pytest.mark.parametrize("page", POLICE_PAGES)
def test_where_there_are_no_data_one_command_makes_them_where_they_are_looked_for(
    tmp_path: Path, page: str
) -> None:
    context = Context(tmp_path, audience="police", clock=on_the_day)
    said = drawn(create_app(context), page)
    command = f"python -m etl demo --data-dir {tmp_path}"
    assert said.count(command) == 2, "once in the reason, once to be copied"
    assert "simulate'" not in said
    context.close()


def test_the_demo_that_went_dark_is_made_anew_where_it_lies(
    demo_reader: Reader, demo_data_dir: Path
) -> None:
    later = demo_reader.coverage.data_as_of + timedelta(days=30)
    said = str(stale_notice(demo_reader, demo_reader.view("/", ""), later))
    assert f"python -m etl demo --data-dir {demo_data_dir}" in said


def test_commands_of_the_quality_page_name_the_folder(demo_app: Dash, demo_data_dir: Path) -> None:
    said = answered(demo_app, "", "quality-lead.children")["quality-cards"]["children"]
    commands = [" ".join(words(part)) for part in parts(said, "Code")]
    named = [command for command in commands if command.startswith("python -m etl")]
    assert len(named) == 6
    assert all(command.endswith(f"--data-dir {demo_data_dir}") for command in named)
