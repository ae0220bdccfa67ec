"""Spares people Excel's green triangles: every number here is text on purpose."""

from __future__ import annotations

import io
import re
import zipfile

_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_END = b"</worksheet>"
_ANYWHERE = "A1:XFD1048576"
# Of what may stand at the end of a sheet, openpyxl writes nothing for these workbooks, so this comes last.
_QUIET = f'<ignoredErrors><ignoredError sqref="{_ANYWHERE}" numberStoredAsText="1"/></ignoredErrors>'.encode()


def without_triangles(content: bytes) -> bytes:
    """The same workbook, told not to mark numbers that are stored as text.

    Args:
        content: The bytes of a workbook as openpyxl saved it.
    """
    quiet = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(quiet, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            if _SHEET.fullmatch(part.filename):
                data = data.removesuffix(_END) + _QUIET + _END
            new.writestr(part, data)
    return quiet.getvalue()
