"""A freed seat is offered to the parent who waits, who takes it or leaves it to others."""

from datetime import timedelta

import pytest
from town import Town, Visitor, temporary_form

DAY = "2026-03-11"


def ask(town: Town, login_id: str, child: str) -> tuple[Visitor, str]:
    """Let a parent apply for the one day at the small centre; give the parent and the application's address."""
    parent = town.parent(login_id, children=(child,))
    answer = parent.send(f"/centres/{town.small}/apply/temporary", temporary_form(parent.child_id(), DAY))
    assert answer.status_code == 303, answer.text
    return parent, answer.location


@pytest.fixture
def waiting(town: Town) -> list[tuple[Visitor, str]]:
    """Fill the small centre's only seat, let two more parents wait, and free the seat."""
    families = [("mother1", "김새싹"), ("mother3", "최기다"), ("father4", "정다음")]
    (first, address), *rest = [ask(town, login_id, child) for login_id, child in families]
    assert first.send(f"{address}/cancel", {}).status_code == 303
    return rest


def test_the_next_parent_finds_the_offer_and_until_when_it_is_held(
    waiting: list[tuple[Visitor, str]],
) -> None:
    (parent, address), (other, other_address) = waiting
    page = parent.get(address).text
    for words in ("자리가 났습니다", "까지 이 자리를 맡아 두었습니다", "자리 받기", "받지 않고 양보하기"):
        assert words in page
    page = other.get(other_address).text
    assert "자리 받기" not in page
    assert "1번째" in page


def test_an_accepted_offer_is_an_application_like_any_other(waiting: list[tuple[Visitor, str]]) -> None:
    parent, address = waiting[0]
    answer = parent.send(f"{address}/accept", {}, page=address)
    assert answer.status_code == 303
    page = parent.get(address).text
    assert "자리를 받으셨습니다" in page
    assert "신청이 접수되었습니다" in page
    assert "자리 받기" not in page


def test_a_declined_offer_goes_to_the_next_at_once(waiting: list[tuple[Visitor, str]]) -> None:
    (parent, address), (other, other_address) = waiting
    assert parent.send(f"{address}/decline", {}, page=address).status_code == 303
    page = parent.get(address).text
    assert "취소된 신청입니다" in page
    assert "불이익은 없" in page
    assert "자리 받기" in other.get(other_address).text


def test_an_answer_given_twice_gets_a_plain_sentence(waiting: list[tuple[Visitor, str]]) -> None:
    parent, address = waiting[0]
    opened = parent.get(address).text
    assert "자리 받기" in opened
    parent.send(f"{address}/accept", {}, page=address)
    again = parent.send(f"{address}/decline", {}, page=f"{address}/cancel")
    assert again.status_code == 409
    assert "이미" in again.text


def test_an_answer_that_comes_too_late_says_so(town: Town, waiting: list[tuple[Visitor, str]]) -> None:
    parent, address = waiting[0]
    town.clock.at += timedelta(days=8)
    late = parent.send(f"{address}/accept", {}, page=f"{address}/cancel")
    assert late.status_code == 409
    assert "기한" in late.text or "지났" in late.text


def test_nobody_answers_for_others(waiting: list[tuple[Visitor, str]]) -> None:
    (_, address), (other, other_address) = waiting
    for verb in ("accept", "decline"):
        assert other.send(f"{address}/{verb}", {}, page=f"{other_address}/cancel").status_code == 404


def test_an_answer_without_the_form_s_token_is_no_answer(waiting: list[tuple[Visitor, str]]) -> None:
    parent, address = waiting[0]
    assert parent.client.post(f"{address}/accept").status_code == 400
    assert "자리 받기" in parent.get(address).text
