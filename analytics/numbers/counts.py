"""Which counts are published, and what compares them?"""

from __future__ import annotations

from analytics.numbers.number import EVERYBODY, Number
from analytics.numbers.rounding import (
    FEW,
    HUNDREDTH,
    LIMITS,
    PERCENT,
    RANGE,
    SHORT,
    TENTH,
    TENTH_PERCENT,
    TIMES_AS_MANY,
    UP_TO_TENTH,
    VERDICT,
    WEIGHT,
    WHOLE,
)

_DAYS = "The days, offenses and places of a row, else the settled days of a selection; for the public steps of 28 days"
_BEFORE = "The days named as before: as many just before, or the same ones a year earlier"
_AGAINST = "The days now, against those named as before"
_WEEK = "A week from Monday through Sunday"

COUNTS: dict[str, Number] = {
    "now": Number("Incidents", _DAYS, WHOLE, "Incidents", EVERYBODY),
    "before": Number(
        "Incidents before, of the same offenses and places", _BEFORE, WHOLE, "Before", EVERYBODY
    ),
    "after": Number("Incidents after the response began", "The days of the assessment", WHOLE, "After"),
    "difference": Number("More or fewer incidents than before", _AGAINST, WHOLE, "Difference"),
    "ratio": Number("Times as many, per day", _AGAINST, TIMES_AS_MANY, "Ratio", EVERYBODY),
    "ratio_low": Number("Lower limit of the times as many, 98%", _AGAINST, TIMES_AS_MANY, "Low"),
    "ratio_high": Number("Upper limit of the times as many, 98%", _AGAINST, TIMES_AS_MANY, "High"),
    "times_usual": Number("Times the usual count", "A window, against earlier years", TENTH, audiences=EVERYBODY),
    "row_share": Number("Share of the rows", "A window", PERCENT),
    "times": Number(
        "Times as many, per day: the 98% limits, allowing for how the weeks vary", _AGAINST, LIMITS,
        audiences=EVERYBODY,
    ),
    "verdict": Number("Whether that is a change", _AGAINST, VERDICT, "Change", EVERYBODY),
    "usual": Number("The usual range of a week, which 19 of 20 hold to", _WEEK, RANGE, "Usual"),
    "alarm_limit": Number("The highest count of a week that is no alarm", _WEEK, WHOLE, "Alarm limit"),
    "expected_false": Number("Alarms that chance alone would raise", "The weeks and series that were judged", FEW),
    "called_by_chance": Number(
        "Comparisons that chance alone would call a change", "The comparisons of a report", FEW, audiences=EVERYBODY
    ),
    "this_year": Number("Incidents since 1 January", "Each year's days up to the same day", WHOLE, "Since 1 January"),
    "month_mean": Number(
        "Incidents in a month of that name, made 30.4 days long", "All settled months", SHORT, "Incidents a month"
    ),
    "season": Number("Times the usual month, as of the last year", "The last unbroken settled months", TENTH),
    "hour_weight": Number(
        "Incidents of an hour of the week, each spread over the time in which it can have happened", _DAYS, WEIGHT, "Weight",
    ),
    "bar_weight": Number("Incidents of a weekday, or of an hour of the day, spread likewise", _DAYS, WHOLE),
    "hour_unknown": Number("What of them comes from stand-ins for an unknown time", _DAYS, WEIGHT, "Of unknown time"),
    "hour_mean": Number("Incidents in an average hour of the week", _DAYS, TENTH),
    "long_share": Number("Share of the weight from windows too long to tell an hour", _DAYS, PERCENT),
    "hour_share": Number("Share of the incidents in an hour", _DAYS, TENTH_PERCENT),
    "city_share": Number("Share of the city's incidents", _DAYS, PERCENT, "Share of the city"),
    "level_share": Number(
        "Share of the incidents of the neighborhood, or of the city", _DAYS, PERCENT, "Share of the level above"
    ),
    "equal_share": Number(
        "Incidents of a block if all blocks had as many", _DAYS, HUNDREDTH, "Expected by an equal share"
    ),
    "as_the_city": Number(
        "Incidents of an area had it changed as the city did", _DAYS, TENTH, "Had it changed as the city"
    ),
    "times_usual_size": Number(
        "How many times as many the part usually has as the problem's place, or the ring", "The days before an assessment",
        HUNDREDTH, "Times as many usually",
    ),
    "days_between": Number("Median days from one incident at an address to the next", _DAYS, UP_TO_TENTH, "Days between"),
}  # fmt: skip
