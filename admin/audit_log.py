"""The audit log (감사 기록): who did what and when, for the city."""

from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import OfficeView
from admin.labels import choices
from admin.office import actor, office
from kium_rules.records import audit_log
from kium_rules.vocabulary import Role


class AuditLog(OfficeView):
    """The list of what was done."""

    word = "audit"
    group = "control"
    roles = frozenset({Role.CITY})

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the newest lines, or those of a day or an action."""
        action = asked.text("action")
        with office().db.session() as session:
            page = audit_log.list_lines(
                session, actor(), on=asked.day("on"), action=action, page=asked.page()
            )
            return self.render(
                "office/audit.html", page=page, actions=choices("actions"), asked=asked.as_given("page")
            )
