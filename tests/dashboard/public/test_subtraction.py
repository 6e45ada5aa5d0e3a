"""Can a count that is hidden be worked out from those that are told: by subtraction, by any sum of them, by what counts can be?

Every file of every selection that the public is offered is read, each number as a sum of cells that the police know. Of these
sums linear algebra says which cells they determine, and a linear program between which limits the others must lie.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dash import Dash
from scipy.optimize import linprog

from analytics.offenses import CATEGORIES
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.public.asked import PERIODS, STEP_DAYS
from dashboard.public.counted import Cube, cube_of
from dashboard.public.quarters import HIDDEN, quarter_words, quarters_of
from tests.dashboard.conftest import on_the_day

KINDS = ("robbery", "burglary")
OFFERED = {"": KINDS, "robbery": KINDS[:1], "burglary": KINDS[1:]}
STEPS = 26
LEAST = 8
# One small block of 6 addresses, one of 7, and a neighborhood that has none.
PLACES = ("tahquitz-river-estates", "warm-sands", "sunrise-park")
PAIRS = 20_000


@pytest.fixture(scope="module")
def context(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    url = f"sqlite:///{tmp_path_factory.mktemp('records') / 'r.sqlite'}"
    made = Context(demo_data_dir, audience="public", clock=on_the_day, database_url=url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(context: Context) -> Dash:
    return create_app(context)


@pytest.fixture(scope="module")
def reader(context: Context) -> Reader:
    return context.reader()


@pytest.fixture(scope="module")
def police(demo_data_dir: Path) -> Iterator[Store]:
    store = open_snapshot(demo_data_dir, audience="police")
    yield store
    store.close()


def table(app: Dash, path: str) -> list[dict[str, str]]:
    """Read a file as a reader would."""
    text = app.server.test_client().get(path).get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@dataclass
class Cells:
    """What the police know of one neighborhood: incidents by block ("" for none), kind and step, the last 26 steps."""

    place: str
    names: list[str]
    addresses: list[int]
    counts: np.ndarray

    def sum_of(self, blocks: Sequence[str], kinds: Sequence[str], steps: slice) -> np.ndarray:
        """Give which cells a number adds up, 1 for those that it does."""
        chosen = np.zeros(self.counts.shape)
        rows = [n for n, name in enumerate(self.names) if name in blocks]
        for row, kind in product(rows, kinds):
            chosen[row, KINDS.index(kind), steps] = 1
        return chosen.ravel()


def cells_of(police: Store, cube: Cube, place: str) -> Cells:
    blocks = police.read_blocks()
    assert blocks is not None
    own = blocks[blocks["neighborhood_id"] == place]
    names = ["", *own["block_id"]]
    period = cube.period(len(cube.starts) - STEPS, len(cube.starts) - 1)
    rows = police.count_incidents(
        Selection(period, KINDS, (place,)), ("block_id", "category", "occurred_on")
    )
    counts = np.zeros((len(names), len(KINDS), STEPS))
    step = (pd.to_datetime(rows["occurred_on"]) - pd.Timestamp(period.start)).dt.days // STEP_DAYS
    for block, kind, number, many in zip(
        rows["block_id"].fillna(""), rows["category"], step, rows["incidents"], strict=True
    ):
        counts[names.index(block), KINDS.index(kind), number] += many
    return Cells(place, names, [0, *own["addresses"]], counts)


def told_sums(app: Dash, reader: Reader, cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Give every number that is told of a neighborhood, as the cells that it adds up, and as it is told."""
    blocks, name = reader.blocks, reader.names[cells.place]
    assert blocks is not None
    ids = dict(zip(blocks["name"], blocks["block_id"], strict=True))
    sums, told = [], []

    def note(number: str, blocks: Sequence[str], kinds: Sequence[str], steps: slice) -> None:
        sums.append(cells.sum_of(blocks, kinds, steps))
        told.append(float(number))

    for (period, many), (offense, kinds) in product(PERIODS.items(), OFFERED.items()):
        asked = f"?period={period}&offense={offense}&neighborhood={cells.place}"
        now, before = slice(STEPS - many, STEPS), slice(STEPS - 2 * many, STEPS - many)
        for row in table(app, f"/csv/neighborhoods?period={period}&offense={offense}"):
            if row["Neighborhood"] == name:
                note(row["Incidents"], cells.names, kinds, now)
                note(row["Before"], cells.names, kinds, before)
        for row in table(app, f"/csv/blocks{asked}"):
            note(row["Incidents"], [ids[row["Block"]]], kinds, now)
        rows = table(app, f"/csv/steps{asked}")
        for kind in kinds:
            own = [row for row in rows if row["Offenses"] == CATEGORIES[kind].label]
            for number, row in enumerate(own[-STEPS:]):
                note(row["Incidents"], cells.names, [kind], slice(number, number + 1))
    return np.array(sums), np.array(told)


def hidden_groups(sums: np.ndarray, cells: Cells) -> list[int]:
    """Give how many addresses each least part stands for that some sum of the numbers has; blocks without addresses left out.

    Cells that every number takes together can never be told apart; a part of one block or of several is what one sum of the
    numbers is about.
    """
    shape = (len(sums), *cells.counts.shape)
    cubes = sums.reshape(shape)
    found = []
    for kind, step in product(range(len(KINDS)), range(STEPS)):
        columns = cubes[:, :, kind, step]
        _, group = np.unique(columns, axis=1, return_inverse=True)
        for each in np.unique(group):
            members = np.flatnonzero(group == each)
            if columns[:, members].any():
                found.append(sum(cells.addresses[n] for n in members))
    return found


def is_sound(addresses: Sequence[int]) -> bool:
    """Tell whether each part stands for 8 addresses or none."""
    return all(many == 0 or many >= LEAST for many in addresses)


@pytest.fixture(scope="module", params=PLACES)
def known(
    request: pytest.FixtureRequest, app: Dash, reader: Reader, police: Store
) -> tuple[Cells, np.ndarray, np.ndarray]:
    cells = cells_of(police, cube_of(reader), request.param)
    return cells, *told_sums(app, reader, cells)


def test_every_number_told_is_the_sum_that_it_is_taken_for(
    known: tuple[Cells, np.ndarray, np.ndarray],
) -> None:
    cells, sums, told = known
    assert len(told) > 300
    assert (sums @ cells.counts.ravel() == told).all()


def test_no_sum_of_the_numbers_is_about_fewer_than_8_addresses(
    known: tuple[Cells, np.ndarray, np.ndarray],
) -> None:
    cells, sums, _ = known
    assert is_sound(hidden_groups(sums, cells))


def test_no_small_block_is_determined_by_all_numbers_together(
    known: tuple[Cells, np.ndarray, np.ndarray],
) -> None:
    cells, sums, _ = known
    # Cells that every number takes together are one unknown, and none of them is determined.
    columns, group, many = np.unique(sums, axis=1, return_inverse=True, return_counts=True)
    basis = np.linalg.svd(columns, full_matrices=False)
    rows = basis.Vh[1e-9 * basis.S[0] < basis.S]
    # 1 is what the numbers determine.
    is_determined = ((rows**2).sum(axis=0) > 1 - 1e-6) & (many == 1) & columns.any(axis=0)
    told = is_determined[group].reshape(cells.counts.shape)
    addresses = np.array(cells.addresses)
    assert not told[(addresses > 0) & (addresses < LEAST)].any()
    assert told[addresses >= LEAST].any(), "the test must see what is determined"


def test_no_pair_of_numbers_gives_a_small_block_by_subtraction(
    known: tuple[Cells, np.ndarray, np.ndarray],
) -> None:
    cells, sums, _ = known
    rng = np.random.default_rng(11)
    pairs = rng.integers(0, len(sums), (PAIRS, 2))
    differences = sums[pairs[:, 0]] - sums[pairs[:, 1]]
    by_block = np.abs(differences).reshape(PAIRS, len(cells.names), -1).sum(axis=2) > 0
    addresses = np.array(cells.addresses)
    about = by_block @ addresses
    assert (by_block.any(axis=1)).sum() > PAIRS // 2
    # What lies on no block stands for no address that anybody could name.
    only = about[by_block[:, 1:].any(axis=1)]
    assert ((only == 0) | (only >= LEAST)).all()


def test_a_neighborhood_less_its_other_blocks_would_be_caught(
    app: Dash, reader: Reader, police: Store
) -> None:
    cells = cells_of(police, cube_of(reader), PLACES[0])
    sums, _ = told_sums(app, reader, cells)
    shown = [name for name, many in zip(cells.names, cells.addresses, strict=True) if many >= LEAST]
    more = [cells.sum_of([name], KINDS[:1], slice(0, 1)) for name in shown]
    assert not is_sound(hidden_groups(np.array([*sums, *more]), cells))


def sensitive(police: Store, reader: Reader) -> dict[tuple[str, str, str], int]:
    """Count what the police know by category, neighborhood and quarter, in the words of the file."""
    found = quarters_of(reader)
    counts = {}
    for category, start in product(found.categories, found.starts):
        end = (pd.Timestamp(start) + pd.DateOffset(months=3)).date()
        rows = police.count_incidents(Selection(Period(start, end), (category,)))
        many = rows.dropna().set_index("neighborhood_id")["incidents"]
        for place, name in reader.names.items():
            key = (name, CATEGORIES[category].label, quarter_words(start))
            counts[key] = int(many.get(place, 0))
    return counts


def limits(
    sums: list[np.ndarray], told: list[float], is_hidden: np.ndarray
) -> list[tuple[float, float]]:
    """Give between which numbers each hidden cell must lie, given all sums told, and that it is under 11."""
    bounds = [(0, 10) if hidden else (0, None) for hidden in is_hidden]
    found = []
    for number in np.flatnonzero(is_hidden)[:: max(1, is_hidden.sum() // 12)]:
        target = np.zeros(len(is_hidden))
        target[number] = 1
        ends = [
            linprog(sign * target, A_eq=np.array(sums), b_eq=told, bounds=bounds).fun * sign
            for sign in (1, -1)
        ]
        found.append((round(ends[0], 6), round(ends[1], 6)))
    return found


def test_a_hidden_count_may_be_anything_from_0_to_10(
    app: Dash, reader: Reader, police: Store
) -> None:
    truth = sensitive(police, reader)
    rows = {
        (row["Neighborhood"], row["Offenses"], row["Quarter"]): row["Incidents"]
        for row in table(app, "/csv/quarters")
    }
    assert rows.keys() == truth.keys()
    assert {key: HIDDEN if many < 11 else str(many) for key, many in truth.items()} == rows
    keys = [*truth]
    is_hidden = np.array([rows[key] == HIDDEN for key in keys])
    assert 0 < is_hidden.sum() < len(keys)
    sums = [np.eye(len(keys))[n] for n in np.flatnonzero(~is_hidden)]
    told = [float(rows[keys[n]]) for n in np.flatnonzero(~is_hidden)]
    assert set(limits(sums, told, is_hidden)) == {(0, 10)}
    # With the total of a year, as any page might be tempted to show, they are not.
    for each in {key[:2] for key in keys}:
        of_year = np.array([float(key[:2] == each) for key in keys])
        sums.append(of_year)
        told.append(float(of_year @ np.array([truth[key] for key in keys])))
    assert set(limits(sums, told, is_hidden)) != {(0, 10)}


def test_the_same_days_are_told_until_the_next_28_are_settled(reader: Reader) -> None:
    cube, coverage = cube_of(reader), reader.coverage_of(Selection(reader.coverage.whole, KINDS))
    last = cube.period(0, len(cube.starts) - 1)
    assert last.end <= coverage.settled_until
    assert (coverage.settled_until - last.end).days < STEP_DAYS
    assert all((day - cube.starts[0]).days % STEP_DAYS == 0 for day in cube.starts)
    assert all(
        (pd.Timestamp(start) + pd.DateOffset(months=3)).date() <= coverage.settled_until
        for start in quarters_of(reader).starts
    )
