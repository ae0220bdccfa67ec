"""What can be wrong with a workbook rather than with the table in it."""

from __future__ import annotations

from kium_rules.labels import sentence
from kium_rules.tables.problems import Place, Problem, TableError


class SheetProblem(Problem):
    """A mistake whose sentence stands in ``labels/xlsx.yaml``."""

    __slots__ = ()

    def _say(self, language: str) -> str:
        where = self.place.say(language)
        facts = dict(self.facts)
        if "near" in facts:
            facts["near"] = sentence("tables.near", language, near=facts["near"]) if facts["near"] else ""
        return (where + ": " if where else "") + sentence(f"xlsx.{self.code}", language, **facts)


class StaleCopyError(TableError):
    """The workbook was exported from an older version of the table than the current one.

    Attributes:
        problems: One problem, which names the rules that have changed since.
    """


def refused(code: str, place: Place, **facts: object) -> TableError:
    """The error of one mistake that makes further reading useless."""
    return TableError([SheetProblem(code, place, facts=facts)])
