"""What every page asks for: the records, the policy, the time, and who is signed in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_login import current_user

from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import Actor
from kium_rules.records.passwords import Passwords
from kium_rules.vocabulary import SEOUL

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the application was made with."""

    db: Database
    policy: Policy
    clock: Clock
    passwords: Passwords


def desk() -> Desk:
    """Give what the running application was made with."""
    found: Desk = current_app.extensions["desk"]
    return found


def policy() -> Policy:
    """Give the rules in force."""
    return desk().policy


def now() -> datetime:
    """Give the instant of this request."""
    return desk().clock()


def today() -> date:
    """Give the day it is in Seoul."""
    return now().astimezone(SEOUL).date()


def reading() -> AbstractContextManager[Any]:
    """Open the records for looking something up."""
    return desk().db.session()


def writing() -> AbstractContextManager[Any]:
    """Open the records for one change, in one transaction."""
    return desk().db.session(write=True)


def actor() -> Actor:
    """Give the parent who is signed in; only pages behind the sign-in ask this."""
    found: Actor = current_user.actor
    return found
