"""What does a Watch group read of its block? One page: block, neighborhood and city side by side, in a year."""

from analytics.report.block.sheet import block_sheet

__all__ = ["block_sheet"]
