"""How is the map made, and what may it say?"""

from __future__ import annotations

from analytics.drawn_area import MOST_CORNERS, WIDEST_M
from analytics.hotspots import clusters, history
from analytics.hotspots.density import CLASS_MULTIPLES, RADIUS_M
from analytics.hotspots.evaluation import ALPHA, AREA_SHARES, LAST_YEAR_DAYS
from analytics.hotspots.grid import CELL_M
from analytics.hotspots.owned import EPS_M, MOST_AREA_SHARE
from dashboard.methods.method import Method, listed, percent

_FALSE = percent(clusters.Q_LIMIT)
ENTRIES = {
    "hotspots": Method(
        question="Where does it stand out?",
        made=f"The built-up area is cut into squares of {CELL_M:.0f} m. Each is taken together with its neighbors and "
        "compared with all the others. A square is marked only where two tests agree that so many incidents would "
        f"hardly gather there by chance, and at least {clusters.LEAST_INCIDENTS} lie in it and around it. Marked "
        "squares that touch are one area, named after the block with most of its incidents.",
        beware="Marked means denser than the rest of the built-up area in these days. It does not mean dangerous, it "
        "says nothing about who lives there, and nothing about tomorrow. Some marked squares are false alarms: each "
        f"test allows for {_FALSE} of them.",
        rule=f"Gi* on {CELL_M:.0f} m cells with weights 1 for the cell and its eight neighbors, and an exact binomial "
        f"test; false discoveries held to {_FALSE} by each.",
        source="Getis & Ord 1992; Ord & Getis 1995; Benjamini & Hochberg 1995.",
        code="analytics/hotspots/clusters.py",
    ),
    "density": Method(
        question="How dense is it?",
        made="Around each incident a smooth hill is drawn, highest at its place and flat at a fixed radius; the "
        "hills are added up. The result is in incidents per square kilometer and year. At the edge of the built-up "
        "area it is corrected, so that a street at the foot of the mountain does not look half as dense as it is.",
        beware="The radius shapes the map more than the data do, and a smooth hill can be three incidents at one "
        "corner. Density shows where, and not whether that is more than chance: the marked squares say that. Colors "
        "compare places within one map.",
        rule=f"Quartic kernel of {RADIUS_M['robbery']:.0f} m, of {RADIUS_M['burglary']:.0f} m for burglary alone; "
        f"classes above {listed(CLASS_MULTIPLES)} times the mean of the cells that are not empty.",
        source="Quartic kernel as in CrimeStat; edge correction of Diggle 1985.",
        code="analytics/hotspots/density.py",
    ),
    "owned-areas": Method(
        question="Which few areas could an officer own?",
        made="The places where incidents lie closest together are joined to small areas. How close is close enough "
        f"is set by the ground: all areas together take at most {percent(MOST_AREA_SHARE)} of the built-up area. "
        "Each can then be given to one officer, who asks why it happens there.",
        beware="This shares out attention and tests nothing: even points scattered by chance have closest places. "
        "Areas of two periods are not comparable, because one comes or goes as others do. It is not a patrol plan, "
        "and it is not made for narcotics or quality of life together with what victims report.",
        rule=f"DBSCAN with a reach of {EPS_M:.0f} m; the least number of incidents is the smallest that keeps within "
        "the ground allowed.",
        source="Ester et al. 1996; Wheeler & Reuter 2021.",
        code="analytics/hotspots/owned.py",
    ),
    "hot-blocks": Method(
        question="Which blocks have most?",
        made="Incidents are counted for each block, also for those with none. A block stands out where so many are "
        "more than its equal share by chance would be, after allowing for having looked at all blocks. Blocks with "
        "as many incidents share a rank.",
        beware="No town has equal shares: shops, bars and hotels draw incidents, so a block that stands out is no "
        "news in itself. In a month nearly all blocks hold none or one: look at three years or more. A block says "
        "nothing of the people who live on it.",
        rule=f"Exact binomial test against an equal share, false discoveries held to {_FALSE}, at least "
        f"{clusters.LEAST_INCIDENTS} incidents.",
        source="Benjamini & Hochberg 1995.",
        code="analytics/hotspots/blocks.py",
    ),
    "lasting-hotspots": Method(
        question="Does a hotspot last?",
        made=f"The last {history.QUARTERS} whole quarters are judged one by one, each against the whole town in the "
        "same half year, so that a winter season makes no place emerge. From the quarters in which a place stood "
        "out it gets a word: emerging, persistent, fading, or on and off.",
        beware="Each quarter is judged together with the one before, so one bad month can color two. The rules are "
        "sharp where life is not: one quarter more or less makes another word. It looks back: a place that stood "
        "out for three years is a place to ask why.",
        rule=f"Gi* in space and time on {history.HISTORY_CELL_M:.0f} m cells with an exact test; at least "
        f"{history.LEAST_QUARTERS} quarters with {history.LEAST_A_QUARTER} incidents in an average one.",
        source="Getis & Ord 1992; Ord & Getis 1995; classes after ArcGIS Pro's Emerging Hot Spot Analysis; trend of "
        "Mann 1945 and Kendall 1975.",
        code="analytics/hotspots/history.py, analytics/hotspots/classes.py",
    ),
    "map-change": Method(
        question="Where did the map change?",
        made="Two periods are laid on the same squares. If a square had changed as the whole city did, it would have "
        "a certain number now; it is marked where it has clearly more or fewer. It is judged together with its "
        "neighbors, and only where there are incidents enough to tell.",
        beware="Everything is measured against the whole city: where all doubles, no place is marked, and a place "
        "that holds while the city falls has “more than expected”. Most of the map is “can't tell”, which is not "
        "“no change”: in a simulated Palm Springs, a place that doubled from 20 to 40 is noticed 1 time in 20.",
        rule=f"Exact conditional test of each {CELL_M:.0f} m cell with its eight neighbors, with the dispersion of "
        f"the city's weeks; false discoveries held to {_FALSE} among the cells that could show anything.",
        source="Przyborowski & Wilenski 1940; Benjamini & Hochberg 1995; Gilbert 2005; McCullagh & Nelder 1989.",
        code="analytics/hotspots/change.py",
    ),
    "map-accuracy": Method(
        question="How good was the map afterwards?",
        made="A map is made of the days before, and held against what happened after. The question is how much of it "
        f"lay in the first {listed(tuple(100 * share for share in AREA_SHARES))}% of the ground that the map put "
        f"first. Beside it always stands the simplest map, the counts of the last {LAST_YEAR_DAYS} days: nearly all "
        "of any map's accuracy is that incidents happen where they happened before.",
        beware="A good map is no reason to patrol a square: it says that incidents were there, not that anything "
        "would have prevented them. Another year or another offense may turn out otherwise. In St. Louis plain "
        "counts of several years beat every smooth map.",
        rule="Hit rate, PAI (hit rate over share of the ground) with exact 95% limits; “better” only by an exact "
        f"McNemar test at level {ALPHA}.",
        source="Chainey, Tompson & Uhlig 2008; Wheeler & Steenbeek 2021; Clopper & Pearson 1934; McNemar 1947.",
        code="analytics/hotspots/evaluation.py",
    ),
    "drawn-areas": Method(
        question="What does a drawn shape hold?",
        made="A box, a circle or a polygon that was drawn on the map keeps the incidents whose position lies in it "
        "or on its edge. The shape is part of the link, to about a meter, so whoever gets the link sees the same "
        "incidents. A circle is one on the ground, not on the screen.",
        beware="An incident without a position lies in no shape, so shapes that cover the city do not add up to the "
        "city's count. A shape drawn around a cluster was chosen because its count is high: the next count will "
        "mostly be lower, with nothing done.",
        rule=f"Circles up to {WIDEST_M / 1000:.0f} km, polygons up to {MOST_CORNERS} corners.",
        source="Plane geometry in the place's own map projection; no published method.",
        code="analytics/drawn_area.py",
    ),
}
