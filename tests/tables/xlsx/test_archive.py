"""A file is not believed before it was looked at: what is no workbook, or means harm, is refused in a sentence."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from tables.xlsx.edited import exported, stays

from kium_rules.tables import TableError
from kium_rules.tables.xlsx import read_workbook

WORKBOOK, SHEET, THEME = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/theme/theme1.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><workbook>&c;</workbook>"""
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><workbook>&e;</workbook>'
)


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts(**changed):
    with zipfile.ZipFile(io.BytesIO(exported())) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return found | changed


def refusal(content, name="정원.xlsx"):
    with pytest.raises(TableError) as caught:
        read_workbook(io.BytesIO(content), name)
    (problem,) = caught.value.problems
    assert problem.ko.startswith(f"{name}: ")
    return problem


FILES = {
    "empty": (lambda: b"", "xlsx.not_xlsx"),
    "csv": (lambda: "규칙,값\nr.1,3\n".encode("cp949"), "xlsx.not_xlsx"),
    "html": (lambda: b"<html><table></table></html>", "xlsx.not_xlsx"),
    "xls or encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx.old_xls"),
    "ods": (lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "xlsx.not_xlsx"),
    "xlsm": (lambda: packed(parts(**{"xl/vbaProject.bin": b"macro"})), "xlsx.macros"),
    "no zip": (lambda: b"PK\x03\x04" + bytes(100), "xlsx.broken"),
    "half a zip": (lambda: exported()[: len(exported()) // 2], "xlsx.broken"),
    "billion laughs": (lambda: packed(parts(**{WORKBOOK: LAUGHS})), "xlsx.entities"),
    "document type": (
        lambda: packed(parts(**{WORKBOOK: b"<!DOCTYPE workbook><workbook/>"})),
        "xlsx.entities",
    ),
    "utf-16 laughs": (lambda: packed(parts(**{WORKBOOK: LAUGHS.decode().encode("utf-16")})), "xlsx.entities"),
    "external entity": (lambda: packed(parts(**{WORKBOOK: OUTSIDE})), "xlsx.entities"),
    "broken xml": (lambda: packed(parts(**{WORKBOOK: b"<workbook"})), "xlsx.broken"),
    "broken sheet": (
        lambda: packed(parts(**{SHEET: parts()[SHEET].replace(b'r="A1"', b'r="1A"')})),
        "xlsx.broken",
    ),
    "600 parts": (
        lambda: packed(parts() | {f"xl/media/{number}": b"" for number in range(600)}),
        "xlsx.too_many_parts",
    ),
    "bomb": (lambda: packed(parts(**{"xl/media/big.bin": bytes(61_000_000)})), "xlsx.unpacked_too_big"),
    "large": (lambda: packed({"big": bytes(10_100_000)}, zipfile.ZIP_STORED), "xlsx.file_too_big"),
}


@pytest.mark.parametrize("file", FILES)
def test_what_is_no_workbook_is_refused(file):
    make, code = FILES[file]
    assert refusal(make()).code == code


def test_a_workbook_for_macros_is_refused_even_without_any():
    types = "[Content_Types].xml"
    plain = b"officedocument.spreadsheetml.sheet.main+xml"
    content = parts()[types]
    assert plain in content
    changed = content.replace(plain, b"ms-excel.sheet.macroEnabled.main+xml")
    assert refusal(packed(parts(**{types: changed}))).code == "xlsx.macros"


def test_a_part_that_unfolds_to_more_than_it_says_does_not_fill_the_memory():
    said = parts()[THEME]
    content = bytearray(packed(parts(**{THEME: said + bytes(100_000_000)})))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        header = archive.getinfo(THEME).header_offset
    directory = content.rindex(THEME.encode()) - 46
    for crc_at, size_at in ((header + 14, header + 22), (directory + 16, directory + 24)):
        struct.pack_into("<I", content, crc_at, zlib.crc32(said))
        struct.pack_into("<I", content, size_at, len(said))
    tracemalloc.start()
    assert read_workbook(io.BytesIO(content)).table == stays()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


def test_a_cell_at_the_far_end_of_the_sheet_costs_nothing():
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    content = parts()[SHEET].replace(b"</sheetData>", far)
    with pytest.raises(TableError) as caught:
        read_workbook(io.BytesIO(packed(parts(**{SHEET: content}))), "정원.xlsx")
    assert [(one.code, one.place.cell) for one in caught.value.problems] == [
        ("xlsx.column_nameless", "규칙!XFD1048576")
    ]


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / "없음.xlsx", tmp_path):
        with pytest.raises(TableError) as caught:
            read_workbook(path)
        assert caught.value.problems[0].code == "xlsx.unreadable"
        assert path.name in caught.value.ko
