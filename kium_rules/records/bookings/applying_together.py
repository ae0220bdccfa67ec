"""Applying for siblings who are to come together or not at all: all are admitted, all wait, or all are refused."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from kium_rules.decision import Decision
from kium_rules.errors import Refused
from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records import offers, seats
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.applying import Applied, Wanted, gather, occupy, write_down
from kium_rules.records.bookings.wishes import Weighed, Wish, weigh
from kium_rules.records.models import Channel
from kium_rules.vocabulary import Outcome


def apply_together(
    session: Session,
    actor: Actor,
    centre_id: int,
    siblings: Sequence[Wanted],
    *,
    now: datetime,
    policy: Policy,
    channel: Channel | str = Channel.ONLINE,
) -> tuple[Applied, ...]:
    """Apply for children of one family at one centre who want to come together or not at all.

    There are seats for all of them, or all of them wait and are offered seats together (`offers.keep_together`), or
    none of the applications is taken. While they wait they hold nothing: a single seat goes to others.

    Args:
        session: The transaction; a writing one.
        actor: Their parent, or staff of the centre.
        centre_id: Where.
        siblings: What is asked for each child.
        now: The instant of asking.
        policy: The rules.
        channel: Online, or offline where staff enter it.

    Returns:
        What became of each, in the order they were named.

    Raises:
        NotAllowed: The actor may not apply for these children at this centre.
        NotFound: There is no such centre or child.
        Refused: They are not several children of one family, an application cannot be read as one, or a document is
            missing.

    Source: admission, booking_states, waiting_list.
    """
    ids = [one.child_id for one in siblings]
    if len(ids) < 2 or len({*ids}) < len(ids):
        raise Refused.because("bookings.together_several")
    # The children are locked by rising id, as everybody locks them.
    in_order = sorted(siblings, key=lambda one: one.child_id)
    wishes = [gather(session, actor, centre_id, one, now=now, policy=policy) for one in in_order]
    if len({wish.child.guardian_id for wish in wishes}) > 1:
        raise Refused.because("offers.siblings_not_one_family")
    decisions = _decide_together(session, wishes, now=now, policy=policy)
    applied = {
        one.child_id: write_down(session, actor, wish, one, decision, channel=channel, now=now, policy=policy)
        for one, wish, decision in zip(in_order, wishes, decisions, strict=True)
    }
    waiting = [
        each.booking.id
        for each in applied.values()
        if each.booking is not None and each.decision.outcome is Outcome.WAIT
    ]
    if waiting:
        offers.keep_together(session, actor, waiting, now=now)
    return tuple(applied[child_id] for child_id in ids)


def _decide_together(
    session: Session, wishes: Sequence[Wish], *, now: datetime, policy: Policy
) -> list[Decision]:
    """Decide one after the other, each beside the seats the others took, and bring all to the same outcome."""
    taken: list[tuple[Wish, Weighed]] = []
    for wish in wishes:
        weighed = weigh(session, wish, now=now, policy=policy)
        if weighed.decision.outcome is Outcome.REFUSE:
            _give_back(session, taken)
            return _refuse_all(session, wishes, wish, weighed.decision, now=now, policy=policy)
        if not occupy(session, wish, weighed):
            raise Refused.because("records.no_seat_left")
        taken.append((wish, weighed))
    decisions = [weighed.decision for _, weighed in taken]
    if len({decision.outcome for decision in decisions}) == 1:
        return decisions
    admitted = [(wish, weighed) for wish, weighed in taken if not weighed.waits]
    _give_back(session, admitted)
    for wish, weighed in admitted:
        if not seats.take(session, wish.centre.id, wish.care_type, weighed.decision.days, waits=True):
            raise Refused.because("bookings.together_list_full")
    return [_waiting_with(decision) for decision in decisions]


def _give_back(session: Session, taken: Collection[tuple[Wish, Weighed]]) -> None:
    for wish, weighed in taken:
        days = weighed.decision.days
        seats.give_back(session, wish.centre.id, wish.care_type, days, waits=weighed.waits)


def _refuse_all(
    session: Session, wishes: Sequence[Wish], refused: Wish, why: Decision, *, now: datetime, policy: Policy
) -> list[Decision]:
    """Refuse all because of one; whoever would be refused alone as well is told the own reasons."""
    decisions = []
    for wish in wishes:
        decision = why if wish is refused else weigh(session, wish, now=now, policy=policy).decision
        decisions.append(decision if decision.outcome is Outcome.REFUSE else _refused_with(why))
    return decisions


def _refused_with(why: Decision) -> Decision:
    ko, en = (sentence("bookings.together_refused", language) for language in ("ko", "en"))
    return replace(why.without_situation(), days=(), full_days=(), ko=ko, en=en)


def _waiting_with(decision: Decision) -> Decision:
    """Let one wait that would have had a seat alone. The rules of its own application did not say so."""
    if decision.outcome is Outcome.WAIT:
        return decision
    ko, en = (sentence("bookings.together_waits", language) for language in ("ko", "en"))
    return replace(decision.without_situation(), outcome=Outcome.WAIT, ko=ko, en=en)
