"""Finding a centre and reading its page."""

from town import Town


def test_the_first_page_offers_the_search(town: Town) -> None:
    page = town.visitor().get("/")
    assert page.status_code == 200
    assert "센터 찾기" in page.text
    assert "노원구" in page.text
