"""What the notebooks' tests share: each notebook run once, however many workers ask for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from filelock import FileLock
from nbformat import NotebookNode

from notebooks.rendering import FOLDER, PLOTLY, run

# On the town the counts are known by hand; the others ask for years of incidents.
OF_TOWN = "01_first_look"


@dataclass(frozen=True)
class Ran:
    """A notebook with what it put out."""

    notebook: NotebookNode

    @property
    def outputs(self) -> list[Any]:
        """Give what all cells put out, in order."""
        return [output for cell in self.notebook.cells for output in cell.get("outputs", [])]

    @property
    def printed(self) -> str:
        """Give what was printed."""
        return "".join(output.text for output in self.outputs if output.output_type == "stream")

    @property
    def figures(self) -> list[Any]:
        """Give the figures that were shown."""
        return [output.data[PLOTLY] for output in self.outputs if PLOTLY in output.get("data", {})]

    @property
    def tables(self) -> list[str]:
        """Give the tables and pictures that were shown, as HTML."""
        return [
            output.data["text/html"]
            for output in self.outputs
            if "text/html" in output.get("data", {})
        ]


@pytest.fixture(scope="session")
def ran(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Ran]:
    """Give a notebook by its name, run on the town or on the demo; the first worker that asks runs it."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent

    def run_once(name: str) -> Ran:
        kept = shared / f"{name}.ipynb"
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                fixture = "town_data_dir" if name == OF_TOWN else "demo_data_dir"
                data_dir: Path = request.getfixturevalue(fixture)
                nbformat.write(run(FOLDER / f"{name}.ipynb", data_dir), kept)
            return Ran(nbformat.read(kept, as_version=4))

    return run_once
