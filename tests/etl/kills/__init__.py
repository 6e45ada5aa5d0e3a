"""What is left of a run that is killed, at whatever moment? Runs are started, killed for real, and looked at.

`python -m tests.etl.kills --kills 200` prints the table by stage. POSIX only: it needs fork and SIGKILL.
"""
