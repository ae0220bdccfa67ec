"""The families of a made-up town: where they live, who their children are, and how often they ask."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random

from kium_rules.simulate.arrivals import Arrival
from kium_rules.simulate.traits import Lot, town
from kium_rules.simulate.wishes import Wishes
from kium_rules.values import Application, Centre, Child
from kium_rules.vocabulary import CentreType

Family = tuple[str, list[tuple[str, int]]]
"""The usual centre, and each child's id and grade."""


class Families:
    """The families, made once, and what they ask for in a year.

    Args:
        random: The source of chance.
        centres: Each centre by id.
        children: How many children there are.
    """

    def __init__(self, random: Random, centres: Mapping[str, Centre], children: int) -> None:
        self.random, self.centres = random, centres
        self.wishes = Wishes(random, centres)
        sought = [
            (centre.base_seats + centre.extra_seats) * random.lognormvariate(0, town()["popularity"])
            for centre in centres.values()
        ]
        self.anywhere = Lot(list(centres), sought)
        self.families = self._settle(children)
        self.taken: dict[str, frozenset[date]] = defaultdict(frozenset)

    def arrivals(self, applications: int, regular_share: float) -> Iterator[Arrival]:
        """Give so many applications, in no order.

        Some families ask for regular care once a quarter; the others for temporary care now and then.
        """
        wanted = int(applications * regular_share)
        steady, others = self._steady(-(-wanted // len(town()["quarters"])))
        if not steady:
            wanted = 0
        regular = (
            one
            for family in cycle(steady)
            for quarter in range(len(town()["quarters"]))
            for one in self._ask(family, quarter)
        )
        yield from islice(regular, wanted)
        temporary = (one for _ in iter(int, 1) for one in self._ask(self.random.choice(others), None))
        yield from islice(temporary, applications - wanted)

    def _settle(self, children: int) -> list[Family]:
        grades = Lot(list(range(1, len(town()["grades"]) + 1)), town()["grades"])
        families: list[Family] = []
        number = 0
        while number < children:
            size = 1 + (number + 1 < children and self.random.random() < town()["siblings"])
            its = [(f"k{number + one}", grades.draw(self.random)) for one in range(size)]
            families.append((self.anywhere.draw(self.random), its))
            number += size
        return families

    def _steady(self, children: int) -> tuple[list[Family], list[Family]]:
        """Part the families that ask every quarter from the others; hubs have no regular care."""
        steady: list[Family] = []
        others: list[Family] = []
        for family in self.families[1:]:
            offers = self.centres[family[0]].type is not CentreType.HUB
            if offers and children > 0:
                children -= len(family[1])
                steady.append(family)
            else:
                others.append(family)
        return steady, [*self.families[:1], *others]

    def _ask(self, family: Family, quarter: int | None) -> Iterator[Arrival]:
        """Give one application for each child of a family, for regular care in a quarter or for temporary care."""
        name, children = family
        if quarter is None and self.random.random() < town()["elsewhere"]:
            name = self.anywhere.draw(self.random)
        first = Child(children[0][1])
        if quarter is None:
            asked = self.wishes.temporary(name, first, self.taken[children[0][0]])
        else:
            asked = self.wishes.regular(name, first, quarter)
        for number, (child, grade) in enumerate(children):
            one: Application = asked
            if number:  # the same for a brother or sister, a moment later
                later = asked.asked_at + timedelta(seconds=90 * number)
                one = replace(asked, child=Child(grade), asked_at=later)
            if quarter is None and one.days is not None:
                self.taken[child] |= one.days
            yield Arrival(name, child, one)
