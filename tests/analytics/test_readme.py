"""What analytics/README.md tells an analyst to call is there, and it leaves no measure out."""

from __future__ import annotations

import re
from pkgutil import resolve_name

import pytest

from tests.architecture import ROOT, VOCABULARY

TEXT = (ROOT / "analytics" / "README.md").read_text(encoding="utf-8")
# The second column of each table: what is called.
COLUMN = "\n".join(line.split("|")[2] for line in TEXT.splitlines() if line.startswith("| "))
CALLS = sorted(set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)", COLUMN)))
MODULES = {path.stem for path in (ROOT / "analytics").glob("[!_]*.py")} - VOCABULARY


@pytest.mark.parametrize("name", CALLS)
def test_measure_of_the_readme_can_be_called(name: str) -> None:
    assert callable(resolve_name(f"analytics.{name}"))


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_measure_has_its_line_in_the_readme(module: str) -> None:
    assert f"`{module}." in COLUMN
