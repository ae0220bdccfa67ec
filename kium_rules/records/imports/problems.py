"""What can be wrong with a file, a line or a cell, in Korean and English."""

from kium_rules.errors import Refused
from kium_rules.labels import sentence


class UnreadableCellError(ValueError):
    """A cell that cannot be read.

    Args:
        key: The sentence `records.import_<key>`.
        facts: What stands in its places.
    """

    def __init__(self, key: str, **facts: str | int) -> None:
        self.ko = sentence(f"records.import_{key}", "ko", **facts)
        self.en = sentence(f"records.import_{key}", "en", **facts)
        super().__init__(self.en)


def refuse_file(key: str, **facts: str | int) -> Refused:
    """Make the refusal of a whole file, from the sentence `records.import_<key>`."""
    return Refused.because(f"records.import_{key}", reasons=(), **facts)
