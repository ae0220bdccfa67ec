"""Importing centres: what is right goes in, every line that is not is named, a second import changes nothing."""

import io
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from worlds import NOW

from kium_rules.errors import Refused
from kium_rules.records import Database
from kium_rules.records.imports import ImportReport, import_centres
from kium_rules.records.models import AuditLine, Centre
from kium_rules.vocabulary import CentreType

HEADER = "facility_id,district,name,type,area_m2,base_seats,extra_seats,term_hours,opened_on,address"
GOOD = 'X-1,노원구,견본센터,general,99.5,20,4,13:00-19:00,2019-05-01,"서울특별시 노원구 견본로 1, 2층"'
OPEN_DATA_HEADER = (
    "시설ID,시설명,서비스분류명,X좌표값,Y좌표값,기본주소,설립일,학기시작시간,학기종료시간,방학시작시간,방학종료시간,"
    "월사용료,일사용료,상시돌봄정원수,일시돌봄정원수,전용면적(m2)"
)
OPEN_DATA = (
    "201,견본 우리동네키움센터,우리동네키움센터,127.05,37.65,서울특별시 노원구 견본로 1,20190501,1300,1900,900,1800,"
    '"50,000",2500,20,4,72.6'
)


def load(db: Database, text: str | bytes, format: str = "demo") -> ImportReport:  # noqa: A002 - the argument it is
    """Import a text as a file."""
    data = text.encode() if isinstance(text, str) else text
    with db.session(write=True) as session:
        return import_centres(session, io.BytesIO(data), format=format, now=NOW)


def only_centre(db: Database) -> Centre:
    """Give the one centre that went in."""
    with db.session() as session:
        centre = session.scalars(select(Centre)).one()
        assert centre.district.name == "노원구"
        return centre


def test_centre_goes_in_with_everything_its_line_says(db: Database) -> None:
    report = load(db, f"{HEADER}\n{GOOD}\n")
    assert (report.added, report.changed, report.unchanged, report.refused) == (1, 0, 0, ())
    centre = only_centre(db)
    assert (centre.name, centre.type, centre.area_m2) == ("견본센터", CentreType.GENERAL, Decimal("99.50"))
    assert (centre.base_seats, centre.extra_seats, centre.term_opens) == (20, 4, time(13))
    assert (centre.opened_on, centre.address) == (date(2019, 5, 1), "서울특별시 노원구 견본로 1, 2층")


def test_second_import_changes_nothing(db: Database) -> None:
    load(db, f"{HEADER}\n{GOOD}\n")
    report = load(db, f"{HEADER}\n{GOOD}\n")
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
    with db.session() as session:
        assert [line.action for line in session.scalars(select(AuditLine))] == ["add", "import"]


def test_changed_value_is_counted_and_old_and_new_are_kept(db: Database) -> None:
    load(db, f"{HEADER}\n{GOOD}\n")
    report = load(db, f"{HEADER}\n{GOOD.replace(',20,4,', ',22,4,')}\n")
    assert (report.changed, report.unchanged) == (1, 0)
    assert (only_centre(db).base_seats, only_centre(db).revision) == (22, 2)
    with db.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "change")).one()
        assert line.details == {"base_seats": {"old": 20, "new": 22}}


def test_empty_cell_leaves_what_is_known(db: Database) -> None:
    load(db, f"{HEADER}\n{GOOD}\n")
    report = load(db, f"{HEADER}\n{GOOD.replace('99.5', '')}\n")
    assert report.unchanged == 1
    assert only_centre(db).area_m2 == Decimal("99.50")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (GOOD.replace("노원구,", "평양구,", 1), "평양구 is no district"),
        (GOOD.replace("99.5", "-3"), "area_m2: -3 must be above zero"),
        (GOOD.replace("99.5", "0"), "area_m2: 0 must be above zero"),
        (GOOD.replace(",20,", ",스무,"), "base_seats: 스무 is no number"),
        (GOOD.replace(",20,", ",20.5,"), "20.5 is no whole number"),
        (GOOD.replace(",20,", ",NaN,"), "NaN is no number"),
        (GOOD.replace(",20,", ",,"), "base_seats is empty"),
        (GOOD.replace("13:00-19:00", "13:00-25:75"), "there is no time 25:75"),
        (GOOD.replace("13:00-19:00", "19:00-13:00"), "no hours from a start to a later end"),
        (GOOD.replace("13:00-19:00", "all day"), "no hours from a start to a later end"),
        (GOOD.replace("2019-05-01", "2019-02-30"), "there is no day 2019-02-30"),
        (GOOD.replace("general", "palace"), "palace is no type of centre"),
        (GOOD.replace("X-1,", ",", 1), "facility_id is empty"),
        (GOOD + ",one too many", "has 11 cells, the header 10"),
    ],
)
def test_wrong_line_is_reported_with_number_and_reason_and_the_rest_goes_in(
    db: Database, wrong: str, reason: str
) -> None:
    report = load(db, f"{HEADER}\n{wrong.replace('X-1', 'X-2')}\n{GOOD}\n")
    assert report.added == 1
    [line] = report.refused
    assert line.line == 2
    assert reason in line.reason_en
    assert any("가" <= letter <= "힣" for letter in line.reason_ko)


def test_line_with_several_mistakes_names_all_of_them(db: Database) -> None:
    [line] = load(db, f"{HEADER}\n{GOOD.replace('99.5', '-3').replace(',20,', ',x,')}\n").refused
    assert "area_m2" in line.reason_en
    assert "base_seats" in line.reason_en


def test_lines_are_numbered_as_an_editor_shows_them(db: Database) -> None:
    two_lines = GOOD.replace("견본로 1, 2층", "견본로 1,\n2층")
    bad = GOOD.replace("X-1", "X-9").replace("general", "palace")
    report = load(db, f"{HEADER}\r\n{two_lines}\r\n\r\n{bad}\r\n")
    assert [line.line for line in report.refused] == [5]
    assert report.added == 1


def test_facility_id_that_stands_twice_is_refused_the_second_time(db: Database) -> None:
    [line] = load(db, f"{HEADER}\n{GOOD}\n{GOOD}\n").refused
    assert (line.line, "on line 2 already" in line.reason_en) == (3, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (f"{HEADER}\n".encode(), "no centre"),
        (f"{GOOD}\n".encode(), "lacks the columns"),
        (b"facility_id,district,name\nX,Y,Z\n", "base_seats, type"),
        (f"{HEADER}\n{GOOD}\n".encode("cp949"), "cannot be read as text"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "no CSV"),
        (b"PK\x03\x04 a workbook", "no CSV"),
        (f'{HEADER}\n{GOOD}\nX-2,"노원구\n'.encode(), "From line 3 on the quotes"),
    ],
)
def test_file_that_cannot_be_read_is_refused_as_a_whole(db: Database, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        load(db, data)
    with db.session() as session:
        assert session.scalars(select(Centre)).all() == []


def test_missing_file_and_unknown_format_are_named(db: Database, tmp_path: Path) -> None:
    with db.session(write=True) as session:
        with pytest.raises(Refused, match="No such file"):
            import_centres(session, tmp_path / "none.csv", now=NOW)
        with pytest.raises(ValueError, match="known are demo, oa-20965"):
            import_centres(session, tmp_path / "none.csv", format="xml", now=NOW)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
def test_open_data_is_read_in_the_encodings_it_comes_in(db: Database, encoding: str) -> None:
    report = load(db, f"{OPEN_DATA_HEADER}\r\n{OPEN_DATA}\r\n".encode(encoding), "oa-20965")
    assert (report.added, report.refused) == (1, ())
    centre = only_centre(db)
    assert (centre.term_opens, centre.break_opens, centre.break_closes) == (time(13), time(9), time(18))
    assert (centre.monthly_fee_won, centre.base_seats, centre.extra_seats) == (50000, 20, 4)
    assert (centre.longitude, centre.latitude, centre.area_m2) == (127.05, 37.65, Decimal("72.60"))
    assert load(db, f"{OPEN_DATA_HEADER}\n{OPEN_DATA}\n".encode("cp949"), "oa-20965").unchanged == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (OPEN_DATA.replace(",1300,", ",2575,"), "there is no time 2575"),
        (OPEN_DATA.replace(",1300,", ",,"), "no hours from a start"),
        (OPEN_DATA.replace(",20,4,", ",정원,4,"), "상시돌봄정원수: 정원 is no number"),
        (OPEN_DATA.replace("우리동네키움센터,127", "지역아동시설,127"), "is no type of centre"),
        (OPEN_DATA.replace("노원구", "과천시"), "과천시 is no district"),
        (OPEN_DATA.replace("72.6", "-72.6"), "must be above zero"),
    ],
)
def test_wrong_line_of_open_data_is_reported(db: Database, wrong: str, reason: str) -> None:
    [line] = load(db, f"{OPEN_DATA_HEADER}\n{wrong}\n".encode("cp949"), "oa-20965").refused
    assert reason in line.reason_en


def test_open_data_without_optional_columns_and_with_swapped_coordinates_goes_in(db: Database) -> None:
    header = "시설ID,시설명,서비스분류명,자치구명,상시돌봄정원수,X좌표값,Y좌표값"
    line = "201,견본,융합형키움센터,노원구,20,37.65,127.05"
    assert load(db, f"{header}\n{line}\n".encode("cp949"), "oa-20965").added == 1
    centre = only_centre(db)
    assert (centre.type, centre.term_opens) == (CentreType.COMBINED, None)
    assert (centre.longitude, centre.latitude) == (127.05, 37.65)


def test_hub_of_open_data_has_all_its_seats_in_the_base(db: Database) -> None:
    hub = OPEN_DATA.replace("우리동네키움센터,127", "거점형키움센터,127").replace(",20,4,", ",,60,")
    assert load(db, f"{OPEN_DATA_HEADER}\n{hub}\n".encode("cp949"), "oa-20965").added == 1
    assert (only_centre(db).type, only_centre(db).base_seats, only_centre(db).extra_seats) == (
        CentreType.HUB,
        60,
        0,
    )


def full_export(header: str) -> bytes:
    """Write the open data's 39 columns, under other names."""
    cells = {
        0: "201", 1: "견본", 3: "우리동네키움센터", 4: "11350", 5: "노원구", 8: "127.05", 9: "37.65",
        11: "견본로 1", 17: "1300", 18: "2000", 19: "900", 20: "1800", 32: "20", 33: "4", 34: "72.6",
    }  # fmt: skip
    names = ",".join(f"{header}{number}" for number in range(39))
    return f"{names}\n{','.join(cells.get(number, '') for number in range(39))}\n".encode("cp949")


def test_open_data_with_unknown_headers_is_read_by_the_place_of_its_columns(db: Database) -> None:
    assert load(db, full_export("열"), "oa-20965").added == 1
    centre = only_centre(db)
    assert (centre.term_closes, centre.base_seats, centre.area_m2) == (time(20), 20, Decimal("72.60"))


def test_open_data_without_any_header_is_refused_rather_than_read_without_its_first_line(
    db: Database,
) -> None:
    with pytest.raises(Refused, match="lacks the columns"):
        load(db, full_export("열").split(b"\n", 1)[1], "oa-20965")
