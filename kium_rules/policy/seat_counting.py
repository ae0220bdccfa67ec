"""Whether a booking holds its seat all day or only for its hours: rule word `seat_counting`."""

from collections.abc import Iterable
from datetime import time

from kium_rules.policy.asking import Asking
from kium_rules.values import DayLoad, Hours
from kium_rules.vocabulary import CareType


def seat_counting(asking: Asking) -> str:
    """Tell how seats are counted: `whole_day`, or `peak` for the moment of greatest overlap.

    Source: seat_counting.
    """
    return asking.row("seat_counting").text("counting")


def loads_to_meet(counting: str, load: DayLoad, hours: Hours) -> Iterable[DayLoad]:
    """Give every load of the day that a booking of these hours has to fit beside.

    Counting whole days that is the day's load. Counting the moment of greatest overlap it is the load at each
    moment of the hours at which another booking begins, and at their start; a day whose single bookings are not
    known counts as a whole.
    """
    if counting == "whole_day" or not load.held:
        return (load,)
    moments = {hours.starts} | {
        held.hours.starts for held in load.held if hours.starts <= held.hours.starts < hours.ends
    }
    return tuple(_at(load, moment) for moment in sorted(moments))


def _at(load: DayLoad, moment: time) -> DayLoad:
    there = [held for held in load.held if held.hours.starts <= moment < held.hours.ends]
    counts = {care: sum(held.children for held in there if held.care_type is care) for care in CareType}
    return DayLoad(
        regular=counts[CareType.REGULAR],
        temporary=counts[CareType.TEMPORARY],
        sick_child=counts[CareType.SICK_CHILD],
        waiting_regular=load.waiting_regular,
        waiting_temporary=load.waiting_temporary,
        waiting_sick_child=load.waiting_sick_child,
    )
