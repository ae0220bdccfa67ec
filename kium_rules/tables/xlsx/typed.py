"""What stands in an Excel cell as the text the table library reads, real numbers, dates and yes/no among it."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl.cell import Cell

from kium_rules.tables.values import Value, ValueType, format_value

_DIGITS = 15  # what Excel keeps and shows; the binary rest of 0.1 + 0.2 is nobody's intention
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")
_FORMULA, _ERROR = "f", "e"
_DURATIONS = (ValueType.DAYS_DURATION, ValueType.MONTHS_DURATION)


class SheetCellError(ValueError):
    """A cell that cannot be taken.

    Attributes:
        code: Name of the sentence in ``labels/xlsx.yaml``.
        facts: What the sentence needs.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


def text_of(cell: Cell, kind: ValueType = ValueType.TEXT) -> str:
    """The text of a cell, without blanks at its ends.

    Args:
        cell: The cell.
        kind: Type of its column, which tells a date from a date and time.

    Raises:
        SheetCellError: It holds a formula, an Excel error, or a number that is none.
    """
    value = cell.value
    if cell.data_type == _FORMULA:
        raise SheetCellError("formula")
    if cell.data_type == _ERROR:
        raise SheetCellError("error_value", found=value)
    if isinstance(value, str):
        text = _ESCAPED.sub(lambda found: "_" if found[0] == "_x005F_" else "", value)
        return unicodedata.normalize("NFC", text).strip()
    return "" if value is None else format_value(_typed(value, kind))


def _typed(value: object, kind: ValueType) -> Value:
    match value:
        case bool() | int() | Decimal():
            return value
        case float():
            if not math.isfinite(value):
                raise SheetCellError("number_bad", found=value)
            return Decimal(f"{value:.{_DIGITS}g}")
        case datetime():
            is_day = value.time() == time(0) and kind is not ValueType.DATETIME
            return value.date() if is_day else value
        case time() if kind in _DURATIONS:
            return datetime.combine(date.min, value) - datetime.combine(date.min, time(0))
        case timedelta() if kind not in _DURATIONS and timedelta(0) <= value < timedelta(days=1):
            return (datetime.combine(date.min, time(0)) + value).time()
        case date() | time() | timedelta():
            return value
        case _:
            raise SheetCellError("error_value", found=type(value).__name__)
