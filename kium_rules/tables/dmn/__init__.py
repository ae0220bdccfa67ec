"""DMN files: rule tables written and read, and models run against the conformance kit.

    write_dmn(book.values(), "rules.dmn")          # DMN 1.5; version="1.3" for Camunda Modeler and dmn-js
    tables = read_dmn("rules.dmn")                  # equal to what was written; TableError.problems otherwise
    text = format_dmn([table]); (table,) = parse_dmn(text)
    model = read_model("model.dmn")                 # any DMN 1.2-1.5 file
    Runner(model).decide("Approval Status", {"Age": Decimal(18)})
    problems = []; list(run_folder(Path("kit"), problems))   # Outcome(file, case, failures)

What is supported of DMN: decisions with decision tables (every hit policy and aggregation, several outputs, defaults)
or simple FEEL expressions, inputs, item definitions, requirements between decisions. Everything else - functions,
business knowledge models, invocations, contexts, imports, other languages - is refused by element name and line.
"""

from kium_rules.tables.dmn.conformance import Outcome, run_folder
from kium_rules.tables.dmn.read import parse_dmn, read_dmn
from kium_rules.tables.dmn.read_model import read_model
from kium_rules.tables.dmn.run import Runner
from kium_rules.tables.dmn.write import format_dmn, write_dmn

__all__ = [
    "Outcome",
    "Runner",
    "format_dmn",
    "parse_dmn",
    "read_dmn",
    "read_model",
    "run_folder",
    "write_dmn",
]
