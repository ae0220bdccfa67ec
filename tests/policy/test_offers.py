"""Until when an offered seat is held (A-11), asked through `Policy.offer_deadline`."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kium_rules.policy import Policy
from kium_rules.vocabulary import SEOUL

POLICY = Policy.load()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("offered", "starts", "until"),
    [
        ("03-02T10:00", "03-03T13:00", "03-02T12:00"),
        ("03-02T20:30", "03-03T13:00", "03-03T09:30"),
        ("03-02T23:00", "03-03T13:00", "03-03T10:00"),
        ("03-02T05:00", "03-03T13:00", "03-02T10:00"),
        ("03-02T10:00", "03-08T13:00", "03-03T21:00"),
        ("03-02T10:00", "04-20T13:00", "03-07T17:00"),
        ("03-02T10:00", "03-02T11:00", "03-02T11:00"),
    ],
)
def test_quiet_hours_do_not_count_and_care_does_not_wait(offered, starts, until):
    assert POLICY.offer_deadline(at(offered), at(starts)).until_at == at(until)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda m: m.replace(tzinfo=SEOUL))


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=60)))
def test_an_offer_is_never_held_past_the_start_of_care_nor_expires_before_it_is_made(offered, lead):
    until = POLICY.offer_deadline(offered, offered + lead).until_at
    assert offered <= until <= offered + lead
