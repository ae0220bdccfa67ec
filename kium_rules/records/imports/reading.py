"""From bytes to lines of cells, each with the number an editor shows for it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kium_rules.records.imports.problems import refuse_file

# The first bytes of a ZIP archive, which is what a workbook of Excel is, and of an old workbook.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a file: its cells, and the number of its first line."""

    number: int
    cells: tuple[str, ...]


def read_bytes(file: Path | str | BinaryIO) -> bytes:
    """Read a file by path, or an open one to its end.

    Raises:
        Refused: There is no such file, or it cannot be read.
    """
    if isinstance(file, str | Path):
        try:
            return Path(file).read_bytes()
        except OSError as error:
            raise refuse_file("unreadable", file=str(file), why=error.strerror or "") from error
    return file.read()


def decode(data: bytes, encodings: Sequence[str]) -> str:
    """Turn bytes into text by the first encoding that fits.

    Raises:
        Refused: The file is empty, is no text, or fits none of the encodings.
    """
    if not data.strip():
        raise refuse_file("empty")
    if data.startswith(WORKBOOKS) or b"\x00" in data:
        raise refuse_file("not_csv")
    where = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            where = where or data.count(b"\n", 0, error.start) + 1
    raise refuse_file("encoding", encodings=", ".join(encodings), line=where)


def read_lines(text: str) -> Iterator[Line]:
    """Split text into entries; blank lines are left out.

    Raises:
        Refused: A quote is not closed, or something stands after a closing one.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(number, tuple(cell.strip() for cell in cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise refuse_file("broken", line=number) from error
