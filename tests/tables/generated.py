"""Random tables, rows, cells and facts for property tests."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from unicodedata import normalize

from hypothesis import strategies as st

from kium_rules.tables import (
    Case,
    Cell,
    Column,
    ColumnKind,
    Comparison,
    Constant,
    HitPolicy,
    Interval,
    Reference,
    Row,
    Table,
    ValueType,
    YearsMonths,
)
from kium_rules.tables.values import UNORDERED, key_of

KOREAN_OFFSET = timezone(timedelta(hours=9))
CODES = {
    "regular": "정기돌봄",
    "temporary": "일시 돌봄",
    "sick-child, at home": "아픈아이(재택)",
    "null": "없음",
}

# What a person can type: no lone surrogates, and in composed form, as files are.
any_text = st.text(st.characters(codec="utf-8"), max_size=8).map(lambda text: normalize("NFC", text))
words = st.sampled_from(
    ["a", "b", "가", "나다", "true", "없음", "a b", "30", "", 'say "x"', "-", "k1", "not", "new\nline"]
)
texts = words | any_text

_SMALL = {
    ValueType.NUMBER: st.decimals(-3, 3, places=1).map(
        lambda number: Decimal(format(number.normalize(), "f"))
    ),
    ValueType.INTEGER: st.integers(-4, 4),
    ValueType.TEXT: texts,
    ValueType.ENUM: st.sampled_from(list(CODES)),
    ValueType.BOOLEAN: st.booleans(),
    ValueType.DATE: st.dates(date(2026, 2, 26), date(2026, 3, 4)),
    ValueType.TIME: st.sampled_from(
        [time(9), time(9, 30), time(13, 0, 5), time(13, 0, 5, 500), time(23, 59)]
    ),
    ValueType.DATETIME: st.sampled_from(
        [
            datetime(2026, 3, 2, 9, tzinfo=UTC),
            datetime(2026, 3, 2, 18, tzinfo=KOREAN_OFFSET),
            datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC),
            datetime(2026, 3, 3, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
        ]
    ),
    ValueType.DAYS_DURATION: st.integers(-3, 3).map(
        lambda hours: timedelta(hours=hours * 12, microseconds=hours)
    ),
    ValueType.MONTHS_DURATION: st.integers(-14, 14).map(YearsMonths),
}


def values(kind: ValueType) -> st.SearchStrategy:
    """Values of a type, few of them, so that facts meet the cells' own values often."""
    return _SMALL[kind]


@st.composite
def cells(draw, column: Column, others: list[Column]) -> Cell:
    """A cell of a column that may refer to the other columns."""
    if draw(st.integers(0, 3)) == 0:
        return Cell()
    comparable = [other for other in others if other.name != column.name and column.is_comparable_with(other)]
    constants = values(column.type).map(Constant)
    operands = (
        constants | st.sampled_from(comparable).map(lambda other: Reference(other.name))
        if comparable
        else constants
    )
    tests = draw(st.lists(_tests(column, operands), min_size=1, max_size=3, unique=True))
    return Cell(tuple(tests), draw(st.booleans()))


@st.composite
def _tests(draw, column: Column, operands: st.SearchStrategy) -> Comparison | Interval:
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return Comparison(draw(st.sampled_from(["=", "!="])), Constant(None))
    if kind < 4 or column.type in UNORDERED:
        return Comparison(draw(st.sampled_from(["=", "=", "!="])), draw(operands))
    if kind < 7:
        return Comparison(draw(st.sampled_from(["<", "<=", ">", ">="])), draw(operands))
    low, high = draw(operands), draw(operands)
    has_low, has_high = draw(st.booleans()), draw(st.booleans())
    if isinstance(low, Constant) and isinstance(high, Constant):
        if key_of(low.value) > key_of(high.value):
            low, high = high, low
        if key_of(low.value) == key_of(high.value):
            has_low = has_high = True
    return Interval(low, high, has_low, has_high)


def columns(names: str, kind: ColumnKind) -> st.SearchStrategy[list[Column]]:
    """A few columns of random types with hard names."""
    return st.lists(st.sampled_from(list(ValueType)), min_size=1, max_size=4).map(
        lambda types: [column(f"{names}{index}", kind_of, kind) for index, kind_of in enumerate(types)]
    )


def column(name: str, kind: ValueType, role: ColumnKind = ColumnKind.INPUT) -> Column:
    """A column of a type; every other name has blanks or dots."""
    names = {"k1": "quarter.starts_on", "k2": "이용 분기", "k3": "regular"}
    codes = CODES if kind is ValueType.ENUM else {}
    unit = "일" if kind in (ValueType.INTEGER, ValueType.NUMBER) else None
    return Column(names.get(name, name), f"{name} 이름", role, kind, unit, None, codes)


@st.composite
def tables(draw, policies=tuple(HitPolicy), max_rows: int = 6, with_cases: bool = True) -> Table:
    """A table of few columns and rows."""
    policy = draw(st.sampled_from(policies))
    inputs = draw(columns("k", ColumnKind.INPUT))
    outputs = _outputs(draw, policy)
    notes = [Column("reason", "이유", ColumnKind.NOTE, ValueType.TEXT)] if draw(st.booleans()) else []
    dates = st.none() | values(ValueType.DATE)
    rows = []
    for index in range(draw(st.integers(0, max_rows))):
        start, end = draw(dates), draw(dates)
        if start and end and end < start:
            start, end = end, start
        rows.append(
            Row(
                f"t.{index}",
                {one.name: draw(cells(one, inputs)) for one in inputs},
                {one.name: draw(st.none() | values(one.type)) for one in outputs},
                start,
                end,
                {one.name: draw(texts) for one in notes},
                draw(texts),
                draw(texts),
            )
        )
    default = draw(
        st.none() | st.fixed_dictionaries({one.name: st.none() | values(one.type) for one in outputs})
    )
    cases = draw(st.lists(_cases(inputs, outputs, policy), max_size=2)) if with_cases else []
    return Table(
        "t",
        {"ko": "표", "en": "a table"},
        policy,
        (*inputs, *outputs, *notes),
        tuple(rows),
        default,
        draw(st.sampled_from(["", "서울시"])),
        draw(st.sampled_from(["", "[S] 3: yes"])),
        "",
        tuple(Case(f"case{index}", *case) for index, case in enumerate(cases)),
    )


def facts(table: Table) -> st.SearchStrategy[dict]:
    """Facts for a table, null among them."""
    return st.fixed_dictionaries({one.name: st.none() | values(one.type) for one in table.inputs})


def _outputs(draw, policy: HitPolicy) -> list[Column]:
    if policy in (HitPolicy.SUM, HitPolicy.MINIMUM, HitPolicy.MAXIMUM):
        return [column("o", ValueType.NUMBER, ColumnKind.OUTPUT)]
    first = [column("o", ValueType.ENUM, ColumnKind.OUTPUT)]
    return first + draw(columns("p", ColumnKind.OUTPUT))


@st.composite
def _cases(draw, inputs: list[Column], outputs: list[Column], policy: HitPolicy) -> tuple:
    given = {one.name: draw(st.none() | values(one.type)) for one in inputs}
    answers = st.fixed_dictionaries({one.name: st.none() | values(one.type) for one in outputs})
    if policy is HitPolicy.COUNT:
        expected = ({outputs[0].name: draw(st.integers(0, 3))},)
    elif policy.is_single or policy.is_aggregate:
        expected = (draw(answers),)
    else:
        expected = tuple(draw(st.lists(answers, min_size=1, max_size=3)))
    rules = draw(st.sampled_from([None, (), ("t.0", "t.1")]))
    if draw(st.booleans()) and not policy.is_aggregate:
        expected, rules = (), ()
    elif rules == () and not any(value is not None for value in expected[0].values()):
        rules = None
    return given, expected, draw(st.none() | values(ValueType.DATE)), rules, draw(texts)
