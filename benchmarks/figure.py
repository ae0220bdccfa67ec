"""One measured figure, beside the peer it is compared with."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of two figures that were measured in one run.

    Args:
        what: What was measured.
        figure: Ours, with its unit.
        peer: What it is compared with.
        peer_figure: The peer's, with its unit.
        ratio: Ours by the peer's; where there is no peer, the figure itself.
        goal: What the ratio should reach, or stay under.
        better: Whether more is better, or less.
    """

    what: str
    figure: str
    peer: str
    peer_figure: str
    ratio: float
    goal: float
    better: Literal["higher", "lower"]

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal if self.better == "higher" else self.ratio <= self.goal
