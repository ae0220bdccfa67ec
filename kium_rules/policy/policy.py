"""`Policy`: every question the rest of the house asks the rule tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self

from kium_rules.decision import Decision, Reason
from kium_rules.policy import (
    access,
    accounts,
    admission,
    attendance,
    booking_states,
    booking_window,
    cards,
    documents,
    extension,
    near_fits,
    notices,
    offers,
    priority,
    replaying,
    retention,
    state_effects,
)
from kium_rules.policy.centre_questions import CentreQuestions
from kium_rules.policy.day_of_rules import rows_of_day
from kium_rules.tables import RuleBook
from kium_rules.values import Application, Centre, DayLoad, Quarter, Situation
from kium_rules.vocabulary import SEOUL, BookingState, CardState, CareType, Role


@dataclass(frozen=True, slots=True)
class Policy(CentreQuestions):
    """A rule book and the questions one can ask it. It holds no state; threads may share it.

    Args:
        book: The rule tables.
    """

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Load the rule tables.

        Args:
            folder: Where they are; None: the tables that come with the library.

        Raises:
            kium_rules.tables.TableError: A table cannot be read; it names every problem with its place.
        """
        return cls(RuleBook.load(folder))

    def remembering(self) -> Self:
        """Give the same policy for a server: what a table was asked before it answers from memory.

        A decision is the same either way; a busy centre's takes a small part of the time.
        """
        return replace(self, book=self.book.remembering())

    def on(self, day: date) -> Self:
        """Give the policy as it stands on a day, for whatever day it is then asked about.

        So one can ask what the rules that begin next year would say to an application of today. Where rows have dates
        it is another rule book, with another hash.

        Args:
            day: The day whose rows count.
        """
        return replace(self, book=rows_of_day(self.book, day))

    def decide(self, application: Application, centre: Centre, load: Mapping[date, DayLoad]) -> Decision:
        """Decide an application: admit, wait or refuse, with every reason.

        Args:
            application: What is applied for, and when it was asked.
            centre: The centre with its quarters and closure days.
            load: What each day already carries; a day left out is empty.

        Source: admission, care_types, eligibility, booking_window, one_place, seats, waiting_list.
        """
        return admission.decide(self.asking(application.asked_on), Situation(application, centre, load))

    def near_fits(
        self,
        application: Application,
        centre: Centre,
        load: Mapping[date, DayLoad],
        decision: Decision | None = None,
    ) -> tuple[near_fits.NearFit, ...]:
        """Say what would pass instead of a wish that is not admitted: from another day, on some of the days.

        Args:
            application: What was applied for.
            centre: The centre, whole: `Decision.situation` keeps the wanted days only.
            load: What each day already carries.
            decision: What was decided of it, where that is known.

        Source: admission, and every table it names.
        """
        asking = self.asking(application.asked_on)
        return near_fits.near_fits(
            asking, application, centre, lambda wish: self.decide(wish, centre, load), decision
        )

    def replay(self, decision: Decision, situation: Situation | None = None) -> Decision:
        """Decide a stored decision again. By the same rule book the answer is the same, word for word.

        Args:
            decision: The decision, such as `Decision.from_json(booking.decision)`.
            situation: What it looked at, where it was not stored with it.

        Raises:
            ReplayError: Another rule book made the decision, or nobody says what it looked at.

        Source: admission, and every table it names.
        """
        found = replaying.situation_of(decision, self.book.hash, situation)
        return self.decide(found.application, found.centre, found.load)

    def days_of_use(self, application: Application, centre: Centre) -> tuple[date, ...]:
        """List the days a booking would use, in order.

        Source: booking_window.
        """
        return booking_window.days_of_use(application, centre)

    def latest_day(self, care_type: CareType, today: date) -> date | None:
        """Give the last day that can be booked today; None: only the quarter ends it.

        Source: booking_window.
        """
        ahead = booking_window.days_ahead(self.asking(today), care_type)
        return None if ahead is None else today + timedelta(days=ahead)

    def regular_min_days(self, today: date, quarter: Quarter | None = None) -> int:
        """Give the shortest period of regular care, in days counted with both ends.

        Source: booking_window.
        """
        if quarter is not None and quarter.regular_min_days is not None:
            return quarter.regular_min_days
        return booking_window.min_days(self.asking(today))

    def state_effect(self, state: BookingState, on: date) -> state_effects.StateEffect:
        """Tell whether a state holds a seat, waits, and is still open.

        Source: state_effects.
        """
        return state_effects.state_effect(self.asking(on), state)

    def transition(self, change: booking_states.Change, on: date) -> booking_states.Transition:
        """Decide whether a change of a booking may happen, and what it becomes.

        Source: booking_states.
        """
        return booking_states.transition(self.asking(on), change)

    def document_needs(self, on: date) -> tuple[documents.DocumentNeed, ...]:
        """List the documents of a booking.

        Source: documents.
        """
        return documents.document_needs(self.asking(on))

    def missing_documents(self, given: Collection[str], on: date) -> tuple[str, ...]:
        """List the documents that are still missing before approval.

        Source: documents.
        """
        return documents.missing_documents(self.asking(on), given)

    def account_setting(self, setting: str, on: date) -> int:
        """Give a setting of logins or readers, such as `failures_before_lock`.

        Source: accounts.
        """
        return accounts.account_setting(self.asking(on), setting)

    def tap_meaning(self, facts: attendance.TapFacts, on: date) -> attendance.TapMeaning:
        """Decide what a tap of a card means.

        Source: attendance.
        """
        return attendance.tap_meaning(self.asking(on), facts)

    def offer_deadline(self, offered_at: datetime, care_starts_at: datetime) -> offers.OfferDeadline:
        """Work out until when an offered seat is held; both instants have their zone.

        Source: offers.
        """
        return offers.offer_deadline(
            self.asking(offered_at.astimezone(SEOUL).date()), offered_at, care_starts_at
        )

    def extension_reasons(self, request: extension.ExtensionRequest, on: date) -> tuple[Reason, ...]:
        """Give every reason for which regular care cannot be extended on a day; none: it can.

        Source: extension.
        """
        return extension.extension_reasons(self.asking(on), request)

    def may(self, role: Role, action: str, relation: str, on: date) -> bool:
        """Say whether a role may do something to a thing it stands in some relation to.

        Source: access.
        """
        return access.may(self.asking(on), role, action, relation)

    def access_of(self, role: Role, on: date) -> access.Access:
        """Gather all that a role may do, to be asked often.

        Source: access.
        """
        return access.access_of(self.asking(on), role)

    def notice(self, event: str, on: date, **places: object) -> notices.Notice:
        """Make the message that an event sends.

        Source: notices.
        """
        return notices.notice(self.asking(on), event, **places)

    def retention(self, noun: str, on: date) -> retention.Retention:
        """Tell how long a kind of data is kept.

        Source: retention.
        """
        return retention.retention(self.asking(on), noun)

    def queue_key(self, priority_class: str, applied_at: datetime, on: date) -> tuple[int, datetime]:
        """Give the key the waiting list is sorted by.

        Source: priority.
        """
        return priority.queue_key(self.asking(on), priority_class, applied_at)

    def card_change(
        self,
        event: str,
        state: CardState,
        on: date,
        *,
        has_scheduled_booking: bool = False,
        child_has_card: bool = False,
    ) -> cards.CardChange:
        """Decide whether something may happen to a card.

        Source: cards.
        """
        return cards.card_change(
            self.asking(on),
            event,
            state,
            has_scheduled_booking=has_scheduled_booking,
            child_has_card=child_has_card,
        )
