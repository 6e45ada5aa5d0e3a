"""How are incidents counted, and when does the dashboard say that a count changed?"""

from __future__ import annotations

from analytics.changes import ALPHA
from dashboard.methods.method import Method, percent

ENTRIES = {
    "counts": Method(
        question="What does a count count?",
        made="Each row is one offense of one incident. An incident with a robbery and a burglary counts once in "
        "each. It is counted on the local day on which it can first have happened, and in the neighborhood that "
        "holds its position. A quiet place counts zero. A day for which there are no data is a gap and never a "
        "zero, so that a feed that stopped does not look like a fall.",
        beware="Only what was reported or found, and then written down, is counted. The city has more incidents than "
        "its neighborhoods together, because some lie in none of them. What victims report is never added to what "
        "follows where officers look.",
        rule="Rows with the status “counted”, in whole local days; weeks run from Monday to Sunday.",
        source="A plain count; there is no published method behind it.",
        code="analytics/counts.py",
    ),
    "changes": Method(
        question="When is a difference called a change?",
        made="The settled days of the period are compared with as many days before. If nothing had changed, each "
        "incident would have fallen into either period like the toss of a coin; the dashboard asks how often such "
        "tosses alone bring so uneven a split. “Up”, “down” or “new” is said only where that happens less than "
        f"{percent(ALPHA)} of the time. Where the weeks before varied by more than coin tosses do, the limits are "
        "widened by as much.",
        beware="“Can't tell” does not mean that nothing changed: of true doublings from 20 incidents to 40, 56 in "
        "100 are seen. A change says nothing of its cause, and the season is not taken out. There is no percentage, "
        "because with counts of a neighborhood's size it is mostly noise.",
        rule=f"Exact conditional test of two Poisson counts, level {ALPHA}; limits of the ratio by Clopper and "
        "Pearson, both counts divided by the dispersion (variance over mean) of the weeks before.",
        source="Przyborowski & Wilenski 1940; Clopper & Pearson 1934; dispersion as in McCullagh & Nelder 1989.",
        code="analytics/changes.py",
    ),
    "compstat": Method(
        question="Which days does the CompStat table compare?",
        made="Five windows end with the last settled day: 7 days and 28 days against as many before, the year to "
        "date against the same days of the year before, 52 weeks against the 52 before, and 28 days against the "
        "same 28 a year ago. “A year ago” goes back 364 days, so that weekdays stay weekdays. Each row gives both "
        "counts, their difference and a sentence, by the rule for changes.",
        beware="The windows overlap: five of them that say “up” are not five findings. The 28 days before are often "
        f"of another season. In a table where nothing changed, up to {percent(ALPHA)} of the sentences still say "
        "that something did.",
        rule=f"The rule for changes at level {ALPHA}, per day where two windows are not equally long.",
        source="The windows are this project's; the test is that of the entry on changes.",
        code="analytics/windows.py",
    ),
    "narcotics": Method(
        question="Why do narcotics and quality of life stand apart?",
        made="A burglary is counted because a victim reported it. Narcotics and most quality of life offenses are "
        "counted because somebody looked: a patrol, a stop, an operation. Their counts rise with attention, "
        "wherever it goes. They therefore have totals, maps and rankings of their own, and narcotics are split into "
        "those found by officers and those reported by residents, where the feed tells.",
        beware="More of them does not mean that more drugs are used or sold, and fewer does not mean less. They "
        "never decide where to look next: that would find more where one looked, and send more there again. Nothing "
        "here predicts them.",
        rule="“Found by officers”, “reported by residents” or “not stated”, as the feed's definition says; never in "
        "one number or map with what victims report.",
        source="A rule of this project, not a measurement.",
        code="analytics/offenses.py",
    ),
}
