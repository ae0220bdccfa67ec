"""Why somebody who waits was passed over: on which days there was a seat, and on which there was none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kium_rules.records.models import QueuePlace


@dataclass(frozen=True, slots=True)
class Skip:
    """A booking that was passed over, with the days that have a seat and those that have none."""

    booking_id: int
    free_days: tuple[date, ...]
    full_days: tuple[date, ...]


def note_skips(session: Session, centre_id: int, skips: Sequence[Skip], *, now: datetime) -> None:
    """Keep who was passed over and why; a note that says the same already is left as it is."""
    ids = [skip.booking_id for skip in skips]
    query = select(QueuePlace.booking_id, QueuePlace.free_days, QueuePlace.full_days)
    known = {
        booking_id: (free, full)
        for booking_id, free, full in session.execute(query.where(QueuePlace.booking_id.in_(ids)))
    }
    for skip in skips:
        said = (_iso(skip.free_days), _iso(skip.full_days))
        if known.get(skip.booking_id) != said:
            noted = {"skipped_at": now, "free_days": said[0], "full_days": said[1]}
            remember(session, centre_id, skip.booking_id, **noted)


def remember(session: Session, centre_id: int, booking_id: int, **said: object) -> None:
    """Write what the list remembers of a booking, whether or not it remembers something already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    empty: dict[str, list[str]] = {"free_days": [], "full_days": []}
    statement = dialect.insert(QueuePlace).values(
        {"booking_id": booking_id, "centre_id": centre_id, **empty, **said}
    )
    session.execute(statement.on_conflict_do_update(index_elements=["booking_id"], set_=said))


def _iso(days: Sequence[date]) -> list[str]:
    return [day.isoformat() for day in days]
