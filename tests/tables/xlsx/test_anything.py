"""Whatever stands in a file, it is read or refused in sentences; nothing makes the reader crash."""

import io

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tables.xlsx.edited import edited, exported

from kium_rules.tables import TableError
from kium_rules.tables.xlsx import read_workbook

texts = st.text(max_size=20).filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text))
written = st.sampled_from(
    ["=", "[1..", "<", "not(", "■ 표", "rule_id", "key", "null", "정기돌봄", "duration(", "#N/A"]
)
anything = (
    texts
    | written
    | st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)
cells = st.tuples(
    st.sampled_from(["규칙", "사례", "설정", "판"]), st.integers(1, 45), st.integers(1, 20), anything
)


def read_or_refused(file):
    problems = []
    try:
        read_workbook(file, "이용.xlsx")
    except TableError as error:
        problems = error.problems
    assert all(problem.ko and problem.en for problem in problems)


@examples(60)
@given(st.lists(cells, min_size=1, max_size=4))
def test_whatever_is_typed_anywhere_is_read_or_refused(changes):
    def change(book):
        for sheet, row, column, value in changes:
            book[sheet].cell(row, column).value = value

    try:
        file = edited(change)
    except (ValueError, OverflowError, UnicodeEncodeError):
        return  # what openpyxl cannot write, nobody can send
    read_or_refused(file)


@examples(80)
@given(
    st.lists(st.tuples(st.integers(0, len(exported()) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, 3),
)
def test_whatever_happens_to_the_bytes_is_read_or_refused(changes, cut):
    content = bytearray(exported())
    for at, byte in changes:
        content[at] = byte
    read_or_refused(io.BytesIO(content[: len(content) - cut * 1000]))
