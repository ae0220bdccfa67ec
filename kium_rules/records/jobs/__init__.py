"""Jobs: what the house does by itself. Each may be run by hand, twice at once, or days late."""

from kium_rules.records.jobs.leases import Standing, standings
from kium_rules.records.jobs.opening import open_database
from kium_rules.records.jobs.running import JOBS, Job, run_job
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.jobs.worker import run_worker

__all__ = ["JOBS", "Job", "Report", "Standing", "Work", "open_database", "run_job", "run_worker", "standings"]
