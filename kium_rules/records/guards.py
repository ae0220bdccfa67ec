"""What the database's own guards mean to a person.

The names are those of the constraints and triggers in `migrations/`.
"""

from sqlalchemy.exc import DBAPIError, OperationalError

from kium_rules.errors import Busy, Refused

GUARDS = {
    "ex_booking_day_one_place": "records.one_place",
    "ex_quarter_overlap": "records.quarters_overlap",
    "ck_day_counter_": "records.no_seat_left",
    "uq_visit_one_open": "records.already_inside",
    "uq_card_uid": "records.card_known",
    "uq_card_one_per_child": "records.child_has_card",
    "uq_centre_facility_id": "records.facility_known",
    "uq_capacity_change_one_asked": "places.change_asked_already",
    "uq_login_login_id": "records.login_id_taken",
}
# SQLite names the columns of a unique index, not the index.
COLUMNS = {
    "visit.child_id": "uq_visit_one_open",
    "card.uid": "uq_card_uid",
    "card.child_id": "uq_card_one_per_child",
    "centre.facility_id": "uq_centre_facility_id",
    "capacity_change.centre_id": "uq_capacity_change_one_asked",
    "login.login_id": "uq_login_login_id",
}
BUSY_STATES = {"55P03", "40P01", "40001", "57014"}
BUSY_WORDS = ("database is locked", "database table is locked")
LOST_STATES = ("08", "57P0", "53300")
"""How the codes begin of a server that is going down, does not answer or takes no more connections."""
NO_CODES = object()
"""SQLite has none."""
LOST_WORDS = ("unable to open database file", "disk I/O error", "database or disk is full")


def refusal(error: DBAPIError) -> Refused | None:
    """Say in words what the database refused; None: a fault, not an answer for a person."""
    said = str(error.orig)
    if getattr(error.orig, "sqlstate", None) in BUSY_STATES or any(words in said for words in BUSY_WORDS):
        return Busy.because("records.busy")
    if _is_lost(error, said):
        return Busy.because("records.unreachable")
    for columns, name in COLUMNS.items():
        said = said.replace(f"UNIQUE constraint failed: {columns}", name)
    return next((Refused.because(key) for name, key in GUARDS.items() if name in said), None)


def _is_lost(error: DBAPIError, said: str) -> bool:
    """Say whether the database went away, or could not be reached at all. What was asked may or may not be done."""
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.orig, "sqlstate", NO_CODES)
    if code is NO_CODES:
        return any(words in said for words in LOST_WORDS)
    # Without a code nobody answered: it is the client library itself that speaks.
    return code is None or str(code).startswith(LOST_STATES)
