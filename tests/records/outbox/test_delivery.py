"""Delivery: every message once by its key, tried again with patience, and given up where the centre sees it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from records.offers.families import DAYS, List, at
from sqlalchemy import select, update
from worlds import NOW, make_centre, make_children, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, outbox, outbox_failing, tasks
from kium_rules.records.models import Guardian, OutboxMessage, OutboxState, Task
from kium_rules.records.outbox_delivery import Delivered, Pace, deliver
from kium_rules.records.outbox_gateways import Outgoing, RefusedForGood, TryLater

PACE = Pace(batch=3, claim=timedelta(minutes=1), first_wait=timedelta(seconds=10), attempts=3)


@dataclass
class Taken:
    """A gateway that keeps what it takes, and first does what `script` says."""

    script: list[Exception | None] = field(default_factory=list)
    messages: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing) -> None:
        """Take a message."""
        if self.script and (error := self.script.pop(0)) is not None:
            raise error
        self.messages.append(message)

    @property
    def texts(self) -> list[str]:
        """What was taken."""
        return [message.text for message in self.messages]


class Office:
    """A centre whose outbox is filled and emptied."""

    def __init__(self, db: Database, policy: Policy) -> None:
        self.db = db
        self.policy = policy
        self.now = NOW
        with db.session(write=True) as session:
            self.centre = make_centre(session)
            [self.child] = make_children(session, self.centre, 1)
        self.staff = staff_of(self.centre)

    def write(self, *times: str, phone: str = "010-0000-0001") -> None:
        """Put messages into the outbox."""
        with self.db.session(write=True) as session:
            for time in times:
                facts = {"child": self.child.name, "time": time, "centre_id": self.centre.id}
                outbox.queue(session, "checked_in", phone=phone, now=self.now, **facts)

    def deliver(self, gateway: Taken) -> Delivered:
        """Send what is due now."""
        return deliver(self.db, gateway, clock=lambda: self.now, policy=self.policy, pace=PACE)

    def messages(self) -> list[OutboxMessage]:
        """Give every message."""
        with self.db.session() as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def states(self) -> list[OutboxState]:
        """Give the state of every message."""
        return [message.state for message in self.messages()]


@pytest.fixture
def office(db: Database, policy: Policy) -> Office:
    """A centre."""
    return Office(db, policy)


def test_every_message_is_sent_once_in_order(office: Office) -> None:
    office.write(*(f"13:0{number}" for number in range(8)))
    gateway = Taken()
    assert office.deliver(gateway) == Delivered(sent=8)
    assert [text.split("에")[0][-5:] for text in gateway.texts] == [f"13:0{number}" for number in range(8)]
    assert office.deliver(gateway) == Delivered()
    assert set(office.states()) == {OutboxState.SENT}
    assert len({message.key for message in gateway.messages}) == 8


def test_a_message_is_tried_again_with_the_same_key_ever_later(office: Office) -> None:
    office.write("13:00")
    gateway = Taken([TryLater("down"), TryLater("down", after=timedelta(minutes=5))])
    start = office.now
    assert office.deliver(gateway) == Delivered(put_off=1)
    office.now = start + timedelta(seconds=9)
    assert office.deliver(gateway) == Delivered()
    office.now = start + timedelta(seconds=10)
    assert office.deliver(gateway) == Delivered(put_off=1)
    # The gateway asked for more than the doubled wait.
    office.now = start + timedelta(seconds=309)
    assert office.deliver(gateway) == Delivered()
    office.now = start + timedelta(seconds=310)
    assert office.deliver(gateway) == Delivered(sent=1)
    assert [message.key for message in gateway.messages] == [office.messages()[0].key]
    assert office.messages()[0].attempts == 3


def test_waits_double_up_to_the_longest() -> None:
    pace = Pace(first_wait=timedelta(seconds=30), longest_wait=timedelta(minutes=3))
    assert [pace.wait(attempt).total_seconds() for attempt in (1, 2, 3, 4, 500)] == [30, 60, 120, 180, 180]


@pytest.mark.faq(22)
@pytest.mark.parametrize("error", [RefusedForGood("no such number"), TryLater("down")])
def test_a_message_given_up_becomes_a_task_of_the_centre(office: Office, error: Exception) -> None:
    office.write("13:00", "13:05")
    gateway = Taken([error, None] + [error] * 5)
    for _ in range(4):
        office.deliver(gateway)
        office.now += timedelta(hours=1)
    assert office.states() == [OutboxState.FAILED, OutboxState.SENT]
    with office.db.session() as session:
        [task] = tasks.list_tasks(session, office.staff, office.centre.id).items
        expected = (
            f"{office.child.name} 보호자에게 알림이 가지 않았습니다. 연락처(010-0000-0001)를 확인해 주세요."
        )
        assert (task.kind, task.text) == ("message_failed", expected)
        [failed] = outbox_failing.list_failed(session, office.staff, office.centre.id).items
        assert failed.last_error == str(error)


@pytest.mark.faq(22)
def test_a_failed_message_is_sent_again_to_the_corrected_number(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    booking_id = town.one(DAYS[0])
    office = Taken([RefusedForGood("no such number")])

    def send(gateway: Taken) -> Delivered:
        return deliver(db, gateway, clock=lambda: town.now, policy=policy, pace=PACE)

    assert send(office) == Delivered(failed=1)
    with db.session(write=True) as session:
        session.execute(update(Guardian).values(phone="010-0000-0009"))
        [task] = tasks.list_tasks(session, town.staff, town.centre_id).items
        assert (task.booking_id, task.message_id) == (booking_id, 1)
        outbox_failing.send_again(session, town.staff, 1, now=town.now)
        tasks.finish(session, town.staff, task.id, now=town.now)
        tasks.finish(session, town.staff, task.id, now=town.now + timedelta(days=1))
    assert send(office) == Delivered(sent=1)
    assert office.messages[0].to == "010-0000-0009"
    with db.session() as session:
        assert tasks.list_tasks(session, town.staff, town.centre_id).items == []
        [done] = tasks.list_tasks(session, town.staff, town.centre_id, is_done=True).items
        assert done.done_at == town.now


def test_only_failed_messages_of_ones_own_centre_are_sent_again(office: Office) -> None:
    office.write("13:00")
    with office.db.session(write=True) as session:
        other = staff_of(make_centre(session))
        with pytest.raises(Refused, match="failed"):
            outbox_failing.send_again(session, office.staff, 1, now=office.now)
        with pytest.raises(NotAllowed):
            outbox_failing.send_again(session, other, 1, now=office.now)
        with pytest.raises(NotFound):
            outbox_failing.send_again(session, office.staff, 9, now=office.now)
        with pytest.raises(NotFound):
            tasks.finish(session, office.staff, 9, now=office.now)


@pytest.mark.faq(22)
def test_a_number_that_is_none_fails_before_anything_is_sent(office: Office) -> None:
    office.write("13:00", phone="")
    gateway = Taken()
    assert office.deliver(gateway) == Delivered(failed=1)
    assert gateway.messages == []
    with office.db.session() as session:
        assert session.scalars(select(Task.message_id)).all() == [1]


def test_the_number_is_looked_up_when_the_message_is_sent(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    town.one(DAYS[0])
    with db.session(write=True) as session:
        session.execute(update(Guardian).values(phone="010-0000-0009"))
    gateway = Taken()
    deliver(db, gateway, clock=lambda: town.now, policy=policy)
    assert gateway.messages[0].to == "010-0000-0009"


@pytest.mark.parametrize("what", ["answered", "cancelled", "late"])
def test_an_offer_that_is_over_is_not_announced_any_more(db: Database, policy: Policy, what: str) -> None:
    town = List(db, policy)
    holder, waiting = town.one(DAYS[0]), town.one(DAYS[0])
    town.cancel(holder)
    if what == "answered":
        town.decline(waiting)
    elif what == "cancelled":
        town.cancel(waiting)
    else:
        town.now = at("08 12:00")
    gateway = Taken()
    done = deliver(db, gateway, clock=lambda: town.now, policy=policy)
    assert done.withheld == 1
    assert "offered" not in [message.kind for message in gateway.messages]
    assert done.sent == len(gateway.messages) >= 3


def test_an_open_offer_is_announced(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    holder, _ = town.one(DAYS[0]), town.one(DAYS[0])
    town.cancel(holder)
    gateway = Taken()
    assert deliver(db, gateway, clock=lambda: town.now, policy=policy).withheld == 0
    assert "offered" in [message.kind for message in gateway.messages]


def test_two_workers_share_the_outbox(office: Office) -> None:
    office.write(*(f"13:{number:02}" for number in range(40)))
    gateway = Taken()
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: office.deliver(gateway), range(3)))
    assert sum(each.sent for each in done) == 40
    assert len(gateway.messages) == 40


def test_a_claim_that_ran_out_goes_to_another_who_sends_the_same_key(office: Office) -> None:
    class Killed(BaseException):
        """What becomes of a worker."""

    office.write("13:00")
    gateway = Taken()

    class Dying(Taken):
        def send(self, message: Outgoing) -> None:
            gateway.messages.append(message)
            raise Killed

    with pytest.raises(Killed):
        office.deliver(Dying())
    assert office.deliver(gateway) == Delivered()
    office.now += PACE.claim
    assert office.deliver(gateway) == Delivered(sent=1)
    assert len({message.key for message in gateway.messages}) == 1


def test_a_worker_that_woke_up_too_late_changes_nothing(office: Office) -> None:
    """Its claim ran out while it sent, and another worker has sent the message since."""
    office.write("13:00")
    other = Taken()

    class Slow(Taken):
        def send(self, message: Outgoing) -> None:
            office.now += PACE.claim
            assert office.deliver(other) == Delivered(sent=1)
            raise RefusedForGood("too late")

    office.deliver(Slow())
    assert office.states() == [OutboxState.SENT]
    assert len(other.messages) == 1


def test_nothing_is_sent_after_the_claim_has_run_out(office: Office) -> None:
    office.write("13:00", "13:01")

    class Slow(Taken):
        def send(self, message: Outgoing) -> None:
            office.now += timedelta(minutes=2)
            super().send(message)

    slow = Slow()
    office.deliver(slow)
    assert len(slow.messages) == 1
