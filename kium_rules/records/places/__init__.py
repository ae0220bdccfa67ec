"""What a centre offers: its quarters, closure days and capacity, changed with a look at the bookings first."""

from kium_rules.records.places.closures import close_days, reopen
from kium_rules.records.places.fullness import DayBreakdown, breakdown
from kium_rules.records.places.impact import Impact, NeedsConfirmation, Outside, Why
from kium_rules.records.places.quarters import QuarterPlan, set_quarters, set_regular_minimum

__all__ = [
    "DayBreakdown",
    "Impact",
    "NeedsConfirmation",
    "Outside",
    "QuarterPlan",
    "Why",
    "breakdown",
    "close_days",
    "reopen",
    "set_quarters",
    "set_regular_minimum",
]
