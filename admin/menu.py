"""The menu, in the order the training material gives it."""

from collections.abc import Iterator

from flask_admin import Admin
from flask_admin.menu import BaseMenu

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


def groups(frame: Admin) -> Iterator[tuple[str, list[BaseMenu]]]:
    """Give each group of the menu with the screens this person may open, in the order of `labels.yaml`."""
    order = list(choices("menu").values())
    for name in choices("menu_groups").values():
        children = frame.get_category_menu_item(name).get_children()
        if children:
            yield name, sorted(children, key=lambda item: order.index(item.name))
