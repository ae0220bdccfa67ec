"""`docs/rules.md`: every table as people read it."""

from collections.abc import Iterator

from kium_rules.labels import sentence
from kium_rules.tables import RuleBook, Table
from kium_rules.tables.cells import Cell, format_cell
from kium_rules.tables.columns import Column
from kium_rules.tables.values import format_value


def rules_page(book: RuleBook) -> str:
    """Write the page of all tables, one section a word."""
    words = sorted(book)
    listed = "\n".join(f"- [{book[word].title['ko']} · {book[word].title['en']}](#{word})" for word in words)
    return "\n".join(
        [sentence("documentation.rules", "md"), listed, "", *(section(book[word]) for word in words)]
    )


def section(table: Table) -> str:
    """Write the section of one table."""
    title = f'## <a id="{table.id}"></a>{table.title["ko"]} · {table.title["en"]} (`{table.id}`)'
    facts = f"Hit policy {table.hit_policy.value} · {table.owner} · {table.source}"
    return "\n".join([title, "", facts, "", *([table.note, ""] if table.note else []), *_grid(table), ""])


def _grid(table: Table) -> Iterator[str]:
    outputs = list(table.outputs)
    shown = [column for column in table.notes if column.name != "en"]
    heads = [
        "",
        *(f"{c.label}{_unit(c)}" for c in table.inputs),
        *(f"**{c.label}{_unit(c)}**" for c in outputs),
    ]
    yield _line(
        [
            *heads,
            *(column.label for column in shown),
            sentence("documentation.dates", "md"),
            sentence("documentation.source", "md"),
        ]
    )
    yield _line(["---"] * (len(heads) + len(shown) + 2))
    for row in table.rows:
        cells = [_cell(row.inputs[column.name], column) for column in table.inputs]
        values = [_value(row.outputs[column.name], column) for column in outputs]
        notes = [row.notes.get(column.name, "") for column in shown]
        dates = "~".join(day.isoformat() if day else "" for day in (row.valid_from, row.valid_until)).strip(
            "~"
        )
        yield _line(
            [f"`{row.id}`", *cells, *values, *notes, dates, " · ".join(filter(None, [row.source, row.note]))]
        )


def _cell(cell: Cell, column: Column) -> str:
    if not column.values or cell.is_any:
        return format_cell(cell)
    text = ", ".join("null" if code is None else column.values[str(code)] for code in cell.constants)
    return f"not({text})" if cell.is_negated else text


def _value(value: object, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return column.values.get(value, value)
    return format_value(value)  # type: ignore[arg-type]  # outputs hold values of the table library


def _unit(column: Column) -> str:
    return f" ({column.unit})" if column.unit else ""


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
