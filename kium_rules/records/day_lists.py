"""Lists of days as one value of a statement: a booking has dozens of days, and each as a value of its own costs."""

import json
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, bindparam, column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeDecorator, TypeEngine

POSTGRESQL = "postgresql"


class DayList(TypeDecorator[Collection[date]]):
    """Days as an array, or as JSON where there are no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose by the engine."""
        return dialect.type_descriptor(ARRAY(Date) if dialect.name == POSTGRESQL else Text())

    def process_bind_param(self, value: Collection[date] | None, dialect: Dialect) -> Any:
        """Give the days in order, as the engine takes them."""
        days = tuple(sorted(value or ()))
        return list(days) if dialect.name == POSTGRESQL else _as_json(days)


@lru_cache(maxsize=64)
def _as_json(days: tuple[date, ...]) -> str:
    """Write days as JSON; the statements of a booking name the same days one after another."""
    return json.dumps([day.isoformat() for day in days])


class _Among(FunctionElement[Any]):
    """Whether a column's day is among the days of a list.

    It says nothing of its type: a boolean would be compared with 1 where there are none, and an index not used.
    """

    inherit_cache = True


class _Each(FunctionElement[Any]):
    """The days of a list as rows."""

    inherit_cache = True


@compiles(_Among)
def _among_json(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    on, days = (compiler.process(each, **more) for each in element.clauses)
    return f"{on} IN (SELECT value FROM json_each({days}))"  # noqa: S608 - the compiler made both parts


@compiles(_Among, POSTGRESQL)
def _among_array(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    on, days = (compiler.process(each, **more) for each in element.clauses)
    return f"{on} = ANY ({days})"


@compiles(_Each)
def _each_of_json(element: _Each, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(_Each, POSTGRESQL)
def _each_of_array(element: _Each, compiler: SQLCompiler, **more: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **more)}) AS value)"


def among(on: ColumnElement[date], name: str) -> ColumnElement[bool]:
    """Say that a column's day is one of the days of a parameter."""
    return _Among(on, bindparam(name, type_=DayList()))


def each_day(name: str) -> TableValuedAlias:
    """Give the days of a parameter as rows with one column, `value`."""
    return _Each(bindparam(name, type_=DayList())).table_valued(column("value", Date))
