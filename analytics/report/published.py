"""What are the published numbers of a selection? Those of its command brief, whoever asks: a notebook, a mail, a test."""

from __future__ import annotations

from analytics.numbers.said import Said, said_of_change, said_of_coverage
from analytics.report.brief import Brief, make_brief
from analytics.selection import Selection
from analytics.store import Store


def published(store: Store, selection: Selection) -> list[Said]:
    """Give the published numbers of a selection, in the order of a report. Raises SelectionError as `make_brief` does."""
    return published_in(make_brief(store, selection))


def published_in(brief: Brief) -> list[Said]:
    """Give the published numbers of a brief that was gathered already."""
    return [
        *said_of_change(brief.total_of, brief.total),
        *(
            each
            for section in brief.sections
            for each in said_of_change(section.label, section.change)
        ),
        *said_of_coverage(brief.coverage),
    ]
