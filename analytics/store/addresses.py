"""At which address was each incident, on which day, and where is that? For the police: residents see none of it.

Four columns are read of a selection's rows: whole rows take four times as long. One address may be spelled in several ways, and
one may hold many doors (`analytics.repeats`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics.selection import Selection
from analytics.store.ground import Ground
from analytics.store.moments import Moment
from analytics.store.relations import conditions_of, counted_rows, within_area

_COLUMNS = ["feed", "incident_id", "address", "occurred_on"]
_PLACE = ["address", "lon", "lat", "neighborhood_id", "block_id"]
_STORED = [
    "row_id",
    "incident_id",
    "occurred_on",
    "occurred_from_local",
    "charge_id",
    "location_id",
]


class Addresses(Ground):
    """The read of addresses."""

    moment: Moment | None

    def _only_police(self, what: str) -> None:
        raise NotImplementedError

    def read_addresses(self, selection: Selection) -> pd.DataFrame:
        """Read the address and the day of the counted rows of a selection, one a row of incident × offense; for the police.

        Columns: feed, incident_id, address (missing where there is none), occurred_on; in order of day, as in `read_incidents`.
        """
        self._only_police("addresses")
        sql, values = addresses_query(selection, self._crs, self.moment)
        return within_area(self._query(sql, values), selection, self._crs)[_COLUMNS]

    def read_places_of(self, selection: Selection, addresses: Sequence[str]) -> pd.DataFrame:
        """Read where the newest counted row of a selection at each of some addresses lies; for the police.

        Columns: address, lon, lat (missing where it has no position), neighborhood_id, block_id (these may be missing).
        """
        self._only_police("addresses")
        where, values = conditions_of(selection, self._crs)
        rows, known = counted_rows(_STORED, self.moment)
        charges = f"WHERE {' AND '.join(where['charges'])}" if where["charges"] else ""
        at = " AND ".join([*where["locations"], "address IN (SELECT unnest($addresses))"])
        found = self._query(
            f"SELECT address, lon, lat, neighborhood_id, block_id, x_m, y_m FROM {rows} "
            f"JOIN (SELECT charge_id FROM charges {charges}) USING (charge_id) "
            f"JOIN (SELECT * FROM locations WHERE {at}) USING (location_id) "
            f"WHERE {' AND '.join(where['rows'])} "
            "ORDER BY occurred_from_local DESC NULLS LAST, row_id",
            {**values, **known, "addresses": list(addresses)},
        )
        newest = within_area(found, selection, self._crs).drop_duplicates("address")
        return newest[_PLACE].reset_index(drop=True)


def addresses_query(
    selection: Selection, crs: str, moment: Moment | None
) -> tuple[str, dict[str, Any]]:
    """Ask for the addresses of the rows of a selection; of an area as `incidents_query` does.

    What is shared by many rows is chosen before it is joined.
    """
    where, values = conditions_of(selection, crs)
    rows, known = counted_rows(_STORED, moment)
    chosen = {
        table: f"WHERE {' AND '.join(conditions)}" if conditions else ""
        for table, conditions in where.items()
    }
    return (
        f"SELECT feed, incident_id, address, occurred_on, x_m, y_m FROM {rows} "
        f"JOIN (SELECT charge_id, feed FROM charges {chosen['charges']}) USING (charge_id) "
        f"JOIN (SELECT location_id, address, x_m, y_m FROM locations {chosen['locations']}) USING (location_id) "
        f"{chosen['rows']} ORDER BY occurred_on, row_id"
    ), {**values, **known}
