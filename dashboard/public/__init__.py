"""What does the public see? Five pages of their own, made from the public tables and from named columns of the records alone.

The public's app is another app, not the police's with parts covered up: it has the pages, files and callbacks of this folder and
no others, so that whatever is added elsewhere is not there until it is added here.
"""
