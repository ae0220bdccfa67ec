"""Threads that do anything to a few bookings at two centres, in no order, all at once."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count as counting
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from worlds import MONDAY, PAPERS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import Busy, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, cards, offers, places
from kium_rules.records.actors import Actor
from kium_rules.records.bookings import Terms, Wanted
from kium_rules.records.models import Booking, CapacityChange, Centre, Child, ClosureDay
from kium_rules.records.taps import record_tap
from kium_rules.vocabulary import SEOUL, CareType, Role

CITY = Actor(None, Role.CITY, name="시견본")
DAY = timedelta(days=1)
LAST = date(2026, 4, 10)
nonces = counting()


@dataclass
class Mix:
    """What the threads share.

    Args:
        db: The database; it lets all of them write at once.
        policy: The rules.
        seed: What they do hangs on it, though not in which order.
    """

    db: Database
    policy: Policy
    seed: int
    centres: list[Centre] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    stuck: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)

    def prepare(self) -> None:
        """Make two small centres, and children of two families with cards."""
        with self.db.session(write=True) as session:
            self.centres = [make_centre(session, base=2, extra=1) for _ in range(2)]
            self.children = [child for _ in range(2) for child in make_children(session, self.centres[0], 4)]
            staff = staff_of(self.centres[0])
            for number, child in enumerate(self.children):
                uid = f"04A1B2C3D4E5{number:02X}"
                more = {"uid": uid, "now": at(MONDAY), "policy": self.policy}
                cards.register_card(session, staff, centre_id=self.centres[0].id, **more)
                cards.assign_card(session, staff, child_id=child.id, **more)

    def run(self, threads: int, steps: int) -> None:
        """Let so many threads each take so many steps, and wait for all of them."""
        working = [threading.Thread(target=self._steps, args=(number, steps)) for number in range(threads)]
        for thread in working:
            thread.start()
        for thread in working:
            thread.join()

    def _steps(self, number: int, steps: int) -> None:
        chance = Random(self.seed * 1_000 + number)  # noqa: S311 - a test's choices, to be had again
        for _ in range(steps):
            name = chance.choice(list(VERBS))
            try:
                with self.db.session(write=True) as session:
                    VERBS[name](self, session, chance)
            except Busy:
                self.stuck.append(name)
            except (Refused, places.NeedsConfirmation):
                self.done[f"{name} refused"] += 1
            except BaseException as error:
                self.broken.append(error)
            else:
                self.done[name] += 1


def at(day: date) -> datetime:
    """Give nine o'clock of a day."""
    return datetime.combine(day, time(9), SEOUL)


def _when(mix: Mix) -> dict[str, Any]:
    return {"now": at(MONDAY), "policy": mix.policy}


def _booking(session: Session, chance: Random, *states: str) -> Booking:
    query = select(Booking).where(Booking.state.in_(states)).order_by(Booking.id)
    return _any_of(session.scalars(query).all(), chance)


def _any_of(things: Sequence[Any], chance: Random) -> Any:
    """Choose one; where another thread has left none, nothing is to be done."""
    if not things:
        raise Refused("없음", "there is none")
    return chance.choice(things)


def _days(chance: Random) -> list[date]:
    return [
        MONDAY + n * DAY for n in chance.sample((0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14), chance.randint(1, 4))
    ]


def _weekdays(chance: Random) -> frozenset[int]:
    return frozenset(chance.sample(range(5), chance.randint(1, 3)))


def _apply(mix: Mix, session: Session, chance: Random) -> None:
    centre, child = chance.choice(mix.centres), chance.choice(mix.children)
    ask(session, mix.policy, centre.id, child, weekdays=_weekdays(chance))


def _apply_for_days(mix: Mix, session: Session, chance: Random) -> None:
    centre, child = chance.choice(mix.centres), chance.choice(mix.children)
    ask_for_days(session, mix.policy, centre.id, child, *_days(chance))


def _apply_together(mix: Mix, session: Session, chance: Random) -> None:
    family = chance.sample(mix.children[:4] if chance.random() < 0.5 else mix.children[4:], 2)
    wish = {"care_type": CareType.REGULAR, "from_on": MONDAY, "until_on": LAST, "weekdays": _weekdays(chance)}
    siblings = [Wanted(child_id=child.id, starts=time(13), ends=time(17), **wish) for child in family]
    centre = chance.choice(mix.centres)
    bookings.apply_together(session, parent_of(family[0]), centre.id, siblings, **_when(mix))


def _staff_verb(verb: Callable[..., Any], *states: str, **more: Any) -> Callable[..., None]:
    def act(mix: Mix, session: Session, chance: Random) -> None:
        one = _booking(session, chance, *states)
        verb(session, staff_of(one.centre), one.id, **more, **_when(mix))

    return act


def _cancel_days(mix: Mix, session: Session, chance: Random) -> None:
    one = _booking(session, chance, "applied", "waiting", "scheduled", "in_use")
    days = [day.on for day in one.days if day.holds_seat or day.waits]
    bookings.cancel_days(
        session, staff_of(one.centre), one.id, [_any_of(days, chance)], reason="병원", **_when(mix)
    )


def _edit(mix: Mix, session: Session, chance: Random) -> None:
    one = _booking(session, chance, "applied", "scheduled", "in_use")
    bookings.edit(session, staff_of(one.centre), one.id, weekdays=_weekdays(chance), **_when(mix))


def _reschedule(mix: Mix, session: Session, chance: Random) -> None:
    one = _booking(session, chance, "applied", "scheduled", "in_use")
    days = [day.on for day in one.days if day.holds_seat]
    moved = {_any_of(days, chance): chance.choice(_days(chance))}
    bookings.reschedule(session, staff_of(one.centre), one.id, moved, **_when(mix))


def _lift(mix: Mix, session: Session, chance: Random) -> None:
    bookings.lift_rejection(session, CITY, _booking(session, chance, "rejected").id, **_when(mix))


def _transfer(mix: Mix, session: Session, chance: Random) -> None:
    one = _booking(session, chance, "applied", "waiting", "offered", "scheduled")
    target = next(centre.id for centre in mix.centres if centre.id != one.centre_id)
    bookings.transfer(session, staff_of(one.centre), one.id, target, terms=Terms(), **_when(mix))


def _tend(mix: Mix, session: Session, chance: Random) -> None:
    tend = chance.choice([offers.pass_on, offers.expire, offers.leave_list, bookings.lapse])
    tend(session, chance.choice(mix.centres).id, **_when(mix))


def _close(mix: Mix, session: Session, chance: Random) -> None:
    bookings.close_day(session, now=at(MONDAY + chance.choice((0, 40)) * DAY), policy=mix.policy, batch=50)


def _close_days(mix: Mix, session: Session, chance: Random) -> None:
    centre = chance.choice(mix.centres)
    places.close_days(
        session, CITY, centre.id, _days(chance)[:1], reason="공사", confirmed=True, **_when(mix)
    )


def _reopen(mix: Mix, session: Session, chance: Random) -> None:
    centre = chance.choice(mix.centres)
    closed = session.scalars(select(ClosureDay.on).where(ClosureDay.centre_id == centre.id)).all()
    places.reopen(session, CITY, centre.id, closed[:1], **_when(mix))


def _capacity(mix: Mix, session: Session, chance: Random) -> None:
    asked = session.scalars(select(CapacityChange.id).where(CapacityChange.state == "asked")).first()
    if asked is not None:
        places.approve_capacity_change(session, CITY, asked, confirmed=True, **_when(mix))
        return
    centre = chance.choice(mix.centres)
    numbers = {"base_seats": chance.choice((2, 3)), "extra_seats": 1, "sick_child_places": 0}
    more = {"effective_on": MONDAY, "reason": "증원", "confirmed": True, **_when(mix)}
    places.ask_capacity_change(session, staff_of(centre), centre.id, **numbers, **more)


def _tap(mix: Mix, session: Session, chance: Random) -> None:
    uid = f"04A1B2C3D4E5{chance.randrange(len(mix.children)):02X}"
    more = {"nonce": f"mix-{next(nonces)}", "happened_at": at(MONDAY), **_when(mix)}
    record_tap(session, uid=uid, centre_id=chance.choice(mix.centres).id, reader="입구", **more)


VERBS: dict[str, Callable[[Mix, Session, Random], None]] = {
    "apply": _apply,
    "apply for days": _apply_for_days,
    "apply together": _apply_together,
    "approve": _staff_verb(bookings.approve, "applied", documents=PAPERS),
    "reject": _staff_verb(bookings.reject, "applied", "waiting", reason="사유"),
    "start": _staff_verb(bookings.start, "scheduled"),
    "end": _staff_verb(bookings.end, "in_use", reason="이사"),
    "cancel": _staff_verb(bookings.cancel, "applied", "waiting", "offered", "scheduled", reason="사정"),
    "cancel days": _cancel_days,
    "edit": _edit,
    "reschedule": _reschedule,
    "lift a rejection": _lift,
    "transfer": _transfer,
    "accept": _staff_verb(offers.accept, "offered"),
    "decline": _staff_verb(offers.decline, "offered"),
    "tend the list": _tend,
    "close the day": _close,
    "close days": _close_days,
    "reopen": _reopen,
    "change capacity": _capacity,
    "tap": _tap,
}
