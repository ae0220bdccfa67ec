"""Makes the head of a table - id, hit policy, columns, default - of its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kium_rules.tables.cells import RESERVED, Cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.drafts import Draft
from kium_rules.tables.literals import CellError
from kium_rules.tables.parser import CellParser, nearest
from kium_rules.tables.problems import Problem
from kium_rules.tables.table import HitPolicy
from kium_rules.tables.texts import read_value
from kium_rules.tables.values import NUMERIC, UNORDERED, Value, ValueType

FIXED_BEFORE = ("rule_id", "from", "until")
FIXED_AFTER = ("source", "note")
TABLE_KEYS = ("id", "title", "hit_policy", "columns", "default", "owner", "source", "note")
COLUMN_KEYS = ("name", "label", "kind", "type", "unit", "domain", "values")
_NAME = re.compile(r"[^\W\d][^{}\"“”,\n\r\t]*")
_ID = re.compile(r"[^\W\d][\w.\-]*")
_TYPES = {**{kind.value: kind for kind in ValueType}, "duration": ValueType.DAYS_DURATION}


@dataclass(frozen=True, slots=True)
class Head:
    """All of a table but its rows and examples."""

    id: str
    title: Mapping[str, str]
    hit_policy: HitPolicy
    columns: tuple[Column, ...]
    default: Mapping[str, Value] | None
    owner: str
    source: str
    note: str

    @property
    def result_column(self) -> Column:
        """The column the answer of an aggregate stands in; a count is a whole number."""
        column = next(column for column in self.columns if column.kind is ColumnKind.OUTPUT)
        if self.hit_policy is HitPolicy.COUNT:
            return replace(column, type=ValueType.INTEGER, values={}, domain=None)
        return column


def read_head(draft: Draft, problems: list[Problem]) -> Head | None:
    """The head of a draft.

    Args:
        draft: The text of the table.
        problems: Problems found are added here.

    Returns:
        None when rows cannot be understood without mending the head first.
    """
    reader = _HeadReader(draft, problems)
    head = reader.read()
    return None if reader.is_broken else head


class _HeadReader:
    def __init__(self, draft: Draft, problems: list[Problem]) -> None:
        self._draft, self._problems = draft, problems
        self._settings = draft.settings
        self._id = ""
        self._before = len(problems)

    @property
    def is_broken(self) -> bool:
        return len(self._problems) > self._before

    def read(self) -> Head | None:
        for key in self._settings:
            if key not in TABLE_KEYS:
                self._problem("setting_unknown", key, name=key, near=nearest(key, TABLE_KEYS))
        self._id = self._word()
        title = self._title()
        policy = self._policy()
        columns = self._columns()
        if policy is None or self.is_broken:
            return None
        self._check_outputs(policy, columns)
        default = self._default(columns)
        owner, source, note = (self._text(key) for key in ("owner", "source", "note"))
        return Head(self._id, title, policy, columns, default, owner, source, note)

    def _word(self) -> str:
        word = self._text("id", is_required=True)
        if word and not _ID.fullmatch(word):
            self._problem("table_id", "id", found=word)
        if word and self._draft.word is not None and word != self._draft.word:
            self._problem("table_id_folder", "id", found=word, folder=self._draft.word)
        return word

    def _title(self) -> dict[str, str]:
        title = self._settings.get("title")
        if isinstance(title, str) and title:
            return {"ko": title, "en": title}
        if (
            not isinstance(title, dict)
            or not title.get("ko")
            or not all(isinstance(text, str) for text in title.values())
        ):
            self._problem("table_title", "title")
            return {}
        return {"ko": title["ko"], "en": title.get("en", self._id), **title}

    def _policy(self) -> HitPolicy | None:
        text = self._text("hit_policy", is_required=True)
        try:
            return HitPolicy(text)
        except ValueError:
            if text:
                self._problem("table_hit_policy", "hit_policy", found=text, known=" ".join(HitPolicy))
            return None

    def _columns(self) -> tuple[Column, ...]:
        specs = self._settings.get("columns")
        if not isinstance(specs, list) or not specs:
            self._problem("table_columns", "columns")
            return ()
        columns: list[Column] = []
        for index, spec in enumerate(specs):
            column = self._column(index, spec)
            if column is None:
                continue
            if any(column.name == other.name for other in columns):
                self._problem("column_twice", "columns", index, name=column.name)
            columns.append(column)
        if not any(column.kind is ColumnKind.OUTPUT for column in columns) and not self.is_broken:
            self._problem("table_no_output", "columns")
        return tuple(columns)

    def _column(self, index: int, spec: Any) -> Column | None:
        if not isinstance(spec, dict):
            self._problem("column_no_mapping", "columns", index)
            return None
        at = ("columns", index)
        for key in spec:
            if key not in COLUMN_KEYS:
                self._problem("setting_unknown", *at, key, name=key, near=nearest(key, COLUMN_KEYS))
        name = self._name(index, spec)
        kind = self._choice(at, spec, "kind", {kind.value: kind for kind in ColumnKind}, name)
        is_note = kind is ColumnKind.NOTE
        type_ = (
            ValueType.TEXT if is_note and "type" not in spec else self._choice(at, spec, "type", _TYPES, name)
        )
        if not name or kind is None or type_ is None:
            return None
        values = self._values(at, spec, type_, name)
        label, unit = (spec.get(key) for key in ("label", "unit"))
        column = Column(name, str(label or name), kind, type_, str(unit) if unit else None, None, values)
        return replace(column, domain=self._domain(at, spec, column))

    def _name(self, index: int, spec: dict[str, Any]) -> str:
        name = spec.get("name")
        is_fixed = name in (*FIXED_BEFORE, *FIXED_AFTER, "case_id", "on", "rules")
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.strip() or name in RESERVED:
            self._problem("column_name", "columns", index, "name", found=name or "")
            return ""
        if is_fixed:
            self._problem("column_name_taken", "columns", index, "name", found=name)
        return name

    def _choice(
        self, at: tuple[str, int], spec: dict[str, Any], key: str, known: Mapping[str, Any], name: str
    ) -> Any:
        found = spec.get(key, "")
        if not isinstance(found, str) or found not in known:
            words = list(known)
            near = nearest(str(found), words)
            self._problem(
                f"column_{key}", *at, key, name=name, found=found, known=", ".join(words), near=near
            )
            return None
        return known[found]

    def _values(
        self, at: tuple[str, int], spec: dict[str, Any], type_: ValueType, name: str
    ) -> dict[str, str]:
        values = spec.get("values")
        if type_ is not ValueType.ENUM:
            if values:
                self._problem("column_values_type", *at, "values", name=name)
            return {}
        if isinstance(values, list):
            values = {code: code for code in values if isinstance(code, str)}
        if (
            not isinstance(values, dict)
            or not values
            or not all(isinstance(label, str) for label in values.values())
        ):
            self._problem("column_values", *at, "values", name=name)
            return {}
        named = {code: label or code for code, label in values.items()}
        for word in (*named, *named.values()):
            if not word or word != word.strip() or not word.isprintable():
                self._problem("column_values_word", *at, "values", name=name, found=word)
        labels = list(named.values())
        for code, label in named.items():
            if labels.count(label) > 1 or (label in named and label != code):
                self._problem("column_values_twice", *at, "values", code, name=name, found=label)
        return named

    def _domain(self, at: tuple[str, int], spec: dict[str, Any], column: Column) -> Cell | None:
        text = spec.get("domain")
        if text is None or text == "":
            return None
        if isinstance(text, list):
            text = ", ".join(map(str, text))
        try:
            domain = CellParser(column).parse(str(text))
        except CellError as error:
            self._problem("column_domain", *at, "domain", name=column.name, found=text)
            self._problem(error.code, *at, "domain", **error.facts)
            return None
        return None if domain.is_any else domain

    def _check_outputs(self, policy: HitPolicy, columns: tuple[Column, ...]) -> None:
        outputs = [column for column in columns if column.kind is ColumnKind.OUTPUT]
        needs_order = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        if needs_order and not any(column.priorities for column in outputs):
            self._problem("table_no_priorities", "columns", policy=policy)
        if policy in (HitPolicy.SUM, HitPolicy.MINIMUM, HitPolicy.MAXIMUM):
            is_fit = (
                outputs[0].type in NUMERIC if policy is HitPolicy.SUM else outputs[0].type not in UNORDERED
            )
            if len(outputs) != 1 or not is_fit:
                self._problem("table_aggregate", "columns", policy=policy)

    def _default(self, columns: tuple[Column, ...]) -> dict[str, Value] | None:
        default = self._settings.get("default")
        if default is None or default == "":
            return None
        if not isinstance(default, dict):
            self._problem("table_default", "default")
            return None
        outputs = {column.name: column for column in columns if column.kind is ColumnKind.OUTPUT}
        values: dict[str, Value] = dict.fromkeys(outputs)
        for name, text in default.items():
            if name not in outputs:
                self._problem(
                    "default_unknown", "default", name, name=name, near=nearest(name, list(outputs))
                )
                continue
            try:
                values[name] = read_value(CellParser(outputs[name]), outputs[name], str(text))
            except CellError as error:
                self._problem(error.code, "default", name, **error.facts)
        return values

    def _text(self, key: str, *, is_required: bool = False) -> str:
        text = self._settings.get(key, "")
        if not isinstance(text, str) or (is_required and not text):
            self._problem("setting_missing" if key not in self._settings else "setting_text", key, name=key)
            return ""
        return text

    def _problem(self, code: str, *path: str | int, **facts: object) -> None:
        self._problems.append(Problem(code, self._draft.place(*path), self._id, facts))
