"""How the rules meet: rule word `admission`."""

from kium_rules.decision import Decision
from kium_rules.policy.asking import Asking, bounds
from kium_rules.policy.booking_window import days_of_use, window_reasons
from kium_rules.policy.care_types import care_type_reasons
from kium_rules.policy.eligibility import eligibility_reasons
from kium_rules.policy.one_place import one_place_reasons
from kium_rules.policy.replaying import looked_at
from kium_rules.policy.seats import Seats, seats_on
from kium_rules.policy.sentences import fill
from kium_rules.policy.waiting_list import waiting_reasons
from kium_rules.values import Situation
from kium_rules.vocabulary import Outcome


def decide(asking: Asking, situation: Situation) -> Decision:
    """Decide an application: seats are looked at only when nothing else stands against it.

    Source: admission, and every table it names.
    """
    application, centre = situation.application, situation.centre
    days = days_of_use(application, centre)
    refusals = (
        *care_type_reasons(asking, application, centre),
        *eligibility_reasons(asking, application.child),
        *window_reasons(asking, application, centre, days),
        *one_place_reasons(asking, application, days),
    )
    seats = seats_on(asking, situation, days) if not refusals else Seats((), ())
    crowded = waiting_reasons(asking, situation, seats.full_days)
    facts = {
        "refusals": len(refusals),
        "full_days": len(seats.full_days),
        "days_without_room": len({day for reason in crowded for day in reason.facts["days"]}),
    }
    row = asking.row("admission", **facts)
    outcome = Outcome(row.text("outcome"))
    known = {**facts, **bounds(row, facts), "days_of_use": len(days)}
    return Decision(
        outcome=outcome,
        reasons=refusals or crowded or seats.reasons,
        days=days,
        full_days=seats.full_days,
        asked_on=application.asked_on,
        rule_book=asking.book.hash,
        ko=fill(row.sentence("ko"), known, "ko"),
        en=fill(row.sentence("en"), known, "en"),
        situation=looked_at(situation, days),
    )
