"""A run may be killed at any moment: readers keep a whole snapshot, and the next run goes on as if nothing had been."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has neither fork nor SIGKILL", allow_module_level=True)

from analytics.store import current_snapshot
from etl.publish.service import read_held
from tests.etl.kills.campaign import STAGES, Campaign
from tests.etl.kills.deliveries import CANCELED, ROWS
from tests.etl.kills.reader import read_content

KILLS_A_STAGE = 2
# Before and after each of six calls: the file is synced, moved, its folder synced, and so is the pointer. Nothing happens
# between the moment after a call and the one before the next.
POINTS_OF_PUBLISH = 12


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with Campaign(tmp_path, seed=1) as campaign:
        yield campaign


def _nothing_was_lost(campaign: Campaign) -> None:
    assert campaign.reader.polls
    assert not campaign.strange
    old, new = campaign.contents["old"], campaign.contents["new"]
    assert (old.rows, old.distinct, old.counted) == (ROWS, ROWS, ROWS)
    assert (new.rows, new.distinct, new.counted) == (ROWS, ROWS, ROWS - 2 * CANCELED)


def test_run_killed_at_any_moment_of_any_stage_loses_and_doubles_nothing(
    campaign: Campaign,
) -> None:
    for stage in STAGES:
        hit = 0
        # A kill may come a moment late: the run is then in the next stage, or over.
        for _ in range(5 * KILLS_A_STAGE):
            kill = campaign.kill_in(stage)
            hit += kill is not None and kill.stage == stage
            if hit == KILLS_A_STAGE:
                break
        assert hit == KILLS_A_STAGE, f"{stage} was hit {hit} times"
    _nothing_was_lost(campaign)


def test_run_killed_beside_each_step_of_publishing_leaves_the_old_or_the_new_snapshot(
    campaign: Campaign,
) -> None:
    found = []
    last = campaign.points - 1
    for point in (*range(last + 1 - POINTS_OF_PUBLISH, last, 2), last):
        kill = campaign.kill_at(point)
        assert kill is not None
        assert kill.stage == "publish"
        found.append(kill.is_new)
    # Only the move of the pointer, the fifth call, changes what is in service.
    assert found == [False] * 5 + [True] * 2
    _nothing_was_lost(campaign)


def test_approval_that_was_killed_can_be_given_again(campaign: Campaign) -> None:
    held = campaign.hold()
    for point in range(9):
        assert campaign.kill_approval(held, point) is False
        assert read_content(campaign.data_dir) == campaign.contents["new"]
    assert campaign.kill_approval(held, 9) is True
    assert read_held(campaign.data_dir) is None
    approved = current_snapshot(campaign.data_dir)
    campaign.finish("short")
    assert approved is not None
    assert approved.is_file()
