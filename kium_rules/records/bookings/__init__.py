"""Bookings: applying, what happens to them afterwards, and finding them."""

from kium_rules.records.bookings.applying import Applied, Wanted, apply
from kium_rules.records.bookings.applying_together import apply_together
from kium_rules.records.bookings.cancelling import cancel_days
from kium_rules.records.bookings.changing import approve, cancel, end, receive_documents, reject, start
from kium_rules.records.bookings.closing import Closed, close_day
from kium_rules.records.bookings.documents import given_documents, missing_documents
from kium_rules.records.bookings.editing import edit
from kium_rules.records.bookings.extending import extend, next_quarter
from kium_rules.records.bookings.finding import get_booking, history, list_bookings
from kium_rules.records.bookings.inviting import invite_to_extend, may_extend
from kium_rules.records.bookings.lapsing import lapse
from kium_rules.records.bookings.lifting import lift_rejection
from kium_rules.records.bookings.near import near_fits
from kium_rules.records.bookings.rescheduling import reschedule
from kium_rules.records.bookings.transferring import Terms, transfer

__all__ = [
    "Applied",
    "Closed",
    "Terms",
    "Wanted",
    "apply",
    "apply_together",
    "approve",
    "cancel",
    "cancel_days",
    "close_day",
    "edit",
    "end",
    "extend",
    "get_booking",
    "given_documents",
    "history",
    "invite_to_extend",
    "lapse",
    "lift_rejection",
    "list_bookings",
    "may_extend",
    "missing_documents",
    "near_fits",
    "next_quarter",
    "receive_documents",
    "reject",
    "reschedule",
    "start",
    "transfer",
]
