"""What is done about a problem, and did it work? One page by the steps of SARA: scanning, analysis, response, assessment."""

from analytics.report.problem.sheet import problem_sheet
from analytics.report.problem.told import ProblemTold
from analytics.report.problem.written import read_told, write_told

__all__ = ["ProblemTold", "problem_sheet", "read_told", "write_told"]
