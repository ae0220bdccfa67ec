"""The budget of a search: steps, not seconds, so that the same table always gets the same answer."""

from __future__ import annotations

DEFAULT_BUDGET = 20_000_000
"""Steps of each search of :func:`verify`; a 5,000 x 10 table with a tenth of its rows faulty takes about a quarter."""

ORDER_COST = 200
"""Steps that it takes to ask whether compared columns can have values in some order."""


class Steps:
    """Steps that are left.

    Args:
        budget: How many there are.
    """

    __slots__ = ("_whole", "left")

    def __init__(self, budget: int, whole: Steps | None = None) -> None:
        self.left = budget
        self._whole = whole

    def share(self) -> Steps:
        """A tenth of what is left, at most, for one of many questions: one hard one leaves something for the others."""
        return Steps(self.left // 10, self)

    def take(self, count: int) -> bool:
        """Take some steps; false when there are none left."""
        self.left -= count
        if self._whole:
            self._whole.left -= count
        return self.left > 0
