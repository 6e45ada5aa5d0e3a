"""What is known of a feed? Its transport, columns, times, coordinates, code system, identity and guards.

`etl.feeds.definition` reads it from a TOML file; `etl/README.md` says what each key is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TRANSPORTS = ("files", "socrata", "arcgis")
FORMATS = ("csv", "xlsx", "geojson", "esrijson", "records", "shapefile", "geopackage")
BRINGS = ("everything", "changes", "window")
ROLES = (
    "incident_id", "offense_code", "offense_text", "occurred_from", "occurred_to", "reported",
    "updated", "address", "lon", "lat", "x", "y", "point",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where a feed comes from and how to read it; what is left out is detected.

    Of files: `path`. Of Socrata: `url` of the site, `dataset`, `api` (soda2 or soda3). Of ArcGIS: `url` of the layer. `where` is
    a condition in the service's own language. `brings` says what one delivery holds: everything there is, so that what is missing
    was withdrawn; only changes; or everything of its last `window_days` days.
    """

    transport: str = "files"
    path: str = "*"
    url: str | None = None
    dataset: str | None = None
    api: str = "soda2"
    where: str | None = None
    brings: str = "everything"
    window_days: int | None = None
    format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    quoting: bool = True
    columns_without_header: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundBy:
    """Which words of a column say that an officer found the incident, or that somebody reported it."""

    column: str
    officer: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cancellation:
    """Which value of which column marks a row that cancels an earlier one, and what the two have in common.

    `match` names roles or columns.
    """

    column: str
    value: str
    match: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """Which roles or columns name a row; rows with one key are versions of it, and `keep` says which counts."""

    key: tuple[str, ...] = ()
    keep: str = "last"


@dataclass(frozen=True)
class Guards:
    """When is a delivery held for a person? Shares of known rows gone, and of a month's rows missing.

    `default_points` (lat, lon) are where the agency puts what it cannot place; `true_hotspots` are points that may hold many
    incidents.
    """

    rows_gone: float = 0.01
    month_down: float = 0.05
    default_points: tuple[tuple[float, float], ...] = ()
    true_hotspots: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Feed:
    """One feed, as its TOML file describes it.

    `columns` maps a role to the names that its column has had, the first present one being read; "A+B" joins two columns
    with a space. A time in two columns has its role twice, as "occurred_from" and "occurred_from.time". A file without the
    column of a role stops the run, unless the role is in `optional`; so does a column that
    is not in `other_columns`, where they are given. A row is one offense of one incident: `more_offenses` are further columns
    that hold an offense of the same incident, `separator` stands between several in one cell, and `count_column` says how often
    the offense was committed. `tolerance_m` is how far outside every neighborhood a point may lie and still count in the nearest.
    """

    feed: str
    title: str
    place: str
    time_zone: str
    columns: Mapping[str, tuple[str, ...]]
    other_columns: tuple[str, ...] | None
    optional: tuple[str, ...]
    source: Source
    time_formats: tuple[str, ...]
    crs: str
    decimal: str
    code_system: str
    offense_map: Mapping[str, str]
    map_from: str
    found_by: FoundBy | None
    identity: Identity
    cancellation: Cancellation | None
    more_offenses: tuple[str, ...] = ()
    separator: str | None = None
    count_column: str | None = None
    tolerance_m: float = 0.0
    guards: Guards = Guards()
    is_simulated: bool = False
    cadence_days: int = 1
    settling_days: int = 14
    covers_from: date | None = None

    @property
    def columns_beside_roles(self) -> tuple[str, ...]:
        """The columns that are read and have no role."""
        blocks = (self.found_by, self.cancellation)
        named = [*self.more_offenses, self.count_column, *(each.column for each in blocks if each)]
        match = self.cancellation.match if self.cancellation else ()
        named += [name for name in (*match, *self.identity.key) if name not in self.columns]
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def column_names(self) -> tuple[str, ...]:
        """Every column that the definition names, under each of its names."""
        roles = (
            part for names in self.columns.values() for name in names for part in name.split("+")
        )
        return (*roles, *self.columns_beside_roles, *(self.other_columns or ()))

    @property
    def time_columns(self) -> tuple[str, ...]:
        return tuple(
            role
            for role in ("occurred_from", "occurred_to", "reported", "updated")
            if role in self.columns
        )
