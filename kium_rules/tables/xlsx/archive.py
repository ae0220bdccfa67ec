"""Opens a workbook's archive with care, before anything in it is believed.

A workbook is a ZIP of XML parts. Every part is unpacked in small pieces under a limit, whatever size it claims,
and packed again in memory, so that the reader that follows cannot be made to unfold more.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from kium_rules.tables.problems import Place, TableError
from kium_rules.tables.xlsx.problems import refused

MAX_FILE = 10_000_000  # bytes; a table of 5,000 rows takes less than one of these
MAX_UNPACKED = 60_000_000  # bytes
MAX_PARTS = 500
_MEGABYTE = 1_000_000
_PIECE = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0"  # the container of .xls and of encrypted files
# Encrypted parts are a RuntimeError, unknown compressions a NotImplementedError, odd names a ValueError.
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip
_WORKBOOK, _TYPES = "xl/workbook.xml", "[Content_Types].xml"


def read_source(source: Path | str | IO[bytes], name: str) -> bytes:
    """The bytes of a workbook, not more than the limit.

    Args:
        source: A path or an open binary file.
        name: Name of the file for messages.

    Raises:
        TableError: There is no such file, it cannot be read or is too big.
    """
    if not isinstance(source, str | Path):
        content = source.read(MAX_FILE + 1)
    else:
        try:
            with Path(source).open("rb") as file:
                content = file.read(MAX_FILE + 1)
        except OSError as error:
            raise refused("unreadable", Place(name), why=error.strerror) from None
    if len(content) > MAX_FILE:
        raise refused("file_too_big", Place(name), limit=MAX_FILE // _MEGABYTE)
    return content


def repacked(content: bytes, name: str) -> IO[bytes]:
    """The same archive, checked part by part.

    Args:
        content: The bytes of the workbook.
        name: Name of the file for messages.

    Raises:
        TableError: It is no XLSX, is damaged, holds macros or XML entities, or unfolds beyond the limits.
    """
    if content.startswith(_OLE):
        raise refused("old_xls", Place(name))
    if not content.startswith(b"PK"):
        raise refused("not_xlsx", Place(name))
    clean = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(clean, "w") as copy:
            _check_parts(archive, name)
            left = MAX_UNPACKED
            for part in archive.infolist():
                unpacked = _unpacked(archive, part, left, name)
                left -= len(unpacked)
                copy.writestr(part.filename, unpacked)
    except TableError:
        raise
    except _DAMAGES as error:
        raise refused("broken", Place(name), why=error) from None
    clean.seek(0)
    return clean


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.namelist()
    if len(parts) > MAX_PARTS:
        raise refused("too_many_parts", Place(name), limit=MAX_PARTS)
    if len(set(parts)) < len(parts):
        raise refused("broken", Place(name), why="parts of one name")
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise refused("macros", Place(name))
    if _WORKBOOK not in parts or _TYPES not in parts:
        raise refused("not_xlsx", Place(name))


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int, name: str) -> bytes:
    pieces = io.BytesIO()
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            pieces.write(piece)
            if pieces.tell() > limit:
                raise refused("unpacked_too_big", Place(name), limit=MAX_UNPACKED // _MEGABYTE)
    content = pieces.getvalue()
    if part.filename == _TYPES and b"macroEnabled" in content:
        raise refused("macros", Place(name))
    if part.filename.endswith((".xml", ".rels")):
        _check_xml(content, part.filename, name)
    return content


def _check_xml(content: bytes, part: str, name: str) -> None:
    try:
        for _event, element in iterparse(io.BytesIO(content), forbid_dtd=True):
            element.clear()
    except DefusedXmlException:
        raise refused("entities", Place(name), part=part) from None
    except ParseError as error:
        raise refused("broken", Place(name), why=f"{part}: {error}") from None
