"""What may a place be called that was hot in some periods and not in others?

The rules read only when a place was hot, so they are no surer than that is. They are sharp where
life is not: hot in 11 of 12 periods is another class than hot in 10, and with few incidents it is
chance which of the two a place is. "New" is new in these periods and says nothing of the years
before them; "fading" says nothing of why.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from analytics.many_tests import holm

P_LIMIT = 0.05

EMERGING = "emerging"
PERSISTENT = "persistent"
FADING = "fading"
ON_AND_OFF = "on and off"
NO_PATTERN = "no pattern"

# Whole numbers of tenths and fifths: 0.9 times 20 periods must be exactly 18.
_OFTEN = (9, 10)
_MOSTLY = (4, 5)


def esri_classes(is_hot: np.ndarray, is_cold: np.ndarray, trend: np.ndarray) -> np.ndarray:
    """Name each place by Esri's classes of hot spots: places × periods in, one word a place out.

    `trend` is 1 where the place's statistic rises significantly, -1 where it falls, else 0; it
    matters only for places that are hot in at least 90 of 100 periods. Cold places get no class of
    their own here: with counts as small as ours nearly none is ever cold.

    Words: new (hot only in the last period), consecutive (hot in the last two or more, never
    before), intensifying, persistent, diminishing (hot in at least 90 of 100 periods and the last,
    by trend), historical (in as many, not in the last), oscillating (hot in the last, cold before),
    sporadic (hot in the last, on and off before, never cold), no pattern.

    Source: ArcGIS Pro, "How Emerging Hot Spot Analysis works". The R package sfdep calls places
    sporadic that are not hot in the last period, and persistent that are historical.
    """
    hot = is_hot.sum(axis=1)
    is_now = is_hot[:, -1]
    is_often = _at_least(hot, _OFTEN, is_hot.shape[1])
    unbroken = np.logical_and.accumulate(is_hot[:, ::-1], axis=1).sum(axis=1)
    rules = {
        "new": is_now & (hot == 1),
        "historical": is_often & ~is_now,
        "intensifying": is_often & (trend > 0),
        "diminishing": is_often & (trend < 0),
        "persistent": is_often,
        "consecutive": is_now & (unbroken == hot),
        "oscillating": is_now & is_cold[:, :-1].any(axis=1),
        "sporadic": is_now,
    }
    return np.select(list(rules.values()), list(rules), NO_PATTERN)


def plain_classes(esri: np.ndarray, is_hot: np.ndarray) -> np.ndarray:
    """Put Esri's classes into three words for officers, and a fourth for what is none of them.

    Esri's words leave out a place that cooled down more than one period ago, and call one sporadic
    that missed two quarters of twelve. Therefore, in this order:

    - emerging: new or consecutive;
    - fading: diminishing or historical; or not hot in the last two periods, but in at least half of
    those before;
    - persistent: intensifying or persistent; or hot in the last period and in at least 80 of 100;
    - on and off: the rest of sporadic and oscillating;
    - no pattern: all others, also a place that was hot once, long ago.
    """
    periods = is_hot.shape[1]
    has_cooled = ~is_hot[:, -2:].any(axis=1) & (2 * is_hot[:, :-2].sum(axis=1) >= periods - 2)
    is_mostly = is_hot[:, -1] & _at_least(is_hot.sum(axis=1), _MOSTLY, periods)
    rules = {
        EMERGING: np.isin(esri, ("new", "consecutive")),
        FADING: np.isin(esri, ("diminishing", "historical")) | has_cooled,
        PERSISTENT: np.isin(esri, ("intensifying", "persistent")) | is_mostly,
        ON_AND_OFF: np.isin(esri, ("sporadic", "oscillating")),
    }
    return np.select(list(rules.values()), list(rules), NO_PATTERN)


def share_classes(gi_z: np.ndarray) -> np.ndarray:
    """Name each place by the shares of periods in which it was hot, from its Gi* values: places ×
    periods in.

    It needs no trend, and so fewer periods than Esri's classes: twelve months are enough. Here a
    period is hot where its two-sided p-value, corrected by Holm for the number of periods, is below
    0.05 and Gi* above 0; recent is the last fifth of the periods, at least one.

    Words: persistent (hot in at least 80 of 100 periods), emerging (in at least 10 of 100 recent
    and fewer of the older ones), former (the reverse), intermittent (in at least 10 of 100 of all),
    no pattern.

    Source: the rule that the help of `hotspot_classify` in the R package sfhotspot 1.0.0 states.
    Its code takes one recent period too many and another limit for emerging, which changes 28 of
    1,521 cells of Memphis.
    """
    is_hot = (holm(2 * norm.sf(np.abs(gi_z))) < P_LIMIT) & (gi_z > 0)
    periods = gi_z.shape[1]
    recent = max(1, periods // 5)
    is_recent = _at_least(is_hot[:, -recent:].sum(axis=1), (1, 10), recent)
    is_older = _at_least(is_hot[:, :-recent].sum(axis=1), (1, 10), periods - recent)
    rules = {
        "persistent": _at_least(is_hot.sum(axis=1), _MOSTLY, periods),
        "emerging": is_recent & ~is_older,
        "former": is_older & ~is_recent,
        "intermittent": _at_least(is_hot.sum(axis=1), (1, 10), periods),
    }
    return np.select(list(rules.values()), list(rules), NO_PATTERN)


def _at_least(count: np.ndarray, share: tuple[int, int], of: int) -> np.ndarray:
    part, whole = share
    return count * whole >= part * of
