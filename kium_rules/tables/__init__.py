"""Decision tables: files people can read and diff, DMN's meaning, exact answers with the rows behind them.

Knows nothing of any particular domain. One folder is one table::

    rules/<word>/table.yaml   id, title {ko, en}, hit_policy (U A P F R O C C+ C< C> C#), columns, default?,
                              owner?, source?, note?. A column: {name, label, kind: in|out|note, type, unit?,
                              domain?, values?}; types number integer text enum boolean date time datetime
                              days_duration months_duration; values (enum): code: label, in order of priority;
                              domain: a cell such as [0..100] (facts outside it are refused)
    rules/<word>/rows.csv     rule_id,from,until,<inputs>,<outputs>,<notes>,source,note
    rules/<word>/cases.csv    case_id,on,<inputs>,<outputs>,rules,note        (optional)

In ``rows.csv`` an input cell is a DMN unary test or a Korean spelling of one (`30 이상`, `A 제외`, `1~30`);
empty is `-`. Codes of an enum may be written as their labels. An output cell is one value, text verbatim; empty
is null. A text that begins or ends with blanks, or begins with a quote, stands in quotes. ``until`` is the last
day included. In ``cases.csv`` cells hold plain values (empty: null); ``rules`` lists the ids that must fire,
separated by blanks (empty: not checked; ``-``: none; with ``-`` and empty outputs there is no answer at all).
Under R, O and C each further hit is one more line with the same case_id. The value of an aggregate
(C+ C< C> C#) stands in the first output.

Use::

    book = RuleBook.load()             # the packaged tables; RuleBook.load(folder) for others
    book["capacity"]                   # Table; book is a Mapping[str, Table]; book.hash: 64 hex digits
    answer = book.decide("capacity", {"centre_type": "general"}, on=date(2026, 3, 2))
    answer.outputs                     # U A P F: dict or None; R O C: tuple of dicts; C+ C< C> C#: the value
    answer.rule_ids, answer.hits       # what stands behind it: Hit.rule_id, .outputs, .row
    answer.hits[0].row.bound("days")   # the limit in the row: 30 for `< 30`, (1, 30) for `[1..30)`
    book.evaluator("capacity")         # Evaluator: .decide(facts, on), .matches(facts, on) -> rows, .engine
    book.engine                        # "durable" (durable-rules) or "bitmask"; RuleBook.load(engine="bitmask")
    failing_cases(book["capacity"])    # -> tuple[CaseFailure(table, case, ko, en)]; empty: all right
    table = read_table(path)           # one table; TableError.problems: every mistake with its place
    write_table(table, path)           # canonical; read_table(write_table(t)) == t
    trace(table, facts, on)            # Trace: .lines("ko"), .fired, .nearest(3), .answer, .error; each row's .stops
    differences(old, new)              # -> tuple[Change(kind, rule, column, before, after, ko, en)]; book_differences
    Bulk(table)                        # from kium_rules.tables.bulk: .first/.counts/.matches/.decide(columns, on), by
                                       # the column with NumPy; .encode(name, facts) makes a column ready once

Facts are checked, never guessed: every input column must be given (None where nothing is known), nothing else may
be; numbers are Decimal or int (a float is refused: 0.1 + 0.2 is not 0.3), dates are dates and not date-times,
codes must be known. `FactError` says which column, what was given and what is wanted, in `.ko` and `.en`; so does
`HitPolicyError` when several rows of a U table match.

For readers of other formats: put texts and places into a `drafts.Draft`, call `build.build_table(draft)`. To read
single cells: ``CellParser(column, table.inputs, is_feel=...).parse(text)`` -> `Cell`; `format_cell` writes it back.
For checks of tables: `axes.axes_of(table)` cuts every column into elementary states (`Axis.truths(cell)`,
`.samples()`, `row_masks`).
"""

from kium_rules.tables.answers import Answer, Hit
from kium_rules.tables.book import RuleBook, packaged_rules, table_hash
from kium_rules.tables.cases import CaseFailure, failing_cases
from kium_rules.tables.cells import Cell, Comparison, Constant, Interval, Reference, format_cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.difference import Change, book_differences, differences
from kium_rules.tables.evaluator import Evaluator
from kium_rules.tables.files import read_table, write_table
from kium_rules.tables.literals import CellError
from kium_rules.tables.parser import CellParser
from kium_rules.tables.problems import FactError, HitPolicyError, Place, Problem, TableError
from kium_rules.tables.table import Case, HitPolicy, Row, Table
from kium_rules.tables.traces import Trace, trace
from kium_rules.tables.values import Value, ValueType, YearsMonths

__all__ = [
    "Answer",
    "Case",
    "CaseFailure",
    "Cell",
    "CellError",
    "CellParser",
    "Change",
    "Column",
    "ColumnKind",
    "Comparison",
    "Constant",
    "Evaluator",
    "FactError",
    "Hit",
    "HitPolicy",
    "HitPolicyError",
    "Interval",
    "Place",
    "Problem",
    "Reference",
    "Row",
    "RuleBook",
    "Table",
    "TableError",
    "Trace",
    "Value",
    "ValueType",
    "YearsMonths",
    "book_differences",
    "differences",
    "failing_cases",
    "format_cell",
    "packaged_rules",
    "read_table",
    "table_hash",
    "trace",
    "write_table",
]
