"""Where on the map are there more incidents than before, and where fewer? Cells and areas that
changed differently from the city as a whole.

Measured against the whole city: where everything doubles, no place stands out, and a place that
stays as it was while the city falls has more than expected. Most of the map is "can't tell", which
does not mean that nothing changed there: in a simulated Palm Springs of 1,800 incidents a period, a
place that truly doubled from 20 to 40 is noticed 1 time in 20, from 40 to 80 3 times in 10. In
return at most 3 of 100 maps where nothing changed name a place, if incidents come singly; where
they come in bursts, give their dispersion. Compare settled days with settled days.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import betainc

from analytics.hotspots.areas import find_areas
from analytics.hotspots.clusters import Q_LIMIT, number_areas, sum_3x3
from analytics.hotspots.grid import Grid
from analytics.many_tests import benjamini_hochberg


def find_changes(
    now: pd.DataFrame, before: pd.DataFrame, grid: Grid, *, dispersion: float = 1.0
) -> pd.DataFrame:
    """Compare the incidents of two periods on the grid: one row for each cell of the mask.

    `now` and `before` have x_m and y_m in the grid's CRS, one row an incident, or one a place with a
    column `incidents`; rows without a
    position, or off the mask, are in no cell. The periods may differ in length: only shares of each
    period's incidents are compared. A cell is judged together with its eight neighbors, and only
    where there are incidents enough in both periods together for any verdict.

    `dispersion` is variance over mean of the city's counts (`trends.dispersion_of`), as in
    `changes.compare_counts`; below 1 it counts as 1. Without it, incidents that come in bursts look
    like changed places: where one in five repeats another (dispersion 1.45) and nothing changed,
    4 of 10 maps of 10,000 incidents a period have one; with it, 3 of 100 or fewer.

    Columns: i, j, x_m, y_m (center), before, now, expected (now, had the cell changed as the whole
    did; NaN where there was none before), before_near, now_near (with the eight neighbors), z (of
    those, see `contour_z`), q (two-sided, 1 where not judged), is_more, is_fewer (q below 0.05, and
    at least one incident in the cell), more_area, fewer_area (number of the area, 0 for none).

    Source: given the sum, the later count is binomial (Przyborowski & Wilenski 1940); false
    discoveries held down as in Benjamini & Hochberg 1995, among those tests that could find
    anything, as in Gilbert 2005; dispersion as in McCullagh & Nelder 1989.
    """
    earlier, later = grid.count(before), grid.count(now)
    total_before, total_now = int(earlier.sum()), int(later.sum())
    ratio = total_now / total_before if total_before else np.nan
    before_near, now_near = (grid.on_mask(sum_3x3(counts)) for counts in (earlier, later))
    share = total_now / max(total_before + total_now, 1)
    q, is_above = _judge(before_near, now_near, share, max(1.0, dispersion))
    counts = pd.DataFrame({"before": grid.on_mask(earlier), "now": grid.on_mask(later)})
    is_changed = (q < Q_LIMIT) & (counts.sum(axis=1).to_numpy() > 0)
    is_more, is_fewer = is_changed & is_above, is_changed & ~is_above
    judged = counts.assign(
        expected=counts["before"] * ratio,
        before_near=before_near,
        now_near=now_near,
        z=contour_z(before_near, now_near, ratio),
        q=q,
        is_more=is_more,
        is_fewer=is_fewer,
        more_area=number_areas(is_more, grid),
        fewer_area=number_areas(is_fewer, grid),
    )
    return pd.concat([grid.cells, judged], axis=1)


def contour_z(before: np.ndarray, now: np.ndarray, ratio: float) -> np.ndarray:
    """Give how many standard deviations counts lie from `before` times `ratio`, NaN where before is
    zero.

    Wheeler draws his contours at 3 and -3, from five incidents before upward. The count before is
    taken for the true mean, so that where nothing changed 3 is passed 1 time in 25 or 30, and 1 in
    12 where the city has half as many now, not 1 in 400: a scale to look at, not the verdict.

    Source: `pois_contour` of ptools (Wheeler).
    """
    spread = ratio * np.sqrt(before)
    z = np.full(len(before), np.nan)
    return np.divide(now - before * ratio, spread, out=z, where=spread > 0)


def find_changed_areas(
    cells: pd.DataFrame,
    now: pd.DataFrame,
    before: pd.DataFrame,
    grid: Grid,
    *,
    neighborhoods: Mapping[str, str],
    blocks: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """List the areas that changed differently from the whole: those with more, then those with
    fewer, the largest difference first.

    `cells` comes from `find_changes` on the same incidents; `neighborhoods` and `blocks` map ids to
    names, and an area is named as `find_areas` does, by the incidents of both periods. An area is
    listed because its counts are far apart, so that the next period's will mostly be closer.

    Columns: direction (more or fewer), area, name, neighborhood_id (empty outside all), before,
    now, expected, cells (that changed), x_m, y_m (mean of its incidents).
    """
    both = pd.concat([before, now], ignore_index=True)
    found = []
    for direction in ("more", "fewer"):
        area = f"{direction}_area"
        judged = cells.assign(area=cells[area], is_hot=cells[f"is_{direction}"])
        areas = find_areas(judged, both, grid, neighborhoods=neighborhoods, blocks=blocks)
        sums = cells.groupby(area)[["before", "now", "expected"]].sum()
        areas = areas.join(sums, on="area").assign(direction=direction)
        order = (areas["now"] - areas["expected"]).abs().sort_values(ascending=False, kind="stable")
        found.append(areas.loc[order.index])
    columns = ["direction", "area", "name", "neighborhood_id", "before", "now", "expected"]
    columns += ["cells", "x_m", "y_m"]
    return pd.concat(found, ignore_index=True)[columns]


def changes_sentence(areas: pd.DataFrame, cells: pd.DataFrame, *, named: int = 3) -> str:
    """Say where there are more and where fewer incidents than before, and that elsewhere one can't
    tell.

    `areas` comes from `find_changed_areas`, `cells` from `find_changes`. Counts in brackets are
    before and now; those of the whole are of what is on the map.
    """
    before, now = int(cells["before"].sum()), int(cells["now"].sum())
    if before == now == 0:
        return "No incidents on the map in either period."
    city = f"the whole city: {before:,} before, {now:,} now"
    if areas.empty:
        return f"Can't tell of any place whether it changed differently from {city}."
    parts = []
    for direction in ("more", "fewer"):
        listed = areas[areas["direction"] == direction]
        if not listed.empty:
            places = [
                f"{area.name} ({area.before:,} → {area.now:,})"
                for area in listed.head(named).itertuples()
            ]
            others = len(listed) - named
            rest = f", and {others} more area{'' if others == 1 else 's'}" if others > 0 else ""
            parts.append(f"{direction} than expected in {', '.join(places)}{rest}")
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}; elsewhere can't tell. Expected is the change of {city}."


def _judge(
    before: np.ndarray, now: np.ndarray, share: float, dispersion: float
) -> tuple[np.ndarray, np.ndarray]:
    """Give the q-value of each pair of counts, and whether more of both than `share` are from now."""
    together = before + now
    is_above = now > together * share
    rarest = min(share, 1 - share)
    is_judged = (rarest > 0) & (2 * rarest ** (together / dispersion) < Q_LIMIT)
    q = np.ones(len(together))
    if is_judged.any():
        # One tail: that many or more of the period that has more than its share.
        many = np.where(is_above, now, before)[is_judged] / dispersion
        few = together[is_judged] / dispersion - many
        chance = np.where(is_above, share, 1 - share)[is_judged]
        q[is_judged] = benjamini_hochberg(np.minimum(1, 2 * betainc(many, few + 1, chance)))
    return q, is_above
