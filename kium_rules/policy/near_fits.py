"""What would pass instead: the nearest wishes that are admitted as a whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kium_rules.decision import Decision
from kium_rules.labels import sentence
from kium_rules.policy.asking import Asking
from kium_rules.policy.booking_window import days_ahead, min_days
from kium_rules.policy.sentences import Word, show
from kium_rules.values import LONGEST_PERIOD, ONE_DAY, Application, Centre, Quarter
from kium_rules.vocabulary import CareType, Outcome


@dataclass(frozen=True, slots=True)
class NearFit:
    """A wish near the one that was not admitted, and admitted itself.

    Args:
        application: The wish.
        days: Its days of use; each has a seat.
        ko: A sentence for a parent: what to change.
        en: The same in English.
    """

    application: Application
    days: tuple[date, ...]
    ko: str
    en: str


def near_fits(
    asking: Asking,
    application: Application,
    centre: Centre,
    decide: Callable[[Application], Decision],
    decision: Decision | None = None,
) -> tuple[NearFit, ...]:
    """Look for wishes near one that was not admitted; none: it was, or nothing near it is.

    Regular care may begin later, end earlier, or leave out weekdays; a period too short, in the past or over the
    quarter's end is mended first. Other care keeps the named days that pass by themselves.

    Args:
        asking: The tables and the day.
        application: The wish.
        centre: The centre.
        decide: Decides another wish in the same situation.
        decision: What was decided of the wish itself, where that is known.
    """
    decision = decision or decide(application)
    if decision.outcome is Outcome.ADMIT:
        return ()
    if application.care_type is CareType.REGULAR:
        wishes = _other_periods(asking, application, centre, decision, decide)
    else:
        wishes = _single_days(asking, application, decision, decide)
    found: dict[Application, NearFit] = {}
    for wish in wishes:
        if wish not in found and (answer := decide(wish)).outcome is Outcome.ADMIT:
            ko, en = (_say(application, wish, answer.days, language) for language in ("ko", "en"))
            found[wish] = NearFit(wish, answer.days, ko, en)
    return tuple(found.values())


def _single_days(
    asking: Asking,
    application: Application,
    decision: Decision,
    decide: Callable[[Application], Decision],
) -> Iterator[Application]:
    ahead = days_ahead(asking, application.care_type)
    last = None if ahead is None else asking.on + timedelta(days=ahead)
    days = (day for day in decision.days if asking.on <= day and (last is None or day <= last))
    alone = {day: _only(application, frozenset({day})) for day in days}
    fitting = frozenset(day for day, wish in alone.items() if decide(wish).outcome is Outcome.ADMIT)
    if fitting:
        yield _only(application, fitting)


def _only(application: Application, days: frozenset[date]) -> Application:
    return replace(application, days=days, from_on=min(days), until_on=max(days))


def _other_periods(
    asking: Asking,
    application: Application,
    centre: Centre,
    decision: Decision,
    decide: Callable[[Application], Decision],
) -> Iterator[Application]:
    mended = _mended(asking, application, centre)
    if mended != application:
        yield mended
        decision = decide(mended)
    hindered = set(decision.full_days) | {
        date.fromisoformat(day)
        for reason in decision.reasons
        for day in reason.facts.get("overlapping_on", ())
    }
    if not hindered:
        return
    later = [day for day in decision.days if day > max(hindered)]
    earlier = [day for day in decision.days if day < min(hindered)]
    # From a day of use, as people say it; the days off before it count where the period would be too short.
    for first in (*later[:1], max(hindered) + ONE_DAY) if later else ():
        if decide(wish := replace(mended, from_on=first)).outcome is Outcome.ADMIT:
            yield wish
            break
    for last in (*earlier[-1:], min(hindered) - ONE_DAY) if earlier else ():
        if decide(wish := replace(mended, until_on=last)).outcome is Outcome.ADMIT:
            yield wish
            break
    if weekdays := mended.weekdays - {day.weekday() for day in hindered}:
        yield replace(mended, weekdays=weekdays)


def _mended(asking: Asking, application: Application, centre: Centre) -> Application:
    """Move a period to days that can be booked: from today on, within one quarter, long enough, on open weekdays."""
    first = max(application.from_on, asking.on)
    quarter = centre.quarter_on(first) or _next_quarter(first, centre)
    if quarter is None or application.until_on < application.from_on:
        return application
    first = max(first, quarter.from_on)
    least = quarter.regular_min_days or min_days(asking)
    if least > LONGEST_PERIOD.days:
        return application
    last = max(min(application.until_on, quarter.until_on), first + timedelta(days=least) - ONE_DAY)
    weekdays = application.weekdays & quarter.weekdays
    return replace(application, from_on=first, until_on=last, weekdays=weekdays)


def _next_quarter(day: date, centre: Centre) -> Quarter | None:
    ahead = [quarter for quarter in centre.quarters if ONE_DAY <= quarter.from_on - day <= LONGEST_PERIOD]
    return min(ahead, key=lambda quarter: quarter.from_on, default=None)


def _say(asked: Application, wish: Application, days: tuple[date, ...], language: str) -> str:
    """Name what is other than in the first wish."""
    if asked.care_type is not CareType.REGULAR:
        return sentence("policy.partial", language, days=show(days, language))
    parts = [
        name
        for name, is_other in (
            ("from", wish.from_on != asked.from_on),
            ("until", wish.until_on != asked.until_on),
            ("weekdays", wish.weekdays != asked.weekdays),
        )
        if is_other
    ]
    return sentence(
        f"policy.fits_{'_'.join(parts)}",
        language,
        first=show(wish.from_on, language),
        last=show(wish.until_on, language),
        weekdays=show(tuple(Word("weekday", str(day)) for day in wish.weekdays), language),
    )
