"""How are weeks, months and years judged?"""

from __future__ import annotations

from analytics.alarms import LEAST_INCIDENTS, WITHIN_WEEKS
from analytics.alarms.recent import BASELINE_WEEKS
from analytics.alarms.seasonal import CHANCE, RECENT_WEEKS, YEARS
from analytics.seasons import LEAST_MEAN, LEAST_MONTHS, SEASON_WINDOW
from analytics.trends import HISTORY_WEEKS, LEAST_WEEKS, NEVER_UNUSUAL
from dashboard.methods.method import Method, percent

ENTRIES = {
    "trends": Method(
        question="What is the usual range of a week?",
        made=f"Up to {HISTORY_WEEKS // 52} years of weeks before the first one shown are fitted with a curve that "
        "repeats every year. Around it lies the range that holds 95 of 100 weeks, as far as season and chance are "
        "all there is. A week outside is marked with a diamond. Weeks that are not complete or not settled are "
        "shown, but neither judged nor learned from.",
        beware="One week in twenty lies outside with nothing the matter. The range knows season and no growth: after "
        "a lasting rise, weeks stay outside until the rise is part of the years before. Unusual is not bad, and "
        "usual is not good.",
        rule=f"Poisson regression with a yearly cycle on up to {HISTORY_WEEKS} weeks, at least {LEAST_WEEKS}; "
        f"negative binomial limits where counts vary more than chance; {NEVER_UNUSUAL} incidents a week or fewer are "
        "never unusually many.",
        source="Log-linear Poisson regression; dispersion as in McCullagh & Nelder 1989.",
        code="analytics/trends.py",
    ),
    "alarms": Method(
        question="Which weeks should somebody look into?",
        made=f"Each settled week is held against the same season of the {YEARS} years before it; the last "
        f"{RECENT_WEEKS} weeks are left out, so that a slow rise cannot hide itself, and earlier outbreaks weigh "
        f"less. Where there are no five years, a week is held against the {BASELINE_WEEKS} weeks that end two weeks "
        f"before it. An alarm takes a count above the limit and at least {LEAST_INCIDENTS} incidents within "
        f"{WITHIN_WEEKS} weeks.",
        beware="An alarm is a reason to look, not a finding. With five years of weeks about 1 in 200 is an alarm "
        "with nothing the matter, with less 1 in 40; over all neighborhoods some alarms of every week are false. "
        "Most doublings of small counts raise none. It does not know a festival that moves by a month.",
        rule=f"Farrington's flexible method, upper limit passed by chance {percent(CHANCE)} of the time; else EARS "
        f"C2, mean plus 3.09 standard deviations of {BASELINE_WEEKS} weeks.",
        source="Noufaily et al. 2013; Hutwagner et al. 2003.",
        code="analytics/alarms/",
    ),
    "year-over-year": Method(
        question="How does this year stand beside the years before?",
        made="Each year is a line of the incidents since 1 January, added up. The year under way is in the accent "
        "color and ends at the last settled day of the period; the years before are gray. The sentence says where "
        "they stood by the same day. A year of which the data hold only a part is left out.",
        beware="Lines that are added up part slowly and stay apart: a gap in November may have come about in March. "
        "Two lines that part are not yet a change; the rule for changes says whether they are. Years before and "
        "after a new law, or a new way of recording, are different things.",
        rule="Incidents added up from 1 January, days that are not settled left out; the scale begins at zero.",
        source="A plain count; the comparison is that of the entry on changes.",
        code="analytics/figures/years.py",
    ),
    "seasons": Method(
        question="Which months are high?",
        made="Months are first brought to equal length. Then they are taken apart into a slow trend, a season that "
        "repeats each year, and what is left. Whether there is a season at all is asked separately: two tests must "
        "agree that some months come out high in more years than chance would make them. Where they do not, the "
        "page says “can't tell”.",
        beware="The parts are drawn through the counts, not found in them, and their end changes as months are "
        "added. A single busy summer is not a season. The season says when, and never why.",
        rule=f"STL with period 12, seasonal window {SEASON_WINDOW}, robust, on the logarithm of the count plus one; "
        f"at least {LEAST_MONTHS} months and {LEAST_MEAN} incidents a month. Season judged by chi-square and "
        "Kruskal-Wallis together.",
        source="Cleveland et al. 1990; Wheeler 2016, Journal of Investigative Psychology 13(2).",
        code="analytics/seasons.py, analytics/evenness.py",
    ),
    "law-changes": Method(
        question="Which laws changed what is an offense?",
        made="The charts mark the days on which a law took effect that changed what is counted, such as Proposition "
        "47 of 2014, which made shoplifting an offense of its own. The list says of each law which offenses it "
        "concerns, what it does to the counts, and where it can be read.",
        beware="A mark says that two sides of a line count two different things. It does not say that the law moved "
        "the counts of this city: a department's practice follows later, and a law that is not listed may have done "
        "so too.",
        rule="The day on which the law took effect; a list kept by hand.",
        source="The statutes, each named in the list with its address.",
        code="analytics/law_changes.py, analytics/codes/law_changes.csv",
    ),
    "settling": Method(
        question="Why are the last days left out?",
        made="Reports come late: a burglary is found after the holidays, a report is typed in next week. A day "
        "counts as settled once 95% of its incidents are usually known. How many days that takes is measured for "
        "each feed, from the history of its own runs where that is long enough, else from the delay of its reports, "
        "else as its definition says. Days after that are shaded, counted, and compared with nothing.",
        beware="Days that still fill up always look like a fall. Settled is not complete: a few reports come later "
        "still. Without a history, the time that records take to be typed in is not measured.",
        rule="95% of a day's incidents known; the curve is corrected for days too young to show long delays.",
        source="Lagakos, Barraj & De Gruttola 1988, Biometrika 75.",
        code="etl/settling.py",
    ),
}
