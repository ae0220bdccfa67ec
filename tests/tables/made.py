"""Tables made of a few texts, for tests that need a particular one."""

import random

from kium_rules.tables import Table
from kium_rules.tables.build import build_table, case_header_of, header_of
from kium_rules.tables.drafts import Draft, Line
from kium_rules.tables.heads import read_head


def column(name: str, kind: str = "in", type: str = "integer", **more: object) -> dict[str, object]:  # noqa: A002 - as in table.yaml
    return {"name": name, "label": name, "kind": kind, "type": type, **more}


def table(columns: list[dict], rows: list[dict[str, str]], policy: str = "U", **more: object) -> Table:
    """A table of columns and rows; cells left out are empty. `cases` are lines of examples."""
    cases = more.pop("cases", [])
    settings = {
        "id": "t",
        "title": {"ko": "표", "en": "table"},
        "hit_policy": policy,
        "columns": columns,
        **more,
    }
    empty = Draft(settings, {}, "table.yaml", (), ())
    found = read_head(empty, [])
    lines = [
        Line({"rule_id": f"t.{index}", **row}, "rows.csv", index + 1)
        for index, row in enumerate(rows, start=1)
    ]
    examples = [Line(case, "cases.csv", index + 1) for index, case in enumerate(cases, start=1)]
    case_header = case_header_of(found.columns) if examples else ()
    return build_table(
        Draft(settings, {}, "table.yaml", header_of(found.columns), lines, case_header, examples)
    )


def seeded(seed: int) -> random.Random:
    """Chance that is the same on every run."""
    return random.Random(seed)  # noqa: S311 - test data, no secret
