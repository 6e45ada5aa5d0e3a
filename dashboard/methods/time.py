"""How are hours, repeats and concentration measured?"""

from __future__ import annotations

from analytics import concentration, near_repeats
from analytics.open_zones import OPEN_DAYS, RADIUS_M
from analytics.repeats import TWELVE_MONTHS_DAYS
from analytics.rhythms import LEAST_KNOWN, LONG_HOURS, PEAK_HOURS
from dashboard.methods.method import Method, listed

ENTRIES = {
    "rhythms": Method(
        question="At which hours does it happen?",
        made="Hardly a burglary is seen: it happened between leaving home and coming back. Each incident is "
        "therefore spread over its window, a part of it for each hour in which it can have happened; the parts add "
        "up to one. A robbery whose window is an hour or less counts in its first hour. The grid adds the parts by "
        "weekday and hour.",
        beware="Long windows draw a flat picture, whatever the offender did: the page says how much comes from "
        f"windows over {LONG_HOURS:.0f} hours. Midnight and noon often mean that nobody knew the time. Narcotics and "
        "quality of life show officers' hours, not offenders'. It says when, for the past; it does not say when the "
        "next one comes.",
        rule=f"Aoristic weights by hour of the week; a peak is the busiest {PEAK_HOURS} hours in a row, named only "
        f"from {LEAST_KNOWN} incidents of known time.",
        source="Ratcliffe 2000 and 2002.",
        code="analytics/rhythms.py",
    ),
    "repeats": Method(
        question="Which addresses again?",
        made=f"Addresses with two incidents or more within {TWELVE_MONTHS_DAYS} days are listed, and how much of all "
        "incidents they carry. Beside it stands what chance alone would bring, if the incidents fell on all "
        "possible addresses alike: of many incidents on few addresses some always share one. Two offenses of one "
        "incident are no repeat.",
        beware="An address that is spelled in two ways is missed. A hundred-block or a large hotel is one address "
        "with many doors. More repeats than chance can mean that addresses differ, or that a first incident brings "
        "the next; the counts cannot tell which.",
        rule=f"A window of {TWELVE_MONTHS_DAYS} days before each incident, so that December has as long a past as "
        "January; chance as a Poisson process.",
        source="Farrell, Sousa & Weisel 2002.",
        code="analytics/repeats.py",
    ),
    "near-repeats": Method(
        question="Does one incident bring another nearby, soon after?",
        made="All pairs of incidents are counted by their distance and the days between them. Then the dates are "
        f"shuffled among the places, {near_repeats.PERMUTATIONS} times: busy streets stay busy and busy months stay "
        "busy, but any link between near and soon is gone. Where the real pairs are more than the shuffled ones, "
        "another followed nearby and soon after more often than chance would have it. The neighbors of recent "
        "incidents can then be told to lock up.",
        beware="It is an average of the past: most houses in an open zone see nothing at all. It is no forecast of a "
        "house or a block, and no place to patrol. A quarter that is busy in one season only looks like near "
        "repeats, so it is asked of a year at most.",
        rule=f"Knox test with {near_repeats.PERMUTATIONS} shuffles, from {near_repeats.LEAST_INCIDENTS} incidents; "
        f"distances up to {near_repeats.DISTANCES_M[-1] - 1:.0f} m, days up to {near_repeats.DAYS[-1] - 1}; level "
        f"{near_repeats.ALPHA} after Holm's correction. Open zones: {RADIUS_M:.0f} m around an incident, for "
        f"its day and {OPEN_DAYS} days after.",
        source="Knox 1964; Holm 1979; shuffles as in Ratcliffe's Near Repeat Calculator.",
        code="analytics/near_repeats.py, analytics/open_zones.py",
    ),
    "concentration": Method(
        question="On how few places does it fall?",
        made="All blocks are put in order, the busiest first, those without any incident last. The sentence says how "
        "few of them hold half of the incidents. Because 20 incidents cannot fall on more than 20 blocks, few "
        "incidents always look concentrated; so the page also says on how few blocks chance alone would put them.",
        beware="Read both numbers, never the first alone. The busiest blocks of one year are partly the unlucky "
        "ones, and their share will be lower in the next. Incidents without a position are on no block.",
        rule=f"Shares of the busiest {listed(tuple(100 * share for share in concentration.TOP_SHARES))}% of blocks, "
        f"and a Gini coefficient that allows for few incidents; limits from {concentration.DRAWS} draws, from "
        f"{concentration.LEAST_INCIDENTS} incidents on.",
        source="Gini 1912; Bernasco & Steenbeek 2017; bootstrap of Efron 1979.",
        code="analytics/concentration.py",
    ),
    "incidents": Method(
        question="What is a row of the list?",
        made="A row is one offense of one incident, as its feed has it in the newest delivery. Each names the file "
        "and the row that it came from, so that every figure can be traced back to what was received. “When” is the "
        "window in which it can have happened; one moment where the feed gives only one. The search finds the start "
        "of a case number, or any part of an address.",
        beware="An incident with two offenses has two rows. An address is as it was typed: another spelling is "
        "another address. A row can change or go with the next delivery, when its feed corrects it. Only the police "
        "see rows, and a file of them leaves this dashboard's protection.",
        rule="Sorted and searched on the server; among equal rows the newest come first.",
        source="The feeds themselves; no method.",
        code="analytics/store/pages.py",
    ),
}
