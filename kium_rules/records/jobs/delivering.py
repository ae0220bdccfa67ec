"""The job that sends what waits in the outbox."""

from sqlalchemy import select

from kium_rules.records import outbox_delivery
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.masking import mask_phone
from kium_rules.records.models import OutboxMessage


def deliver_messages(work: Work, report: Report) -> None:
    """Send every message that is due."""
    if work.dry_run:
        with work.db.session() as session:
            query = select(OutboxMessage).where(outbox_delivery.due_messages(work.clock()))
            report.done += [
                f"message {one.id} ({one.kind}) to {mask_phone(one.recipient_phone)}"
                for one in session.scalars(query.order_by(OutboxMessage.id))
            ]
        return
    if work.gateway is None:
        report.findings.append("no gateway is set, so messages stay in the outbox; give --gateway")
        return
    done = outbox_delivery.deliver(
        work.db, work.gateway, clock=work.clock, policy=work.policy, go_on=work.go_on
    )
    counts = {
        "sent": done.sent,
        "withheld": done.withheld,
        "to be tried again": done.put_off,
        "failed": done.failed,
    }
    if any(counts.values()):
        report.done.append(", ".join(f"{count} {what}" for what, count in counts.items() if count))
