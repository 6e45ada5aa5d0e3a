"""What does a Summit look at? Half a year of all neighborhoods against the same weeks a year before."""

from analytics.report.summit.sheet import summit_sheet

__all__ = ["summit_sheet"]
