"""How values look in the templates: Korean words for codes, dates with their weekday, instants in Seoul."""

from collections.abc import Iterable
from datetime import date, datetime, time

from flask import Flask, session

from admin.labels import choices, say
from admin.masking import mask_phone, name_for_me, phone_for_me
from admin.office import actor, is_signed_in, office
from kium_rules.labels import label, labels
from kium_rules.vocabulary import SEOUL

WEEK = range(7)


def word(code: object, group: str) -> str:
    """Give the Korean label of a code; a dash for none."""
    return say("frame.none") if code is None else label(group, str(code))


def day(value: date | None) -> str:
    """Show a date with its weekday: 2026-03-03 (화)."""
    if value is None:
        return say("frame.none")
    return f"{value.isoformat()} ({label('weekday', str(value.weekday()))})"


def short_day(value: date) -> str:
    """Show a date without its year: 3월 3일 (화)."""
    return say(
        "frame.short_day", month=value.month, day=value.day, weekday=label("weekday", str(value.weekday()))
    )


def in_seoul(value: datetime | None) -> str:
    """Show an instant as people in Seoul read it: 2026-03-03 10:31."""
    return say("frame.none") if value is None else f"{value.astimezone(SEOUL):%Y-%m-%d %H:%M}"


def clock_time(value: datetime | time | None) -> str:
    """Show hours and minutes; an instant is moved to Seoul first."""
    if value is None:
        return say("frame.none")
    if isinstance(value, datetime):
        value = value.astimezone(SEOUL)
    return f"{value:%H:%M}"


def ago(value: datetime) -> str:
    """Say how long ago something happened, in whole days, hours or minutes."""
    passed = office().now() - value
    if passed.days > 0:
        return say("frame.days_ago", count=passed.days)
    hours, minutes = divmod(passed.seconds // 60, 60)
    return say("frame.hours_ago", count=hours) if hours else say("frame.minutes_ago", count=minutes)


def weekdays(mask: int | Iterable[int] | None) -> str:
    """Show chosen weekdays, from the stored bit mask (Monday = 1) or from numbers (Monday = 0): 월·수·금."""
    if mask is None:
        return say("frame.none")
    chosen = {number for number in WEEK if mask & (1 << number)} if isinstance(mask, int) else set(mask)
    return "·".join(label("weekday", str(number)) for number in sorted(chosen)) or say("frame.none")


def install(app: Flask) -> None:
    """Give the filters and the standing values to every template."""
    shown = (word, day, short_day, in_seoul, clock_time, ago, weekdays)
    hidden = (mask_phone, name_for_me, phone_for_me)
    for function in (*shown, *hidden):
        app.add_template_filter(function, function.__name__)
    app.jinja_env.globals.update(say=say, choices=choices, words=labels)

    @app.context_processor
    def standing() -> dict[str, object]:
        return {
            "me": actor() if is_signed_in() else None,
            "today": office().today(),
            "place": session.get("place", ""),
        }
