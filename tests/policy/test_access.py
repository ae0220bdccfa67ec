"""Who may do what: the table `access` as `Policy` answers it, and its agreement with the table of states."""

from datetime import date
from itertools import product

import pytest

from admin.menu import VIEWS
from kium_rules.policy import Change, Policy
from kium_rules.policy.access import packaged_access
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome, Role

POLICY, ON = Policy.load(), date(2026, 3, 2)
RELATIONS = ("own_child", "own_centre", "own_district", "elsewhere")
ACTIONS = {
    BookingEvent.APPLY: "apply",
    BookingEvent.EDIT: "edit_booking",
    BookingEvent.RESCHEDULE: "edit_booking",
    BookingEvent.APPROVE: "decide_booking",
    BookingEvent.REJECT: "decide_booking",
    BookingEvent.START: "decide_booking",
    BookingEvent.CANCEL: "cancel_booking",
    BookingEvent.LIFT_REJECTION: "lift_rejection",
    BookingEvent.EXTEND: "apply",
}
"""What somebody does who brings an event about."""

NOT_FOR_PARENTS = {BookingEvent.RESCHEDULE}
"""Parents edit their application as a whole; moving one day of an approved booking is for staff (Q7)."""


def can_bring_about(role: Role, event: BookingEvent) -> bool:
    """Say whether the table of states lets a role bring an event about in any state at all."""
    given = product((None, *BookingState), (None, *Outcome))
    changes = (
        Change(
            event,
            state,
            role,
            CareType.REGULAR,
            documents_complete=True,
            has_reason=True,
            last_day_passed=True,
            answer=answer,
        )
        for state, answer in given
    )
    return any(POLICY.transition(change, ON).next_state is not None for change in changes)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_the_tables_of_access_and_of_states_name_the_same_roles(role):
    for event, action in ACTIONS.items():
        allowed = any(POLICY.may(role, action, relation, ON) for relation in RELATIONS)
        if role is Role.PARENT and event in NOT_FOR_PARENTS:
            allowed = False
        assert can_bring_about(role, event) == allowed, event


@pytest.mark.parametrize("role", Role)
def test_all_that_a_role_may_do_is_what_the_table_says_one_by_one(role):
    gathered = POLICY.access_of(role, ON)
    assert gathered == packaged_access(role)
    for action, relation in product(gathered.relations, RELATIONS):
        assert gathered.may(action, relation) == POLICY.may(role, action, relation, ON)


SCREENS = {
    "applications": "see_booking",
    "bookings": "see_booking",
    "new_application": "apply",
    "roster": "see_attendance",
    "attendance": "see_attendance",
    "regular": "see_booking",
    "temporary": "see_booking",
    "sick_child": "see_booking",
    "cards": "see_centre",
    "children": "see_child",
    "centre": "see_centre",
    "rules": "see_rules",
    "audit": "see_audit",
}
"""What a screen of the back office shows, in the words of the table."""


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.word)
def test_a_screen_opens_for_the_roles_that_the_table_lets_see_what_it_shows(view):
    if action := SCREENS.get(view.word):
        office = {Role.CENTRE, Role.DISTRICT, Role.CITY, Role.POLICY}
        seeing = {
            role for role in office if any(POLICY.may(role, action, relation, ON) for relation in RELATIONS)
        }
        assert set(view.roles) == seeing


def test_an_action_nobody_knows_is_a_mistake_and_no_silent_no():
    with pytest.raises(KeyError):
        POLICY.access_of(Role.CITY, ON).may("see_bookings", "elsewhere")
