"""How are neighborhoods compared?"""

from __future__ import annotations

from analytics.periods import YEAR_OF_WEEKS
from analytics.priorities.columns import RISE, TOP_BLOCKS
from analytics.priorities.scores import TOP
from analytics.shrinkage import HIGH, LOW
from analytics.similar import ALIKE, LEAST_KNOWN
from dashboard.methods.method import Method, percent

_INTERVAL = percent(HIGH - LOW)
ENTRIES = {
    "priorities": Method(
        question="Which neighborhood and concern first?",
        made="Four columns say what speaks for a neighborhood's concern: how much there is, how likely it rose, how "
        "far it sits in a few blocks, and what residents asked for. Each is a number from 0 to 100 that says how "
        "many others lie below. The reader's weights make one order of them. Because counts are small, the truth "
        "that may be behind them is drawn thousands of times, and the rank is given with the ranks that cannot be "
        "told from it.",
        beware="Never quote a rank without its interval: it is often 20 to 40 ranks wide. Where nobody voted, the column "
        "is blank, not zero, and the others count for more. A score of 60 is not twice one of 30. Narcotics and quality "
        "of life are ranked only on their own. Residents and officers decide; the numbers say what speaks for it, and "
        "look at nothing ahead.",
        rule=f"Percentiles of volume, chance of a rise above {RISE:g} times, share in the {TOP_BLOCKS} busiest "
        f"blocks, and votes; {_INTERVAL} rank intervals; share of draws, and of any weights, among the first {TOP}.",
        source="Lahdelma, Hokkanen & Salminen 1998, European Journal of Operational Research 106:137.",
        code="analytics/priorities/",
    ),
    "votes": Method(
        question="What did residents vote for?",
        made="Votes are the sticky notes that are written down with the concerns of a meeting. Those of all meetings of the "
        f"{YEAR_OF_WEEKS.days // 7} weeks up to today count; where older days are ranked, those up to their end. They are "
        "added up by the neighborhood that each concern is in: a block or a drawn area counts for the neighborhood around "
        "it, a concern of the whole city for none.",
        beware="Where nobody voted, nobody can tell what residents want. Where people voted, a category that they did not "
        "name has 0 votes. More votes may only say that more people came, or that they met more often. People vote on whole "
        "categories: a single offense has no votes, and narcotics have the same ones whoever found them.",
        rule="Sum of the votes by neighborhood and category; what was entered by mistake is left out. The percentile is among "
        "all concerns, those that nobody was asked about as if they had none.",
        source="A plain count of what the meeting page wrote down.",
        code="dashboard/tables/votes.py",
    ),
    "similar": Method(
        question="Which neighborhoods have a problem like this?",
        made="Neighborhoods are compared by how much there is, which kinds, at which times of the week and on how "
        "few blocks, each with what its counts leave open. Those that differ least are listed, with what is alike "
        "in words.",
        beware="Alike is a reason to talk with each other. It is no sign of a common cause, and less still that what "
        "helped there will help here. On one year of robberies and burglaries the list is often wrong: it takes "
        "four. Of a neighborhood with few incidents too little is known, and the page says so.",
        rule="Expected squared difference of the profiles, 0 for the same and 1 for two at random; alike at "
        f"{ALIKE:g} or less, no list where less than {percent(LEAST_KNOWN)} of a profile is known.",
        source="A measure of this project, checked on simulated twins.",
        code="analytics/similar.py",
    ),
    "shrinkage": Method(
        question="How is chance allowed for in a neighborhood's level?",
        made="The highest and the lowest rates of a city are mostly those of its smallest places, because few "
        "incidents swing most. Each rate is therefore moved toward the city's, the more so the less is known of it. "
        "How far is learned from the counts of all neighborhoods: where they differ little, all are moved far.",
        beware="The result is no count, and its order is no ranking: of two places whose intervals overlap nobody "
        "knows which is worse. A place that truly stands out, but has few incidents, is shown too near to the rest.",
        rule=f"Gamma-Poisson model with a mixture of priors, from hardly to wholly alike; {_INTERVAL} credible "
        "intervals.",
        source="Clayton & Kaldor 1987; Marshall 1991; Christiansen & Morris 1997.",
        code="analytics/shrinkage.py",
    ),
}
