"""The questions about a centre: its care, its seats, its quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kium_rules.decision import Reason
from kium_rules.policy import (
    capacity,
    capacity_change,
    care_types,
    centre_defaults,
    quarters,
    seat_limits,
    waiting_list,
)
from kium_rules.policy.asking import Asking
from kium_rules.tables import RuleBook
from kium_rules.values import Centre, Quarter
from kium_rules.vocabulary import CareType, CentreType


@dataclass(frozen=True, slots=True)
class CentreQuestions:
    """What one can ask a rule book about a centre.

    Args:
        book: The rule tables.
    """

    book: RuleBook

    def asking(self, on: date) -> Asking:
        """Ask the tables as they stand on a day."""
        return Asking(self.book, on)

    def care_offered(self, centre: Centre, on: date) -> tuple[CareType, ...]:
        """List the care types a centre offers, in the order of the vocabulary.

        Source: care_types.
        """
        return care_types.care_offered(self.asking(on), centre)

    def capacity(self, centre_type: CentreType, area_m2: Decimal, on: date) -> capacity.Capacity:
        """Work out the seats of a floor area in square metres.

        Raises:
            ValueError: The area is negative or no number.

        Source: capacity.
        """
        return capacity.capacity_of(self.asking(on), centre_type, area_m2)

    def extra_seats(self, centre_type: CentreType, base_seats: int, on: date) -> int:
        """Work out the extra seats that belong to a number of base seats.

        Source: capacity.
        """
        return capacity.extra_of(self.asking(on), centre_type, base_seats)

    def seat_limits(self, centre: Centre, on: date) -> seat_limits.SeatLimits:
        """Give what a day at this centre may carry.

        Source: seat_limits.
        """
        return seat_limits.seat_limits(self.asking(on), centre)

    def waiting_limit(self, centre: Centre, care_type: CareType, on: date) -> int:
        """Give the most applications that may wait for one day of one care type.

        Source: waiting_list.
        """
        return waiting_list.waiting_limit(self.asking(on), centre, care_type)

    def check_quarters(
        self, centre_quarters: Sequence[Quarter], on: date, *, first_opening: bool = False
    ) -> tuple[Reason, ...]:
        """Give everything that stands against a centre's quarters; empty: they are fine.

        Source: quarters.
        """
        return quarters.quarter_reasons(self.asking(on), centre_quarters, first_opening=first_opening)

    def capacity_change(
        self, change: capacity_change.CapacityChange, on: date
    ) -> capacity_change.ChangeReasons:
        """Look at a change of capacity: what stands against it, and what should be looked at first.

        Source: capacity_change.
        """
        return capacity_change.capacity_change_reasons(self.asking(on), change)

    def centre_default(self, setting: str, on: date) -> int:
        """Give a default of a new centre.

        Source: centre_defaults.
        """
        return centre_defaults.centre_default(self.asking(on), setting)
