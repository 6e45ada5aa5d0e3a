"""What may leave the building on paper? Reports as PDF, each from one snapshot, in the numbers of the pages.

`kinds.py` lists the reports; each has a folder that gathers what it says and makes a sheet of it, `sheet.py` sets any sheet.
"""
