"""The worker: looks again and again whether there is something to do."""

import logging
import signal
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.base import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from kium_rules.errors import Refused
from kium_rules.records.jobs import leases
from kium_rules.records.jobs.running import JOBS, Job, run_job
from kium_rules.records.jobs.work import Work

LOG = logging.getLogger(__name__)
THREADS = 2
"""So that a long check keeps no message waiting."""


def run_worker(work: Work, names: Collection[str] = ()) -> None:
    """Run jobs until the process is told to stop (SIGTERM, SIGINT); what is at work then ends in good order.

    Each job is looked at when the worker starts, so that what became due while none ran is done first. Several
    workers may run at once, on several machines.

    Args:
        work: With what. Its clock tells the jobs the time; the scheduler only wakes them.
        names: Only these jobs; empty: all, but messages only with a gateway.

    Raises:
        KeyError: There is no such job.
    """
    jobs = [JOBS[name] for name in names] or [
        job for job in JOBS.values() if job.name != "deliver-messages" or work.gateway is not None
    ]
    stopping = threading.Event()
    work = replace(work, go_on=lambda: not stopping.is_set())
    scheduler = BlockingScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(THREADS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    holder = leases.new_holder()
    for job in jobs:
        scheduler.add_job(
            tick,
            IntervalTrigger(seconds=job.every.total_seconds(), timezone=UTC),
            args=(job, work, holder),
            id=job.name,
            next_run_time=datetime.now(UTC),
        )

    def stop(number: int, _: FrameType | None) -> None:
        LOG.info("%s: ending", signal.Signals(number).name)
        stopping.set()
        with suppress(SchedulerNotRunningError):
            scheduler.shutdown(wait=False)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    LOG.info("at work: %s", ", ".join(job.name for job in jobs))
    try:
        scheduler.start()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tick(job: Job, work: Work, holder: str) -> None:
    """Run a job if it is due, and say what came of it. Whatever goes wrong is logged: the next tick tries again."""
    try:
        now = work.clock()
        with work.db.session() as session:
            standing = leases.standings(session, now=now).get(job.name)
        if not job.is_due(standing.finished_at if standing else None, now):
            return
        report = run_job(job, work, holder=holder)
    except Refused as refused:
        LOG.warning("%s: %s", job.name, refused.en)
    except Exception:
        # The boundary that must survive: a worker that ends because of one fault leaves all other work undone.
        LOG.exception("%s: failed", job.name)
    else:
        for line in report.done:
            LOG.info("%s: %s", job.name, line)
        for finding in report.findings:
            LOG.error("%s: %s", job.name, finding)
