"""`kium-rules list`, `show` and `explain`: tables as people read them."""

import shutil

import pytest
from cli.asked import run

from kium_rules.cli.explain import explanation
from kium_rules.tables import RuleBook, packaged_rules
from kium_rules.tables.widths import width

BOOK = RuleBook.load()


@pytest.fixture
def rules(tmp_path):
    """Two tables of the rule book, to be spoilt."""
    for word in ("capacity", "waiting_list"):
        shutil.copytree(packaged_rules() / word, tmp_path / word)
    return tmp_path


def test_every_table_is_listed_in_columns_that_line_up():
    done = run("list")
    head, *lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert [line.split()[0] for line in lines] == list(BOOK)
    capacity = next(line for line in lines if line.startswith("capacity "))
    assert "정원" in capacity
    at = width(head[: head.index("제목")])
    assert {width(line[: line.index(BOOK[line.split()[0]].title["ko"])]) for line in lines} == {at}


def test_the_list_speaks_english_when_asked(rules):
    lines = run("list", "--rules", rules, "--lang", "en").stdout.splitlines()
    assert lines[0].split() == ["table", "title", "policy", "rules", "examples", "owner"]
    assert "Capacity" in lines[1]


@pytest.mark.parametrize("word", BOOK)
def test_a_table_is_shown_with_its_labels_and_every_rule(word):
    done = run("show", word)
    table = BOOK[word]
    assert done.exit_code == 0
    assert all(column.label in done.stdout for column in (*table.inputs, *table.outputs))
    assert [row.id for row in table.rows if f"\n{row.id}" not in done.stdout] == []


def test_codes_are_shown_as_labels():
    text = run("show", "capacity").stdout
    assert "일반형, 융합형" in text
    assert "내림" in text
    assert "general" not in text


def test_the_columns_of_a_grid_line_up_although_hangul_is_wide():
    lines = [line for line in run("show", "capacity").stdout.splitlines() if "||" in line]
    assert len({width(line.partition("||")[0]) for line in lines}) == 1


@pytest.mark.parametrize("columns", [100, 120, 200])
def test_a_narrow_screen_gets_cells_of_several_lines(columns):
    wide = run("show", "capacity").stdout
    lines = run("show", "capacity", "--width", columns).stdout.splitlines()
    grid = [line for line in lines if "|" in line]
    assert max(map(width, grid)) <= columns
    assert "".join("".join(grid).split()) != "".join(wide.split()), "something was wrapped"


def test_a_default_is_shown(rules):
    settings = rules / "capacity" / "table.yaml"
    settings.write_text(settings.read_text("utf-8") + "default: {extra_share: 0, rounding: up}\n", "utf-8")
    assert (
        "맞는 규칙이 없으면: 별도정원 비율 0, 소수점 처리 올림"
        in run("show", "capacity", "--rules", rules).stdout
    )


def test_a_rule_is_explained_with_its_source_and_its_assumption():
    done = run("explain", "waiting_list.2")
    assert done.exit_code == 0
    assert "조건: 돌봄유형이 정기돌봄" in done.stdout
    assert "결과: 기본정원의 배수 2배" in done.stdout
    assert "근거: A-09" in done.stdout
    assert "가정 A-09: 정기돌봄의 대기도 기본정원의 2배까지다." in done.stdout
    assert "메모: 원문은 일시돌봄만 말한다" in done.stdout


def test_a_rule_is_explained_in_english():
    text = run("explain", "waiting_list.2", "--lang", "en").stdout
    assert "Waiting list (waiting_list), rule 2 of 3" in text
    assert "when 돌봄유형 정기돌봄" in text
    assert "assumption A-09: For regular care, too" in text


@pytest.mark.parametrize("word", BOOK)
def test_every_rule_can_be_explained(word):
    for row in BOOK[word].rows:
        for language in ("ko", "en"):
            lines = list(explanation(BOOK[word], row, language))
            assert lines[0].startswith(row.id + " · ")
            assert len(lines) > 3


@pytest.mark.parametrize(
    ("words", "ko", "en"),
    [
        (("show", "capacty"), "혹시 'capacity' 아닌가요?", "Did you mean 'capacity'?"),
        (("show", "../rules"), "표는 없습니다", "Known: access"),
        (("explain", "waiting_list.22"), "혹시 'waiting_list.2' 아닌가요?", "Did you mean 'waiting_list.2'?"),
        (("explain", "?"), "'?' 규칙은 없습니다", "there is no rule '?'"),
    ],
)
def test_an_unknown_word_gets_a_suggestion_in_both_languages(words, ko, en):
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert ko in done.stderr
    assert en in done.stderr


@pytest.mark.parametrize("words", [("list",), ("show", "capacity"), ("explain", "capacity.1")])
def test_a_table_that_cannot_be_read_is_told_with_its_place(rules, words):
    rows = rules / "capacity" / "rows.csv"
    rows.write_text(rows.read_text("utf-8").replace("hub", "hob"), "utf-8")
    done = run(*words, "--rules", rules)
    assert done.exit_code == 2
    assert "capacity/rows.csv, 3행, 'centre_type' 열" in done.stderr
    assert "Did you mean 'hub'?" in done.stderr


def test_a_folder_without_tables_is_told(tmp_path):
    assert run("list", "--rules", tmp_path / "none").exit_code == 2
    done = run("list", "--rules", tmp_path)
    assert done.exit_code == 2
    assert "규칙표가 없습니다" in done.stderr
    assert run("show", "capacity", "--rules", tmp_path).exit_code == 2
