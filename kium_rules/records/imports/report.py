"""What an import did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that did not go in.

    Args:
        line: Its number as an editor counts, the header being 1; of an entry over several lines the first.
        reason_ko: Everything that is wrong with it, and what to do.
        reason_en: The same in English.
    """

    line: int
    reason_ko: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each line of a file.

    Args:
        added: Centres that were new.
        changed: Centres of which something was different.
        unchanged: Centres that were there just so.
        refused: Lines that did not go in.
    """

    added: int
    changed: int
    unchanged: int
    refused: tuple[RefusedLine, ...]

    @property
    def lines(self) -> int:
        """How many lines of centres the file had."""
        return self.added + self.changed + self.unchanged + len(self.refused)
