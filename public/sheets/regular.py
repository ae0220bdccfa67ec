"""The sheet for regular care: a period, weekdays and hours within one quarter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request

from kium_rules.records.centres import quarter_as_value
from kium_rules.values import Quarter
from kium_rules.vocabulary import CareType
from public.desk import policy, today
from public.forms.applications import ApplyRegular
from public.sheets import Sheet, as_filled_in
from public.wishes import Wish


class RegularSheet(Sheet):
    """An application for one quarter of a centre."""

    template = "apply/regular.html"

    def __init__(self, centre: Any, quarters: list[Any], chosen: Any, own: list[Any]) -> None:
        form = ApplyRegular(**as_filled_in())
        super().__init__(centre, CareType.REGULAR, form)
        self.quarters = quarters
        self.chosen = chosen
        quarter = quarter_as_value(chosen)
        self.min_days = policy().regular_min_days(today(), quarter)
        self.first_on = max(today(), quarter.from_on)
        form.offer(own, quarter.hours)
        form.offer_weekdays(quarter.weekdays)
        if not form.is_submitted():
            form.quarter.data = chosen.id
            form.from_on.data = form.from_on.data or self.first_on
            form.until_on.data = form.until_on.data or quarter.until_on

    def wish(self) -> Wish:
        """Give what a valid sheet asks for."""
        form = self.form
        return Wish(
            centre_id=self.centre.id,
            child_id=int(form.child.data),
            care_type=self.care_type,
            from_on=form.from_on.data,
            until_on=form.until_on.data,
            weekdays=frozenset(map(int, form.weekdays.data)),
            days=None,
            starts=form.hours.starts,
            ends=form.hours.ends,
        )

    def offers(self) -> Mapping[str, Any]:
        """Give the quarters that can still be booked, and the bounds of the chosen one."""
        return {
            "quarters": self.quarters,
            "chosen": self.chosen,
            "min_days": self.min_days,
            "first_on": self.first_on,
        }


def regular_sheet(centre: Any, own: list[Any]) -> RegularSheet | None:
    """Make the sheet for the quarter that was chosen, or the first that is still long enough; None: none is left."""
    ahead = [quarter for quarter in centre.quarters if quarter.until_on >= today()]
    if not ahead:
        return None
    wanted = request.values.get("quarter", type=int)
    chosen = next((quarter for quarter in ahead if quarter.id == wanted), None)
    long_enough = (quarter for quarter in ahead if _is_long_enough(quarter_as_value(quarter), today()))
    return RegularSheet(centre, ahead, chosen or next(long_enough, ahead[0]), own)


def _is_long_enough(quarter: Quarter, on: date) -> bool:
    left = (quarter.until_on - max(on, quarter.from_on)).days + 1
    return left >= policy().regular_min_days(on, quarter)
