"""The jobs by name, and running one of them under its lease."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kium_rules.records.days import day_in_seoul
from kium_rules.records.jobs import leases
from kium_rules.records.jobs.checking import check_audit, check_counters
from kium_rules.records.jobs.closing import close_day
from kium_rules.records.jobs.delivering import deliver_messages
from kium_rules.records.jobs.inviting import invite_to_extend
from kium_rules.records.jobs.tending import expire_offers, pass_on
from kium_rules.records.jobs.work import Report, Work


@dataclass(frozen=True, slots=True)
class Job:
    """Something the house does by itself.

    Args:
        name: What it is called on the command line.
        does: What it does, in one sentence.
        run: Does it.
        every: How often a worker looks whether there is something to do.
        daily: Whether once a day is enough.
    """

    name: str
    does: str
    run: Callable[[Work, Report], None]
    every: timedelta
    daily: bool = False

    def is_due(self, finished_at: datetime | None, now: datetime) -> bool:
        """Say whether it is to be run: always, or, where once a day is enough, if today it has not been."""
        return not self.daily or finished_at is None or day_in_seoul(finished_at) < day_in_seoul(now)


_ALL = (
    Job("expire-offers", "let overdue offers expire", expire_offers, timedelta(seconds=30)),
    Job("pass-on", "offer free seats along the waiting lists", pass_on, timedelta(minutes=5)),
    Job("nightly-close", "bring in agreed seats, end what is over", close_day, timedelta(minutes=10)),
    Job("invite-to-extend", "tell when extensions open", invite_to_extend, timedelta(hours=1), True),
    Job("deliver-messages", "send what waits in the outbox", deliver_messages, timedelta(seconds=5)),
    Job("recount", "compare the counters with the days of use", check_counters, timedelta(hours=1), True),
    Job("check-audit", "recompute the chains of the audit log", check_audit, timedelta(hours=1), True),
)
JOBS = {job.name: job for job in _ALL}
"""Every job by its name."""


def run_job(job: Job, work: Work, *, holder: str | None = None) -> Report:
    """Run a job now, unless another worker is at it.

    Args:
        job: Which one.
        work: With what. In a dry run no lease is taken, for that would be written.
        holder: In whose name the lease is taken; None: a name of its own.

    Returns:
        What was done and found.

    Raises:
        Busy: Another writer held on for longer than the time-out.
    """
    report = Report(job.name)
    if work.dry_run:
        job.run(work, report)
        return report
    holder = holder or leases.new_holder()
    started_at = work.clock()
    with work.db.session(write=True) as session:
        if not leases.take(session, job.name, holder, now=started_at):
            return Report(job.name, ran=False)
    kept = _Kept(work, job.name, holder, started_at)
    said: str | None = None
    try:
        job.run(replace(work, go_on=kept), report)
        said = None if kept.stopped else str(report)
    finally:
        with work.db.session(write=True) as session:
            leases.release(session, job.name, holder, now=work.clock(), said=said)
    return report


class _Kept:
    """Asked between transactions: renews the lease in time, and says no once it is lost or the worker stops."""

    def __init__(self, work: Work, name: str, holder: str, since: datetime) -> None:
        self._work = work
        self._name = name
        self._holder = holder
        self._since = since
        self.stopped = False

    def __call__(self) -> bool:
        now = self._work.clock()
        if not self._work.go_on():
            self.stopped = True
        elif now - self._since > leases.LEASE / 2:
            with self._work.db.session(write=True) as session:
                self.stopped = not leases.renew(session, self._name, self._holder, now=now)
            self._since = now
        return not self.stopped
