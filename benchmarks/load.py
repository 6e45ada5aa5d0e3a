"""How long does a run take from its files to a published snapshot, stage by stage? One run in this process, told as JSON.

`seconds` are around `etl.pipeline.run`, without the start of Python and its imports; whoever starts this process measures those,
and the memory, from outside. Stages are told apart by the run's own progress.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from time import perf_counter

from etl.feeds.definition import load_feed
from etl.pipeline import run
from geodata.layers import HERE, layers_from_neighborhoods, load_layers, load_neighborhoods

_STAGES = {
    ("index the polygons", 0): "receive",
    ("index the polygons", 1): "index",
    ("read, clean and locate", 1): "read, clean, locate",
    ("write", 0): "settle",
    ("write", 1): "write",
}


def main() -> None:
    """Run one feed and print what it brought and what it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("input", type=Path)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("at", type=datetime.fromisoformat, help="the time, with its offset")
    parser.add_argument("--neighborhoods", type=Path, help="default: the schematic ones")
    asked = parser.parse_args()
    feed = load_feed(asked.feed)
    if asked.neighborhoods is None:
        layers = load_layers(HERE)
    else:
        layers = layers_from_neighborhoods(
            load_neighborhoods(asked.neighborhoods), place_name=feed.place, time_zone=feed.time_zone
        )
    ended: dict[str, float] = {}

    def progress(step: str, done: int, total: int) -> None:
        ended[_STAGES[step, done]] = perf_counter()

    started = perf_counter()
    result = run(
        [feed],
        source=asked.input,
        layers=layers,
        data_dir=asked.data_dir,
        clock=lambda: asked.at,
        progress=progress,
    )
    ended["check and publish"] = perf_counter()
    lasts = [started, *ended.values()]
    stages = {name: end - last for (name, end), last in zip(ended.items(), lasts[:-1], strict=True)}
    print(json.dumps({
        "seconds": lasts[-1] - started, "stages": stages, "snapshot": str(result.snapshot), "held": result.held,
        **{name: result.summary[name] for name in ("received", "accepted", "quarantined", "duplicates", "located")},
    }))  # fmt: skip


if __name__ == "__main__":
    main()
