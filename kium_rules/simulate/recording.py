"""Recorded applications, read from JSON lines, as a town and its arrivals."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kium_rules.exchange import InputError, Recorded, read_json, read_recorded
from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.values import LONGEST_PERIOD, Centre, DayLoad


@dataclass(frozen=True, slots=True)
class Recording:
    """What a file of applications holds.

    Args:
        town: The centres, each as the last of its applications describes it.
        arrivals: The applications in the order of asking.
        bad_lines: Lines that could not be read, by number, and why.
        redescribed: Centres that their applications describe differently.
    """

    town: Town
    arrivals: tuple[Arrival, ...]
    bad_lines: tuple[tuple[int, InputError], ...] = ()
    redescribed: tuple[str, ...] = ()


def read_recording(
    lines: Iterable[tuple[int, str]], name_centre: Callable[[int], str] = "centre {}".format
) -> Recording:
    """Read applications, one JSON object a line, as `kium-rules decide` takes them.

    A centre is known by its `id`; without one, applications that describe the same centre mean the same centre. A
    child without an `id` is one of its own. What the first application of a centre gives as `load` is what the days
    carried before; from there on seats are replayed.

    Args:
        lines: Each line with its number.
        name_centre: Makes a name for the n-th centre without an id.
    """
    recorded: list[tuple[int, Recorded]] = []
    bad_lines = []
    for number, line in lines:
        try:
            recorded.append((number, _read(line)))
        except InputError as error:
            bad_lines.append((number, error))
    recorded.sort(key=lambda one: one[1].situation.application.asked_at)
    places = _Places(name_centre)
    arrivals = tuple(
        Arrival(
            centre=places.settle(one),
            child=f"id {one.child}" if one.child else f"line {number}",
            application=one.situation.application,
            id=one.id or f"line {number}",
        )
        for number, one in recorded
    )
    town = Town(places.centres, places.names, places.loads)
    return Recording(town, arrivals, tuple(bad_lines), tuple(sorted(places.redescribed)))


@dataclass(slots=True)
class _Places:
    """The centres met so far."""

    name_centre: Callable[[int], str]
    centres: dict[str, Centre] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    loads: dict[str, Mapping[date, DayLoad]] = field(default_factory=dict)
    redescribed: set[str] = field(default_factory=set)
    nameless: dict[Centre, str] = field(default_factory=dict)

    def settle(self, one: Recorded) -> str:
        """Find the centre of an application, as it describes it, and give its id."""
        centre = one.situation.centre
        if one.centre:
            place = one.centre
        else:
            place = self.nameless.get(centre) or self.nameless.setdefault(
                centre, self.name_centre(len(self.nameless) + 1)
            )
        if place not in self.centres:
            self.loads[place] = one.situation.load
        elif self.centres[place] != centre:
            self.redescribed.add(place)
        self.centres[place] = centre
        if one.centre_name:
            self.names[place] = one.centre_name
        return place


def _read(line: str) -> Recorded:
    found = read_recorded(read_json(line))
    application = found.situation.application
    for day in (application.from_on, application.until_on, *(application.days or ())):
        if abs(day - application.asked_on) > LONGEST_PERIOD:
            raise InputError("from", f"{day} lies more than {LONGEST_PERIOD.days} days from asked_at")
    return found
