"""Finding a centre and reading its page."""

import re
from datetime import date

from town import Town, temporary_form


def names(page: str) -> list[str]:
    """List the centres of a page by name."""
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a>', page)


def test_the_first_page_offers_the_search_with_the_districts(town: Town) -> None:
    page = town.visitor().get("/")
    assert page.status_code == 200
    assert '<option value="11350">노원구</option>' in page.text


def test_a_district_shows_its_centres_only(town: Town) -> None:
    page = town.visitor().get("/centres", district="11620").text
    assert names(page) == ["거점 키움센터"]


def test_type_and_words_narrow_the_list(town: Town) -> None:
    visitor = town.visitor()
    assert names(visitor.get("/centres", type="combined").text) == ["작은별 키움센터"]
    assert names(visitor.get("/centres", text="새싹").text) == ["새싹 키움센터"]


def test_a_search_that_finds_nothing_says_so_and_offers_all(town: Town) -> None:
    page = town.visitor().get("/centres", text="없는동네").text
    assert "맞는 센터가 없습니다" in page
    assert "모든 센터 보기" in page


def test_what_a_search_cannot_read_is_left_out(town: Town) -> None:
    page = town.visitor().get(
        "/centres", district="99999", type="palace", care="x", weekdays="9", page="many"
    )
    assert page.status_code == 200
    assert len(names(page.text)) == 3
    assert "Not a valid choice" not in page.text


def test_only_centres_with_a_seat_on_all_my_days_are_listed(town: Town) -> None:
    town.parent().send(f"/centres/{town.small}/apply/temporary", temporary_form("1", "2026-03-04"))
    visitor = town.visitor()
    on_wednesday = visitor.get("/centres", care="temporary", weekdays=["2"]).text
    on_thursday = visitor.get("/centres", care="temporary", weekdays=["3"]).text
    assert "작은별 키움센터" not in names(on_wednesday)
    assert "작은별 키움센터" in names(on_thursday)


def test_a_closure_day_within_the_week_counts_as_no_seat(town: Town) -> None:
    page = town.visitor().get("/centres", care="regular", weekdays=["4"]).text
    assert names(page) == ["작은별 키움센터"]


def test_a_centre_page_tells_hours_fees_papers_and_phone(town: Town) -> None:
    page = town.visitor().get(f"/centres/{town.general}").text
    for words in ("13:00~19:00", "50,000원", "2,500원", "02-0000-0000", "입소 구비서류", "오후 간식"):
        assert words in page


def test_a_closed_day_is_shown_with_its_reason(town: Town) -> None:
    page = town.visitor().get(f"/centres/{town.general}").text
    assert re.search(r"3월 6일 \(금\)\s*</th>\s*<td colspan=\"3\">쉽니다 · 재량휴교일", page)


def test_free_seats_and_the_queue_follow_the_bookings(town: Town) -> None:
    parent = town.parent(children=("김첫째", "김둘째"))
    for child in ("1", "2"):
        parent.send(f"/centres/{town.small}/apply/temporary", temporary_form(child, "2026-03-04"))
    page = town.visitor().get(f"/centres/{town.small}").text
    row = re.search(r"3월 4일 \(수\).*?</tr>", page, re.DOTALL)
    assert row is not None
    assert "자리 없음" in row.group()
    assert "대기 1명" in row.group()


def test_a_hub_offers_no_regular_care(town: Town) -> None:
    page = town.visitor().get(f"/centres/{town.hub}").text
    assert "일시돌봄 신청" in page
    assert "정기돌봄 신청" not in page


def test_the_weeks_can_be_turned_but_not_into_the_past(town: Town) -> None:
    visitor = town.visitor()
    later = visitor.get(f"/centres/{town.general}", week="2026-03-30").text
    assert "3월 30일 (월)" in later
    assert "앞 주 보기" in later
    past = visitor.get(f"/centres/{town.general}", week="2020-01-06").text
    assert '<th scope="row">3월 2일 (월)' in past
    assert "앞 주 보기" not in past
    assert visitor.get(f"/centres/{town.general}", week="not a day").status_code == 200


def test_the_limits_on_the_page_are_those_of_the_rules(town: Town) -> None:
    page = town.visitor().get(f"/centres/{town.general}").text
    days = town.policy.regular_min_days(date(2026, 3, 2))
    assert f"{days}일 이상" in page
    assert "3월 16일 (월)까지" in page


def test_an_unknown_centre_is_a_page_in_plain_korean(town: Town) -> None:
    page = town.visitor().get("/centres/999")
    assert page.status_code == 404
    assert "찾으시는 화면이 없습니다" in page.text


def test_the_rule_behind_a_number_can_be_read(town: Town) -> None:
    visitor = town.visitor()
    page = visitor.get("/rules/waiting_list.2")
    assert page.status_code == 200
    assert "정기돌봄" in page.text
    assert "A-09" in page.text
    assert visitor.get("/rules/waiting_list.999").status_code == 404
    assert visitor.get("/rules/../../etc/passwd").status_code == 404


def test_the_guide_gives_todays_last_day_for_temporary_care(town: Town) -> None:
    assert "2026년 3월 16일 (월)까지" in town.visitor().get("/guide").text
