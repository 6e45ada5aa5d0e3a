"""What can the meeting decide, and how sure may it be of the numbers?

Concerns come from the people, by their votes; what the counts suggest is a ranking of the whole city, and mostly not to be told
from many other ranks. Neither decides anything: the meeting does.
"""

from __future__ import annotations

from datetime import date, timedelta
from textwrap import shorten

from analytics.counts import total_incidents
from analytics.coverage import day_words
from analytics.numbers import write
from analytics.offenses import CATEGORIES, FOCUS
from analytics.periods import Period
from analytics.report.sure import later_words, smallest_seen_words
from dashboard.context import Reader
from dashboard.decisions.words import MEETING_KINDS
from dashboard.present.scope import Scope
from dashboard.present.since import Decided
from dashboard.present.slides import Item, Listing, Number, Slide
from dashboard.tables.ground import ground_words
from dashboard.tables.meeting_then import not_kept_words
from dashboard.tables.parts import category_findings
from dashboard.tables.places import mapped_selection
from dashboard.tables.priorities import Ranking, each_concern, listed, rankings
from dashboard.tables.votes import Votes
from dashboard.wording import place_title

MOST_CONCERNS = 4
MOST_SUGGESTED = 3
# In full they stand on the page of the meeting.
LONGEST_WORDS = 58
UNRANKED = "Nothing can be ranked for this place."


def tonight_slide(reader: Reader, scope: Scope, decided: Decided) -> Slide:
    """List the open concerns by votes, and what counts and votes suggest."""
    # Those of the whole city name their place, on a line of their own.
    shown = decided.concerns[: MOST_CONCERNS - (scope.level == "city")]
    more = len(decided.concerns) - len(shown)
    votes = decided.votes
    voted = f", votes {votes.days.label()}" if votes.cast and votes.days else ""
    concerns = tuple(
        Item(
            shorten(each.words, LONGEST_WORDS, placeholder=" …"),
            f"{each.votes:,} vote{'' if each.votes == 1 else 's'}",
            f"In {ground_words(reader, each)}" if scope.level == "city" else "",
        )
        for each in shown
    )
    return Slide(
        "tonight",
        "What can we decide tonight?",
        listings=(
            Listing(
                _named(decided), concerns, "Nothing is written down yet. What worries you most?"
            ),
            Listing(
                "What counts and votes suggest" if votes.cast else "What the counts suggest",
                _suggested(reader, scope, votes),
                UNRANKED,
            ),
        ),
        note=(f"And {more} more. " if more > 0 else "")
        + f"Ranks among all of the city: what victims report{voted}. The meeting decides.",
    )


def agreed_slide(reader: Reader, scope: Scope, decided: Decided) -> Slide | None:
    """List what the meeting agreed on, and say when its people meet again; None before anything is agreed."""
    meeting = decided.tonight
    if meeting is None or not decided.agreed:
        return None
    items = tuple(
        Item(
            f"{number}. {CATEGORIES[priority.category].label}",
            f"In {ground_words(reader, priority)}" if scope.level == "city" else "",
            f"“{shorten(concern.words, LONGEST_WORDS, placeholder=' …')}”" if concern else "",
        )
        for number, (priority, concern) in enumerate(decided.agreed, start=1)
    )
    many = f"{len(items)} priorities" if len(items) > 1 else "one priority"
    again = f"We meet again on {day_words(meeting.next_on)}." if meeting.next_on else ""
    return Slide(
        "agreed",
        f"We agreed on {many}",
        kicker=f"{MEETING_KINDS[meeting.kind].label}, {day_words(meeting.held_on)}",
        lines=(again,) if again else (),
        listings=(Listing("In order of priority", items),),
        note="What comes of each is told next time.",
    )


def _named(decided: Decided) -> str:
    since = decided.named_since if decided.concerns else None
    return f"What people named since {day_words(since)}" if since else "What people named"


def _suggested(reader: Reader, scope: Scope, votes: Votes) -> tuple[Item, ...]:
    view = scope.year
    ranking = next(iter(rankings(reader, view, votes)), None)
    if ranking is None or ranking.found is None:
        return ()
    rows = ranking.found.table
    if scope.spot.neighborhood_id:
        rows = rows[rows["neighborhood_id"] == scope.spot.neighborhood_id]
    elif scope.level == "city":
        rows = listed(ranking, view)
    return tuple(_item(ranking, row, scope) for row in each_concern(rows.head(MOST_SUGGESTED)))


def _item(ranking: Ranking, row: dict[str, object], scope: Scope) -> Item:
    number = 0 if ranking.found is None else len(ranking.found.table)
    rank, low, high = (int(str(row[name])) for name in ("rank", "rank_low", "rank_high"))
    name = ranking.topic.name_of(str(row["concern"]))
    if scope.level == "city":
        name = f"{name} in {row['name']}"
    told = (
        f"not distinguishable from #{low} to #{high}"
        if low < high
        else "told apart from all others"
    )
    return Item(name, f"#{rank} of {number}", told[:1].upper() + told[1:])


def sure_slide(reader: Reader, scope: Scope) -> Slide:
    """Say what the numbers rest on: days settled, share located, what still fills up, and how small they are."""
    # Of the whole city: what lies in a neighborhood always has one.
    coverage = reader.coverage_of(scope.counts.selection.everywhere())
    lines = [smallness_words(reader, scope)]
    pending = pending_words(reader, scope)
    if pending:
        lines.append(pending)
    not_kept = not_kept_words(reader)
    if not_kept:
        lines.append(not_kept)
    if coverage.is_schematic:
        lines.append("Outlines of neighborhoods are schematic; they are not official.")
    return Slide(
        "sure",
        "How sure are we?",
        numbers=(
            Number(
                write("on_map_share", coverage.on_map_share),
                f"of all incidents in {place_title(coverage.place)} are on the map",
            ),
            Number(
                write("located_share", coverage.located_share),
                "lie in a neighborhood",
            ),
            Number(
                _short_day(coverage.settled_until),
                "is the last settled day; later ones still fill up",
            ),
        ),
        lines=tuple(line for line in lines if line),
        note=f"Data as of {day_words(coverage.data_as_of)} · run {coverage.run_id}",
    )


def _short_day(settled_until: date) -> str:
    last_day = settled_until - timedelta(days=1)
    return f"{last_day.day} {last_day:%b}"


def smallness_words(reader: Reader, scope: Scope) -> str:
    """Say of the largest count that victims report which counts would have stood out."""
    found = [
        each
        for each in category_findings(reader, scope.counts)
        if each.change and each.part.is_victim_reported and each.part.category in FOCUS
    ]
    return smallest_seen_words([(each.part.label, each.change) for each in found if each.change])


def pending_words(reader: Reader, scope: Scope) -> str:
    """Say how many incidents are known of days that are not settled yet."""
    coverage = reader.coverage_of(scope.counts.selection)
    if coverage.settled_until >= coverage.whole.end:
        return ""
    days = Period(coverage.settled_until, coverage.whole.end)
    selection = mapped_selection(reader, scope.counts).during(days)
    known = total_incidents(reader.count(selection, ("offense",)))
    return later_words(known, "that victims report")
