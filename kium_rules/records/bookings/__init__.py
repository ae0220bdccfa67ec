"""Bookings: applying, what happens to them afterwards, and finding them."""

from kium_rules.records.bookings.applying import Applied, apply
from kium_rules.records.bookings.changing import approve, cancel, receive_documents, reject, start
from kium_rules.records.bookings.documents import given_documents, missing_documents
from kium_rules.records.bookings.finding import get_booking, history, list_bookings

__all__ = [
    "Applied",
    "apply",
    "approve",
    "cancel",
    "get_booking",
    "given_documents",
    "history",
    "list_bookings",
    "missing_documents",
    "receive_documents",
    "reject",
    "start",
]
