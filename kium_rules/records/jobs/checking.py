"""The jobs that check the records. What looks wrong is looked at again with everybody else held off."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kium_rules.records import audit, locks, recount
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.models import AuditChain, AuditLine, DayCounter


def check_counters(work: Work, report: Report) -> None:
    """Recount the days of use, and name every day whose counters say something else.

    Nothing is repaired: a difference has a cause, and somebody should know it.
    """
    with work.db.session() as session:
        suspects = sorted({found.centre_id for found in recount.differences(session)})
        days = session.scalar(select(func.count()).select_from(DayCounter)) or 0
    for centre_id in suspects:
        if not work.go_on():
            return
        with work.db.session(write=True) as session:
            locks.lock_centre(session, centre_id)
            for found in recount.differences(session, centre_id=centre_id):
                stored = "no counters" if found.stored is None else _unlike(found.stored, found.counted)
                report.findings.append(f"centre {centre_id}, {found.on}: {stored}")
    report.looked_at = f"{len(report.findings)} differences, {days} counted days looked at"


def check_audit(work: Work, report: Report) -> None:
    """Recompute the chains of the audit log, and name every line that is not as it was written."""
    with work.db.session() as session:
        suspects = sorted({broken.chain_id for broken in audit.broken_lines(session)})
        lines = session.scalar(select(func.count()).select_from(AuditLine)) or 0
    for chain_id in suspects:
        if not work.go_on():
            return
        with work.db.session(write=True) as session:
            _hold_chain(session, chain_id)
            report.findings += [
                f"audit chain {broken.chain_id}, line {broken.number}: {broken.what}"
                for broken in audit.broken_lines(session, centre_id=chain_id)
            ]
    report.looked_at = f"{len(report.findings)} broken lines, {lines} looked at"


def _hold_chain(session: Session, chain_id: int) -> None:
    session.execute(select(AuditChain.id).where(AuditChain.id == chain_id).with_for_update())


def _unlike(stored: recount.Counts, counted: recount.Counts) -> str:
    return ", ".join(
        f"{name} is {stored[name]} and should be {counted[name]}"
        for name in counted
        if stored[name] != counted[name]
    )
