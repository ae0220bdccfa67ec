"""All inputs of a table as a space of boxes: each row is a box, or some boxes where its cells compare columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeAlias

from kium_rules.tables.axes import DAY, days_of, has_reference
from kium_rules.tables.cells import Cell
from kium_rules.tables.table import Row, Table
from kium_rules.tables.values import UNORDERED, Key, Value, ValueType, key_of, value_of
from kium_rules.tables.verify.dimensions import LIMITS, Dimension, spans
from kium_rules.tables.verify.order import Range, Relation, Unknown, solve
from kium_rules.tables.verify.references import Parts, References, TooManyBoxesError, joined

Box: TypeAlias = tuple[int, ...]
"""Atoms by dimension: the columns, the day where rows have dates, then the compared pairs."""

Group: TypeAlias = list[tuple[int, int]]
"""Of one dimension: sets of atoms, each with the boxes (bits) that are made of it there."""

Class: TypeAlias = tuple[int, int]
"""Of one dimension: atoms no box tells apart, and the boxes (bits) that hold on them."""


class Space:
    """The boxes of a table's rows.

    Args:
        table: The table.
        rows: Its rows, in order of precedence.

    Attributes:
        table: The table.
        rows: The rows.
        dimensions: The columns and the day.
        everything: The box of all that can occur.
        boxes: The boxes, those of one row together; a row that can never match has none.
        owners: Index of the row of each box.
        linked_cells: Identity of the cells that compare columns.
        vague: Boxes (bits) that are larger than what their row says, because it could not be taken apart.
    """

    def __init__(self, table: Table, rows: Sequence[Row]) -> None:
        self.table, self.rows = table, rows
        names = [column.name for column in table.inputs]
        self._cells = [[row.inputs[name] for row in rows] for name in names]
        columns = list(table.inputs)
        if table.is_dated:
            columns.append(DAY)
            self._cells.append([days_of(row) for row in rows])
        self.dimensions = [
            Dimension(column, cells) for column, cells in zip(columns, self._cells, strict=True)
        ]
        self._linked = self._find_references()
        self._references = References(self.dimensions, ((place, cell) for _, place, cell in self._linked))
        self.linked_cells = {id(cell) for _, _, cell in self._linked}
        signs = [self._references.possible(pair) for pair in self._references.pairs]
        self.everything: Box = (*(dimension.everything for dimension in self.dimensions), *signs)
        self.boxes: list[Box] = []
        self.owners: list[int] = []
        self.vague = 0
        self._fill()

    @cached_property
    def unordered(self) -> frozenset[int]:
        """Dimensions whose atoms have no order to speak of."""
        columns = enumerate(dimension.column for dimension in self.dimensions)
        return frozenset(place for place, column in columns if column.type in UNORDERED)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The compared columns, by index; a pair's dimension follows the columns' and the day's."""
        return self._references.pairs

    @cached_property
    def horizon(self) -> Box:
        """All that a table without gaps must answer: where every row has a first day, the time before is left out."""
        starts = [row.valid_from for row in self.rows]
        if None in starts or not self.table.is_dated:
            return self.everything
        day = len(self.table.inputs)
        first = self.dimensions[day].axis.state_of(min(start for start in starts if start))
        after = self.dimensions[day].atoms_of(-1 << first & (1 << self.dimensions[day].axis.count) - 1)
        return (*self.everything[:day], after, *self.everything[day + 1 :])

    def group(self, place: int, boxes: Iterable[int]) -> Group:
        """Some boxes, by index, of a dimension by their atoms; bit 0 is the first of them."""
        # By identity: sets of atoms are long integers, which boxes share and which would take long to hash.
        bits: dict[int, int] = {}
        sets: dict[int, int] = {}
        for number, index in enumerate(boxes):
            atoms = self.boxes[index][place]
            key = id(atoms)
            if key in bits:
                bits[key] |= 1 << number
            else:
                bits[key], sets[key] = 1 << number, atoms
        return list(zip(sets.values(), bits.values(), strict=True))

    def classes(self, boxes: Sequence[int], within: Box) -> list[list[Class]]:
        """What some boxes, by index, cannot tell apart inside a box, dimension by dimension."""
        return [_classes(self.group(place, boxes), atoms) for place, atoms in enumerate(within)]

    def example(self, box: Box) -> dict[str, Value] | None:
        """Values by input inside a box; None when it holds none.

        Raises:
            UndecidedError: It is not known whether it holds any.
        """
        if not all(box):
            return None
        values = [
            dimension.sample((atoms & -atoms).bit_length() - 1)
            for dimension, atoms in zip(self.dimensions, box, strict=False)
        ]
        if self.pairs and not self._put_in_order(box, values):
            return None
        names = (dimension.column.name for dimension in self.dimensions)
        return dict(zip(names, values, strict=True))

    def is_empty(self, box: Box) -> bool:
        """Whether a box that holds atoms of every dimension has no values, by the order of compared columns.

        Raises:
            UndecidedError: It is not known.
        """
        return bool(self.pairs) and self.example(box) is None

    # -- rows

    def _find_references(self) -> list[tuple[int, int, Cell]]:
        return [
            (row, place, cell)
            for place, cells in enumerate(self._cells)
            for row, cell in enumerate(cells)
            if cell.tests and has_reference(cell)
        ]

    def _fill(self) -> None:
        linked: dict[int, dict[int, Cell]] = {}
        for row, place, cell in self._linked:
            linked.setdefault(row, {})[place] = cell
        signs = self.everything[len(self.dimensions) :]
        columns = [
            [
                dimension.everything if id(cell) in self.linked_cells else dimension.atoms(cell)
                for cell in cells
            ]
            for dimension, cells in zip(self.dimensions, self._cells, strict=True)
        ]
        for row, box in enumerate(zip(*columns, strict=True) if columns else [()] * len(self.rows)):
            if row in linked:
                self._fill_linked(row, box, linked[row])
            elif all(box):
                self._add(row, (*box, *signs))

    def _fill_linked(self, row: int, atoms: Box, linked: dict[int, Cell]) -> None:
        own: Parts = dict(enumerate(atoms))
        try:
            choices = [self._references.boxes(place, cell) for place, cell in linked.items()]
            parts = joined([[own], *choices])
        except TooManyBoxesError:
            parts = [own]
            self.vague |= 1 << len(self.boxes)
        for part in parts:
            box = tuple(part.get(place, -1) & every for place, every in enumerate(self.everything))
            if all(box):
                self._add(row, box)

    def _add(self, row: int, box: Box) -> None:
        self.boxes.append(box)
        self.owners.append(row)

    # -- compared columns

    def _put_in_order(self, box: Box, values: list[Value]) -> bool:
        """Change the values of compared columns so that they stand to each other as the box says."""
        places = sorted({place for pair in self.pairs for place in pair})
        relations = [
            Relation(
                places.index(left), places.index(right), signs, self._references.is_comparable((left, right))
            )
            for (left, right), signs in zip(self.pairs, box[len(self.dimensions) :], strict=True)
        ]
        keys = solve([self._unknown(place, box[place]) for place in places], relations)
        if keys is None:
            return False
        for place, key in zip(places, keys, strict=True):
            axis = self.dimensions[place].axis
            is_aware = bool(axis.is_aware)
            values[place] = None if key is None else value_of(key, axis.column.type, is_aware=is_aware)
        return True

    def _unknown(self, place: int, atoms: int) -> Unknown:
        dimension = self.dimensions[place]
        least, greatest = LIMITS.get(dimension.column.type, (None, None))
        ranges: list[Range | None] = []
        for first, last in dimension.ranges(atoms):
            (low, has_low), (high, has_high) = dimension.low_end(first), dimension.high_end(last)
            usual: Key = key_of(dimension.sample(first))
            if low is None:
                low, has_low = least, True
            if high is None:
                high, has_high = greatest, True
            ranges.append(Range(low, has_low, high, has_high, usual))
        if atoms & dimension.null:
            ranges.append(None)
        return Unknown(ranges, dimension.column.type is ValueType.NUMBER)


def _classes(group: Group, within: int) -> list[Class]:
    toggles: dict[int, int] = {0: 0}
    for atoms, boxes in group:
        for first, last in spans(atoms):
            toggles[first] = toggles.get(first, 0) ^ boxes
            toggles[last + 1] = toggles.get(last + 1, 0) ^ boxes
    edges = sorted(toggles)
    found: dict[int, int] = {}
    holding = 0
    for edge, following in zip(edges, [*edges[1:], max(within.bit_length(), edges[-1])], strict=True):
        holding ^= toggles[edge]
        atoms = within >> edge << edge & (1 << following) - 1
        if atoms:
            found[holding] = found.get(holding, 0) | atoms
    return [(atoms, boxes) for boxes, atoms in found.items()]
