"""Is everything that the programs import pinned, and everything pinned in use?

Only the packages of this machine's Python and system are checked; markers hide those of others.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import architecture
from tests.architecture import FOLDERS, PACKAGES, ROOT

# Needed although no module imports them by name.
NEEDED_UNIMPORTED = {
    "flask-compress": "Dash compresses its answers with it",
    "psycopg": "SQLAlchemy reaches PostgreSQL through it",
    "psycopg-binary": "psycopg needs no compiler with it",
    "pyarrow": "pandas and duckdb exchange tables through it",
    "pyogrio": "geopandas reads layers through it",
    "tzdata": "zoneinfo has no time zones of its own on Windows",
}


def _pins() -> tuple[dict[str, Requirement], dict[str, Requirement]]:
    """Read requirements.txt: what the code imports, and what that needs in turn."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    sections = text.split("# Needed by the packages above.")
    lines = [re.findall(r"^[a-z].*$", section, re.M) for section in sections]
    named = [[Requirement(line) for line in section] for section in lines]
    direct, transitive = ({pin.name: pin for pin in section} for section in named)
    return direct, transitive


def _distributions(*folders: str) -> set[str]:
    """Name the distributions that the modules below the folders import."""
    installed = importlib.metadata.packages_distributions()
    names = {
        name.split(".")[0]
        for source in architecture.read_sources(*folders)
        for _, name in architecture.imports_of(source)
    }
    outside = names - set(FOLDERS) - sys.stdlib_module_names
    return {canonicalize_name(installed.get(name, [name])[0]) for name in outside}


def _extra(name: str) -> dict[str, Requirement]:
    """Read what an extra of pyproject.toml adds to requirements.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = map(Requirement, project["optional-dependencies"][name])
    return {pin.name: pin for pin in pins}


def test_every_package_the_code_imports_is_pinned() -> None:
    direct, _ = _pins()
    known = direct.keys() | _extra("cluster").keys()
    assert _distributions(*PACKAGES) - known == set()


def test_every_package_the_notebooks_import_is_pinned_or_renders_them() -> None:
    direct, _ = _pins()
    beside = {path.stem for path in (ROOT / "notebooks").glob("*.py")}
    rendering = {"nbclient", "nbconvert", "nbformat"}
    assert rendering <= _extra("dev").keys()
    assert _distributions("notebooks") - direct.keys() - beside - rendering == set()


def test_every_package_the_tests_import_is_pinned_or_a_dev_tool() -> None:
    direct, transitive = _pins()
    known = direct.keys() | transitive.keys() | _extra("dev").keys() | _extra("cluster").keys()
    assert _distributions("tests", "benchmarks") - known == set()


def test_nothing_pinned_is_unused() -> None:
    direct, _ = _pins()
    unused = direct.keys() - _distributions(*PACKAGES, "notebooks") - NEEDED_UNIMPORTED.keys()
    assert unused == set()


@pytest.mark.parametrize("name", ["dev", "cluster"])
def test_every_package_of_an_extra_is_pinned_to_one_version(name: str) -> None:
    assert all(str(pin.specifier).startswith("==") for pin in _extra(name).values())


def test_every_package_that_gets_installed_is_pinned_to_one_version() -> None:
    direct, transitive = _pins()
    pins = direct | transitive
    assert all(str(pin.specifier).startswith("==") for pin in pins.values())
    needed, waiting = set(), set(direct)
    while waiting:
        name = waiting.pop()
        needed.add(name)
        for line in importlib.metadata.requires(name) or []:
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                waiting |= {canonicalize_name(wanted.name)} - needed
    here = {name for name, pin in pins.items() if pin.marker is None or pin.marker.evaluate()}
    assert needed == here
