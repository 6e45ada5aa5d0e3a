"""Does tests/README.md name tests that exist, and at least one for every row?"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [
    f"{table}{number}" for table, last in (("D", 12), ("M", 6)) for number in range(1, last + 1)
]
LINES = [
    line for line in (ROOT / "tests" / "README.md").read_text("utf-8").splitlines() if re.match(r"\| [DM]\d", line)
]  # fmt: skip
NAMED = [
    (row, path, name)
    for row, line in ((line.split("|")[1].strip(), line) for line in LINES)
    for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", line)
]


def _tests_in(path: Path) -> set[str]:
    """Name what a file defines as a test: functions, and the classes that state machines give."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return {name for name in functions | stored if name.lower().startswith("test")}


@pytest.mark.parametrize("row", ROWS)
def test_row_names_tests_that_exist(row: str) -> None:
    named = [(path, name) for of_row, path, name in NAMED if of_row == row]
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in _tests_in(ROOT / path)] == []


def test_every_line_of_the_table_is_read() -> None:
    assert {row for row, _, _ in NAMED} == {*ROWS}
    assert len(NAMED) == "".join(LINES).count("::")


def test_name_that_no_file_has_is_noticed() -> None:
    found = _tests_in(ROOT / "tests" / "etl" / "test_history_machine.py")
    assert "TestHistory" in found
    assert "test_that_was_renamed" not in found
