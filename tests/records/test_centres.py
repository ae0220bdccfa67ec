"""Finding centres, and their seats day by day."""

from datetime import date, time

import pytest
from worlds import MONDAY, ask, ask_for_days, make_centre, make_children

from kium_rules.errors import NotFound
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.centres import as_value, get_centre, list_centres, list_districts, seats_by_day
from kium_rules.values import Hours
from kium_rules.vocabulary import CareType, CentreType


def test_centres_are_found_by_district_type_and_text(db: Database) -> None:
    with db.session(write=True) as session:
        make_centre(session, name="해오름", address="서울특별시 노원구 견본로 1")
        make_centre(session, name="달맞이", type=CentreType.HUB)
        make_centre(session, name="별하나", district="강남구")
        make_centre(session, name="닫힘", is_open=False)

        def found(**filters: object) -> list[str]:
            return [centre.name for centre in list_centres(session, **filters).items]

        assert found() == ["달맞이", "해오름", "별하나"]
        assert found(district="노원구") == found(district="11350") == ["달맞이", "해오름"]
        assert found(type=CentreType.HUB) == ["달맞이"]
        assert found(text="견본로") == ["해오름"]
        assert found(text="_") == found(district="없는구") == []
        assert found(per_page=2, page=2) == ["별하나"]
        assert len(list_districts(session)) == 25


def test_there_is_no_centre_nobody_knows(db: Database) -> None:
    with db.session() as session, pytest.raises(NotFound):
        get_centre(session, 1)


def test_seats_of_each_day_say_what_is_free_and_why_a_day_is_closed(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2, extra=1, sick=1, closed=(date(2026, 3, 4),))
        first, second, third = make_children(session, centre, 3)
        ask(session, policy, centre.id, first)
        ask_for_days(session, policy, centre.id, second, MONDAY)
        ask(session, policy, centre.id, third, weekdays={0})
        days = seats_by_day(session, centre.id, date(2026, 3, 1), date(2026, 3, 7), policy=policy)
    free = [(day.regular_free, day.temporary_free, day.sick_child_free) for day in days]
    assert free == [(0, 0, 0), (0, 0, 1), (1, 2, 1), (0, 0, 0), (1, 2, 1), (1, 2, 1), (0, 0, 0)]
    assert [day.closed_reason for day in days] == [
        "운영기간이 아닙니다", "", "", "개교기념일", "", "", "운영하지 않는 요일입니다",
    ]  # fmt: skip
    assert (days[1].hours, days[3].hours) == (Hours(time(13), time(19)), None)
    assert (days[1].free(CareType.TEMPORARY), days[1].waiting(CareType.REGULAR)) == (0, 0)


def test_hub_has_no_seats_for_regular_care(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=5, type=CentreType.HUB)
        [day] = seats_by_day(session, centre.id, MONDAY, MONDAY, policy=policy)
    assert (day.regular_free, day.temporary_free) == (0, 5)


def test_centre_as_the_policy_sees_it(db: Database) -> None:
    with db.session(write=True) as session:
        made = make_centre(session, base=3, extra=1, closed=(date(2026, 5, 5),))
        value = as_value(get_centre(session, made.id))
    assert (value.base_seats, value.extra_seats, value.closed_on) == (3, 1, frozenset({date(2026, 5, 5)}))
    assert (value.quarters[0].year, value.quarters[0].weekdays) == (2026, frozenset(range(5)))
    assert value.is_open_on(MONDAY)
