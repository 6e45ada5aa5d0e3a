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
