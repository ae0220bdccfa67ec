"""What a family of the made-up town asks for: which days, which hours, and how long before."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from kium_rules.simulate.traits import Lot, town
from kium_rules.values import ONE_DAY, Application, Centre, Child, Hours, Quarter
from kium_rules.vocabulary import SEOUL, CareType

TRIES = 4
"""So often a family looks for days on which its child is not booked yet."""


class Wishes:
    """Draws applications.

    Args:
        random: The source of chance.
        centres: Each centre by id.
    """

    def __init__(self, random: Random, centres: Mapping[str, Centre]) -> None:
        self.random, self.centres = random, centres
        self.open_days: dict[tuple[str, int], list[date]] = {}
        regular, temporary = town()["regular"], town()["temporary"]
        self.weekdays = Lot(*_lot(regular["weekdays"]))
        self.named_days = Lot(*_lot(temporary["named_days"]))
        self.quarters = Lot(list(range(len(temporary["busy_quarters"]))), temporary["busy_quarters"])

    def regular(self, name: str, child: Child, quarter_number: int) -> Application:
        """Ask for regular care in a quarter, mostly as a whole and before it begins."""
        random, traits = self.random, town()["regular"]
        quarter = self.centres[name].quarters[quarter_number]
        first, last = quarter.from_on, quarter.until_on
        ahead = min(int(random.expovariate(1 / traits["rush_days"])), town()["longest_ahead"])
        if random.random() >= traits["whole_quarter"]:
            days = timedelta(random.randint(*traits["part_days"]) - 1)
            latest = max(0, (last - days - first).days)
            if started := random.randint(0, latest):
                ahead = random.randint(0, traits["before"])
            first += timedelta(started)
            last = min(last, first + days)
        weekdays = frozenset(random.sample(range(5), self.weekdays.draw(random)))
        hours = self._hours(quarter)
        return Application(CareType.REGULAR, child, self._asked(first, ahead), hours, first, last, weekdays)

    def temporary(self, name: str, child: Child, taken: frozenset[date]) -> Application:
        """Ask for temporary care on days that are open and, if the family keeps its calendar, not taken."""
        random, traits, centre = self.random, town()["temporary"], self.centres[name]
        number = self.quarters.draw(random)
        quarter = centre.quarters[number]
        for _ in range(TRIES):
            named = self._named(name, number)
            if not named & taken:
                break
        ahead = min(int(random.expovariate(1 / traits["days_ahead"])), town()["longest_ahead"])
        care = CareType.TEMPORARY
        if centre.sick_child_places and random.random() < traits["sick_child"]:
            care = CareType.SICK_CHILD
        asked_at = self._asked(min(named), ahead)
        return Application(care, child, asked_at, self._hours(quarter), min(named), max(named), days=named)

    def _named(self, name: str, number: int) -> frozenset[date]:
        """Draw days in a row among those on which the centre opens, or by a slip among all."""
        many, quarter = self.named_days.draw(self.random), self.centres[name].quarters[number]
        if self._slips():
            start = quarter.from_on + timedelta(
                self.random.randrange((quarter.until_on - quarter.from_on).days)
            )
            return frozenset(start + timedelta(day) for day in range(many))
        days = self._open_days(name, number)
        start_number = self.random.randrange(max(1, len(days) - many + 1))
        return frozenset(days[start_number : start_number + many]) or frozenset({quarter.from_on})

    def _open_days(self, name: str, number: int) -> list[date]:
        if (name, number) not in self.open_days:
            centre = self.centres[name]
            quarter = centre.quarters[number]
            every = range((quarter.until_on - quarter.from_on).days + 1)
            days = (quarter.from_on + day * ONE_DAY for day in every)
            self.open_days[name, number] = [day for day in days if centre.is_open_on(day)]
        return self.open_days[name, number]

    def _hours(self, quarter: Quarter) -> Hours:
        traits = town()
        opens, closes = _minute(quarter.hours.starts), _minute(quarter.hours.ends)
        starts = opens + self.random.choice(traits["starts_after_opening"])
        if self._slips():
            starts = opens - traits["starts_after_opening"][-1]
        ends = min(starts + self.random.choice(traits["lasts"]), closes)
        return Hours(_at(starts), _at(ends))

    def _asked(self, first: date, days_ahead: int) -> datetime:
        random, (mean, deviation) = self.random, town()["hour_of_asking"]
        hour = min(23, max(0, int(random.gauss(mean, deviation))))
        moment = time(hour, random.randrange(60), random.randrange(60))
        return datetime.combine(first - timedelta(days_ahead), moment, SEOUL)

    def _slips(self) -> bool:
        return self.random.random() < float(town()["slips"])


def _lot(pairs: list[list[int]]) -> tuple[list[int], list[float]]:
    return [thing for thing, _ in pairs], [weight for _, weight in pairs]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _at(minute: int) -> time:
    return time(*divmod(minute, 60))
