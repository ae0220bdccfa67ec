"""Taps of cards and the visits they make up."""

from kium_rules.records.taps.answering import TapAnswer, record_tap
from kium_rules.records.taps.correcting import add_visit, correct_visit
from kium_rules.records.taps.unfinished import mark_unfinished
from kium_rules.records.taps.visits import list_taps, list_visits

__all__ = [
    "TapAnswer",
    "add_visit",
    "correct_visit",
    "list_taps",
    "list_visits",
    "mark_unfinished",
    "record_tap",
]
