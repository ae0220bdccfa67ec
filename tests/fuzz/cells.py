"""Coverage-guided fuzzing of the cell parser: whatever is typed is read, or refused with a place in it; never a crash.

Needs atheris (the extra `fuzz`): `python tests/fuzz/cells.py -runs=1000000`, or `make fuzz`.
"""

import sys

import atheris

with atheris.instrument_imports():
    from kium_rules.tables import CellError, CellParser, Column, ColumnKind, ValueType, format_cell

CODES = {"regular": "정기돌봄", "temporary": "일시돌봄"}
COLUMNS = [
    Column(kind.value, kind.value, ColumnKind.INPUT, kind, values=CODES if kind is ValueType.ENUM else {})
    for kind in ValueType
]


def one_input(data: bytes) -> None:
    """Read one text as a cell of some column; what is read must be written and read again as the same cell."""
    source = atheris.FuzzedDataProvider(data)
    column = COLUMNS[source.ConsumeIntInRange(0, len(COLUMNS) - 1)]
    parser = CellParser(column, COLUMNS, is_feel=source.ConsumeBool())
    text = source.ConsumeUnicodeNoSurrogates(200)
    try:
        cell = parser.parse(text)
    except CellError as error:
        refused_at = error.position
    else:
        refused_at = None
    if refused_at is not None:
        assert 0 <= refused_at <= len(text)
        return
    names = [name for other in COLUMNS for name in (other.name, other.label)]
    words = [*column.values, *column.values.values()]
    written = format_cell(cell, names=names, words=words)
    assert CellParser(column, COLUMNS).parse(written) == cell, (text, written)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
