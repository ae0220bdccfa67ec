"""The documents of a booking: which came in, and which are still missing."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.labels import label
from kium_rules.policy import DocumentNeed, Policy
from kium_rules.records.actors import Actor
from kium_rules.records.children import consents_of
from kium_rules.records.models import Base, Booking, BookingDocument, Channel, ConsentKind
from kium_rules.records.prepared import Prepared
from kium_rules.vocabulary import BookingEvent, Role

APPLICATION_FORM = "application_form"
BY_CONSENT = {ConsentKind.CHILD: "privacy_consent", ConsentKind.PICKUP: "pickup_consent"}
"""Which document a consent that was kept stands for."""

_INSERT = Prepared(
    insert(Base.metadata.tables[BookingDocument.__tablename__]),
    ("booking_id", "document", "channel", "received_at", "by_login_id"),
)


def given_documents(session: Session, booking: Booking) -> frozenset[str]:
    """List the documents that are there for a booking: received ones, and consents that were kept."""
    return received_documents(session, booking) | _by(consents_of(session, booking.child))


def missing_documents(session: Session, booking: Booking, *, policy: Policy, today: date) -> tuple[str, ...]:
    """List the documents still missing before the booking can be approved, as codes.

    Source: documents.
    """
    return policy.missing_documents(given_documents(session, booking), today)


def require_for_application(
    consents: Collection[ConsentKind], on_paper: Collection[str], today: date, policy: Policy
) -> None:
    """See that what has to come with an application is there: on paper, or as a consent that was kept.

    Raises:
        Refused: A document is missing, or is none that the table knows.

    Source: documents.
    """
    needs = policy.document_needs(today)
    unknown = set(on_paper) - {need.document for need in needs}
    if unknown:
        raise Refused.because("records.unknown_document", document=", ".join(sorted(unknown)))
    given = {APPLICATION_FORM, *on_paper} | _by(consents)
    missing = sorted(_to_apply(needs) - given)
    if missing:
        ko, en = (
            ", ".join(label("document", code, language) for code in missing) for language in ("ko", "en")
        )
        raise Refused.because("records.documents_for_application", documents_ko=ko, documents_en=en)


def documents_to_apply(policy: Policy, today: date) -> frozenset[str]:
    """List the documents that have to come with an application.

    Source: documents.
    """
    return _to_apply(policy.document_needs(today))


def _to_apply(needs: Collection[DocumentNeed]) -> frozenset[str]:
    return frozenset(need.document for need in needs if need.needed_by == BookingEvent.APPLY.value)


def keep_documents(
    session: Session,
    actor: Actor,
    booking: Booking,
    documents: Collection[str],
    *,
    now: datetime,
    is_new: bool = False,
) -> None:
    """Keep which documents came in for a booking; one that is there already stays as it was.

    Args:
        session: The transaction.
        actor: Who saw them.
        booking: For which booking.
        documents: Their codes.
        now: When.
        is_new: The booking was written just now, so that nothing can have come in before.
    """
    known = frozenset() if is_new or not documents else received_documents(session, booking)
    rows = [
        {
            "booking_id": booking.id,
            "document": document,
            "channel": Channel.ONLINE if actor.role is Role.PARENT else Channel.OFFLINE,
            "received_at": now,
            "by_login_id": actor.login_id,
        }
        for document in sorted(set(documents) - known)
    ]
    _INSERT.run_many(session, rows)


def received_documents(session: Session, booking: Booking) -> frozenset[str]:
    """List the documents that came in for a booking."""
    query = select(BookingDocument.document).where(BookingDocument.booking_id == booking.id)
    return frozenset(session.scalars(query))


def _by(consents: Collection[ConsentKind]) -> frozenset[str]:
    return frozenset(BY_CONSENT[kind] for kind in consents if kind in BY_CONSENT)
