"""The application form as staff enter it for a parent who phoned or came (offline)."""

from datetime import date
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import OfficeView
from admin.forms import ApplicationForm
from admin.labels import say
from admin.office import actor, office
from admin.refusals import in_words
from kium_rules.errors import Refused
from kium_rules.labels import labels
from kium_rules.records import bookings, centres, children
from kium_rules.records.bookings import Applied
from kium_rules.records.models import Channel
from kium_rules.values import Centre
from kium_rules.vocabulary import CareType, Role

APPLICATION_ITSELF = "application_form"


def period_of(form: ApplicationForm, care_type: CareType) -> dict[str, Any]:
    """Read what was asked for: a period with weekdays for regular care, named days for the rest.

    Raises:
        Refused: Something is missing or cannot be read.
    """
    if care_type is CareType.REGULAR:
        if not form.from_on.data or not form.until_on.data:
            raise Refused(say("form.period_needed"), "first and last day are both needed")
        if not form.weekdays.data:
            raise Refused(say("form.weekdays_needed"), "at least one weekday is needed")
        chosen = frozenset(int(code) for code in form.weekdays.data if code in labels("weekday"))
        return {
            "from_on": form.from_on.data,
            "until_on": form.until_on.data,
            "weekdays": chosen,
            "days": None,
        }
    try:
        days = frozenset(date.fromisoformat(day) for day in form.days.data or ())
    except ValueError as error:
        raise Refused(say("form.bad_days"), "a named day is no date") from error
    if not days:
        raise Refused(say("form.days_needed"), "at least one day is needed")
    return {"from_on": min(days), "until_on": max(days), "weekdays": frozenset(), "days": days}


class NewApplication(OfficeView):
    """Choose the child and the care, fill in the form, read the answer."""

    word = "new_application"
    group = "reservations"
    roles = frozenset({Role.CENTRE})

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Show the step that is next, or send the application in."""
        child_id, care_type = asked.number("child_id"), asked.choice("care_type", CareType)
        form = ApplicationForm()
        if request.method == "POST" and child_id and care_type:
            if form.validate():
                try:
                    return self._answer(self._apply(form, child_id, care_type), child_id)
                except Refused as refusal:
                    flash(in_words(refusal), "danger")
            return self._form(form, child_id, care_type), 400
        return self._form(form, child_id, care_type)

    def _form(self, form: ApplicationForm, child_id: int | None, care_type: CareType | None) -> str:
        with office().db.session() as session:
            if child_id is None:
                text = asked.text("text")
                found = children.list_children(session, actor(), text=text, page=asked.page())
                return self.render("office/choose_child.html", page=found, asked=asked.as_given("page"))
            child = children.get_child(session, actor(), child_id)
            centre = centres.as_value(centres.get_centre(session, actor().centre_id))
            if request.method == "GET" and care_type is not None:
                self._propose_hours(form, centre)
            return self.render(
                "office/application_form.html",
                form=form,
                child=child,
                care_type=care_type,
                days=self._days(session, care_type),
                min_days=office().policy.regular_min_days(
                    office().today(), centre.quarter_on(office().today())
                ),
                documents=[need.document for need in self._paper()],
                given={str(kind) for kind in children.consents_of(session, child)},
            )

    def _propose_hours(self, form: ApplicationForm, centre: Centre) -> None:
        quarter = centre.quarter_on(office().today())
        if quarter is not None:
            form.starts.data, form.ends.data = quarter.hours.starts, quarter.hours.ends

    def _days(self, session: Any, care_type: CareType | None) -> list[Any]:
        """List the open days that care by the day can be booked for, with their free seats."""
        today, policy = office().today(), office().policy
        last = policy.latest_day(care_type, today) if care_type else None
        if last is None:
            return []
        seats = centres.seats_by_day(session, actor().centre_id, today, last, policy=policy)
        return [(seat, seat.free(care_type)) for seat in seats if seat.is_open]

    def _paper(self) -> list[Any]:
        needs = office().policy.document_needs(office().today())
        return [need for need in needs if need.paper and need.document != APPLICATION_ITSELF]

    def _apply(self, form: ApplicationForm, child_id: int, care_type: CareType) -> Applied:
        wanted = period_of(form, care_type)
        with office().db.session(write=True) as session:
            return bookings.apply(
                session,
                actor(),
                centre_id=actor().centre_id,
                child_id=child_id,
                care_type=care_type,
                **wanted,
                starts=form.starts.data,
                ends=form.ends.data,
                documents=request.form.getlist("document"),
                channel=Channel.OFFLINE,
                now=office().now(),
                policy=office().policy,
            )

    def _answer(self, applied: Applied, child_id: int) -> str:
        return self.render("office/application_answer.html", applied=applied, child_id=child_id)
