"""A plain model of the waiting list: lists and loops, no counters, no database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from kium_rules.vocabulary import SEOUL

STARTS = time(13)


@dataclass
class App:
    """An application; `days` shrinks as days go by while it waits."""

    id: int
    care: str
    days: list[date]
    state: str
    applied_at: datetime
    queued_at: datetime
    group: int | None = None
    until_at: datetime | None = None

    def ahead(self, now: datetime) -> list[date]:
        """The days whose care has not begun."""
        return [day for day in self.days if datetime.combine(day, STARTS, SEOUL) > now]

    def rests(self, now: datetime) -> bool:
        """Whether it let an offer pass today."""
        return self.queued_at > self.applied_at and self.queued_at.date() == now.date()


@dataclass
class PlainList:
    """A centre with so many seats; `deadline` says until when an offer to somebody is held."""

    base: int
    extra: int
    deadline: Callable[[datetime, datetime], datetime]
    apps: dict[int, App] = field(default_factory=dict)

    def holding(self, day: date, care: str | None = None) -> int:
        """Count who holds a seat on a day."""
        return sum(
            day in app.days and app.state in {"applied", "offered"} and care in {None, app.care}
            for app in self.apps.values()
        )

    def waiting(self, day: date, care: str) -> int:
        """Count who waits for a day."""
        return sum(
            day in app.days and app.state == "waiting" and app.care == care for app in self.apps.values()
        )

    def is_free(self, day: date, care: str) -> bool:
        """Say whether one more child may come."""
        room = self.holding(day) < self.base + self.extra
        return room and (care != "regular" or self.holding(day, "regular") < self.base)

    def apply(self, app_id: int, care: str, days: Sequence[date], now: datetime) -> str:
        """Apply; give the state, or `refused`."""
        if all(self.is_free(day, care) for day in days):
            state = "applied"
        elif all(self.waiting(day, care) < 2 * self.base for day in days):
            state = "waiting"
        else:
            return "refused"
        self.apps[app_id] = App(app_id, care, list(days), state, now, now)
        return state

    def leave(self, app_ids: Iterable[int], now: datetime) -> None:
        """Cancel or decline, and pass on."""
        freed: set[date] = set()
        for app_id in app_ids:
            self.apps[app_id].state = "cancelled"
            freed |= set(self.apps[app_id].days)
        self.walk(now, freed)

    def walk(self, now: datetime, freed: set[date] | None = None) -> None:
        """Offer seats along the list, to those concerned by the freed days."""
        turns: dict[tuple[str, int], list[App]] = {}
        for app in self.apps.values():
            if app.state == "waiting" and app.ahead(now):
                name = ("alone", app.id) if app.group is None else ("group", app.group)
                turns.setdefault(name, []).append(app)
        if freed is not None:
            ahead = {day for day in freed if day >= now.date()}
            turns = {name: turn for name, turn in turns.items() if any(ahead & set(app.days) for app in turn)}
        for turn in sorted(turns.values(), key=lambda some: max((app.queued_at, app.id) for app in some)):
            if not any(app.rests(now) for app in turn):
                self._offer(turn, now)

    def _offer(self, turn: Sequence[App], now: datetime) -> None:
        days = {app.id: app.days for app in turn}
        for number, app in enumerate(turn):
            if not all(self.is_free(day, app.care) for day in app.ahead(now)):
                for seated in turn[:number]:
                    seated.state, seated.days = "waiting", days[seated.id]
                return
            app.state, app.days = "offered", app.ahead(now)
        first = min(day for app in turn for day in app.days)
        for app in turn:
            app.until_at = self.deadline(now, datetime.combine(first, STARTS, SEOUL))

    def expire(self, now: datetime) -> None:
        """Let offers expire, pass on, and put the applications back to the end of the list."""
        overdue = [
            app
            for app in self.apps.values()
            if app.state == "offered" and app.until_at is not None and app.until_at <= now
        ]
        if not overdue:
            return
        freed: set[date] = set()
        for app in overdue:
            app.state = "between"
            app.days = app.ahead(now)
            freed |= set(app.days)
        self.walk(now, freed)
        for app in sorted(overdue, key=lambda each: (each.until_at, each.id)):
            room = all(self.waiting(day, app.care) < 2 * self.base for day in app.days)
            app.state = "waiting" if app.days and room else "cancelled"
            app.queued_at = now

    def close(self, now: datetime) -> None:
        """End the waits for days that have gone by."""
        for app in self.apps.values():
            if app.state == "waiting" and max(app.days) < now.date():
                app.state = "cancelled"
