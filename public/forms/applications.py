"""Applying for care. The form checks that the input can be read; whether it may be booked is the policy's business."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from kium_rules.values import Hours
from public.forms import SiteForm
from public.forms.search import ChipsField
from public.korean import clock, weekday_name
from public.labels import say

STEP = timedelta(minutes=30)
"""Hours are offered in steps; any hour inside the opening hours would be accepted."""

# Only something on which to count up the hours of a day.
_SOME_DAY = date(2000, 1, 1)


def steps(hours: Hours) -> list[time]:
    """List the times between two hours, both included, in steps."""
    at, last = (datetime.combine(_SOME_DAY, moment) for moment in (hours.starts, hours.ends))
    found = []
    while at < last:
        found.append(at.time())
        at += STEP
    return [*found, last.time()]


class ApplySheet(SiteForm):
    """What every application asks: which child, and which hours."""

    child = RadioField(validators=[InputRequired(say("apply.child_missing"))])
    starts = SelectField(validators=[InputRequired(say("apply.starts_missing"))])
    ends = SelectField(validators=[InputRequired(say("apply.ends_missing"))])

    def offer(self, children: Iterable[Any], hours: Hours) -> None:
        """Fill in the children to choose from and the hours of the day."""
        self.child.choices = [(str(child.id), child.name) for child in children]
        times = [clock(at) for at in steps(hours)]
        self.starts.choices = [(at, at) for at in times[:-1]]
        self.ends.choices = [(at, at) for at in times[1:]]
        if self.is_submitted():
            return
        if not self.child.data and len(self.child.choices) == 1:
            self.child.data = self.child.choices[0][0]
        if self.starts.data not in times:
            self.starts.data = times[0]
        if self.ends.data not in times:
            self.ends.data = times[-1]

    def validate_ends(self, field: SelectField) -> None:
        """Say at once that the hours are the wrong way round."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(say("apply.ends_early"))

    @property
    def hours(self) -> Hours:
        """The hours asked for."""
        return Hours(time.fromisoformat(self.starts.data), time.fromisoformat(self.ends.data))


class ApplyRegular(ApplySheet):
    """A period, weekdays and hours within one quarter."""

    quarter = HiddenField()
    from_on = DateField(validators=[InputRequired(say("apply.from_missing"))])
    until_on = DateField(validators=[InputRequired(say("apply.until_missing"))])
    weekdays = ChipsField(validators=[InputRequired(say("apply.weekdays_missing"))])

    def offer_weekdays(self, open_on: Iterable[int]) -> None:
        """Fill in the weekdays on which the quarter opens."""
        self.weekdays.choices = [(str(number), weekday_name(number)) for number in sorted(open_on)]


class ApplyDays(ApplySheet):
    """Named days and hours: temporary and sick-child care."""

    days = ChipsField(validators=[InputRequired(say("apply.days_missing"))])
    health = BooleanField()

    def offer_days(self, days: Sequence[date]) -> None:
        """Fill in the days that can be booked."""
        self.days.choices = [(day.isoformat(), day.isoformat()) for day in days]

    def ask_for_health_consent(self) -> None:
        """Make the consent to health data a condition, as sick-child care needs it."""
        self.health.validators = [InputRequired(say("apply.health_missing"))]
