"""The booking policy once more, written straight from its prose: what two people deciding by hand agree on.

It shares nothing with the library but the plain values, and holds the numbers of today's policy.
"""

from datetime import timedelta

from kium_rules.values import Application, Centre, DayLoad
from kium_rules.vocabulary import CareType, CentreType

REGULAR, TEMPORARY, SICK = CareType.REGULAR, CareType.TEMPORARY, CareType.SICK_CHILD


def days_of_use(application: Application, centre: Centre):
    if application.care_type is REGULAR:
        every = [
            application.from_on + timedelta(n)
            for n in range((application.until_on - application.from_on).days + 1)
        ]
        return [d for d in every if d.weekday() in application.weekdays and d not in centre.closed_on]
    if application.days is not None:
        return sorted(application.days)
    return [
        application.from_on + timedelta(n)
        for n in range((application.until_on - application.from_on).days + 1)
    ]


def quarter_of(centre, day):
    for quarter in centre.quarters:
        if quarter.from_on <= day <= quarter.until_on:
            return quarter
    return None


def refusals(application: Application, centre: Centre) -> set[str]:
    """The rule words that stand against an application, seats and waiting lists left aside."""
    found = set()
    care, today = application.care_type, application.asked_on
    days = days_of_use(application, centre)
    if care is REGULAR and centre.type is CentreType.HUB:
        found.add("care_types")
    if care is SICK and centre.sick_child_places == 0:
        found.add("care_types")
    if not 1 <= application.child.grade <= 6:
        found.add("eligibility")
    starts, ends = application.hours.starts, application.hours.ends
    window = ends <= starts or not days
    if care is REGULAR:
        first, last = application.from_on, application.until_on
        quarter = quarter_of(centre, first)
        minimum = 30
        if quarter and quarter is quarter_of(centre, last) and quarter.regular_min_days is not None:
            minimum = quarter.regular_min_days
        window |= first < today or last < first or (last - first).days + 1 < minimum
        window |= quarter is None or quarter is not quarter_of(centre, last)
        if quarter:
            window |= bool(application.weekdays - quarter.weekdays)
    else:
        for day in days:
            quarter = quarter_of(centre, day)
            window |= day < today or day > today + timedelta(days=14) or day in centre.closed_on
            window |= quarter is None or day.weekday() not in quarter.weekdays
    for day in days:
        quarter = quarter_of(centre, day)
        if quarter and not (quarter.hours.starts <= starts and ends <= quarter.hours.ends):
            window = True
    if window:
        found.add("booking_window")
    for other in application.child.bookings:
        if any(d in other.days for d in days) and max(starts, other.hours.starts) < min(
            ends, other.hours.ends
        ):
            found.add("one_place")
    return found


def is_free(care, centre, load):
    if care is SICK:
        return load.sick_child < centre.sick_child_places
    if centre.type is CentreType.HUB:
        return load.temporary + 1 <= centre.base_seats
    regular, temporary = load.regular + (care is REGULAR), load.temporary + (care is TEMPORARY)
    fits = regular + temporary <= centre.base_seats + centre.extra_seats
    return fits and (care is not REGULAR or regular <= centre.base_seats)


def decide(application: Application, centre: Centre, loads) -> tuple[str, set[str]]:
    """Give the outcome and the rule words behind it."""
    against = refusals(application, centre)
    if against:
        return "refuse", against
    care = application.care_type
    full = [d for d in days_of_use(application, centre) if not is_free(care, centre, loads.get(d, DayLoad()))]
    if not full:
        return "admit", set()
    waiting = {REGULAR: "waiting_regular", TEMPORARY: "waiting_temporary", SICK: "waiting_sick_child"}[care]
    if all(getattr(loads.get(d, DayLoad()), waiting) < 2 * centre.base_seats for d in full):
        return "wait", {"seats"}
    return "refuse", {"waiting_list"}
