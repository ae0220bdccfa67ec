"""A simulation as people read it: text, page, workbook, JSON."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from simulate.rule_books import larger_share, usual

from kium_rules.policy import Policy
from kium_rules.simulate import Demand, Town, generate, simulate
from kium_rules.simulate.report import About, as_data, as_page, as_text, write_workbook
from kium_rules.vocabulary import Outcome

POLICY = usual()
ABOUT = About(after="내 규칙", demand=Demand(centres=3), seed=4)
NASTY = "=1+1<script>alert(1)</script>\x07"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    larger = Policy.load(larger_share(tmp_path_factory.mktemp("larger") / "rules"))
    town, arrivals = generate(Demand(centres=3, applications=900, children=250), 4)
    small = {name: replace(centre, area_m2=centre.area_m2 / 3) for name, centre in town.centres.items()}
    named = [replace(arrival, id=f"{NASTY}{number}") for number, arrival in enumerate(arrivals)]
    return simulate(POLICY, larger, Town(small, {"c1": NASTY, "c2": "상계 & 중계"}), named)


@pytest.fixture(scope="module")
def nothing():
    town, arrivals = generate(Demand(centres=2, applications=20), 4)
    return simulate(POLICY, POLICY, town, arrivals)


class Page(HTMLParser):
    """Reads a page: its tags, the attributes that could load something, and its open tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.outside, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.outside += [value for name, value in attrs if name in ("src", "href", "onload", "onclick")]
        if tag not in ("meta", "rect", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_stands_alone_and_is_well_formed(found, language):
    page = Page(as_page(found, ABOUT, language))
    assert page.open == []
    assert page.outside == []
    assert "script" not in page.tags
    assert f'<html lang="{language}">' in as_page(found, ABOUT, language)


def test_every_picture_names_itself_and_stands_beside_a_table(found):
    text = as_page(found, ABOUT)
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 4
    for picture in pictures:
        svg = ElementTree.fromstring(picture)  # noqa: S314 - our own picture
        ids = svg.attrib["aria-labelledby"].split()
        spoken = {part.attrib["id"]: part.text for part in svg if part.attrib.get("id")}
        assert svg.attrib["role"] == "img"
        assert all(spoken[name] for name in ids)
        section = next(part for part in text.split("<section>") if picture in part)
        assert "<table>" in section


def test_the_page_says_how_many_change_and_by_which_rules(found):
    text = as_page(found, ABOUT)
    counts = found.comparison.counts(after=True)
    assert f"<strong>{counts[Outcome.ADMIT]:,}건</strong>" in text
    assert "&#x27;별도정원 비율&#x27; 결과 0.2 → 0.3" in text
    assert "정기돌봄은 30일 이상 신청해야 합니다." in text
    assert "난수 시드 4" in text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_names_are_shown_as_they_are_and_do_nothing(found, language):
    text = as_page(found, ABOUT, language)
    assert "<script>" not in text
    assert "상계 &amp; 중계" in text


def test_the_text_gives_the_totals_in_columns(found):
    text = as_text(found, ABOUT)
    before, after = (found.comparison.counts(after=side)[Outcome.WAIT] for side in (False, True))
    assert re.search(rf"  대기 +{before:,} +{after:,} +−{before - after:,}\n", text)
    assert "capacity.1" in text
    shown = found.changed[0].id.replace("\x07", "\N{REPLACEMENT CHARACTER}")
    assert shown not in text
    listed = as_text(found, ABOUT, lists_changed=True)
    assert shown in listed
    assert "\x07" not in listed, "a name moves no terminal"


def test_the_text_is_there_in_english(found):
    text = as_text(found, ABOUT, "en")
    assert "applications" in text
    assert not re.search("[가-힣]", text.replace("상계", "").replace("중계", "").replace("내 규칙", ""))


def test_the_workbook_has_a_sheet_for_every_grid_and_names_are_no_formulas(found, tmp_path):
    file = tmp_path / "found.xlsx"
    write_workbook(found, ABOUT, file)
    book = load_workbook(file)
    assert {
        "전체 결과(신청 건수)",
        "센터별",
        "돌봄유형별",
        "주별",
        "근거 규칙별",
        "달라지는 신청 목록",
    } <= set(book.sheetnames)
    totals = {row[0]: row[1:] for row in book["전체 결과(신청 건수)"].iter_rows(min_row=2, values_only=True)}
    before, after = (found.comparison.counts(after=side)[Outcome.WAIT] for side in (False, True))
    assert totals["대기"] == (before, after, after - before)
    changed = list(book["달라지는 신청 목록"].iter_rows(min_row=2))
    assert len(changed) == found.comparison.changed
    assert all(row[0].data_type == "s" and row[0].value.startswith("=1+1") for row in changed)
    centres = book["센터별"]
    assert sum(row[-2] for row in centres.iter_rows(min_row=2, values_only=True)) > 0


def test_the_json_holds_everything_in_codes(found):
    data = json.loads(json.dumps(as_data(found, ABOUT)))
    assert data["before"]["outcomes"] == {
        outcome.value: count for outcome, count in found.comparison.counts(after=False).items()
    }
    assert data["after"]["base_seats"] > data["before"]["base_seats"]
    assert (data["seats"], data["source"]["seed"]) == ("formula", 4)
    assert len(data["changed_applications"]) == data["changed"] == found.comparison.changed
    assert sum(one["applications"] for one in data["by_week"]) == data["applications"] == 900


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_change_that_changes_nothing_says_so(nothing, language, tmp_path):
    about = About(demand=Demand(centres=2))
    assert Page(as_page(nothing, about, language)).open == []
    said = "없습니다" if language == "ko" else "None of 20"
    assert said in as_text(nothing, about, language)
    write_workbook(nothing, about, tmp_path / "none.xlsx", language)
    assert as_data(nothing, about)["changed"] == 0


def test_nothing_at_all_can_be_shown_too(tmp_path):
    empty = simulate(POLICY, POLICY, *generate(Demand(centres=1, applications=0), 1))
    assert Page(as_page(empty, About())).open == []
    assert as_text(empty, About())
    write_workbook(empty, About(), tmp_path / "empty.xlsx")
