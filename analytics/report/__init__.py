"""Which trend report for which places and days? One or two pages of PDF from one snapshot.

The report holds the same counts as the pages of the dashboard: both read them through the store
with one selection.
"""

from analytics.report.brief import Brief, make_brief
from analytics.report.pdf import trend_report, write_trend_report

__all__ = ["Brief", "make_brief", "trend_report", "write_trend_report"]
