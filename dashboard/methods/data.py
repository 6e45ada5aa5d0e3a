"""Where do the numbers come from, and how far can they be trusted?"""

from __future__ import annotations

from dashboard.methods.method import Method

ENTRIES = {
    "locating": Method(
        question="How does an incident get its neighborhood?",
        made="The city's own table of addresses goes first, where there is one; then the neighborhood whose outline "
        "holds the position; then the nearest edge, within a few meters that the feed allows. A point on a shared "
        "edge is counted once. An incident that cannot be placed keeps its reason: no coordinates, coordinates that "
        "are zero or impossible, a point outside the city, or one between neighborhoods.",
        beware="On the map and in a neighborhood are two things: much of Palm Springs lies between its "
        "neighborhoods. Systems put what they cannot place in the middle of the city or at a police station; such "
        "default points are on no map once they are known, and look like a hotspot until then. Outlines that are "
        "called schematic are not official.",
        rule="Points with more than 20 rows and more than 0.5% of a feed are listed for a person to judge.",
        source="Plane geometry; no published method.",
        code="etl/locate.py, etl/default_points.py",
    ),
    "public": Method(
        question="What is left out of what the public sees?",
        made="The public's pages are made from tables of their own: burglary and robbery by neighborhood, by block, "
        "and by steps of 28 days that are over and settled. A block is drawn at its middle, and shown by itself only "
        "where it has 8 addresses or more, or none. Narcotics and quality of life are told by neighborhood and quarter, "
        "and a count under 11 is “fewer than 11”. Of what is worked on, the kind, the neighborhood, what was done and "
        "its days are told; no notes, names or words of anybody.",
        beware="What is not shown is not nothing: incidents on small blocks are in their neighborhood's count and on no "
        "block. What came of a problem is judged here for the whole neighborhood, which can hide what changed on one "
        "block; the police, who see the place and the days, may know more.",
        rule="A neighborhood less its blocks always stands for 8 addresses or more: where small blocks have fewer together, "
        "the next smallest are hidden too. A neighborhood of fewer than 8 is told nowhere by itself, and is in the city's "
        "total only where all such ones together have 8 or more. Of counts by quarter there are no totals, so no subtraction "
        "gives a small one back.",
        source="Rules of this project, after police.uk's map points (8 addresses or none) and the Data De-Identification "
        "Guidelines of California's health agencies (counts under 11).",
        code="analytics/store/small_blocks.py, analytics/store/small_neighborhoods.py, dashboard/public/quarters.py",
    ),
    "data-quality": Method(
        question="Can these numbers be trusted?",
        made="Each run reads the feeds, and says of every row received what became of it: accepted, set aside with a "
        "reason, or a duplicate of another. The three add up to what was received, to the row; else nothing is "
        "published. Numbered checks then look for what should make one careful, such as months that lost rows, "
        "codes that nobody has described, or many rows at one point.",
        beware="The checks know what was delivered, not what happened: an export that leaves out a district adds up "
        "perfectly. A row set aside is in no count. A feed is dark once it brought nothing for more than twice its "
        "usual time; its days are then shown as no data, and not as zero.",
        rule="received = accepted + set aside + duplicates, for each feed; dark after more than twice the days from "
        "one export to the next.",
        source="Rules of this project.",
        code="etl/checks.py, analytics/coverage.py",
    ),
}
