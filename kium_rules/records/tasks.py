"""Tasks of a centre: what came up by itself and staff have to see to."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kium_rules.errors import NotFound
from kium_rules.records import audit
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.models import Task
from kium_rules.records.paging import Page, read_page


def add(
    session: Session,
    kind: str,
    text: str,
    *,
    centre_id: int,
    now: datetime,
    booking_id: int | None = None,
    message_id: int | None = None,
) -> None:
    """Put something on a centre's list.

    Args:
        session: The transaction of what came up.
        kind: What it is about, as the event of the table `notices`.
        text: What staff read.
        centre_id: Whose list.
        now: When.
        booking_id: About which booking.
        message_id: About which message.
    """
    task = {
        "kind": kind,
        "text": text,
        "centre_id": centre_id,
        "booking_id": booking_id,
        "message_id": message_id,
        "created_at": now,
    }
    session.execute(insert(Task), [task])


def list_tasks(
    session: Session,
    actor: Actor,
    centre_id: int,
    *,
    is_done: bool = False,
    page: int = 1,
    per_page: int = 50,
) -> Page[Task]:
    """List a centre's tasks, the oldest first; those done the newest first.

    Raises:
        NotAllowed: The actor has no say there.
        NotFound: There is no such centre.
    """
    require_centre(session, actor, centre_id)
    query = select(Task).where(Task.centre_id == centre_id)
    if is_done:
        query = query.where(Task.done_at.is_not(None)).order_by(Task.done_at.desc(), Task.id.desc())
    else:
        query = query.where(Task.done_at.is_(None)).order_by(Task.id)
    return read_page(session, query, page=page, per_page=per_page)


def finish(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Task:
    """Tick a task off; one that is done already stays as it is.

    Raises:
        NotAllowed: The actor has no say at that centre.
        NotFound: There is no such task.
    """
    query = select(Task).where(Task.id == task_id).with_for_update()
    task = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if task is None:
        raise NotFound.because("outbox.no_such_task")
    require_centre(session, actor, task.centre_id)
    if task.done_at is None:
        task.done_at, task.done_by_login_id = now, actor.login_id
        session.flush()
        audit.record(
            session, actor, "finish", "task", task.id, {"kind": task.kind}, now=now, centre_id=task.centre_id
        )
    return task
