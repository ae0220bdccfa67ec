"""A card is read: the tap is stored whatever it means, the visit follows, and the reader gets its answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from kium_rules.errors import NotFound, Refused
from kium_rules.policy import Policy, TapMeaning
from kium_rules.records import locks, outbox
from kium_rules.records.days import day_in_seoul
from kium_rules.records.masking import mask_name
from kium_rules.records.models import Centre, Child, Tap, Visit
from kium_rules.records.taps.facts import Seen, look
from kium_rules.uid import canonical
from kium_rules.vocabulary import SEOUL, TapOutcome

LONGEST_NONCE = 64


@dataclass(frozen=True, slots=True)
class TapAnswer:
    """What the reader shows.

    Args:
        outcome: What the tap meant.
        ko: The sentence on the reader.
        child_name_masked: Whose card it is, masked; empty where it is nobody's.
        next_step: The one thing staff should do, as a code of the attendance table; `none`: nothing.
        rule: The row that decided.
    """

    outcome: TapOutcome
    ko: str
    child_name_masked: str
    next_step: str
    rule: str


def record_tap(
    session: Session,
    *,
    uid: str,
    centre_id: int,
    reader: str,
    nonce: str,
    happened_at: datetime,
    now: datetime,
    policy: Policy,
) -> TapAnswer:
    """Store a tap and answer it. The same nonce again changes nothing and gets the first answer.

    Args:
        session: The transaction; a writing one.
        uid: The card's UID in hex.
        centre_id: Where it was read.
        reader: By which reader.
        nonce: The reader's own name for this tap, the same at every upload.
        happened_at: When the card was read.
        now: When the tap came in.
        policy: The rules.

    Raises:
        NotFound: There is no such centre.
        Refused: The UID, the nonce or the time cannot be read; such a tap is no tap and is not stored.

    Source: attendance.
    """
    number = canonical(uid)
    if not 1 <= len(nonce) <= LONGEST_NONCE:
        raise Refused.because("records.bad_nonce", longest=LONGEST_NONCE)
    if happened_at.tzinfo is None:
        raise Refused.because("records.bad_instant", at=happened_at)
    if session.get(Centre, centre_id) is None:
        raise NotFound.because("records.no_such_centre")
    locks.lock_card(session, number)
    known = session.scalars(select(Tap).where(Tap.nonce == nonce)).one_or_none()
    if known is not None:
        return _stored_answer(known)
    seen = look(session, number, centre_id, happened_at, now=now)
    meaning = policy.tap_meaning(seen.facts, day_in_seoul(happened_at))
    answer = _answer(seen, meaning, happened_at)
    tap = {
        "nonce": nonce,
        "uid": number,
        "centre_id": centre_id,
        "reader": reader[:100],
        "happened_at": happened_at,
        "received_at": now,
        "outcome": answer.outcome,
        "booking_day_id": seen.day.id if seen.day else None,
        "child_id": seen.card.child_id if seen.card else None,
        "answer": {
            "ko": answer.ko,
            "child": answer.child_name_masked,
            "next_step": answer.next_step,
            "rule": answer.rule,
        },
    }
    if not _store(session, tap):
        # An unknown card has no row to wait at: the same tap came in twice at once, and the other one won.
        return _stored_answer(session.scalars(select(Tap).where(Tap.nonce == nonce)).one())
    _settle_visit(session, seen, meaning, centre_id, happened_at, now=now)
    return answer


def _answer(seen: Seen, meaning: TapMeaning, happened_at: datetime) -> TapAnswer:
    child = mask_name(seen.card.child.name) if seen.card and seen.card.child else ""
    ko = meaning.say(
        "ko",
        child=child,
        time=happened_at.astimezone(SEOUL).time(),
        centre=seen.day.booking.centre.name if seen.day else "",
        previous=seen.previous.answer["ko"] if seen.previous else "",
    )
    return TapAnswer(meaning.outcome, ko, child, meaning.next_step, meaning.rule)


def _stored_answer(tap: Tap) -> TapAnswer:
    kept = tap.answer
    return TapAnswer(tap.outcome, kept["ko"], kept["child"], kept["next_step"], kept["rule"])


def _store(session: Session, tap: dict[str, object]) -> bool:
    """Insert the tap unless its nonce is there; say whether it went in."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Tap).values(tap).on_conflict_do_nothing().returning(Tap.id)
    return session.scalar(statement) is not None


def _settle_visit(
    session: Session, seen: Seen, meaning: TapMeaning, centre_id: int, happened_at: datetime, *, now: datetime
) -> None:
    """Open or close the visit as the table said, and tell the guardian on the same day."""
    child = seen.card.child if seen.card else None
    if meaning.visit == "none" or child is None:
        return
    is_today = day_in_seoul(happened_at) == day_in_seoul(now)
    if meaning.visit == "open":
        visit = _visit(seen, child, centre_id, happened_at)
        visit.in_at, visit.is_open = happened_at, is_today
        if is_today:
            _leave_unfinished(session, child)
        session.add(visit)
    elif meaning.visit == "close" and seen.inside is not None:
        seen.inside.out_at, seen.inside.is_open = max(happened_at, seen.inside.in_at or happened_at), False
        seen.inside.is_unfinished = False
        # The nightly close may have marked it since it was read; then it has to be written all the same.
        flag_modified(seen.inside, "is_unfinished")
    else:
        visit = _visit(seen, child, centre_id, happened_at)
        visit.out_at = happened_at
        session.add(visit)
    session.flush()
    # Nobody is told today that a child came in yesterday: taps kept offline may come in late.
    if is_today:
        outbox.queue(
            session,
            "checked_in" if meaning.visit == "open" else "checked_out",
            phone=child.guardian.phone,
            now=now,
            centre_id=centre_id,
            child=mask_name(child.name),
            time=f"{happened_at.astimezone(SEOUL):%H:%M}",
        )


def _visit(seen: Seen, child: Child, centre_id: int, happened_at: datetime) -> Visit:
    day_id = seen.day.id if seen.day else None
    return Visit(booking_day_id=day_id, child_id=child.id, centre_id=centre_id, on=day_in_seoul(happened_at))


def _leave_unfinished(session: Session, child: Child) -> None:
    """Close a visit that was never tapped out, without an end: who comes in now is inside there no more."""
    unfinished = session.scalars(select(Visit).where(Visit.child_id == child.id, Visit.is_open)).one_or_none()
    if unfinished is not None:
        unfinished.is_open = False
        session.flush()
