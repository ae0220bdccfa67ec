"""Who may apply for whom, and what has to come with an application."""

from datetime import date

import pytest
from sqlalchemy import select
from worlds import ask, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import Actor
from kium_rules.records.models import Consent
from kium_rules.vocabulary import Role


def test_staff_enter_an_offline_application_at_their_own_centre_only(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
        booking = ask(session, policy, here.id, child, actor=staff_of(here), channel="offline").booking
        assert booking is not None
        assert booking.channel == "offline"
        with pytest.raises(NotAllowed) as refused:
            ask(session, policy, there.id, child, actor=staff_of(here))
        assert "소속 센터" in refused.value.ko


def test_parents_apply_for_their_own_children_only(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child], [other] = make_children(session, centre, 1), make_children(session, centre, 1)
        with pytest.raises(NotFound):
            ask(session, policy, centre.id, child, actor=parent_of(other))


def test_other_roles_do_not_apply(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(NotAllowed) as refused:
            ask(session, policy, centre.id, child, actor=Actor(None, Role.CITY))
        assert refused.value.reasons[0].rule.startswith("booking_states.")


def test_application_without_the_privacy_consent_names_it(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        session.delete(session.scalars(select(Consent)).one())
        session.flush()
        with pytest.raises(Refused, match="privacy consent") as refused:
            ask(session, policy, centre.id, child)
        assert "개인정보" in refused.value.ko
        assert ask(session, policy, centre.id, child, documents={"privacy_consent"}).booking is not None


def test_unknown_document_is_refused_by_name(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(Refused, match="birthday_card"):
            ask(session, policy, centre.id, child, documents={"birthday_card"})


def test_centre_that_takes_no_applications_says_so(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, is_open=False)
        [child] = make_children(session, centre, 1)
        with pytest.raises(Refused, match="takes no applications"):
            ask(session, policy, centre.id, child)


def test_period_of_a_lifetime_is_refused_in_words(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(Refused, match="too long"):
            ask(session, policy, centre.id, child, until_on=date(9999, 12, 31))


def test_there_is_no_centre_nobody_knows(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(NotFound):
            ask(session, policy, 10_000, child)
