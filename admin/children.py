"""Children: finding one, and registering child and guardian for an application by phone or visit."""

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import STAFF, OfficeView
from admin.forms import GRADES, ChildForm
from admin.labels import say
from admin.office import actor, office
from admin.refusals import in_words
from kium_rules.errors import NotAllowed, Refused
from kium_rules.records import children
from kium_rules.records.models import Child
from kium_rules.vocabulary import Role

CONSENT_FIELDS = {"child": "consent_child", "pickup": "consent_pickup"}


def form_from_request(sibling: Child | None) -> ChildForm:
    """Give the form; for a sibling the guardian is known already."""
    form = ChildForm()
    if sibling is not None:
        form.set_guardian(sibling.guardian)
    return form


class Children(OfficeView):
    """The list of children and the registration form."""

    word = "children"
    group = "reservations"
    roles = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Search among the children this person may see."""
        with office().db.session() as session:
            page = children.list_children(session, actor(), text=asked.text("text"), page=asked.page())
            return self.render("office/children.html", page=page, asked=asked.as_given("page"))

    @expose("/register", methods=("GET", "POST"))
    def register(self) -> ResponseReturnValue:
        """Register a child, with its guardian unless a sibling is here already."""
        if actor().role is not Role.CENTRE:
            raise NotAllowed.because("records.staff_registers_children")
        sibling_id = asked.number("sibling_id")
        with office().db.session() as session:
            sibling = children.get_child(session, actor(), sibling_id) if sibling_id else None
            form = form_from_request(sibling)
            if request.method == "GET" or not form.validate():
                return self.render(
                    "office/child_form.html", form=form, sibling=sibling, grades=GRADES
                ), 200 if request.method == "GET" else 400
        try:
            child = self._register(form, sibling)
        except Refused as refusal:
            flash(in_words(refusal), "danger")
            return self.render("office/child_form.html", form=form, sibling=sibling, grades=GRADES), 400
        flash(say("done.registered_child", name=child.name), "success")
        return redirect(url_for("new_application.index", child_id=child.id))

    def _register(self, form: ChildForm, sibling: Child | None) -> Child:
        now = office().now()
        version = say("paper.consent_version")
        agreed = {kind: version for kind, field in CONSENT_FIELDS.items() if form[field].data}
        born_on: date | None = form.born_on.data
        with office().db.session(write=True) as session:
            if sibling is None:
                name, phone = form.guardian_name.data, form.guardian_phone.data
                guardian_id = children.register_guardian(session, actor(), name=name, phone=phone, now=now).id
            else:
                guardian_id = sibling.guardian_id
            return children.register_child(
                session,
                actor(),
                name=form.name.data,
                grade=form.grade.data,
                school=form.school.data or "",
                born_on=born_on,
                guardian_id=guardian_id,
                consents=agreed,
                now=now,
            )
