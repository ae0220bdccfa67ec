"""What a centre offers: its quarters, closure days and capacity, changed with a look at the bookings first."""

from kium_rules.records.places.capacity import (
    approve_capacity_change,
    ask_capacity_change,
    reject_capacity_change,
)
from kium_rules.records.places.closures import close_days, reopen
from kium_rules.records.places.impact import Impact, NeedsConfirmation, Outside, Why
from kium_rules.records.places.quarter_settings import set_extension_window, set_regular_minimum
from kium_rules.records.places.quarters import QuarterPlan, set_quarters
from kium_rules.records.places.restoring import Restored
from kium_rules.records.places.taking_effect import list_capacity_changes, take_effect

__all__ = [
    "Impact",
    "NeedsConfirmation",
    "Outside",
    "QuarterPlan",
    "Restored",
    "Why",
    "approve_capacity_change",
    "ask_capacity_change",
    "close_days",
    "list_capacity_changes",
    "reject_capacity_change",
    "reopen",
    "set_extension_window",
    "set_quarters",
    "set_regular_minimum",
    "take_effect",
]
