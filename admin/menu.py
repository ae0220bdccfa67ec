"""The menu, in the order the training material gives it."""

from flask_admin import Admin

from admin.applications import Applications
from admin.attendance import Attendance
from admin.audit_log import AuditLog
from admin.bookings import Bookings
from admin.cards import Cards
from admin.centre_settings import CentreSettings
from admin.children import Children
from admin.facilities import Facilities
from admin.labels import choices
from admin.new_application import NewApplication
from admin.roster import Roster
from admin.rule_tables import RuleTables
from admin.users import RegularUsers, SickChildUsers, TemporaryUsers

VIEWS = (
    Applications,
    Bookings,
    NewApplication,
    Roster,
    Attendance,
    RegularUsers,
    TemporaryUsers,
    SickChildUsers,
    Cards,
    Children,
    Facilities,
    CentreSettings,
    RuleTables,
    AuditLog,
)


def fill(frame: Admin) -> None:
    """Add every screen that exists, group by group."""
    for name in choices("menu_groups").values():
        frame.add_category(name)
    for view in VIEWS:
        frame.add_view(view())
