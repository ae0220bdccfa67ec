"""What every screen of the back office needs: records, policy, clock and who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import current_app
from flask_login import UserMixin, current_user

from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import Actor
from kium_rules.records.passwords import Passwords
from kium_rules.vocabulary import SEOUL

EXTENSION = "kium_office"


@dataclass(frozen=True, slots=True)
class Office:
    """The parts the application was made from.

    Args:
        db: The records.
        policy: The rule tables behind every decision.
        clock: Tells the present instant, with its zone.
        passwords: Checks passwords.
    """

    db: Database
    policy: Policy
    clock: Callable[[], datetime]
    passwords: Passwords

    def now(self) -> datetime:
        """Tell the present instant."""
        return self.clock()

    def today(self) -> date:
        """Tell today's date in Seoul."""
        return self.clock().astimezone(SEOUL).date()


class Member(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A signed-in login, as Flask-Login wants to see it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """Give the key that stands in the session cookie."""
        return str(self.actor.login_id)


def office() -> Office:
    """Give the parts of the running application."""
    return cast(Office, current_app.extensions[EXTENSION])


def actor() -> Actor:
    """Give who is signed in; only behind a sign-in check."""
    return cast(Member, current_user).actor


def is_signed_in() -> bool:
    """Say whether this request comes from a signed-in person."""
    return bool(current_user.is_authenticated)
