"""Where is a row whose point has turned out to be no place? On no map, and in a neighborhood only if its address says so."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.identity import hash_locations

_OF_POINT = ("x_m", "y_m", "block_id", "also_neighborhood_id")


def without_place(locations: pa.Table) -> pa.Table:
    """Give locations, as schema.LOCATIONS describes them but for their numbers, as those of default points."""
    by_address = pc.fill_null(pc.equal(locations["located_by"], "address"), False)
    none = {name: pa.nulls(len(locations), locations[name].type) for name in _OF_POINT}
    of_address = {
        name: pc.if_else(by_address, locations[name], None)
        for name in ("neighborhood_id", "located_by")
    }
    reason = {"unlocated_reason": pc.if_else(by_address, None, "default_point")}
    kept = {name: locations[name] for name in ("address", "lon", "lat")}
    unplaced = pa.table({**kept, **none, **of_address, **reason})
    hashes = pa.array(hash_locations(unplaced).view(np.int64))
    return unplaced.append_column("content_hash", hashes)
