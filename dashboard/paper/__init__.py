"""What do the pages give to paper? What a sheet tells of the records, and which reports fit a page."""
