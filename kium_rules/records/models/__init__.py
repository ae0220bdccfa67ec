"""The records as typed models, one module per noun."""

from kium_rules.records.models.audit import NO_CENTRE, AuditChain, AuditLine
from kium_rules.records.models.base import Base
from kium_rules.records.models.booking import NO_PRIORITY, Booking, BookingDay, BookingDocument, Channel
from kium_rules.records.models.capacity_change import CapacityChange, ChangeState
from kium_rules.records.models.card import Card, CardHistory
from kium_rules.records.models.centre import Centre
from kium_rules.records.models.day_counter import DayCounter
from kium_rules.records.models.district import District
from kium_rules.records.models.guardian import Child, Consent, ConsentKind, Guardian
from kium_rules.records.models.job import JobLease
from kium_rules.records.models.login import Login
from kium_rules.records.models.offer import Offer, OfferAnswer, QueuePlace
from kium_rules.records.models.outbox import OutboxMessage, OutboxState
from kium_rules.records.models.quarter import ClosureDay, Quarter
from kium_rules.records.models.tap import Reader, Tap, Visit
from kium_rules.records.models.task import Task

__all__ = [
    "NO_CENTRE",
    "NO_PRIORITY",
    "AuditChain",
    "AuditLine",
    "Base",
    "Booking",
    "BookingDay",
    "BookingDocument",
    "CapacityChange",
    "Card",
    "CardHistory",
    "Centre",
    "ChangeState",
    "Channel",
    "Child",
    "ClosureDay",
    "Consent",
    "ConsentKind",
    "DayCounter",
    "District",
    "Guardian",
    "JobLease",
    "Login",
    "Offer",
    "OfferAnswer",
    "OutboxMessage",
    "OutboxState",
    "Quarter",
    "QueuePlace",
    "Reader",
    "Tap",
    "Task",
    "Visit",
]
