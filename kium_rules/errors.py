"""Refusals that a person reads: what happened, where, and what to do."""

from kium_rules.decision import Reason
from kium_rules.labels import sentence


class Refused(Exception):  # noqa: N818 - a refusal is an answer to a person, not a fault of the program
    """Something asked for is not done, and this says why.

    Args:
        ko: The sentence a person at a screen reads.
        en: The same for the log and the library's caller.
        reasons: The rules behind it, where rules are.
    """

    def __init__(self, ko: str, en: str, reasons: tuple[Reason, ...] = ()) -> None:
        super().__init__(en)
        self.ko = ko
        self.en = en
        self.reasons = reasons

    @classmethod
    def because(cls, key: str, *, reasons: tuple[Reason, ...] = (), **facts: object) -> "Refused":
        """Make a refusal from a sentence in `kium_rules/labels/`, such as `records.not_yours`.

        Raises:
            KeyError: No such sentence.
        """
        return cls(sentence(key, "ko", **facts), sentence(key, "en", **facts), reasons)


class NotAllowed(Refused):
    """This login may not do this."""


class NotFound(Refused):
    """There is no such thing, or none this login may see."""


class Busy(Refused):
    """Somebody else is writing to the same centre, or the database is away for a moment; try again soon."""


class Unavailable(Exception):  # noqa: N818 - it says what is, like the others
    """The database cannot be reached or opened."""
