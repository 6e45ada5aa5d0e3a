"""How does a check of a layer read, for a person and for a program?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analytics.errors import LayerError
from geodata.checks import Check, Finding
from geodata.polygons import write_geojson

STANDINGS = {
    "remains": "for you to decide",
    "repaired": "repaired",
    "note": "worth knowing",
}
MOST_LINES = 40
MOST_NAMES = 6


def check_as_data(check: Check) -> dict[str, Any]:
    """Give a check as plain data, for JSON: summary by kind, then every finding."""
    return {
        "file": str(check.path),
        "crs": check.crs,
        "analysis_crs": check.analysis_crs,
        "features": check.features,
        "name_column": check.name_column,
        "is_clean": check.is_clean,
        "summary": {
            kind: {"findings": len(found), "area_m2": _area(found)}
            for kind, found in _by_kind(check.findings).items()
        },
        "findings": [asdict(finding) for finding in check.findings],
    }


def print_check(check: Check, console: Console) -> None:
    """Print a check: a sentence, what was found by kind, then what somebody has to decide."""
    names = f"names in {check.name_column}" if check.name_column else "no known name column"
    console.print(
        f"{check.path}: {check.features} rows, CRS {check.crs}, {names}; "
        f"measured in {check.analysis_crs}.",
        markup=False,
        highlight=False,
    )
    if not check.findings:
        console.print("Nothing found.")
        return
    summary = Table("Found", "How often", "Area, m²", "Standing", header_style="bold")
    for kind, found in _by_kind(check.findings).items():
        standings = ", ".join(dict.fromkeys(STANDINGS[finding.standing] for finding in found))
        summary.add_row(kind, str(len(found)), _shown(_area(found)), standings)
    for column in summary.columns[1:3]:
        column.justify = "right"
    console.print(summary)

    details = Table("Found", "Where", "Area, m²", "What", header_style="bold")
    details.columns[2].justify = "right"
    order = list(STANDINGS)
    findings = sorted(check.findings, key=lambda finding: order.index(finding.standing))
    for finding in findings[:MOST_LINES]:
        names = " / ".join(finding.names[:MOST_NAMES])
        if len(finding.names) > MOST_NAMES:
            names += f" and {len(finding.names) - MOST_NAMES} more"
        cells = (finding.kind, names, _shown(finding.area_m2), finding.detail)
        details.add_row(*(Text(cell) for cell in cells))
    console.print(details)
    if len(check.findings) > MOST_LINES:
        console.print(f"… and {len(check.findings) - MOST_LINES} more: --json lists all of them.")
    if check.is_clean:
        console.print("Nothing is left for you to decide.")


def write_repaired(check: Check, path: Path) -> None:
    """Write the repaired layer as GeoJSON (RFC 7946), all columns kept.

    Raises LayerError instead of writing over the layer that was checked.
    """
    if path.resolve() == check.path.resolve():
        raise LayerError(f"{path}: is the layer that was checked; name another file for --out")
    write_geojson(check.repaired, path)


def _by_kind(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.kind].append(finding)
    return dict(kinds)


def _shown(area_m2: float | None) -> str:
    if area_m2 is None:
        return ""
    return f"{area_m2:,.1f}" if area_m2 >= 1 else f"{area_m2:.2g}"


def _area(findings: list[Finding]) -> float | None:
    areas = [finding.area_m2 for finding in findings if finding.area_m2 is not None]
    return round(sum(areas), 2) if areas else None
