"""Puts what the searches find into findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kium_rules.tables.axes import DAY
from kium_rules.tables.table import Row
from kium_rules.tables.values import Key, Value
from kium_rules.tables.verify.conditions import closed, conditions
from kium_rules.tables.verify.dimensions import spans
from kium_rules.tables.verify.findings import Finding, Kind, Level, Part, Wording
from kium_rules.tables.verify.growing import share
from kium_rules.tables.verify.space import Box, Space
from kium_rules.tables.verify.wording import atoms_text, box_text, column_name, example_text, value_text


class Reporter:
    """Makes findings about one table.

    Args:
        space: Its rows.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._order = {row.id: number for number, row in enumerate(space.table.rows)}

    def finding(
        self,
        kind: Kind,
        level: Level,
        rows: Sequence[Row],
        code: str | None = None,
        parts: Mapping[str, Part] | None = None,
        example: Mapping[str, Value] | None = None,
        days: tuple[date, date] | None = None,
    ) -> Finding:
        """A finding about some rows.

        Args:
            kind: What it is.
            level: How much it matters.
            rows: The rows.
            code: Name of the sentence; None: that of the kind.
            parts: What stands in it; the ids of the rows do as ``rules``, the first of them as ``rule``.
            example: Inputs for which it happens.
            days: First and last day on which it happens.
        """
        rules = tuple(row.id for row in rows)
        ids = {"rules": ", ".join(rules), "rule": "".join(rules[:1])}
        wording = Wording(code or kind.value, {**ids, **(parts or {})})
        return Finding(self._space.table.id, kind, level, rules, wording, example, days)

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """Rows in the order of the table."""
        return sorted(rows, key=lambda row: self._order[row.id])

    def gap(self, box: Box, example: dict[str, Value]) -> Finding:
        """Inputs no row matches; of its days only one run."""
        space = self._space
        days = self._days(box)
        parts: dict[str, Part] = {
            "where": lambda language: box_text(space, box, language, has_days=days is None),
            "example": lambda language: example_text(space, example, [box], language),
        }
        if days:
            place = len(space.table.inputs)
            parts["days"] = lambda language: atoms_text(space.dimensions[place], box[place], language)
        wording = Wording("gap_days" if days else "gap", parts)
        return Finding(
            space.table.id,
            Kind.GAP,
            Level.ERROR,
            (),
            wording,
            example,
            days,
            fill=lambda: conditions(space, box),
        )

    def pair(
        self, kind: Kind, level: Level, boxes: tuple[int, int], code: str, example: dict[str, Value]
    ) -> Finding:
        """Two rows that match one input."""
        space = self._space
        rows = self.in_order([space.rows[space.owners[box]] for box in boxes])

        parts: dict[str, Part] = {
            "outputs": lambda language: _differing(space, rows, language),
            "example": lambda language: example_text(
                space, example, [space.boxes[box] for box in boxes], language
            ),
        }
        return self.finding(kind, level, rows, code, parts, example)

    def unseen(self, boxes: Sequence[Box]) -> Finding:
        """Where nobody looked for gaps."""
        space = self._space
        largest = max(boxes, key=lambda box: share(box, space))
        percent = max(100 * sum(share(box, space) for box in boxes), 0.01)

        parts: dict[str, Part] = {
            "share": f"{percent:.2g}",
            "where": lambda language: box_text(space, largest, language),
        }
        return self.finding(Kind.UNDECIDED, Level.WARNING, (), "undecided_gap", parts)

    def _days(self, box: Box) -> tuple[date | None, date | None] | None:
        space, place = self._space, len(self._space.table.inputs)
        if not space.table.is_dated or box[place] == space.everything[place]:
            return None
        day = space.dimensions[place]
        [(first, last)] = spans(box[place])
        low = closed(day, day.low_end(first), 1)[0] if first else None
        high = closed(day, day.high_end(last), -1)[0] if last < len(day.states) - 1 else None
        return _date(low), _date(high)


def by_days(space: Space, box: Box) -> list[Box]:
    """A box cut into one for each run of days in it."""
    place = next((place for place, one in enumerate(space.dimensions) if one.column is DAY), None)
    if place is None:
        return [box]
    cut = ((1 << last + 1) - (1 << first) for first, last in spans(box[place]))
    return [(*box[:place], days, *box[place + 1 :]) for days in cut]


def _date(key: Key | None) -> date | None:
    return None if key is None else date.fromordinal(int(key))


def _differing(space: Space, rows: Sequence[Row], language: str) -> str:
    """The results in which rows differ, each with what the rows say."""
    texts = []
    for column in space.table.outputs:
        values = [row.outputs[column.name] for row in rows]
        if len(set(values)) > 1:
            said = " / ".join(value_text(column, value, language) for value in values)
            texts.append(f"{column_name(column, language)} {said}")
    return ", ".join(texts)
