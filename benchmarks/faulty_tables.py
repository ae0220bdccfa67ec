"""Large tables with faults whose place is known: a space cut into boxes, a tenth of them shrunk or grown."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kium_rules.tables import (
    Cell,
    Column,
    ColumnKind,
    Comparison,
    Constant,
    HitPolicy,
    Interval,
    Row,
    Table,
    Value,
    ValueType,
)

CODES = {code: code.upper() for code in "abcdefgh"}
KINDS = (ValueType.INTEGER, ValueType.INTEGER, ValueType.NUMBER, ValueType.ENUM, ValueType.DATE)
WIDTH = 100_000
FAULTY = 0.1

Side = tuple[int, int] | frozenset[str]
"""Of one column: numbers from the first up to before the second, or codes."""


@dataclass(frozen=True)
class FaultyTable:
    """A table that would be complete and without overlaps, but for its faults.

    Args:
        table: The table.
        lost: Inputs that a shrunk row no longer matches.
        grown: Ids of rows that reach into others.
    """

    table: Table
    lost: list[dict[str, Value]]
    grown: set[str]


def faulty_table(rows: int, columns: int = 10, *, share: float = FAULTY, seed: int = 1) -> FaultyTable:
    """A table under hit policy U.

    Args:
        rows: How many rows.
        columns: How many input columns.
        share: Share of the rows that are faulty, half of them shrunk and half grown.
        seed: Another seed, another table.
    """
    chance = random.Random(seed)  # noqa: S311 - a table that is the same on every run, no secret
    inputs = [
        Column(
            f"c{place}", f"{place}열", ColumnKind.INPUT, kind, values=CODES if kind is ValueType.ENUM else {}
        )
        for place, kind in zip(range(columns), KINDS * columns, strict=False)
    ]
    boxes = _tiles(inputs, rows, chance)
    lost, grown = [], set()
    for index in range(int(rows * share)):
        places = [place for place, side in enumerate(boxes[index]) if _is_cut(side)]
        if not places:
            continue
        place = chance.choice(places)
        low, high = boxes[index][place]
        step = max(1, (high - low) // 10)
        is_from_below = low > 0
        if index % 2:
            edge = low if is_from_below else high - 1
            lost.append(
                {
                    c.name: _inside(c, edge if p == place else s)
                    for p, (c, s) in enumerate(zip(inputs, boxes[index], strict=True))
                }
            )
            boxes[index][place] = (low + step, high) if is_from_below else (low, high - step)
        else:
            grown.add(f"row.{index}")
            boxes[index][place] = (
                (max(0, low - step), high) if is_from_below else (low, min(WIDTH, high + step))
            )
    result = Column("result", "결과", ColumnKind.OUTPUT, ValueType.INTEGER)
    lines = tuple(
        Row(
            f"row.{index}",
            {c.name: _cell(c, side) for c, side in zip(inputs, box, strict=True)},
            {"result": index % 7},
        )
        for index, box in enumerate(boxes)
    )
    title = {"ko": "큰 표", "en": "A large table"}
    return FaultyTable(Table("large", title, HitPolicy.UNIQUE, (*inputs, result), lines), lost, grown)


def _tiles(inputs: list[Column], count: int, chance: random.Random) -> list[list[Side]]:
    """A space cut in two again and again, wherever chance says."""
    boxes: list[list[Side]] = [[frozenset(CODES) if column.values else (0, WIDTH) for column in inputs]]
    while len(boxes) < count:
        at = chance.randrange(len(boxes))
        place = chance.randrange(len(inputs))
        halves = list(_halves(boxes[at][place], chance))
        if halves:
            box = boxes.pop(at)
            boxes += [[*box[:place], half, *box[place + 1 :]] for half in halves]
    chance.shuffle(boxes)
    return boxes


def _halves(side: Side, chance: random.Random) -> Iterator[Side]:
    if isinstance(side, frozenset):
        codes = chance.sample(sorted(side), len(side))
        if len(codes) > 1:
            at = chance.randrange(1, len(codes))
            yield from (frozenset(codes[:at]), frozenset(codes[at:]))
    elif side[1] - side[0] >= 10:
        at = chance.randrange(side[0] + 3, side[1] - 3)
        yield from ((side[0], at), (at, side[1]))


def _is_cut(side: Side) -> bool:
    return not isinstance(side, frozenset) and side != (0, WIDTH)


def _cell(column: Column, side: Side) -> Cell:
    if isinstance(side, frozenset):
        tests = tuple(Comparison("=", Constant(code)) for code in sorted(side))
        return Cell(tests if len(side) < len(CODES) else ())
    low, high = (Constant(_value(column, end)) for end in side)
    if side == (0, WIDTH):
        return Cell()
    if side[0] == 0:
        return Cell((Comparison("<", high),))
    return Cell((Comparison(">=", low) if side[1] == WIDTH else Interval(low, high, has_high=False),))


def _inside(column: Column, side: Side | int) -> Value:
    if isinstance(side, frozenset):
        return min(side)
    return _value(column, side if isinstance(side, int) else side[0])


def _value(column: Column, number: int) -> Value:
    if column.type is ValueType.DATE:
        return date(2000, 1, 1) + timedelta(days=number)
    return Decimal(number) / 100 if column.type is ValueType.NUMBER else number
