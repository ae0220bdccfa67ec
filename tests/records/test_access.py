"""The rule table `access` decides what a login sees: a cell changed in a copy of the rules changes the rows."""

from itertools import product

import pytest
from back_office import fill, open_office
from databases import CHEAP
from simulate.rule_books import changed_rules
from sqlalchemy import select
from town import build_town, temporary_form
from worlds import MONDAY, NOW, ask, make_centre, make_children

from kium_rules.errors import NotAllowed
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, cards, logins
from kium_rules.records.access import children_seen, relation_to, require_centre, rows_seen
from kium_rules.records.actors import SYSTEM, Actor
from kium_rules.records.breakdown import breakdown
from kium_rules.records.children import list_children, register_guardian
from kium_rules.records.models import Booking, Centre, Child, Login
from kium_rules.vocabulary import Role

PASSWORD = "spring-2026-day"


WIDER = {
    ",own_centre,true": ',"own_centre, own_district",true',
    "cancel_booking, see_child, see_attendance, see_centre": "cancel_booking, see_attendance, see_centre",
}
"""Staff see what lies in their district, and a district sees no children."""


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """Give a maker of policies that differ from the packaged ones in cells of `access`."""

    def make(cells: dict[str, str]) -> Policy:
        return Policy.load(changed_rules(tmp_path_factory.mktemp("access") / "rules", "access", cells))

    return make


@pytest.fixture(scope="module")
def wider_rules(rules) -> Policy:
    return rules(WIDER)


def centres_and_children(session):
    """Make two centres of a district and one beyond, each with a booked child."""
    centres = [make_centre(session), make_centre(session), make_centre(session, district="관악구")]
    children = [make_children(session, centre, 1)[0] for centre in centres]
    return centres, children


def issue(session, policy, role, **place) -> Login:
    credentials = CHEAP.choose(f"login{role.value}", PASSWORD, now=NOW, policy=policy)
    return logins.issue_login(session, SYSTEM, credentials, role=role, name="나견본", now=NOW, **place)


def load(session, login: Login, policy: Policy) -> Actor:
    actor = logins.load_actor(session, login.id, now=NOW, policy=policy)
    assert actor is not None
    return actor


def test_a_changed_cell_changes_the_rows_of_a_login(
    db: Database, policy: Policy, wider_rules: Policy
) -> None:
    with db.session(write=True) as session:
        (here, near, _far), (first, second, _third) = centres, children = centres_and_children(session)
        for centre, child in zip(centres, children, strict=True):
            ask(session, policy, centre.id, child)
        staff = issue(session, policy, Role.CENTRE, centre_id=here.id)
        officer = issue(session, policy, Role.DISTRICT, district_id=here.district_id)

        def seen(actor: Actor) -> tuple[set[int], set[int]]:
            found = bookings.list_bookings(session, actor).items, list_children(session, actor).items
            return {booking.centre_id for booking in found[0]}, {child.id for child in found[1]}

        of_staff, of_district = {here.id}, {here.id, near.id}
        assert seen(load(session, staff, policy)) == (of_staff, {first.id})
        assert seen(load(session, staff, wider_rules)) == (of_district, {first.id, second.id})
        assert seen(load(session, officer, policy)) == (of_district, {first.id, second.id})
        assert seen(load(session, officer, wider_rules)) == (of_district, set())
    signed_in = logins.sign_in(db, "logincentre", PASSWORD, now=NOW, policy=wider_rules, passwords=CHEAP)
    with db.session() as session:
        assert {one.centre_id for one in bookings.list_bookings(session, signed_in).items} == of_district


def test_a_changed_cell_opens_and_shuts_a_centre(db: Database, policy: Policy, wider_rules: Policy) -> None:
    with db.session(write=True) as session:
        (here, near, far), _ = centres_and_children(session)
        login = issue(session, policy, Role.CENTRE, centre_id=here.id)
        staff, wider = load(session, login, policy), load(session, login, wider_rules)
        how = {"now": NOW, "policy": policy}
        for actor, open_ones in ((staff, {here.id}), (wider, {here.id, near.id})):
            for centre in (here, near, far):
                if centre.id in open_ones:
                    breakdown(session, actor, centre.id, MONDAY, **how)
                    continue
                with pytest.raises(NotAllowed):
                    breakdown(session, actor, centre.id, MONDAY, **how)


def test_rows_and_single_things_follow_the_table_in_every_cell(db: Database, policy: Policy) -> None:
    """Every role, action and relation: what the code answers is what the table says."""
    with db.session(write=True) as session:
        (here, near, far), (mine, next_door, strange) = centres_and_children(session)
        for centre, child in zip((here, near, far), (mine, next_door, strange), strict=True):
            ask(session, policy, centre.id, child)
        actors = {
            Role.PARENT: {"guardian_id": mine.guardian_id},
            Role.CENTRE: {"centre_id": here.id},
            Role.DISTRICT: {"district_id": here.district_id},
        }
        lies = {
            Role.PARENT: ("own_child", "elsewhere", "elsewhere"),
            Role.CENTRE: ("own_centre", "own_district", "elsewhere"),
            Role.DISTRICT: ("own_district", "own_district", "elsewhere"),
        }
        table = policy.book["access"]
        for role, action in product(Role, next(one for one in table.inputs if one.name == "action").values):
            actor = Actor(None, role, **actors.get(role, {}))
            relations = lies.get(role, ("elsewhere",) * 3)
            wanted = [policy.may(role, action, relation, MONDAY) for relation in relations]
            seen = set(
                session.scalars(
                    select(Booking.centre_id).where(
                        rows_seen(actor, Booking.centre_id, Booking.child_id, action)
                    )
                )
            )
            assert [centre.id in seen for centre in (here, near, far)] == wanted, (role, action)
            if action == "see_child":
                found = set(session.scalars(select(Child.id).where(children_seen(actor))))
                assert [child.id in found for child in (mine, next_door, strange)] == wanted, role
            for centre in (here, near, far):
                allowed = policy.may(role, action, relation_to(session, actor, centre), MONDAY)
                assert may_enter(session, actor, centre, action) == allowed, (role, action)


def may_enter(session, actor: Actor, centre: Centre, action: str) -> bool:
    try:
        return require_centre(session, actor, centre.id, action) is centre
    except NotAllowed:
        return False


def test_a_changed_cell_takes_work_away(db: Database, policy: Policy, rules) -> None:
    fewer = rules({"register_child, manage_cards, see_att": "see_att", "decide_booking, ": ""})
    with db.session(write=True) as session:
        (here, _, _), (child, _, _) = centres_and_children(session)
        booking = ask(session, policy, here.id, child).booking
        assert booking is not None
        staff = load(session, issue(session, policy, Role.CENTRE, centre_id=here.id), fewer)
        how = {"now": NOW, "policy": fewer}
        work = (
            lambda: register_guardian(session, staff, name="김샘플", phone="010-0000-0009", now=NOW),
            lambda: cards.register_card(session, staff, uid="04A1B2C3", centre_id=here.id, **how),
            lambda: cards.report_lost(session, staff, uid="04A1B2C3", **how),
            lambda: bookings.receive_documents(session, staff, booking.id, documents=(), **how),
        )
        for do in work:
            with pytest.raises(NotAllowed):
                do()


def test_elsewhere_without_ones_own_is_everything_but_ones_own(db: Database, rules) -> None:
    policy = rules({",own_district,true": ",elsewhere,true"})
    with db.session(write=True) as session:
        (here, near, far), children = centres_and_children(session)
        for centre, child in zip((here, near, far), children, strict=True):
            ask(session, policy, centre.id, child)
        officer = load(session, issue(session, policy, Role.DISTRICT, district_id=here.district_id), policy)
        assert {booking.centre_id for booking in bookings.list_bookings(session, officer).items} == {far.id}


def test_an_action_the_table_does_not_know_is_a_mistake_and_no_silent_no(db: Database) -> None:
    with db.session(write=True) as session, pytest.raises(KeyError):
        require_centre(session, SYSTEM, make_centre(session).id, "see_bookings")


def test_the_office_follows_the_rules_it_was_opened_with(engines, rules) -> None:
    blind = rules({'centre,"see_booking, ': 'centre,"'})
    with engines.database("sqlite") as db:
        fill(db, blind)
        house = open_office(db, blind)
        house.application()
        assert "김새싹" not in house.person("saessak1").get("/applications/").text
        assert "김*싹" in house.person("nowon1").get("/applications/").text


def test_the_parents_site_follows_the_rules_it_was_opened_with(engines, policy: Policy, rules) -> None:
    for rule_book, shown in ((policy, True), (rules({'parent,"see_booking, ': 'parent,"'}), False)):
        with engines.database("sqlite") as db:
            parent = build_town(db, rule_book).parent()
            parent.send("/centres/1/apply/temporary", temporary_form(parent.child_id(), "2026-03-04"))
            assert ("새싹 키움센터" in parent.get("/applications").text) is shown
