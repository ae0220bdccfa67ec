"""Doing something at one centre after the other, each in a transaction of its own."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.records.jobs.work import Report, Work

AtCentre = Callable[[Session, int, datetime], list[str]]
"""Does something at a centre, and says what it did, a line each."""


def ids(work: Work, query: Select[int]) -> Sequence[int]:
    """Read the centres at which there is something to do, each once."""
    with work.db.session() as session:
        return sorted(set(session.scalars(query)))


def at_each(work: Work, report: Report, centre_ids: Sequence[int], at_centre: AtCentre) -> None:
    """Do something at each centre, in a transaction each: one centre that is busy holds up no other."""
    for centre_id in centre_ids:
        if not work.go_on():
            return
        try:
            with work.transaction() as session:
                said = at_centre(session, centre_id, work.clock())
        except Refused as refused:
            report.findings.append(f"centre {centre_id}: {refused.en}")
        else:
            report.done += said
