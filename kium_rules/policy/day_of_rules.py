"""A rule book as it stands on one day."""

from dataclasses import replace
from datetime import date

from kium_rules.tables import Row, RuleBook


def rows_of_day(book: RuleBook, day: date) -> RuleBook:
    """Keep the rows in force on a day, without their dates.

    Args:
        book: The rule book.
        day: The day.
    """

    def kept(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(replace(row, valid_from=None, valid_until=None) for row in rows if row.holds_on(day))

    return RuleBook((replace(table, rows=kept(table.rows)) for table in book.values()), book.engine)
