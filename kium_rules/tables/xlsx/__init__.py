"""Tables as Excel workbooks, both ways without loss: one workbook a table.

A workbook has the sheets 규칙 (rules), 사례 (examples) and 설정 (everything of ``table.yaml``), and two hidden ones:
the pick lists, and what the table was when it was exported. Every cell is text, so that Excel does not turn ``1-2``
into a date; real numbers, dates, times and yes/no that people type are read as what they mean. Codes are shown as
their labels. Nothing is dropped: what cannot be taken - formulas, merged cells, unknown columns and sheets, macros -
is refused by its cell, such as ``규칙!B7``.

Use::

    write_workbook(table, "정원.xlsx")              # a path or an open binary file
    read = read_workbook("정원.xlsx")               # TableError.problems: each with file, sheet and cell
    read.check_copy(current_table)                  # StaleCopyError: the table has changed since the export
    read.table
    write_workbooks(book.values(), "workbooks/")    # a whole rule book
"""

from kium_rules.tables.xlsx.problems import StaleCopyError
from kium_rules.tables.xlsx.reader import ReadWorkbook, read_workbook
from kium_rules.tables.xlsx.writer import ENDING, write_workbook, write_workbooks

__all__ = [
    "ENDING",
    "ReadWorkbook",
    "StaleCopyError",
    "read_workbook",
    "write_workbook",
    "write_workbooks",
]
