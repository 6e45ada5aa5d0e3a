"""Is the snapshot in service the one before or the new one, and whole, after each of many kills?

The two deliveries of `deliveries` follow each other in turn: the run of one is killed, the data folder looked at, and the next
run brings the same delivery to its end.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from analytics.store import SNAPSHOTS, current_snapshot
from etl.publish.service import KEPT_SNAPSHOTS, read_held
from tests import town
from tests.etl.kills.deliveries import DEFINITION, FILES, ROWS, SHORT, write_delivery
from tests.etl.kills.process import Run, Victim, left_alive
from tests.etl.kills.reader import Content, Reader, read_content

STAGES = ("fetch", "clean", "locate", "check", "publish")


@dataclass(frozen=True)
class Kill:
    """One kill: the stage that it hit, whether the new snapshot was in service then, and how often it was read meanwhile."""

    stage: str
    is_new: bool
    polls: int


class Campaign:
    """A data folder on which runs are killed while it is read; use as a context manager."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.data_dir = folder, folder / "data"
        self._random = random.Random(seed)
        town.write_layers(folder / "layers")
        (folder / "kills.toml").write_text(DEFINITION, encoding="utf-8")
        for name, rows in (("old", ROWS), ("new", ROWS), ("short", SHORT)):
            write_delivery(folder / "deliveries" / name, is_new=name == "new", rows=rows)
        self.victim, self.reader = Victim(folder), Reader(self.data_dir)
        self.contents: dict[str, Content] = {}

    def __enter__(self) -> Campaign:
        self.victim.__enter__()
        self.current, self.coming = "new", "old"
        for name in ("old", "new"):
            self._whole = self.finish(name)
            self.contents[name] = read_content(self.data_dir)
        self.reader.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.reader.__exit__(*error)
        self.victim.__exit__(*error)

    @property
    def points(self) -> int:
        """How many moments a run has right before or after a call that changes the disk for good."""
        return self._whole.points

    @property
    def strange(self) -> list[str]:
        """List what the reader saw that was neither of the two snapshots."""
        seen = self.reader.seen - {*self.contents.values()}
        return [*self.reader.failures, *map(str, seen)]

    def finish(self, delivery: str) -> Run:
        """Run a delivery to its end, and see that nothing is left of a run killed before."""
        run = self.victim.run(delivery)
        assert run.is_done, f"the next run failed: {run.error}"
        there = {path.relative_to(self.data_dir).as_posix() for path in self.data_dir.rglob("*") if path.is_file()}  # fmt: skip
        raw = [name for name in there if name.startswith("raw/")]
        found = [name for name in there if name.startswith("snapshots/")]
        strange = there - {".lock", "current.json", *raw, *found}
        assert not {name for name in strange if not name.startswith("cache/cells-")}
        assert len(raw) <= 3 * FILES
        for name in raw:
            received = hashlib.sha256((self.data_dir / name).read_bytes()).hexdigest()
            assert Path(name).stem == received
        assert all(name.endswith(".duckdb") for name in found)
        assert len(found) <= KEPT_SNAPSHOTS
        return run

    def kill_in(self, stage: str) -> Kill | None:
        """Kill a run at a random moment of a stage; None where it was faster."""
        steps = self._whole.steps
        step = self._random.choice(
            [place for place, (name, _) in enumerate(steps) if name == stage]
        )
        lasts = steps[step + 1][1] - steps[step][1]
        return self._kill(at_step=step, delay=self._random.uniform(0, lasts))

    def kill_at(self, point: int) -> Kill | None:
        """Kill a run right before or after a call that changes the disk for good."""
        return self._kill(stop_at=point)

    def _kill(self, *, at_step: int = -1, delay: float = 0.0, stop_at: int = -1) -> Kill | None:
        polls = self.reader.polls
        run = self.victim.run(self.coming, at_step=at_step, delay=delay, stop_at=stop_at)
        content = read_content(self.data_dir)
        assert content in (self.contents["old"], self.contents["new"]), run.stage
        is_new = content == self.contents[self.coming]
        self.finish(self.coming)
        # What was finished and not put in service may be what a check would have held.
        assert is_new == (self.data_dir / SNAPSHOTS / f"{run.run_id}.duckdb").exists()
        assert read_content(self.data_dir) == self.contents[self.coming]
        assert not left_alive(run)
        self.current, self.coming = self.coming, self.current
        if not run.was_killed:
            return None
        return Kill(run.stage, is_new, self.reader.polls - polls)

    def hold(self) -> str:
        """Run a delivery that a check holds for a person, and give its run."""
        assert self.victim.run("short").is_done
        held = read_held(self.data_dir)
        assert held is not None
        return held.run_id

    def kill_approval(self, run_id: str, point: int) -> bool | None:
        """Kill an approval at a point, and say whether it was in service then; None where it came to its end before."""
        run = self.victim.run(approve=run_id, stop_at=point)
        if run.is_done:
            return None
        current, held = current_snapshot(self.data_dir), read_held(self.data_dir)
        assert current is not None
        is_approved = current.stem == run_id
        assert is_approved or (held is not None and held.run_id == run_id)
        return is_approved


def tabulate(kills: list[Kill]) -> str:
    """Write the kills by stage."""
    lines = [f"{'stage':<10}{'kills':>7}{'old in service':>16}{'new in service':>16}{'polls':>8}"]
    for stage in (*STAGES, "all"):
        of_stage = [kill for kill in kills if stage in (kill.stage, "all")]
        new = sum(kill.is_new for kill in of_stage)
        polls = sum(kill.polls for kill in of_stage)
        lines.append(f"{stage:<10}{len(of_stage):>7}{len(of_stage) - new:>16}{new:>16}{polls:>8}")
    return "\n".join(lines)
