"""Centres, applications and loads for tests: one plain example of each, and random ones near every boundary."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from kium_rules.values import Application, Centre, Child, DayLoad, Hours, OtherBooking, Quarter
from kium_rules.vocabulary import SEOUL, CareType, CentreType, QuarterKind

MONDAY_TO_FRIDAY = frozenset(range(5))
AFTERNOON = Hours(time(13), time(19))
WHOLE_DAY = Hours(time(9), time(18))

SPRING = Quarter(QuarterKind.FIRST_SEMESTER, date(2026, 3, 2), date(2026, 7, 22), AFTERNOON, MONDAY_TO_FRIDAY)
SUMMER = Quarter(
    QuarterKind.SUMMER_BREAK, date(2026, 7, 23), date(2026, 8, 17), WHOLE_DAY, MONDAY_TO_FRIDAY, 20
)
AUTUMN = Quarter(
    QuarterKind.SECOND_SEMESTER, date(2026, 8, 20), date(2026, 12, 31), AFTERNOON, MONDAY_TO_FRIDAY | {5}
)
QUARTERS = (SPRING, SUMMER, AUTUMN)


def centre(**changes) -> Centre:
    given = {
        "type": CentreType.GENERAL,
        "base_seats": 30,
        "extra_seats": 6,
        "quarters": QUARTERS,
        "closed_on": frozenset({date(2026, 3, 20)}),
    }
    return Centre(**given | changes)


def regular(**changes) -> Application:
    given = {
        "care_type": CareType.REGULAR,
        "child": Child(grade=3),
        "asked_at": datetime(2026, 3, 2, 10, tzinfo=SEOUL),
        "hours": Hours(time(14), time(18)),
        "from_on": date(2026, 3, 3),
        "until_on": date(2026, 4, 10),
        "weekdays": MONDAY_TO_FRIDAY,
    }
    return Application(**given | changes)


def temporary(*days: date, **changes) -> Application:
    named = days or (date(2026, 3, 5),)
    given = {
        "care_type": CareType.TEMPORARY,
        "child": Child(grade=3),
        "asked_at": datetime(2026, 3, 2, 10, tzinfo=SEOUL),
        "hours": Hours(time(14), time(18)),
        "from_on": min(named),
        "until_on": max(named),
        "days": frozenset(named),
    }
    return Application(**given | changes)


clock_times = st.integers(12, 40).map(lambda half: time(half // 2, 30 * (half % 2)))
hours = st.builds(Hours, clock_times, clock_times)
usual_hours = st.one_of(st.just(Hours(time(14), time(18))), hours)
days = st.dates(date(2026, 2, 25), date(2026, 9, 10))
weekday_sets = st.one_of(st.just(MONDAY_TO_FRIDAY), st.frozensets(st.integers(0, 6)))


@st.composite
def applications(draw) -> Application:
    asked_on = draw(days)
    care = draw(st.sampled_from(CareType))
    first = asked_on + timedelta(draw(st.integers(-1, 16)))
    last = first + timedelta(draw(st.one_of(st.integers(-1, 3), st.integers(18, 32), st.integers(0, 150))))
    others = st.builds(OtherBooking, st.frozensets(st.dates(first, first + timedelta(20)), max_size=4), hours)
    named = None
    if care is not CareType.REGULAR:
        named = draw(st.frozensets(st.dates(first, first + timedelta(15)), max_size=3))
    return Application(
        care_type=care,
        child=Child(
            draw(st.one_of(st.just(3), st.integers(0, 7))), tuple(draw(st.lists(others, max_size=2)))
        ),
        asked_at=datetime.combine(asked_on, time(draw(st.integers(0, 23))), SEOUL),
        hours=draw(usual_hours),
        from_on=min(named) if named else first,
        until_on=max(named) if named else last,
        weekdays=draw(weekday_sets),
        days=named,
    )


@st.composite
def centres(draw) -> Centre:
    return centre(
        type=draw(st.sampled_from(CentreType)),
        base_seats=draw(st.integers(0, 3)),
        extra_seats=draw(st.integers(0, 2)),
        closed_on=draw(st.frozensets(days, max_size=3)),
        sick_child_places=draw(st.integers(0, 1)),
    )


@st.composite
def loads(draw) -> dict[date, DayLoad]:
    counts = st.integers(0, 7)
    load = st.builds(DayLoad, counts, counts, counts, counts, counts, counts)
    busy = draw(st.booleans())
    named = draw(st.dictionaries(days, load, max_size=5))
    if not busy:
        return named
    usual = draw(load)
    return {date(2026, 2, 25) + timedelta(n): usual for n in range(220)} | named
