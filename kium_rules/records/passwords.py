"""Passwords: what a new one must be, how it is hashed, and whether one is right.

Hashing takes a fifth of a second of work and 64 MiB on purpose, so none of it is done inside a writing
transaction: a rush of people signing in must not hold up those who book.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records.days import day_in_seoul


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody will sign in with, looked at and hashed before it is kept.

    Args:
        login_id: The login id, in small letters.
        password_hash: Argon2id hash of the password.
    """

    login_id: str
    password_hash: str


class Passwords:
    """Hashes passwords with Argon2id. A hash says itself what it cost, so the costs may be raised later.

    Args:
        passes: Passes over the memory. The defaults are those of RFC 9106 for machines with little memory.
        memory_kib: Memory of one hash, in KiB.
        lanes: Parallel lanes.
    """

    def __init__(self, *, passes: int = 3, memory_kib: int = 64 * 1024, lanes: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)

    def choose(self, login_id: str, password: str, *, now: datetime, policy: Policy) -> Credentials:
        """Look at the password somebody chose for a login id, and hash it.

        Raises:
            Refused: It is too short, or holds the login id.

        Source: accounts.
        """
        login_id = login_id.strip().lower()
        shortest = policy.account_setting("password_min_length", day_in_seoul(now))
        if len(password) < shortest:
            raise Refused.because("records.password_short", shortest=shortest)
        if login_id in password.lower():
            raise Refused.because("records.password_has_login_id")
        return Credentials(login_id, self._hasher.hash(password))

    def is_right(self, kept: str | None, password: str) -> bool:
        """Check a password against a hash; None, for a login that does not exist, costs the same and is never right."""
        try:
            return self._hasher.verify(kept or self._of_nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def renewed(self, kept: str, password: str) -> str | None:
        """Hash a right password anew where its hash was made at another cost; None: it was not."""
        return self._hasher.hash(password) if self._hasher.check_needs_rehash(kept) else None

    @cached_property
    def _of_nobody(self) -> str:
        return self._hasher.hash("kium: the hash of no login")


PASSWORDS = Passwords()
"""What passwords are hashed with, unless an application is made with something else."""
