"""Every mistake a person makes in a table: what is told, and where."""

import csv
import io
from pathlib import Path

import hypothesis
import pytest
import yaml
from examples import examples
from hypothesis import strategies as st

from kium_rules.tables import TableError, read_table
from kium_rules.tables.build import build_table
from kium_rules.tables.drafts import Draft
from kium_rules.tables.settings import parse_settings

MISTAKES = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8"))
SETTINGS = """\
id: seats
title: {ko: 자리, en: Seats}
hit_policy: U
columns:
- {name: care_type, label: 돌봄 유형, kind: in, type: enum, values: {regular: 정기돌봄, temporary: 일시돌봄}}
- {name: days, label: 일수, kind: in, type: integer, unit: 일}
- {name: place, label: 장소, kind: in, type: text}
- {name: code, label: 결과, kind: out, type: text}
- {name: limit, label: 한도, kind: out, type: number}
"""
HEADER = "rule_id,from,until,care_type,days,place,code,limit,source,note"
ROW = dict(
    zip(
        HEADER.split(","), ["seats.1", "", "", "regular", "< 30", "-", "too_short", "30", "", ""], strict=True
    )
)


def settings_of(mistake: dict) -> str | None:
    change = mistake.get("settings", "")
    if isinstance(change, dict):
        return change["is"]
    return SETTINGS + change + "\n" if isinstance(change, str) else SETTINGS.replace(*change)


def rows_of(mistake: dict) -> str | None:
    if "rows" in mistake:
        return mistake["rows"]["is"]
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow((ROW | mistake.get("cells", {})).values())
    lines = mistake.get("lines", [line.getvalue()])
    return "\n".join([HEADER.replace(*mistake.get("header", ["", ""])), *lines, ""])


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "seats"
    path.mkdir()
    return path


def write(folder: Path, settings: str | None, rows: str | None, encoding: str = "utf-8") -> None:
    for text, name in ((settings, "table.yaml"), (rows, "rows.csv")):
        if text is not None:
            (folder / name).write_bytes(text.encode(encoding if name == "rows.csv" else "utf-8"))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(name, folder):
    mistake = MISTAKES[name]
    write(folder, settings_of(mistake), rows_of(mistake), mistake.get("encoding", "utf-8"))
    with pytest.raises(TableError) as caught:
        read_table(folder)
    problem, place = caught.value.problems[0], caught.value.problems[0].place
    code, file, line, column, character, word = mistake["expect"]
    assert [problem.code, place.file, place.line, place.column, place.position] == [
        code,
        f"seats/{file}",
        line,
        column,
        character,
    ]
    assert word in problem.en
    assert problem.ko not in ("", problem.en)
    assert problem.to_json()["line"] == line


def test_without_a_mistake_the_table_is_read(folder):
    write(folder, SETTINGS, rows_of({}))
    assert read_table(folder).rows[0].bound("days") == 30


def test_a_very_long_cell_is_refused_before_it_is_parsed(folder):
    write(folder, SETTINGS, rows_of({"cells": {"days": "1, " * 5000 + "1"}}))
    with pytest.raises(TableError, match="longer than 10000 characters"):
        read_table(folder)


def test_mistakes_in_examples_are_told(folder):
    write(folder, SETTINGS, rows_of({}))
    lines = [
        "case_id,on,care_type,days,place,code,limit,rules,note",
        "a,,regular,many,,,,,",
        "a,,regular,1,,,,,",
        "",
    ]
    (folder / "cases.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_table(folder)
    assert {(problem.code, problem.place.file, problem.place.line) for problem in caught.value.problems} == {
        ("case_id_twice", "seats/cases.csv", 3),
        ("cell_unknown_name", "seats/cases.csv", 2),
    }


def test_times_with_and_without_an_offset_do_not_mix_in_a_column(folder):
    settings = SETTINGS.replace("type: integer, unit: 일", "type: time")
    write(
        folder, settings, rows_of({"lines": ["seats.1,,,-,>= 13:00,-,x,,,", "seats.2,,,-,< 13:00Z,-,x,,,"]})
    )
    with pytest.raises(TableError) as caught:
        read_table(folder)
    assert [(problem.code, problem.place.line) for problem in caught.value.problems] == [
        ("column_mixed_zones", 3)
    ]


shapes = st.recursive(
    st.sampled_from(
        ["", "x", "U", "seats", "in", "out", "enum", "text", "number", "a, b", "[1..2]", "days", "null"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "name", "ko", "days", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)
column_settings = st.dictionaries(
    st.sampled_from(["name", "label", "kind", "type", "unit", "domain", "values", "x"]), shapes
)


@examples(300)
@hypothesis.given(
    changes=st.dictionaries(
        st.sampled_from(["id", "title", "hit_policy", "columns", "default", "owner", "source", "note", "x"]),
        shapes,
    ),
    column=st.none() | column_settings,
)
def test_settings_of_any_shape_make_a_table_or_problems_with_words(changes, column):
    plain, _ = parse_settings(SETTINGS, "table.yaml")
    settings = plain | changes
    if column is not None:
        settings["columns"] = [*plain["columns"], column]
    try:
        build_table(Draft(settings, {}, "table.yaml", HEADER.split(","), []))
    except TableError as error:
        problems = error.problems
    else:
        problems = ()
    assert all(problem.ko and problem.en for problem in problems)
