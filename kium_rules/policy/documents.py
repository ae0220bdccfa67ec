"""Which documents a booking needs, and by when: rule word `documents`."""

from collections.abc import Collection
from dataclasses import dataclass

from kium_rules.labels import labels
from kium_rules.policy.asking import Asking


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """One document.

    Args:
        document: Its code.
        needed_by: The event it is needed for, `apply` or `approve`.
        online: Whether it can be given online.
        paper: Whether paper is taken.
        rule: The row that says so.
    """

    document: str
    needed_by: str
    online: bool
    paper: bool
    rule: str


def document_needs(asking: Asking) -> tuple[DocumentNeed, ...]:
    """List the documents of a booking.

    Source: documents.
    """
    rows = ((code, asking.row("documents", document=code)) for code in labels("document"))
    return tuple(
        DocumentNeed(
            document=code,
            needed_by=row.text("needed_by"),
            online=row.truth("online"),
            paper=row.truth("paper"),
            rule=row.rule,
        )
        for code, row in rows
    )


def missing_documents(asking: Asking, given: Collection[str]) -> tuple[str, ...]:
    """List the documents that are still missing before approval, those needed earlier included.

    Source: documents.
    """
    return tuple(need.document for need in document_needs(asking) if need.document not in given)
