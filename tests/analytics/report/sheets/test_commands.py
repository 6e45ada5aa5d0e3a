"""What does each sheet ask for on the command line, and is one of a past day what was known then?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.periods import recent_period
from analytics.report.__main__ import main
from analytics.report.kinds import KINDS, Asked, report_bytes
from analytics.selection import Selection
from analytics.store import Store
from tests.analytics.report.brief.test_brief import pages_of

PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "neighborhood": {"neighborhoods": ("southwest",)},
    "block": {"blocks": ("northwest-2",)},
    "summit": {},
}


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["neighborhood"], "say which one with --neighborhood ID, or take --all"),
        (["block"], "the following arguments are required: --block"),
        (["summit", "--neighborhood", "northwest"], "unrecognized arguments: --neighborhood"),
        (["block", "--block", "x", "--all"], "unrecognized arguments: --all"),
    ],
)
def test_each_report_takes_what_it_needs_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], missing: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--out", str(tmp_path / "x.pdf")])
    assert stopped.value.code == 2
    assert missing in capsys.readouterr().err


@pytest.mark.parametrize("kind", PLACES)
def test_a_sheet_of_a_past_day_is_what_was_known_then_and_the_same_again(
    town_store: Store, kind: str
) -> None:
    def made(store: Store) -> bytes:
        days = recent_period(store.coverage().settled_until, KINDS[kind].days)
        return report_bytes(kind, store, Asked(Selection(days, **PLACES[kind]), "a4"))

    then = made(town_store.as_of(date(2025, 11, 15)))
    assert then == made(town_store.as_of(date(2025, 11, 15)))
    assert then != made(town_store)
    text = " ".join(pages_of(then))
    as_of = town_store.as_of(date(2025, 11, 15)).coverage().data_as_of
    assert as_of <= date(2025, 11, 15)
    assert f"Data as of {as_of.day} Nov 2025" in text
