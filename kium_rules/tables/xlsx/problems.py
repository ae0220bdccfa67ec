"""What can be wrong with a workbook rather than with the table in it."""

from __future__ import annotations

from kium_rules.tables.problems import Place, Problem, TableError


class StaleCopyError(TableError):
    """The workbook was exported from an older version of the table than the current one.

    Attributes:
        problems: One problem, which names the rules that have changed since.
    """


def sheet_problem(code: str, place: Place, **facts: object) -> Problem:
    """A mistake whose sentence stands in ``labels/xlsx.yaml``."""
    return Problem(f"xlsx.{code}", place, facts=facts)


def refused(code: str, place: Place, **facts: object) -> TableError:
    """The error of one mistake that makes further reading useless."""
    return TableError([sheet_problem(code, place, **facts)])
