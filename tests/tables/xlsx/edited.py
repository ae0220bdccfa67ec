"""A workbook in the hands of a person: exported, changed in some cells, saved again."""

import io
from collections.abc import Callable
from functools import cache

import openpyxl
from openpyxl.workbook import Workbook
from tables.made import column, table

from kium_rules.tables import Table, TableError
from kium_rules.tables.xlsx import ReadWorkbook, read_workbook, write_workbook

CARE = {"regular": "정기돌봄", "temporary": "일시돌봄"}


def stays() -> Table:
    """Two rules on columns of every kind people type into."""
    columns = [
        column("care_type", type="enum", label="돌봄유형", values=CARE),
        column("days", label="이용일수", unit="일"),
        column("share", type="number", label="비율"),
        column("starts_on", type="date", label="시작"),
        column("opens", type="time", label="여는 시각"),
        column("asked", type="datetime", label="신청"),
        column("length", type="days_duration", label="길이"),
        column("is_open", type="boolean", label="운영"),
        column("code", "out", type="text", label="사유"),
        column("limit", "out", label="한도"),
        column("reason", "note", type="text", label="안내"),
    ]
    rows = [
        {
            "care_type": "regular",
            "days": ">= 30",
            "code": "ok",
            "limit": "5",
            "from": "2026-03-01",
            "source": "A-01",
        },
        {"care_type": "temporary", "days": "-", "code": "short"},
    ]
    cases = [{"case_id": "one", "on": "2026-03-02", "care_type": "temporary", "days": "3", "code": "short"}]
    return table(columns, rows, cases=cases, default={"code": "none"}, owner="서울시")


@cache
def exported() -> bytes:
    """The workbook of the two rules."""
    file = io.BytesIO()
    write_workbook(stays(), file)
    return file.getvalue()


def edited(change: Callable[[Workbook], object]) -> io.BytesIO:
    """The workbook after a change to its cells."""
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    saved.seek(0)
    return saved


def typed(cell: str, value: object, sheet: str = "규칙") -> ReadWorkbook:
    """What is read after a person typed a value into one cell."""

    def change(book: Workbook) -> None:
        book[sheet][cell].value = value

    return read_workbook(edited(change), "이용.xlsx")


def problems_after(change: Callable[[Workbook], object]) -> list[tuple[str, str | None, str, str]]:
    """Code, cell and sentences of each problem after a change; none when the workbook can be read."""
    try:
        read_workbook(edited(change), "이용.xlsx")
    except TableError as error:
        return [(one.code, one.place.cell, one.ko, one.en) for one in error.problems]
    return []
