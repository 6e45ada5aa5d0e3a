"""How do reports come to those who read them, each week or month, without anyone asking? Written into a folder, and mailed.

`schedule.py` reads what is wanted, `due.py` says what is due, `journal.py` remembers what became of it, `smtp.py` is the only
door to a mail server, and `deliver.py` does the work of one call.
"""
