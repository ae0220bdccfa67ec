"""How dates, hours, money and counts are written for a Korean reader: the filters of the templates."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from flask import Flask

from kium_rules.labels import label
from kium_rules.records.days import from_mask
from kium_rules.vocabulary import SEOUL
from public.labels import say

DAYS_NAMED = 4


def weekday_name(number: int) -> str:
    """Give the one-letter name of a weekday, 0 = Monday."""
    return label("weekday", str(number))


def weekday_names(numbers: Iterable[int]) -> str:
    """Give several weekdays in the order of the week: `월·수·금`."""
    return say("format.weekday_joiner").join(weekday_name(number) for number in sorted(numbers))


def day(on: date) -> str:
    """Give a day without its year: `3월 2일 (월)`."""
    return say("format.day", month=on.month, day=on.day, weekday=weekday_name(on.weekday()))


def full_day(on: date) -> str:
    """Give a day with its year: `2026년 3월 2일 (월)`."""
    return say(
        "format.full_day", year=on.year, month=on.month, day=on.day, weekday=weekday_name(on.weekday())
    )


def period(from_on: date, until_on: date) -> str:
    """Give a period; one day is said once, and the year of the end only where it differs."""
    if from_on == until_on:
        return full_day(from_on)
    end = day(until_on) if from_on.year == until_on.year else full_day(until_on)
    return say("format.period", start=full_day(from_on), end=end)


def named_days(days: Sequence[str | date]) -> str:
    """Give some days by name and the rest as a count: `3월 4일 (수), 3월 5일 (목) 외 3일`."""
    found = [date.fromisoformat(on) if isinstance(on, str) else on for on in days]
    named = say("format.list_joiner").join(day(on) for on in found[:DAYS_NAMED])
    rest = len(found) - DAYS_NAMED
    return named if rest <= 0 else say("format.and_more", named=named, rest=rest)


def clock(at: time) -> str:
    """Give a time of day: `13:00`."""
    return f"{at:%H:%M}"


def moment(at: datetime) -> str:
    """Give an instant as it is in Seoul: `2026년 3월 2일 (월) 10:31`."""
    local = at.astimezone(SEOUL)
    return f"{full_day(local.date())} {clock(local.time())}"


def won(amount: int) -> str:
    """Give an amount of money: `50,000원`."""
    return say("format.won", amount=f"{amount:,}")


def add_filters(app: Flask) -> None:
    """Make these the filters of the application's templates."""
    for function in (weekday_name, weekday_names, from_mask, day, full_day, clock, moment, won):
        app.add_template_filter(function)
    app.add_template_global(period, "period")
    app.add_template_global(named_days, "named_days")
    app.add_template_global(label, "label")
