"""A parent's children."""

import pytest
from town import Town, child_form

from kium_rules.records import children
from kium_rules.records.models import ConsentKind


def test_a_child_is_registered_with_the_guardians_consents(town: Town) -> None:
    parent = town.parent(children=())
    answer = parent.send("/children/new", {**child_form(), "pickup": "y"})
    assert answer.status_code == 303
    page = parent.get("/children").text
    assert "김새싹" in page
    assert "2학년 · 샘플초등학교" in page
    with town.db.session() as records:
        child = children.children_of(records, 1)[0]
        assert children.consents_of(records, child) >= {ConsentKind.CHILD, ConsentKind.PICKUP}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "아이 이름을 적어 주세요"),
        ("name", "가" * 61, "이름이 너무 깁니다"),
        ("grade", "", "학년을 골라 주세요"),
        ("grade", "13", "올바르지 않은"),
        ("school", "  ", "초등학교 이름을 적어 주세요"),
        ("school", "가" * 101, "학교 이름이 너무 깁니다"),
        ("consent", "", "법정대리인으로서 동의"),
    ],
)
def test_a_bad_entry_is_named_at_its_field_and_nothing_is_lost(
    town: Town, field: str, value: str, said: str
) -> None:
    form = {**child_form(), field: value}
    if field == "consent":
        del form["consent"]
    answer = town.parent(children=()).send("/children/new", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'<a href="#{field}">' in answer.text
    kept = "김새싹" if field != "name" else "샘플초등학교"
    assert f'value="{kept}"' in answer.text


def test_nobody_sees_the_children_of_others(town: Town) -> None:
    town.parent("mother1", children=("김새싹",))
    assert "김새싹" not in town.parent("father2", children=()).get("/children").text


def test_children_are_behind_the_sign_in(town: Town) -> None:
    assert town.visitor().get("/children").location == "/sign-in?next=/children"
