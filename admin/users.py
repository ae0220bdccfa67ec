"""Users by kind of care (이용자관리): bookings that were approved, by default those in use and those about to begin."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import STAFF, OfficeView
from admin.booking_page import actions_of
from admin.office import actor, office
from kium_rules.records import bookings
from kium_rules.vocabulary import BookingState, CareType

STATES = (BookingState.IN_USE, BookingState.SCHEDULED, BookingState.ENDED, BookingState.CANCELLED)


class Users(OfficeView):
    """The users of one kind of care."""

    group = "reservations"
    roles = STAFF
    care_type: CareType

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the list; without a wish, those in use."""
        state = asked.choice("state", BookingState) if "state" in request.args else BookingState.IN_USE
        if state not in STATES:
            state = BookingState.IN_USE
        with office().db.session() as session:
            page = bookings.list_bookings(
                session,
                actor(),
                state=state,
                care_type=self.care_type,
                text=asked.text("text"),
                page=asked.page(),
                oldest_first=True,
            )
            counts = {
                str(each): bookings.list_bookings(
                    session, actor(), state=each, care_type=self.care_type, per_page=1
                ).total
                for each in STATES[:2]
            }
            return self.render(
                "office/users.html",
                page=page,
                state=state,
                states=STATES,
                counts=counts,
                actions_of=actions_of,
                asked=asked.as_given("page"),
            )


class RegularUsers(Users):
    """정기돌봄 이용자관리."""

    word = "regular"
    care_type = CareType.REGULAR


class TemporaryUsers(Users):
    """일시돌봄 이용자관리."""

    word = "temporary"
    care_type = CareType.TEMPORARY


class SickChildUsers(Users):
    """아픈아이 돌봄 이용자관리."""

    word = "sick_child"
    care_type = CareType.SICK_CHILD
