"""Tells in words how two versions of a table, or of a rule book, differ.

Rows are the same row when they have the same id. What people see of a change is data first (:class:`Change`), so
that an editor can mark cells, and a sentence in Korean and English beside it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kium_rules.tables.cells import format_cell
from kium_rules.tables.columns import Column
from kium_rules.tables.files import cell_text
from kium_rules.tables.labelled import Labels
from kium_rules.tables.messages import say
from kium_rules.tables.table import Case, Row, Table
from kium_rules.tables.texts import format_literal

_Named = TypeVar("_Named", Row, Column, Case)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        kind: ``table_added table_removed setting_changed column_added column_removed column_changed column_moved
            row_added row_removed row_moved dates_moved cell_changed output_changed note_changed case_added
            case_removed case_changed case_moved``.
        table: Id of the table.
        rule: Id of the row, or of the example.
        column: Name of the column, or of the setting.
        before: What stood there, as text.
        after: What stands there now, as text.
        label: What people call the column.
        before_ko: What stood there, in labels.
        after_ko: What stands there now, in labels.
    """

    kind: str
    table: str
    rule: str | None = None
    column: str | None = None
    before: str = ""
    after: str = ""
    label: str = ""
    before_ko: str = ""
    after_ko: str = ""

    @property
    def ko(self) -> str:
        """The change in Korean."""
        return self._say(
            "ko", self.label or self.column, self.before_ko or self.before, self.after_ko or self.after
        )

    @property
    def en(self) -> str:
        """The change in English."""
        return self._say("en", self.column, self.before, self.after)

    def to_json(self) -> dict[str, str | None]:
        """The change as plain data."""
        data = {"kind": self.kind, "table": self.table, "rule": self.rule, "column": self.column}
        return {**data, "before": self.before, "after": self.after, "ko": self.ko, "en": self.en}

    def _say(self, language: str, column: str | None, before: str, after: str) -> str:
        nothing = say("diff_nothing", language)
        facts = {"table": self.table, "rule": self.rule, "column": column}
        return say(f"diff_{self.kind}", language, **facts, before=before or nothing, after=after or nothing)


def book_differences(old: Mapping[str, Table], new: Mapping[str, Table]) -> tuple[Change, ...]:
    """How two rule books differ: tables that came and went, and the changes of every table in both."""
    changes: list[Change] = []
    for word in dict.fromkeys([*old, *new]):
        if word not in new:
            changes.append(Change("table_removed", word, before=old[word].title["ko"]))
        elif word not in old:
            changes.append(Change("table_added", word, after=new[word].title["ko"]))
        else:
            changes += differences(old[word], new[word])
    return tuple(changes)


def differences(old: Table, new: Table) -> tuple[Change, ...]:
    """How two versions of a table differ; nothing where they are equal.

    Settings come first, then columns, rows and examples, each in the order of the new table, removed ones before.
    """
    return tuple(_Comparison(old, new).changes())


class _Comparison:
    def __init__(self, old: Table, new: Table) -> None:
        self._old, self._new = old, new
        self._old_labels, self._new_labels = Labels(old), Labels(new)

    def changes(self) -> Iterator[Change]:
        if self._old == self._new:
            return
        yield from self._settings()
        yield from self._columns()
        yield from self._rows()
        yield from self._cases()

    def _change(self, kind: str, **more: Any) -> Change:
        return Change(kind, self._new.id, **more)

    def _settings(self) -> Iterator[Change]:
        for name, before, after in (
            ("id", self._old.id, self._new.id),
            *(
                (f"title.{key}", self._old.title.get(key, ""), self._new.title.get(key, ""))
                for key in self._titles()
            ),
            ("hit_policy", self._old.hit_policy.value, self._new.hit_policy.value),
            ("default", _outputs(self._old.default), _outputs(self._new.default)),
            *(
                (name, getattr(self._old, name), getattr(self._new, name))
                for name in ("owner", "source", "note")
            ),
        ):
            if before != after:
                yield self._change("setting_changed", column=name, before=before, after=after)

    def _titles(self) -> list[str]:
        return list(dict.fromkeys([*self._old.title, *self._new.title]))

    def _columns(self) -> Iterator[Change]:
        old = {column.name: column for column in self._old.columns}
        new = {column.name: column for column in self._new.columns}
        for name in old:
            if name not in new:
                yield self._change("column_removed", column=name, label=old[name].label)
        for name in new:
            if name not in old:
                yield self._change("column_added", column=name, label=new[name].label)
            elif old[name] != new[name]:
                before, after = _description(old[name]), _description(new[name])
                label = new[name].label
                yield self._change("column_changed", column=name, before=before, after=after, label=label)
        for column, before, after in _moved(self._old.columns, self._new.columns, lambda column: column.name):
            yield self._change(
                "column_moved", column=column.name, before=before, after=after, label=column.label
            )

    def _rows(self) -> Iterator[Change]:
        old = {row.id: row for row in self._old.rows}
        new = {row.id: row for row in self._new.rows}
        for rule_id, row in old.items():
            if rule_id not in new:
                yield self._whole_row("row_removed", self._old, self._old_labels, row)
        for rule_id, row in new.items():
            if rule_id in old:
                yield from self._row(old[rule_id], row)
            else:
                yield self._whole_row("row_added", self._new, self._new_labels, row)
        for row, before, after in _moved(self._old.rows, self._new.rows, lambda row: row.id):
            yield self._change("row_moved", rule=row.id, before=before, after=after)

    def _whole_row(self, kind: str, table: Table, labels: Labels, row: Row) -> Change:
        texts = {column.name: cell_text(table, row, column) for column in table.inputs}
        texts |= {column.name: format_literal(row.outputs[column.name]) for column in table.outputs}
        shown = {column.label: labels.cell(row, column) for column in table.inputs}
        shown |= {column.label: labels.value(column, row.outputs[column.name]) for column in table.outputs}
        text, text_ko = _listed(texts), _listed(shown)
        if kind == "row_added":
            return self._change(kind, rule=row.id, after=text, after_ko=text_ko)
        return self._change(kind, rule=row.id, before=text, before_ko=text_ko)

    def _row(self, old: Row, new: Row) -> Iterator[Change]:
        if (old.valid_from, old.valid_until) != (new.valid_from, new.valid_until):
            yield self._change("dates_moved", rule=new.id, before=_dates(old), after=_dates(new))
        for column in self._new.inputs:
            if column.name in old.inputs and old.inputs[column.name] != new.inputs[column.name]:
                before = self._old.column(column.name)
                texts = cell_text(self._old, old, before), cell_text(self._new, new, column)
                shown = self._old_labels.cell(old, before), self._new_labels.cell(new, column)
                yield self._cell("cell_changed", new, column, texts, shown)
        for column in self._new.outputs:
            if column.name in old.outputs and old.outputs[column.name] != new.outputs[column.name]:
                values = old.outputs[column.name], new.outputs[column.name]
                before = self._old.column(column.name)
                shown = self._old_labels.value(before, values[0]), self._new_labels.value(column, values[1])
                texts = format_literal(values[0]), format_literal(values[1])
                yield self._cell("output_changed", new, column, texts, shown)
        for name, was, now in (
            *(
                (column.name, old.notes.get(column.name), new.notes[column.name])
                for column in self._new.notes
            ),
            ("source", old.source, new.source),
            ("note", old.note, new.note),
        ):
            if was is not None and was != now:
                yield self._change("note_changed", rule=new.id, column=name, before=was, after=now)

    def _cell(
        self, kind: str, row: Row, column: Column, texts: tuple[str, str], shown: tuple[str, str]
    ) -> Change:
        return self._change(
            kind,
            rule=row.id,
            column=column.name,
            label=column.label,
            before=texts[0],
            after=texts[1],
            before_ko=shown[0],
            after_ko=shown[1],
        )

    def _cases(self) -> Iterator[Change]:
        old = {case.id: case for case in self._old.cases}
        new = {case.id: case for case in self._new.cases}
        for case_id, case in old.items():
            if case_id not in new:
                yield self._change("case_removed", rule=case_id, before=_case(case))
        for case_id, case in new.items():
            if case_id not in old:
                yield self._change("case_added", rule=case_id, after=_case(case))
            elif case != old[case_id]:
                yield self._change(
                    "case_changed", rule=case_id, before=_case(old[case_id]), after=_case(case)
                )
        for case, before, after in _moved(self._old.cases, self._new.cases, lambda case: case.id):
            yield self._change("case_moved", rule=case.id, before=before, after=after)


def _moved(old: Sequence[_Named], new: Sequence[_Named], name_of: Any) -> Iterator[tuple[_Named, str, str]]:
    """The fewest items whose moving makes the old order the new one, with their places (from 1)."""
    places = {name_of(item): place for place, item in enumerate(old)}
    common = [item for item in new if name_of(item) in places]
    staying = _longest_rising([places[name_of(item)] for item in common])
    new_places = {name_of(item): place for place, item in enumerate(new)}
    for item in common:
        name = name_of(item)
        if places[name] not in staying:
            yield item, str(places[name] + 1), str(new_places[name] + 1)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The longest rising subsequence of distinct numbers."""
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        previous[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = previous[last]
    return found


def _description(column: Column) -> str:
    parts = {
        "label": column.label,
        "kind": column.kind.value,
        "type": column.type.value,
        "unit": column.unit or "",
    }
    if column.domain:
        parts["domain"] = format_cell(column.domain)
    if column.values:
        parts["values"] = "{" + _listed(column.values) + "}"
    return _listed({name: text for name, text in parts.items() if text})


def _dates(row: Row) -> str:
    days = ["" if day is None else day.isoformat() for day in (row.valid_from, row.valid_until)]
    return " ~ ".join(days).strip() if any(days) else ""


def _outputs(outputs: Mapping[str, Any] | None) -> str:
    return (
        ""
        if outputs is None
        else _listed({name: format_literal(value) for name, value in outputs.items()}) or "null"
    )


def _case(case: Case) -> str:
    facts = _listed({name: format_literal(value) for name, value in case.facts.items()})
    answers = "; ".join(map(_outputs, case.outputs)) or "-"
    rules = "" if case.rules is None else f" [{' '.join(case.rules) or '-'}]"
    day = f"{case.on.isoformat()} " if case.on else ""
    return f"{day}{facts} → {answers}{rules}" + (f" ({case.note})" if case.note else "")


def _listed(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {text}" for name, text in texts.items() if text not in ("", "-"))
