"""The words of the domain, as codes: the same in rule tables, database and Python.

What people read for a code stands in `kium_rules/labels/words.yaml`; see `kium_rules.labels.label`.
"""

from enum import StrEnum
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
"""The zone in which "today" is decided and every instant is shown."""


class CentreType(StrEnum):
    """What kind of centre it is; it decides which care it offers."""

    GENERAL = "general"
    COMBINED = "combined"
    HUB = "hub"


class CareType(StrEnum):
    """What a booking is for."""

    REGULAR = "regular"
    TEMPORARY = "temporary"
    SICK_CHILD = "sick_child"


class QuarterKind(StrEnum):
    """The four parts of a centre's school year, in their order. Never calendar quarters."""

    FIRST_SEMESTER = "first_semester"
    SUMMER_BREAK = "summer_break"
    SECOND_SEMESTER = "second_semester"
    WINTER_BREAK = "winter_break"


class BookingState(StrEnum):
    """Where a booking stands."""

    APPLIED = "applied"
    WAITING = "waiting"
    OFFERED = "offered"
    SCHEDULED = "scheduled"
    IN_USE = "in_use"
    ENDED = "ended"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class BookingEvent(StrEnum):
    """What can happen to a booking."""

    APPLY = "apply"
    EDIT = "edit"
    RESCHEDULE = "reschedule"
    APPROVE = "approve"
    REJECT = "reject"
    LIFT_REJECTION = "lift_rejection"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    START = "start"
    CANCEL = "cancel"
    END = "end"
    EXTEND = "extend"


class Role(StrEnum):
    """Who acts."""

    PARENT = "parent"
    CENTRE = "centre"
    DISTRICT = "district"
    CITY = "city"
    POLICY = "policy"
    SYSTEM = "system"


class Outcome(StrEnum):
    """What becomes of an application."""

    ADMIT = "admit"
    WAIT = "wait"
    REFUSE = "refuse"


class TapOutcome(StrEnum):
    """What a reading of a card meant."""

    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    DUPLICATE = "duplicate"
    UNKNOWN_CARD = "unknown_card"
    CARD_LOST = "card_lost"
    NOT_STARTED = "not_started"
    NO_USE_TODAY = "no_use_today"
    OTHER_CENTRE = "other_centre"
    BOOKING_ENDED = "booking_ended"
    OUTSIDE_HOURS = "outside_hours"
    NO_CHECK_IN = "no_check_in"


class CardState(StrEnum):
    """Where a card stands in its own life."""

    SPARE = "spare"
    ASSIGNED = "assigned"
    LOST = "lost"
    RETURNED = "returned"
