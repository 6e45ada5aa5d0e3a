"""Which long work did readers ask for, and how far is it?

A job is a process of its own that runs one of our command lines: it can be ended at any moment, and what it computes is not
computed by the threads that answer pages. All that is known of it are files in one folder, which several servers may share.
The same work asked for twice, of one snapshot and one selection, is one job.
"""

from dashboard.jobs.folder import Job, State
from dashboard.jobs.offered import EXTENSION, Jobs, JobsError, current_jobs

__all__ = ["EXTENSION", "Job", "Jobs", "JobsError", "State", "current_jobs"]
