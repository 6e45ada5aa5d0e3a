"""What residents see of a block follows its addresses, also where a run writes only what has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.selection import Selection
from analytics.store import open_snapshot
from etl.feeds.definition import load_feed
from etl.pipeline import run
from etl.publish import draft
from geodata.layers import Layers
from tests import town
from tests.etl.publish.drawn import DEFINITION, NOON


def test_incident_is_seen_once_after_its_block_has_got_more_addresses(
    tmp_path: Path, town_layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", 100.0)
    (tmp_path / "a.toml").write_text(DEFINITION.format(brings="changes"))
    assert town_layers.blocks is not None
    for day, addresses in enumerate((7, 40)):
        rows = [
            f"{number},211 PC,2025-11-0{day + 1},-116.5475,33.8325" for number in range(3 - day)
        ]
        (tmp_path / "a.csv").write_text("\n".join(["Case,Charge,Occurred,X,Y", *rows]))
        layers = replace(town_layers, blocks=town_layers.blocks.assign(addresses=addresses))
        run(
            [load_feed(tmp_path / "a.toml")], source=tmp_path / "a.csv", layers=layers, data_dir=tmp_path / "data",
            clock=lambda now=NOON + timedelta(days=day): now, progress=lambda *_: None,
        )  # fmt: skip
    store = open_snapshot(tmp_path / "data")
    seen = store.read_incidents(Selection(town.WHOLE))
    store.close()
    assert Counter(seen["block_id"].isna()) == {False: 3}
