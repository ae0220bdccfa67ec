"""A row that fired, with its outputs in the types their columns promise."""

from dataclasses import dataclass
from decimal import Decimal

from kium_rules.tables import Hit


@dataclass(slots=True, eq=False)  # not frozen: one is made for each question, in a third of the time
class Ruling:
    """A row that fired.

    Args:
        hit: The row as the table library gives it.
    """

    hit: Hit

    @property
    def rule(self) -> str:
        """The row's id, such as `waiting_list.2`."""
        return self.hit.rule_id

    def text(self, output: str) -> str:
        """Give an output that is a text or a code; empty where the cell is."""
        value = self.hit.row.outputs[output]
        return "" if value is None else str(value)

    def number(self, output: str) -> Decimal:
        """Give an output that is a number.

        Raises:
            TypeError: It is none; the table's column has another type.
        """
        value = self.hit.row.outputs[output]
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise TypeError(f"{self.rule}: {output} is {value!r}, no number")
        return Decimal(value)

    def whole(self, output: str) -> int:
        """Give an output that is a whole number.

        Raises:
            TypeError: It is none.
        """
        return int(self.number(output))

    def truth(self, output: str) -> bool:
        """Give an output that is true or false."""
        return self.hit.row.outputs[output] is True

    def sentence(self, language: str) -> str:
        """Give the row's sentence with its places unfilled.

        Args:
            language: `ko` or `en`.
        """
        return self.hit.row.notes[language]

    def is_about(self, column: str) -> bool:
        """Say whether the row looks at an input column at all."""
        return not self.hit.row.inputs[column].is_any
