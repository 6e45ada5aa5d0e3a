"""Where can an incident be: the place, its neighborhoods, blocks and base map?"""

from __future__ import annotations

from analytics.schema.table import Column, Table

PLACE = Table(
    grain="the place that the snapshot is about: one row",
    columns={
        "schema_version": Column("INTEGER", "version of these tables"),
        "name": Column("VARCHAR", "city and state"),
        "time_zone": Column("VARCHAR", "IANA name"),
        "analysis_crs": Column("VARCHAR", "projected CRS in metres"),
        "is_schematic": Column("BOOLEAN", "outlines are schematic, not official"),
        "layer_source": Column("VARCHAR", "where the polygons come from"),
    },
)


NEIGHBORHOODS = Table(
    grain="one neighborhood",
    key=("neighborhood_id",),
    columns={
        "neighborhood_id": Column("VARCHAR", "stable id"),
        "name": Column("VARCHAR", "name as people say it"),
        "geometry": Column("BLOB", "WKB, EPSG:4326"),
    },
)


BLOCKS = Table(
    grain="one block, a face of the street grid",
    key=("block_id",),
    columns={
        "block_id": Column("VARCHAR", "stable id"),
        "name": Column("VARCHAR", "name as an officer says it"),
        "neighborhood_id": Column("VARCHAR", "neighborhood of the midpoint", is_nullable=True),
        "lon": Column("DOUBLE", "midpoint, degrees"),
        "lat": Column("DOUBLE", "midpoint, degrees"),
        "addresses": Column("INTEGER", "addresses in the block", is_nullable=True),
        "geometry": Column("BLOB", "WKB, EPSG:4326"),
    },
)


SHAPES = Table(
    grain="one shape of the base map",
    columns={
        "layer": Column("VARCHAR", "city, built_up or streets"),
        "name": Column("VARCHAR", "name of the shape", is_nullable=True),
        "kind": Column("VARCHAR", "arterial or local, for streets", is_nullable=True),
        "geometry": Column("BLOB", "WKB, EPSG:4326"),
    },
)
