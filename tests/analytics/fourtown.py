"""How far do the data of a made-up town reach? As the test says."""

from __future__ import annotations

from datetime import date

from analytics.coverage import Coverage


def covered(first_on: date, data_as_of: date, settled_until: date) -> Coverage:
    """Give the coverage of a town with these days and nothing else of note."""
    return Coverage(
        place="Fourtown",
        run_id="run",
        first_on=first_on,
        data_as_of=data_as_of,
        settled_until=settled_until,
        counted=0,
        on_map=0,
        located=0,
        is_simulated=True,
        is_schematic=True,
        categories=("burglary",),
        time_zone="America/Los_Angeles",
        analysis_crs="EPSG:26911",
    )
