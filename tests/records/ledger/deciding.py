"""Applications, and what staff, the nightly close and those who are offered a seat make of them."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from records.ledger.model import Model
from records.ledger.plain import (
    CITY,
    DAY,
    LENGTH,
    REGULAR,
    TEMPORARY,
    Plain,
    in_one_quarter,
    pattern,
    weekdays,
)
from worlds import PAPERS, ask, ask_for_days

from kium_rules.records import bookings, offers


class Deciding(Model):
    """The steps by which a booking comes, goes on and ends."""

    @rule(n=st.integers(0, 4), where=st.integers(0, 1), chosen=weekdays)
    def apply_regular(self, n: int, where: int, chosen: frozenset[int]) -> None:
        child, centre = self.children[n], self.centres[where].id
        until = self.today + LENGTH
        days = pattern(self.today, until, chosen)
        fits = in_one_quarter(self.today, until)
        expected = self.answer(centre, child.id, REGULAR, days) if fits else "refuse"
        made = self.do(
            lambda session, **clock: ask(
                session,
                self.policy,
                centre,
                child,
                from_on=self.today,
                until_on=until,
                weekdays=chosen,
                now=clock["now"],
            )
        )
        one = Plain(child.id, centre, REGULAR, "", {}, self.today, until, chosen)
        self.add(made and made.booking, expected, one, days)

    @rule(
        n=st.integers(0, 4),
        where=st.integers(0, 1),
        ahead=st.frozensets(st.integers(0, 16), min_size=1, max_size=3),
    )
    def apply_for_days(self, n: int, where: int, ahead: frozenset[int]) -> None:
        child, centre = self.children[n], self.centres[where].id
        days = {self.today + k * DAY for k in ahead}
        fits = max(ahead) <= 14 and all(day.weekday() < 5 and in_one_quarter(day, day) for day in days)
        expected = self.answer(centre, child.id, TEMPORARY, days) if fits else "refuse"
        made = self.do(
            lambda session, **clock: ask_for_days(
                session, self.policy, centre, child, *days, now=clock["now"]
            )
        )
        one = Plain(child.id, centre, TEMPORARY, "", {}, min(days), max(days))
        self.add(made and made.booking, expected, one, days)

    @precondition(lambda self: self.plain)
    @rule(data=st.data(), verb=st.sampled_from(["approve", "start", "reject", "end", "cancel"]))
    def decide(self, data: st.DataObject, verb: str) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.plain)), "booking")
        one = self.plain[booking_id]
        after = {
            ("approve", "applied"): "scheduled",
            ("start", "scheduled"): "in_use",
            ("reject", "applied"): "rejected",
            ("reject", "waiting"): "rejected",
            ("end", "in_use"): "ended",
            **{
                ("cancel", state): "cancelled"
                for state in ("applied", "waiting", "offered", "scheduled", "in_use")
            },
        }.get((verb, one.state))
        more = {"documents": PAPERS} if verb == "approve" else {} if verb == "start" else {"reason": "사유"}
        made = self.do(getattr(bookings, verb), self.staff(booking_id), booking_id, **more)
        assert (made is not None) == (after is not None)
        if after in ("rejected", "ended", "cancelled"):
            going = self.going(one)
            one.rejected = going if after == "rejected" else set()
            one.days = {on: kind for on, kind in one.days.items() if on not in going}
        one.state = after or one.state

    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "rejected")
        if booking_id is None:
            return
        one = self.plain[booking_id]
        ahead = {on for on in one.rejected if on >= self.today}
        if one.care == REGULAR:
            ahead = {
                on for on in pattern(one.from_on, one.until_on, one.weekdays) - one.gone if on >= self.today
            }
        answer = self.answer(one.centre, one.child, one.care, ahead, without=booking_id)
        made = self.do(bookings.lift_rejection, CITY, booking_id)
        assert (made is not None) == (answer == "admit")
        if made is not None:
            one.state, one.days = "applied", dict.fromkeys(ahead, "seat")

    @rule(data=st.data(), verb=st.sampled_from(["accept", "decline"]))
    def answer_offer(self, data: st.DataObject, verb: str) -> None:
        booking_id = self.some(data, "offered")
        if booking_id is None:
            return
        one = self.plain[booking_id]
        if self.do(getattr(offers, verb), self.staff(booking_id), booking_id) is not None:
            one.state = "applied" if verb == "accept" else "cancelled"
            one.days = one.days if verb == "accept" else {}

    @rule(ahead=st.sampled_from([1, 2, 5, 12]))
    def close_days_later(self, ahead: int) -> None:
        self.today += ahead * DAY
        closed = self.do(bookings.close_day, batch=100)
        over = [
            one
            for one in self.plain.values()
            if one.state in ("scheduled", "in_use") and one.until_on < self.today
        ]
        unused = sum(one.state == "scheduled" for one in over)
        assert (closed.ended, closed.unused) == (len(over) - unused, unused)
        for one in over:
            one.state = "ended"
