"""What does command staff read before the meeting? The CompStat table first, then where, when, and what stands out."""

from analytics.report.brief.gathered import Brief, make_brief
from analytics.report.brief.sheet import brief_sheet

__all__ = ["Brief", "brief_sheet", "make_brief"]
