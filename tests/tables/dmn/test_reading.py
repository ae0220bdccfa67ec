"""DMN files of other tools: read as rule tables as far as they can be, refused by name and place where not."""

from datetime import date
from decimal import Decimal

import pytest
from tables.dmn.models import decision, input_data, literal, model, structure, table

from kium_rules.tables import Evaluator, HitPolicy, TableError, ValueType, format_cell
from kium_rules.tables.dmn import parse_dmn, read_dmn


def only(*parts: str):
    (made,) = parse_dmn(model(*parts), "m.dmn")
    return made


def test_a_table_of_another_tool_becomes_a_rule_table():
    made = only(
        input_data("Age", "number"),
        input_data("Risk", "string"),
        decision(
            "Approval Status",
            table(
                {"Age": "number", "Risk": ""},
                {"": ""},
                [[">=18", '"Medium","Low"', '"Approved"'], ["]0..18[", "-", '"Declined"']],
                "PRIORITY",
                allowed={"Risk": '"High", "Low", "Medium"', "": '"Approved", "Declined"'},
                defaults={"": '"Declined"'},
            ),
            ["Age", "Risk"],
            kind="string",
        ),
    )
    assert (made.id, made.title["ko"], made.hit_policy) == (
        "Approval_Status",
        "Approval Status",
        HitPolicy.PRIORITY,
    )
    assert [column.type for column in made.columns] == [ValueType.NUMBER, ValueType.TEXT, ValueType.TEXT]
    assert [row.id for row in made.rows] == ["r1", "r2"]
    assert format_cell(made.rows[1].inputs["Age"]) == "(0..18)"
    assert made.default == {"Approval Status": "Declined"}
    answer = Evaluator(made).decide({"Age": Decimal(20), "Risk": "Low"})
    assert answer.outputs == {"Approval Status": "Approved"}


def test_inputs_that_are_only_compared_with_become_columns():
    made = only(
        structure("tItem", {"price": "number"}),
        input_data("item", "tItem"),
        input_data("low", "number"),
        decision(
            "fits",
            table({"item.price": ""}, {"": "boolean"}, [["< low", "true"], [">= low", "false"]]),
            ["item", "low"],
        ),
    )
    assert [column.name for column in made.inputs] == ["item.price", "low"]
    assert Evaluator(made).decide({"item.price": Decimal(1), "low": Decimal(2)}).outputs == {"fits": True}


def test_an_input_called_on_is_the_day_asked_about():
    made = only(
        input_data("on", "date"),
        input_data("n", "number"),
        decision(
            "fee",
            table(
                {"on": "date", "n": "number"},
                {"": "number"},
                [
                    ['<= date("2026-02-28")', "-", "1"],
                    ['[date("2026-03-01")..date("2026-08-31")]', "-", "2"],
                    ['>= date("2026-09-01")', "-", "3"],
                ],
            ),
            ["on", "n"],
        ),
    )
    periods = [(row.valid_from, row.valid_until) for row in made.rows]
    assert periods == [
        (None, date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 8, 31)),
        (date(2026, 9, 1), None),
    ]


def test_types_are_found_in_the_cells_where_none_is_declared():
    made = only(
        input_data("a"),
        decision(
            "d",
            table({"a": ""}, {"x": "", "y": "", "z": ""}, [['> date("2026-01-01")', "1", "true", '"t"']]),
            ["a"],
        ),
    )
    assert [column.type.value for column in made.columns] == ["date", "number", "boolean", "text"]


ELSEWHERE = (
    '<decision id="d" name="d"><variable name="d"/><informationRequirement>'
    '<requiredInput href="other.dmn#x"/></informationRequirement></decision>'
)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([decision("d", literal("1"))], "'d' is an expression"),
        ([input_data("a", "number")], "no decision table"),
        ([decision("d", table({"a + 1": "number"}, {"": "number"}, []))], "'a \\+ 1' must be a name"),
        ([decision("d", table({"a": "number"}, {"": "number"}, [["1", "a * 2"]]))], "line 7, column 'd': the output"),
        ([decision("d", table({"a": "number"}, {"": "number"}, [["1"]]))], "0 outputEntry elements, but there are 1"),
        ([decision("d", table({"a": "number"}, {"": "number"}, [['"x"', "1"]]))], "line 7, column 'a', character 1"),
        ([decision("d", table({"a": ""}, {"": "number"}, [["-", "1"]]))], "type of column 'a' is not known"),
        ([decision("d", table({"on": "date"}, {"": "number"}, [['> date("2026-01-01")', "1"]]))], "one period only"),
        ([decision("d", table({"a": "number"}, {"": "number"}, [["? > 1", "1"]]))], "expected a value, found"),
        (["<businessKnowledgeModel id='b' name='b'/>"], "line 2: the element businessKnowledgeModel in 'm'"),
        (["<import namespace='urn:x' locationURI='http://127.0.0.1/x.dmn' importType='x'/>"], "the element import"),
        (["<decisionService id='s' name='s'/>"], "the element decisionService"),
        ([decision("d", table({"a": "number"}, {"": "number"}, [], "MAGIC"))], "hit policy 'MAGIC'"),
        (['<inputData id="x" name="x"/><inputData id="x" name="y"/>'], "the id 'x' stands twice"),
        ([decision("d", literal("1"), ["nothing"])], "no element 'i_nothing'"),
        (
            [decision("d", "<literalExpression expressionLanguage='http://www.w3.org/script'><text>1</text></literalExpression>")],
            "the language of literalExpression is http://www.w3.org/script",
        ),
        ([ELSEWHERE], "'other.dmn#x' points into another file"),
    ],
)  # fmt: skip
def test_what_a_rule_table_cannot_hold_is_refused_with_its_place(parts, said):
    with pytest.raises(TableError, match=said) as caught:
        parse_dmn(model(*parts), "m.dmn")
    assert all(problem.ko and problem.place.file == "m.dmn" for problem in caught.value.problems)


BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("a,b,c", "this is not XML"),
        ("<definitions><a></definitions>", "line 1: this is not XML"),
        ("<html/>", "no DMN file"),
        (model(namespace="http://www.omg.org/spec/DMN/20151101/dmn.xsd"), "unknown DMN version"),
        (BOMB + model(input_data("&c;")), "document type or entities"),
        ("<!DOCTYPE definitions>" + model(), "document type or entities"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">' + model(), "document type or entities"),
        ('<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + model(), "document type or entities"),
        ("<a>" * 300 + "</a>" * 300, "more than 200 deep"),
        ('<?xml version="1.0" encoding="euc-kr"?>' + model(), "encoding of the file"),
        ('<?xml version="1.0" encoding="nonsense"?>' + model(), "encoding of the file"),
    ],
)
def test_a_file_that_is_no_safe_dmn_is_refused(tmp_path, content, said):
    path = tmp_path / "bad.dmn"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableError, match=said) as caught:
        read_dmn(path)
    assert caught.value.problems[0].place.file == "bad.dmn"
    assert caught.value.ko


@pytest.mark.slow
def test_a_file_of_a_million_elements_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "many.dmn"
    path.write_text(f"<a>{'<b/>' * 500_001}</a>", encoding="utf-8")
    with pytest.raises(TableError, match="more than 500000 elements"):
        read_dmn(path)


def test_a_file_that_is_too_large_or_missing_is_refused(tmp_path):
    path = tmp_path / "big.dmn"
    path.write_bytes(b" " * 20_000_001)
    with pytest.raises(TableError, match="larger than 20 MB"):
        read_dmn(path)
    with pytest.raises(TableError, match="no such file"):
        read_dmn(tmp_path / "none.dmn")


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_from_1_2_to_1_5_is_read(namespace):
    parts = [
        input_data("a", "number"),
        decision("d", table({"a": "number"}, {"": "number"}, [["1", "2"]]), ["a"]),
    ]
    assert parse_dmn(model(*parts, namespace=namespace))[0].rows[0].outputs == {"d": Decimal(2)}
