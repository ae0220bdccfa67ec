"""Cards (RF카드관리): registering, assigning, resetting and writing off."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import STAFF, OfficeView
from admin.labels import say
from admin.masking import name_for_me
from admin.office import actor, office
from admin.refusals import told_on
from kium_rules.errors import NotAllowed
from kium_rules.records import cards, children
from kium_rules.records.models import Card
from kium_rules.vocabulary import CardState, Role

UID_LENGTH = 40
CHANGES = {
    "reset": cards.reset_card,
    "report_lost": cards.report_lost,
    "return": cards.return_card,
    "restore": cards.restore_card,
}


def list_page(**_kwargs: Any) -> str:
    """Give the address of the list."""
    return url_for("cards.index")


def uid_given() -> str:
    """Give the card number from the form."""
    return request.form.get("uid", "").strip()[:UID_LENGTH]


def changes_of(card: Card) -> list[str]:
    """List what may be done with a card now, as the card table says."""
    if actor().role is not Role.CENTRE:
        return []
    today, policy = office().today(), office().policy
    return [event for event in CHANGES if policy.card_change(event, card.state, today).next_state]


class Cards(OfficeView):
    """The list of cards with everything that is done to them."""

    word = "cards"
    group = "reservations"
    roles = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List the cards; a card number in the address fills the forms in."""
        child_text = asked.text("child")
        with office().db.session() as session:
            page = cards.list_cards(
                session,
                actor(),
                state=asked.choice("state", CardState),
                text=asked.text("text"),
                page=asked.page(),
            )
            found = children.list_children(session, actor(), text=child_text).items if child_text else []
            return self.render(
                "office/cards.html",
                page=page,
                uid=asked.text("uid") or "",
                child_text=child_text or "",
                found=found,
                changes_of=changes_of,
                asked=asked.as_given("page"),
            )

    @expose("/register", methods=("POST",))
    @told_on(list_page)
    def register(self) -> ResponseReturnValue:
        """Register a card at the centre."""
        centre_id = actor().centre_id
        if centre_id is None:
            raise NotAllowed.because("records.staff_handles_cards")
        with office().db.session(write=True) as session:
            card = cards.register_card(
                session,
                actor(),
                uid=uid_given(),
                centre_id=centre_id,
                now=office().now(),
                policy=office().policy,
            )
        flash(say("done.registered_card", uid=card.uid), "success")
        return redirect(url_for(".index", uid=card.uid, _anchor="assign"))

    @expose("/assign", methods=("POST",))
    @told_on(list_page)
    def assign(self) -> ResponseReturnValue:
        """Give a spare card to a child."""
        child_id = request.form.get("child_id", type=asked.row_number) or 0
        with office().db.session(write=True) as session:
            card = cards.assign_card(
                session,
                actor(),
                uid=uid_given(),
                child_id=child_id,
                now=office().now(),
                policy=office().policy,
            )
            name = name_for_me(card.child.name) if card.child else ""
        flash(say("done.assigned_card", uid=card.uid, name=name), "success")
        return redirect(url_for(".index"))

    @expose("/<any(reset, report_lost, return, restore):event>", methods=("POST",))
    @told_on(list_page)
    def change(self, event: str) -> ResponseReturnValue:
        """Reset a card, report it lost, take it back, or put it back among the spare ones."""
        with office().db.session(write=True) as session:
            card = CHANGES[event](
                session, actor(), uid=uid_given(), now=office().now(), policy=office().policy
            )
        flash(say(f"done.card_{event}", uid=card.uid), "success")
        return redirect(url_for(".index"))
