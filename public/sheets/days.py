"""The sheet for temporary and sick-child care: named days and hours."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kium_rules.records.centres import SeatDay, seats_by_day
from kium_rules.values import Hours
from kium_rules.vocabulary import CareType
from public.desk import policy, today
from public.forms.applications import ApplyDays
from public.sheets import Sheet, as_filled_in
from public.wishes import Wish


class DaysSheet(Sheet):
    """An application for some of the days that are offered now."""

    template = "apply/days.html"

    def __init__(self, centre: Any, care_type: CareType, days: Sequence[SeatDay], own: list[Any]) -> None:
        form = ApplyDays(**as_filled_in())
        super().__init__(centre, care_type, form)
        self.days = days
        opened = [day for day in days if day.hours is not None]
        hours = [day.hours for day in opened if day.hours is not None]
        form.offer(own, Hours(min(slot.starts for slot in hours), max(slot.ends for slot in hours)))
        form.offer_days([day.on for day in opened])
        if care_type is CareType.SICK_CHILD:
            form.ask_for_health_consent()

    def wish(self) -> Wish:
        """Give what a valid sheet asks for."""
        form = self.form
        days = frozenset(map(date.fromisoformat, form.days.data))
        return Wish(
            centre_id=self.centre.id,
            child_id=int(form.child.data),
            care_type=self.care_type,
            from_on=min(days),
            until_on=max(days),
            weekdays=frozenset(),
            days=days,
            starts=form.hours.starts,
            ends=form.hours.ends,
        )

    def offers(self) -> Mapping[str, Any]:
        """Give the days with their seats, and the box of each that can be chosen."""
        boxes = {box.data: box for box in self.form.days}
        return {
            "days": [(day, boxes.get(day.on.isoformat())) for day in self.days],
            "until_on": self.days[-1].on,
        }


def days_sheet(records: Any, centre: Any, care_type: CareType, own: list[Any]) -> DaysSheet | None:
    """Make the sheet for the days that can be booked today; None: the centre opens on none of them."""
    last = policy().latest_day(care_type, today()) or max(quarter.until_on for quarter in centre.quarters)
    days = seats_by_day(records, centre.id, today(), last, policy=policy(), today=today())
    if not any(day.is_open for day in days):
        return None
    return DaysSheet(centre, care_type, days, own)
