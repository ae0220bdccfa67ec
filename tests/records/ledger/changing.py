"""What changes the days of a booking that is there."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from records.ledger.model import Model
from records.ledger.plain import DAY, QUARTERS, REGULAR, TEMPORARY, Plain, in_one_quarter, pattern, weekdays
from worlds import parent_of

from kium_rules.records import bookings
from kium_rules.records.bookings import Terms


class Changing(Model):
    """The steps by which a booking gets other days."""

    @rule(data=st.data())
    def cancel_a_day(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "applied", "waiting", "offered", "scheduled", "in_use")
        one = self.plain.get(booking_id or 0)
        if one is None or not self.going(one):
            return
        day = data.draw(st.sampled_from(sorted(self.going(one))), "day")
        assert (
            self.do(bookings.cancel_days, self.staff(booking_id), booking_id, [day], reason="병원")
            is not None
        )
        del one.days[day]
        one.gone.add(day)
        if not one.days:
            one.state = "cancelled"
        elif one.care == TEMPORARY:
            one.from_on, one.until_on = min(one.days), max(one.days)

    @rule(data=st.data(), chosen=weekdays, by_parent=st.booleans())
    def edit_weekdays(self, data: st.DataObject, chosen: frozenset[int], by_parent: bool) -> None:
        booking_id = self.some(data, "applied", "waiting", "scheduled", "in_use", "offered", care=REGULAR)
        if booking_id is None:
            return
        one = self.plain[booking_id]
        allowed = ("applied", "waiting") if by_parent else ("applied", "scheduled", "in_use")
        has_begun = one.from_on < self.today
        approved = one.state in ("scheduled", "in_use")
        settled = self.settled(one) | ({on for on in one.gone if on < self.today} if approved else set())
        days = pattern(one.from_on, one.until_on, chosen) - (one.gone - settled)
        ahead = {day for day in days if day >= self.today}
        answer = "refuse"
        if one.state in allowed and (approved or not has_begun):
            answer = self.answer(one.centre, one.child, REGULAR, ahead, without=booking_id)
        if not by_parent and answer == "wait":
            answer = "refuse"
        child = next(child for child in self.children if child.id == one.child)
        actor = parent_of(child) if by_parent else self.staff(booking_id)
        made = self.do(bookings.edit, actor, booking_id, weekdays=chosen)
        assert (made is not None) == (answer != "refuse")
        if made is not None:
            kept = {on: kind for on, kind in one.days.items() if on in settled}
            one.days = kept | dict.fromkeys(ahead, "seat" if answer == "admit" else "wait")
            one.weekdays = chosen
            one.state = one.state if approved else "applied" if answer == "admit" else "waiting"

    @rule(data=st.data(), by=st.integers(-3, 16))
    def move_a_day(self, data: st.DataObject, by: int) -> None:
        booking_id = self.some(data, "applied", "scheduled", "in_use", care=TEMPORARY)
        one = self.plain.get(booking_id or 0)
        if one is None or not self.going(one):
            return
        day = data.draw(st.sampled_from(sorted(self.going(one))), "day")
        to = self.today + by * DAY
        ahead = (self.going(one) - {day}) | {to}
        fits = min(ahead) >= self.today and by <= 14 and to.weekday() < 5 and in_one_quarter(to, to)
        answer = (
            self.answer(one.centre, one.child, TEMPORARY, ahead, without=booking_id) if fits else "refuse"
        )
        stays = to in one.days
        made = self.do(bookings.reschedule, self.staff(booking_id), booking_id, {day: to})
        if to != day:
            assert (made is not None) == (answer == "admit" and not stays)
        if made is not None:
            one.days = dict.fromkeys(one.days.keys() - self.going(one) | ahead, "seat")
            one.gone.discard(to)
            one.from_on, one.until_on = min(one.days), max(one.days)

    @rule(data=st.data())
    def transfer(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "applied", "waiting", "offered", "scheduled", "in_use")
        if booking_id is None:
            return
        one = self.plain[booking_id]
        target = next(centre.id for centre in self.centres if centre.id != one.centre)
        leaving = {on for on in self.going(one) if on >= self.today}
        answer, days = "refuse", leaving
        from_on, until_on = min(leaving, default=one.from_on), one.until_on
        if one.care == REGULAR and leaving:
            days = pattern(from_on, until_on, one.weekdays)
        if leaving and (one.care == TEMPORARY or (until_on - from_on).days + 1 >= 30):
            answer = self.answer(target, one.child, one.care, days, without=booking_id)
        made = self.do(bookings.transfer, self.staff(booking_id), booking_id, target, terms=Terms())
        new = Plain(one.child, target, one.care, "", {}, from_on, until_on, one.weekdays)
        if one.care == TEMPORARY and days:
            new.from_on, new.until_on = min(days), max(days)
        going = self.going(one)
        if made is not None:
            one.days = {on: kind for on, kind in one.days.items() if on not in going}
            one.state = "cancelled"
        self.add(made and made.booking, answer, new, days)

    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "in_use", care=REGULAR)
        if booking_id is None:
            return
        one = self.plain[booking_id]
        ends_on = next(last for first, last in QUARTERS if first <= one.until_on <= last)
        before = self.plain.get(one.is_extended_by or 0)
        is_open = 7 <= (ends_on - self.today).days <= 30 and ends_on == QUARTERS[0][1]
        is_first = before is None or before.state in ("cancelled", "rejected")
        days = pattern(*QUARTERS[1], one.weekdays)
        answer = self.answer(one.centre, one.child, REGULAR, days) if is_open and is_first else "refuse"
        made = self.do(bookings.extend, self.staff(booking_id), booking_id)
        new = Plain(one.child, one.centre, REGULAR, "", {}, *QUARTERS[1], one.weekdays)
        one.is_extended_by = self.add(made and made.booking, answer, new, days) or one.is_extended_by
