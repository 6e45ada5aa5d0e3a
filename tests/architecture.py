"""Which lines of source break the design? Source text in, breaches out.

tests/test_architecture.py asks it of every file. The rules read the syntax, not the running
program: an import or a clock that hides behind getattr() or exec() is not seen.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("analytics", "etl", "geodata", "dashboard")
FOLDERS = (*PACKAGES, "notebooks", "benchmarks", "tests")
LONGEST_MODULE = 300
# What `from analytics import …` gives besides modules, and the module that it comes from.
FRONT = {"desk", "hotspots_of", "open_snapshot", "show"}

VOCABULARY = {
    *("settings", "errors", "schema", "offenses", "classify", "codes", "periods", "selection"),
    *("audiences", "coverage", "drawn_area", "projection", "statutes", "law_changes"),
}
ALLOWED = {
    "vocabulary": {"vocabulary"},
    "measures": {"vocabulary", "measures"},
    "store": {"vocabulary", "store"},
    "figures": {"vocabulary", "measures", "figures"},
    "report": {"vocabulary", "measures", "store", "figures", "report"},
    "front": {"vocabulary", "measures", "store", "figures", "report", "front"},
    "geodata": {"vocabulary", "geodata"},
    "etl": {"vocabulary", "store", "geodata", "etl"},
    "dashboard": {"vocabulary", "measures", "store", "figures", "report", "geodata", "dashboard"},
    "notebooks": {
        *["vocabulary", "measures", "store", "figures", "report", "front", "geodata", "notebooks"]
    },
}

BANNED_NAMES = re.compile(
    r"^_*(utils?|helpers?|common|managers?|df2|data2)$|(_|[a-z](?=M))[Mm]anager$"
)
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"),
    *("Timestamp.now", "Timestamp.utcnow", "Timestamp.today"),
}
WORDS_FOR_NOW = ("to_datetime", "Timestamp", "datetime64")
SQL_CLOCK = re.compile(
    r"\b(now|today|get_current_timestamp)\(\)|\bcurrent_(date|time|timestamp)\b", re.I
)
NETWORK = {
    *("httpx2", "httpx", "requests", "urllib3", "aiohttp", "urllib.request", "http.client"),
    *("socket", "ftplib", "smtplib"),
}
NETWORK_DOORS = ("etl.feeds", "geodata.arcgis", "geodata.fetch", "analytics.report.delivery.smtp")
# What readers see, and the modules that word verdicts in sentences.
FOR_READERS = ("dashboard", "analytics.report", "analytics.figures")
VERDICT_DOORS = ("analytics.report.wording",)
SQL_DOORS = ("analytics.store", "etl.publish")
ENVIRONMENT_DOOR = "analytics.settings"


@dataclass(frozen=True)
class Source:
    """One module's dotted name and text."""

    module: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree: to walk it takes longer than to look at its nodes."""
        return (*ast.walk(self.tree),)

    @property
    def part(self) -> str:
        return part_of(self.module)


def part_of(module: str) -> str:
    """Name the part of the design that a dotted module name belongs to."""
    first, *rest = module.split(".")
    if first != "analytics":
        return first
    if not rest or rest[0] in FRONT:
        return "front"
    if rest[0] in VOCABULARY:
        return "vocabulary"
    return rest[0] if rest[0] in ("store", "figures", "report") else "measures"


def is_behind(module: str, *doors: str) -> bool:
    """Tell whether a module is one of the doors or inside one."""
    return any(module == door or module.startswith(door + ".") for door in doors)


def read_sources(*folders: str) -> list[Source]:
    """Read every module and notebook below the folders."""
    return [source for folder in folders for source in _read(folder)]


@cache
def _read(folder: str) -> list[Source]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(Source(name, path.read_text(encoding="utf-8"), is_package))
    for path in sorted((ROOT / folder).rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        opening = [
            repr("".join(cell["source"])) for cell in cells[:1] if cell["cell_type"] != "code"
        ]
        found.append(Source(f"notebooks.{path.stem}", "\n".join([*opening, *code])))
    return found


def imports_of(source: Source) -> Iterator[tuple[int, str]]:
    """Give line and dotted name of each import; `from a import b` is a.b, a module or a name."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(source, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _dotted(node.func).endswith(
            ("import_module", "__import__")
        ):
            named = node.args and isinstance(node.args[0], ast.Constant)
            yield node.lineno, str(node.args[0].value) if named else "a computed name"


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = source.module.split(".")
    up = node.level - source.is_package
    return ".".join([*parts[: len(parts) - up], *([node.module] if node.module else [])])


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def forbidden_arrows(source: Source) -> list[str]:
    """List the imports that DESIGN's table of parts does not allow."""
    if source.part not in ALLOWED:
        return []
    return [
        f"{source.module}:{line} {source.part} may not import {part_of(name)} ({name})"
        for line, name in imports_of(source)
        if name == "a computed name"
        or (name.split(".")[0] in FOLDERS and part_of(name) not in ALLOWED[source.part])
    ]


def too_long(source: Source) -> list[str]:
    """List a module of 300 lines or more."""
    lines = source.text.count("\n")
    return [f"{source.module} has {lines} lines"] if lines >= LONGEST_MODULE else []


def without_docstring(source: Source) -> list[str]:
    """List a module that does not open with the question it answers."""
    has_code = bool(source.tree.body)
    return [source.module] if has_code and not ast.get_docstring(source.tree) else []


def banned_names(source: Source) -> list[str]:
    """List module names, definitions, arguments and variables that say nothing about crime data."""
    found = [(0, part) for part in source.module.split(".")]
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append((node.lineno, node.name))
        elif isinstance(node, ast.arg):
            found.append((node.lineno, node.arg))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append((node.lineno, node.id))
        elif isinstance(node, ast.alias) and node.asname:
            found.append((node.lineno, node.asname))
    return [f"{source.module}:{line} {name}" for line, name in found if BANNED_NAMES.search(name)]


def clocks_read(source: Source) -> list[str]:
    """List what reads the time of day, in Python or in SQL, or draws numbers without a seed."""
    if source.module.split(".")[-1] == "__main__":
        return []
    imported = {name.rsplit(".", 1)[-1]: name for _, name in imports_of(source)}
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Attribute):
            name = ".".join(_dotted(node).split(".")[-2:])
            if name in CLOCKS:
                found.append((node.lineno, name))
        elif isinstance(node, ast.Call):
            name = _dotted(node.func)
            if name.endswith("default_rng") and not node.args and not node.keywords:
                found.append((node.lineno, "default_rng() without a seed"))
            elif imported.get(name) in CLOCKS:
                found.append((node.lineno, imported[name]))
            elif name.endswith(WORDS_FOR_NOW) and any(_says_now(word) for word in node.args):
                found.append((node.lineno, f"{name} of now"))
        elif isinstance(node, ast.Constant) and _is_sql_clock(source, node):
            found.append((node.lineno, "a clock in SQL"))
    return [f"{source.module}:{line} {name}" for line, name in found]


def _says_now(word: ast.expr) -> bool:
    return isinstance(word, ast.Constant) and word.value in ("now", "today")


def _is_sql_clock(source: Source, constant: ast.Constant) -> bool:
    if not isinstance(constant.value, str) or not SQL_CLOCK.search(constant.value):
        return False
    return not any(isinstance(node, ast.Expr) and node.value is constant for node in source.nodes)


def environment_reads(source: Source) -> list[str]:
    """List reads of the environment outside analytics/settings.py."""
    if is_behind(source.module, ENVIRONMENT_DOOR):
        return []
    lines = {
        node.lineno
        for node in source.nodes
        if isinstance(node, ast.Attribute) and _dotted(node) in ("os.environ", "os.getenv")
    }
    lines |= {line for line, name in imports_of(source) if name in ("os.environ", "os.getenv")}
    return [f"{source.module}:{line} reads the environment" for line in sorted(lines)]


def sleeps(source: Source) -> list[str]:
    """List what waits for a time to pass instead of what should come."""
    return [
        f"{source.module}:{node.lineno} waits for a time to pass"
        for node in source.nodes
        if isinstance(node, ast.Call)
        and _dotted(node.func).split(".")[-1] in ("sleep", "wait_for_timeout")
    ]


def sql_elsewhere(source: Source) -> list[str]:
    """List imports of duckdb outside the two doors to incidents."""
    if is_behind(source.module, *SQL_DOORS):
        return []
    return [
        f"{source.module}:{line} imports duckdb"
        for line, name in imports_of(source)
        if name.split(".")[0] == "duckdb"
    ]


def rounded_elsewhere(source: Source) -> list[str]:
    """List what writes a share, rounds a table or words a verdict for readers without the registry of numbers."""
    if not is_behind(source.module, *FOR_READERS) or is_behind(source.module, *VERDICT_DOORS):
        return []
    is_table = is_behind(source.module, "dashboard.tables")
    found = [(line, name) for line, name in imports_of(source) if name.endswith(".VERDICT_WORDS")]
    for node in source.nodes:
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            if re.search(r"\.\d+%$", ast.unparse(node.format_spec).strip("f'\"")):
                found.append((node.lineno, "a share"))
        elif isinstance(node, ast.Attribute) and node.attr == "round" and is_table:
            found.append((node.lineno, "a rounded table"))
    return [f"{source.module}:{line} {name}" for line, name in found]


def network_elsewhere(source: Source) -> list[str]:
    """List imports of network modules outside the feeds and the fetching of layers."""
    if is_behind(source.module, *NETWORK_DOORS):
        return []
    return [
        f"{source.module}:{line} imports {name}"
        for line, name in imports_of(source)
        if any(name == door or name.startswith(door + ".") for door in NETWORK)
    ]
