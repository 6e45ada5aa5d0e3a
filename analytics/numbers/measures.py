"""Which numbers do the measures of hotspots, priorities and near repeats publish?"""

from __future__ import annotations

from analytics.numbers.number import Number
from analytics.numbers.rounding import (
    CHANCE,
    HUNDREDTH,
    OF_100,
    PERCENT,
    SCORE,
    SHORT,
    TENTH,
    THOUSANDTH,
    UP_TO_TENTH,
    WHOLE,
)

_MAP = "The offenses of a map, in the whole city and its days"
_RANKED = "The neighborhoods and offenses that are ranked, in the days ranked"
_YEARS = "The neighborhoods and offenses that are ranked, in the days ranked and the years before"
_PAIRS = "Pairs of incidents by distance and days between"
_SCORED = "The days after a map was made"

MEASURES: dict[str, Number] = {
    "rank_from": Number("The best rank that fits, 90%", _RANKED, WHOLE, "Rank from"),
    "rank_to": Number("The worst rank that fits, 90%", _RANKED, WHOLE, "Rank to"),
    "tied_from": Number("The first rank of blocks with as many", _MAP, WHOLE, "Ranks from"),
    "tied_to": Number("The last rank of blocks with as many", _MAP, WHOLE, "Ranks to"),
    "rank": Number("Place by score", _RANKED, WHOLE, "Rank"),
    "years_before": Number("Incidents of the years before", _YEARS, WHOLE, "Years before"),
    "volume": Number("Incidents a year, allowing for chance", _RANKED, SHORT, "A year, allowing for chance"),
    "volume_low": Number("Lower limit of that, 90%", _RANKED, SHORT, "A year, low"),
    "volume_high": Number("Upper limit of that, 90%", _RANKED, SHORT, "A year, high"),
    "rise_chance": Number("Chance that it rose by more than a tenth", _YEARS, CHANCE, "Chance of a rise"),
    "top_share": Number(
        "Share of the incidents on the five busiest blocks, allowing for chance", _YEARS, PERCENT,
        "Share in five blocks, allowing for chance",
    ),
    "votes": Number("Votes for a category in a neighborhood", "The meetings of 52 weeks", UP_TO_TENTH, "Votes"),
    "harm": Number("Harm as years of prison that the offenses carry", _RANKED, WHOLE),
    "weight_share": Number("How much a column counts", "The weights that are set", PERCENT),
    "volume_score": Number("Percentile of the volume", _RANKED, SCORE, "Volume, score"),
    "trend_score": Number("Percentile of the chance of a rise", _RANKED, SCORE, "Trend, score"),
    "concentration_score": Number("Percentile of the share in five blocks", _RANKED, SCORE, "Concentration, score"),
    "harm_score": Number("Percentile of the harm", _RANKED, SCORE, "Harm, score"),
    "community_score": Number("Percentile of the votes", _RANKED, SCORE, "Community, score"),
    "score": Number("Mean of the scores by their weights", _RANKED, SCORE, "Score"),
    "top_5_share": Number(
        "Draws with the concern among the first five, the counts as chance would vary them and any weights", _RANKED, OF_100,
        "Share of draws in the first 5, any weights",
    ),
    "distance": Number(
        "How unlike two neighborhoods are: 0 the same, 1 as any two", "Profiles of up to four years", HUNDREDTH, "Distance"
    ),
    "hectares": Number("Size of an area in hectares", _MAP, TENTH, "Hectares"),
    "quarters_hot": Number("Quarters in which a square stood out", "The quarters of a history", WHOLE, "Quarters hot"),
    "ground_share": Number("Share of the ground", "The built-up area", PERCENT, "Of the ground"),
    "squares": Number("Squares of the map in that share", "The built-up area", WHOLE, "Squares"),
    "held": Number("Later incidents in them; the mean where squares are equals", _SCORED, SHORT, "Held"),
    "later": Number("Incidents with a position", _SCORED, WHOLE, "Later incidents"),
    "times_as_many": Number("Times as many as an equal share of the ground", _SCORED, TENTH, "Times as many"),
    "pairs": Number("Pairs of incidents", _PAIRS, WHOLE, "Pairs"),
    "pairs_expected": Number("Pairs with the days shuffled, on average", _PAIRS, TENTH, "Pairs by chance"),
    "pairs_ratio": Number("Pairs over those expected", _PAIRS, HUNDREDTH, "Times as many pairs"),
    "p_adjusted": Number("Chance of as many, corrected for all bands", _PAIRS, THOUSANDTH, "Chance of as many"),
}  # fmt: skip
