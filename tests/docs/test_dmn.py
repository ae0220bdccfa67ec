"""docs/dmn.md says what is read and what is refused; each claim that can be run is run."""

import re
from pathlib import Path

import pytest
from tables.dmn.models import decision, literal, model, table
from tables.made import column
from tables.made import table as made_table

from kium_rules.tables import Evaluator, HitPolicy, TableError
from kium_rules.tables.dmn import parse_dmn
from kium_rules.tables.dmn.read_model import VERSIONS
from kium_rules.tables.dmn.read_tables import HIT_POLICIES
from kium_rules.tables.dmn.write import NAMESPACES
from kium_rules.tables.feel.functions import FUNCTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "dmn.md").read_text("utf-8")
AT_THE_TOP = {"businessKnowledgeModel", "decisionService", "import"}
REFUSED = re.findall(
    r"^\| `(\w+)` \|", PAGE.partition("## Not supported")[2].partition("## FEEL")[0], re.MULTILINE
)


def test_the_functions_of_the_page_are_the_functions_there_are():
    listed = PAGE.partition("Functions:")[2].partition("##")[0]
    assert re.findall(r"`([^`]+)`", listed) == sorted(FUNCTIONS)


def test_the_versions_of_the_page_are_those_read_and_written():
    assert f"DMN {', '.join(list(VERSIONS.values())[:-1])} and {list(VERSIONS.values())[-1]} are read" in PAGE
    assert f"{' and '.join(NAMESPACES)} are written" in PAGE


def test_every_hit_policy_is_named():
    for policy, (name, aggregation) in HIT_POLICIES.items():
        assert f"({policy.value})" in PAGE
        assert (aggregation or name) in PAGE


@pytest.mark.parametrize("element", REFUSED)
def test_what_the_page_calls_refused_is_refused_by_name_and_line(element):
    assert len(REFUSED) == 13
    part = f'<{element} id="x" name="x"/>' if element in AT_THE_TOP else decision("d", f"<{element}/>")
    with pytest.raises(TableError, match=rf"line \d+: the element {element} in"):
        parse_dmn(model(part, decision("e", table({"a": "number"}, {"": "number"}, []))), "m.dmn")


@pytest.mark.parametrize(
    "expression", ["for x in [1] return x", "some x in [1] satisfies x", "every x in [1] satisfies x"]
)
def test_feel_that_the_page_calls_refused_is_refused(expression):
    with pytest.raises(TableError):
        parse_dmn(model(decision("d", literal(expression))), "m.dmn")


@pytest.mark.parametrize("policy", list(HitPolicy))
def test_no_hit_answers_as_the_page_says(policy):
    values = {"values": {"x": "엑스"}, "type": "enum"} if policy.value in "PO" else {"type": "number"}
    made = made_table([column("a"), column("out", "out", **values)], [{"a": "1"}], policy.value)
    nothing = {"C#": 0} | dict.fromkeys(["R", "O", "C"], ())
    assert Evaluator(made).decide({"a": 2}).outputs == nothing.get(policy.value)
