"""Registering guardians and children, and who sees them."""

from datetime import date

import pytest
from sqlalchemy import select
from worlds import NOW, ask, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import Actor
from kium_rules.records.children import (
    children_of,
    get_child,
    list_children,
    register_child,
    register_guardian,
)
from kium_rules.records.masking import mask_name, mask_phone
from kium_rules.records.models import Consent
from kium_rules.records.phones import canonical_phone
from kium_rules.vocabulary import Role

CHILD = {
    "name": "김견본",
    "grade": 1,
    "school": "견본초",
    "consents": {"child": "1", "pickup": "2"},
    "now": NOW,
}


def test_consent_keeps_version_and_how_it_was_given(db: Database) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        register_child(session, parent_of(child), **CHILD)
        kept = {
            (consent.kind, consent.text_version, consent.how) for consent in session.scalars(select(Consent))
        }
        assert kept == {("child", "1", "paper"), ("child", "1", "online"), ("pickup", "2", "online")}
        assert [each.name for each in children_of(session, child.guardian_id)] == [child.name, "김견본"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"consents": {"pickup": "1"}}, "consent"),
        ({"grade": -1}, "no grade"),
        ({"name": ""}, "A name has"),
        ({"born_on": date(2030, 1, 1)}, "lies in the future"),
    ],
)
def test_registration_says_what_is_wrong(db: Database, wrong: dict[str, object], reason: str) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(Refused, match=reason):
            register_child(session, parent_of(child), **{**CHILD, **wrong})


def test_parents_register_their_own_children_only_and_guardians_not_at_all(db: Database) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child], [other] = make_children(session, centre, 1), make_children(session, centre, 1)
        with pytest.raises(NotAllowed):
            register_child(session, parent_of(child), **CHILD, guardian_id=other.guardian_id)
        with pytest.raises(NotAllowed):
            register_guardian(session, parent_of(child), name="김샘플", phone="010-0000-0009", now=NOW)
        with pytest.raises(NotAllowed):
            register_child(session, Actor(None, Role.CITY), **CHILD, guardian_id=child.guardian_id)
        with pytest.raises(NotFound):
            register_child(session, staff_of(centre), **CHILD, guardian_id=10_000)


@pytest.mark.faq(12)
def test_centre_sees_children_it_registered_and_children_booked_there(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session, district="강남구")
        first, second = make_children(session, here, 2)
        assert list_children(session, staff_of(there)).total == 0
        with pytest.raises(NotFound, match="Register it first"):
            get_child(session, staff_of(there), first.id)
        ask(session, policy, there.id, first)
        assert [child.id for child in list_children(session, staff_of(there)).items] == [first.id]
        assert list_children(session, staff_of(here)).total == 2
        assert list_children(session, staff_of(here), text=second.name).total == 1
        assert list_children(session, Actor(None, Role.DISTRICT, district_id=there.district_id)).total == 1
        assert list_children(session, Actor(None, Role.CITY)).total == 2
        assert list_children(session, Actor(None, Role.POLICY)).total == 0
        assert list_children(session, parent_of(first)).total == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01000000001", "010-0000-0001"),
        ("+82 10-0000-0001", "010-0000-0001"),
        ("02-909-3273", "02-909-3273"),
        ("0232966412", "02-3296-6412"),
        ("070.4245.1172", "070-4245-1172"),
    ],
)
def test_phone_numbers_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert canonical_phone(typed) == kept


def test_names_and_phones_are_masked() -> None:
    assert [mask_name(name) for name in ("김견본", "이솔", "남궁견본", "솔")] == [
        "김*본",
        "이*",
        "남**본",
        "솔",
    ]
    assert [mask_phone(phone) for phone in ("010-0000-0001", "01000000001")] == [
        "010-****-0001",
        "*******0001",
    ]
