"""The waiting list: who is next and why, and what becomes of a freed seat."""

from kium_rules.records.offers.answering import accept, decline
from kium_rules.records.offers.expiring import end_wait, expire, leave_list
from kium_rules.records.offers.finding import offer_of, offered_together, open_offers
from kium_rules.records.offers.passing import Passed, freed, pass_on
from kium_rules.records.offers.places import Place, place_of, queue
from kium_rules.records.offers.siblings import keep_together, part

__all__ = [
    "Passed",
    "Place",
    "accept",
    "decline",
    "end_wait",
    "expire",
    "freed",
    "keep_together",
    "leave_list",
    "offer_of",
    "offered_together",
    "open_offers",
    "part",
    "pass_on",
    "place_of",
    "queue",
]
