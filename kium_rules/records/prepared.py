"""Statements of the busiest path: made and compiled once, then handed to the driver as they are.

A booking takes a dozen statements. SQLAlchemy's own way from a statement to its rows costs several times as much as
most of them take in the database, each time anew. Here the statement is still written in its language and its types
still turn values into what the engine stores; only the bookkeeping between is left out. What that costs: values it does
not ask for are passed over, and the engine's events for single statements are not heard.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | Insert | Update | Delete
Turn = Callable[[Any], Any]


class Prepared:
    """One statement, compiled when an engine first needs it.

    Args:
        statement: The statement; lists of values cannot be expanded in it (`day_lists` gives days as one value).
        columns: For an insert: the columns that a row gives, where they are not all of the table.
    """

    def __init__(self, statement: Statement, columns: Collection[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    def all(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Give every row.

        Args:
            session: The transaction. Objects of it that are not written yet are not written first.
            values: Value by parameter.

        Raises:
            KeyError: A value is missing.
            sqlalchemy.exc.DBAPIError: The engine refused it, as for any other statement.
        """
        ready, cursor = self._send(session, values)
        return ready.rows(cursor.fetchall())

    def first(self, session: Session, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Give the first row, or None where there is none. Raises as `all`."""
        ready, cursor = self._send(session, values)
        # To the end: a statement that is not through keeps SQLite from committing.
        rows = ready.rows(cursor.fetchall())
        return rows[0] if rows else None

    def run(self, session: Session, values: Mapping[str, Any]) -> int:
        """Run a statement that gives no rows; give how many it touched. Raises as `all`."""
        _, cursor = self._send(session, values)
        touched: int = cursor.rowcount
        return touched

    def run_many(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement that gives no rows once for each set of values. Raises as `all`."""
        if len(rows) == 1:
            self.run(session, rows[0])
        elif rows:
            connection = session.connection()
            ready = self._of(connection.dialect)
            driver: Any = connection.connection.dbapi_connection
            given = [ready.values(row) for row in rows]
            try:
                driver.cursor().executemany(ready.sql, given)
            except connection.dialect.loaded_dbapi.Error as error:
                raise _as_told(error, connection, ready.sql) from error

    def _send(self, session: Session, values: Mapping[str, Any]) -> tuple["_Ready", Any]:
        connection = session.connection()
        ready = self._of(connection.dialect)
        driver: Any = connection.connection.dbapi_connection
        given = ready.values(values)
        try:
            return ready, driver.execute(ready.sql, given)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_told(error, connection, ready.sql) from error

    def _of(self, dialect: Dialect) -> "_Ready":
        ready = self._ready.get(dialect.name)
        if ready is None:
            keys = None if self._columns is None else list(self._columns)
            compiled: Any = self._statement.compile(dialect=dialect, column_keys=keys)
            if keys and (left_out := {column.name for column in compiled.insert_prefetch}.difference(keys)):
                raise ValueError(
                    f"{', '.join(sorted(left_out))}: a default of the model; give the value itself"
                )
            ready = self._ready[dialect.name] = _Ready.of(compiled, self._statement, dialect)
        return ready


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one engine's driver takes it: its text, and how values go in and come out."""

    sql: str
    parameters: tuple[tuple[str, Turn | None, bool, Any], ...]
    names: tuple[str, ...]
    out: tuple[tuple[int, Turn], ...]

    @classmethod
    def of(cls, compiled: SQLCompiler, statement: Statement, dialect: Dialect) -> "_Ready":
        """Read off a compiled statement what its driver needs; `names` is empty where values go by position."""
        by_name = {name: bind for bind, name in compiled.bind_names.items()}
        names = by_name if compiled.positiontup is None else compiled.positiontup
        parameters = tuple(
            (bind.key, _turn_in(bind.type, dialect), bind.required, bind.value)
            for bind in map(by_name.__getitem__, names)
        )
        turns = (_turn_out(column.type, dialect) for column in _columns_of(statement))
        out = tuple((place, turn) for place, turn in enumerate(turns) if turn is not None)
        in_sql = tuple(names) if compiled.positiontup is None else ()
        return cls(str(compiled), parameters, in_sql, out)

    def values(self, given: Mapping[str, Any]) -> Any:
        """Put values in the driver's order, as the engine stores them; a value of the statement itself stays.

        Raises:
            KeyError: A value is missing.
        """
        turned = [
            (given[key] if is_asked else own) if turn is None else turn(given[key] if is_asked else own)
            for key, turn, is_asked, own in self.parameters
        ]
        return dict(zip(self.names, turned, strict=True)) if self.names else turned

    def rows(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Give rows with their values as Python knows them."""
        for place, turn in self.out:
            if place:
                rows = [(*row[:place], turn(row[place]), *row[place + 1 :]) for row in rows]
            else:
                rows = [(turn(row[0]), *row[1:]) for row in rows]
        return rows


def _columns_of(statement: Statement) -> Collection[Any]:
    if isinstance(statement, Select):
        return tuple(statement.selected_columns)
    return tuple(statement.exported_columns)


def _turn_in(type_: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    turn: Turn | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return turn


def _turn_out(type_: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    turn: Turn | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return turn


def _as_told(error: Any, connection: Connection, sql: str) -> BaseException:
    """Tell of a driver's error as SQLAlchemy does, and give up a connection that is lost."""
    dialect = connection.dialect
    driver: Any = connection.connection.dbapi_connection
    is_lost = dialect.is_disconnect(error, driver, None)
    told: BaseException = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, connection_invalidated=is_lost, dialect=dialect
    )
    if is_lost:
        connection.invalidate(error)
    return told
