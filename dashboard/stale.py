"""Which feeds of the offenses shown went dark, since when, and what does that do to the numbers?

A page may stay open for days, on a wall or in a browser's tab: the notice is asked for again while it does, and the figures stay
as they are. It speaks of the snapshot in service, so the next run that brings the feed takes it away.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from dash import Dash, Input, Output, html

from analytics.coverage import FeedDays, dark_feeds, day_words
from analytics.offenses import CATEGORIES, category_of
from analytics.report.wording import joined, ordered
from dashboard import ids
from dashboard.commands import served_command
from dashboard.components.notices import notice
from dashboard.context import Reader, current
from dashboard.urlstate import View
from dashboard.wording import offenses_words

CADENCES = {1: "every day", 7: "every week", 28: "every four weeks", 30: "every month", 31: "every month"}  # fmt: skip
MORE = "How far each feed reaches: "
AGAIN = "To make the demo anew, move the data folder away and run: "


def register(app: Dash) -> None:
    """Keep the notice of every page in step with its link, the clock and the snapshot in service."""

    @app.callback(
        Output(ids.STALE_NOTICE, "children"),
        Input(ids.URL, "search"),
        Input(ids.URL, "pathname"),
        Input(ids.RECHECK, "n_intervals"),
    )
    def show_stale(search: str | None, pathname: str, _: int | None) -> list[html.Div]:
        context = current()
        reader = context.reader()
        return stale_notice(reader, reader.view(pathname, search), context.today(reader))


def stale_notice(reader: Reader, view: View, today: date) -> list[html.Div]:
    """Draw the notice, or nothing where every feed of the offenses asked for is alive."""
    shown = {category_of(name) for name in view.asked.offenses or reader.coverage.categories}
    feeds = reader.coverage.feeds
    # A clock that runs late must not hide what the data themselves tell.
    latest = max(today, *(feed.data_as_of for feed in feeds))
    dark = [feed for feed in dark_feeds(feeds, latest) if shown.intersection(feed.categories)]
    if not dark:
        return []
    command = served_command("status", reader)
    lead = MORE
    if all(feed.is_simulated for feed in dark):
        command, lead = served_command("demo", reader), AGAIN
    said = [
        *dark_sentences(dark, shown),
        "Days after that are shown as no data, not as zero.",
        left_out_sentence(view),
    ]
    return [
        notice(
            html.Strong(said[0]),
            " " + " ".join(filter(None, said[1:])) + " ",
            html.Span([lead, html.Code(command)], className="notice-more"),
            tone="alert",
        )
    ]


def dark_sentences(dark: list[FeedDays], shown: set[str]) -> list[str]:
    """Say which offenses have no news since when, a sentence for each last day, the longest dark first."""
    groups: dict[tuple[date, int, bool], list[FeedDays]] = defaultdict(list)
    for feed in dark:
        groups[feed.data_as_of, feed.cadence_days, feed.is_simulated].append(feed)
    return [_sentence(groups[key], shown) for key in sorted(groups)]


def _sentence(feeds: list[FeedDays], shown: set[str]) -> str:
    names = ordered([name for name in shown if any(name in feed.categories for feed in feeds)])
    what = joined([CATEGORIES[name].label for name in names]).lower()
    first, since, many = feeds[0], day_words(feeds[0].data_as_of), len(feeds) > 1
    if first.is_simulated:
        ended = "feeds of {} end" if many else "feed of {} ends"
        return f"The simulated {ended.format(what)} on {since}."
    due = CADENCES.get(first.cadence_days, f"every {first.cadence_days} days")
    return (
        f"No news of {what} since {since}: {'the feeds are' if many else 'the feed is'} due {due}."
    )


def left_out_sentence(view: View) -> str:
    """Say which offenses are in no sum of the days shown; empty where none is left out."""
    if not view.left_out:
        return ""
    verb = "is" if len(view.left_out) == 1 else "are"
    return f"{offenses_words(view.left_out)} {verb} in no total and on no map of the days shown."
