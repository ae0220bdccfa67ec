"""What the tables decide: `Policy` is the one name callers need.

One module per rule word asks the table of that name in `rules/`. Numbers of the policy stand in the tables only.
"""

from kium_rules.policy.attendance import TapFacts, TapMeaning
from kium_rules.policy.booking_states import Change, Transition
from kium_rules.policy.capacity import Capacity
from kium_rules.policy.capacity_change import CapacityChange, ChangeReasons
from kium_rules.policy.cards import CardChange
from kium_rules.policy.documents import DocumentNeed
from kium_rules.policy.extension import ExtensionRequest
from kium_rules.policy.near_fits import NearFit
from kium_rules.policy.notices import Notice
from kium_rules.policy.offers import OfferDeadline
from kium_rules.policy.policy import Policy
from kium_rules.policy.replaying import ReplayError
from kium_rules.policy.retention import Retention
from kium_rules.policy.seat_limits import SeatLimits
from kium_rules.policy.state_effects import StateEffect

__all__ = [
    "Capacity",
    "CapacityChange",
    "CardChange",
    "Change",
    "ChangeReasons",
    "DocumentNeed",
    "ExtensionRequest",
    "NearFit",
    "Notice",
    "OfferDeadline",
    "Policy",
    "ReplayError",
    "Retention",
    "SeatLimits",
    "StateEffect",
    "TapFacts",
    "TapMeaning",
    "Transition",
]
