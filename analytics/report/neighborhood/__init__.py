"""What does a council read of its neighborhood before it meets? One sheet of paper, front and back."""

from analytics.report.neighborhood.sheet import neighborhood_sheet, neighborhood_sheets

__all__ = ["neighborhood_sheet", "neighborhood_sheets"]
