"""`kium-rules decide`, `capacity` and `quarters` as somebody types them."""

import json
import shutil
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from kium_rules.cli import main
from kium_rules.policy import Policy
from kium_rules.tables import packaged_rules
from kium_rules.vocabulary import CentreType

LINE = {
    "id": "a1",
    "asked_at": "2026-03-02T10:00:00+09:00",
    "centre": {
        "type": "general",
        "area_m2": "99.0",
        "base_seats": 30,
        "extra_seats": 6,
        "closed_on": ["2026-03-20"],
    },
    "quarters": [
        {
            "kind": "first_semester",
            "from": "2026-03-02",
            "to": "2026-07-22",
            "opens": "13:00",
            "closes": "19:00",
            "weekdays": [0, 1, 2, 3, 4],
            "regular_min_days": None,
        }
    ],
    "care_type": "regular",
    "from": "2026-03-03",
    "to": "2026-04-10",
    "weekdays": [0, 1, 2, 3, 4],
    "starts": "14:00",
    "ends": "18:00",
    "child": {"grade": 3, "bookings": []},
    "load": [
        {"on": "2026-03-03", "regular": 10, "temporary": 2, "waiting_regular": 0, "waiting_temporary": 1}
    ],
}


def run(*words, text=None):
    return CliRunner().invoke(main, words, input=text)


def lines(*items):
    return "\n".join(item if isinstance(item, str) else json.dumps(item) for item in items) + "\n"


def test_a_line_in_gives_a_decision_out():
    done = run("decide", "-", text=lines(LINE))
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (answer["id"], answer["outcome"], answer["reasons"]) == ("a1", "admit", [])
    assert len(answer["rule_book"]) == 64


def test_a_refusal_names_its_rule_in_both_languages():
    answer = json.loads(run("decide", "-", text=lines(LINE | {"to": "2026-03-20"})).stdout)
    (reason,) = answer["reasons"]
    assert (reason["code"], reason["rule"]) == ("too_short", "booking_window.1")
    assert reason["ko"]
    assert reason["en"]


def test_days_without_a_load_line_are_empty():
    full = [{"on": "2026-03-03", "regular": 30}]
    assert json.loads(run("decide", "-", text=lines(LINE | {"load": full})).stdout)["full_days"] == [
        "2026-03-03"
    ]


def test_what_would_pass_instead_is_told_where_a_line_is_not_admitted():
    first_week = [{"days": [f"2026-03-0{day}" for day in range(3, 7)], "regular": 30}]
    waits = json.loads(run("decide", "-", text=lines(LINE | {"load": first_week})).stdout)
    assert (waits["outcome"], waits["free_days"][0]) == ("wait", "2026-03-09")
    later = waits["would_pass"][0]
    assert (later["from"], later["to"], later["weekdays"]) == ("2026-03-09", "2026-04-10", [0, 1, 2, 3, 4])
    assert later["ko"] == "3월 9일(월)부터는 가능합니다."
    again = LINE | {"load": first_week} | {name: later[name] for name in ("from", "to", "weekdays")}
    admitted = json.loads(run("decide", "-", text=lines(again)).stdout)
    assert (admitted["outcome"], admitted["days"]) == ("admit", later["days"])
    assert "would_pass" not in admitted


@pytest.mark.parametrize("year", ["2036", "9999"])
def test_a_quarter_far_ahead_and_a_minimum_of_ages_are_no_way_out(year):
    quarter = LINE["quarters"][0] | {
        "from": f"{year}-12-01",
        "to": f"{year}-12-31",
        "regular_min_days": 10**12,
    }
    done = run("decide", "-", text=lines(LINE | {"quarters": [quarter]}))
    assert (done.exit_code, json.loads(done.stdout)["would_pass"]) == (0, [])


def test_bad_lines_are_named_by_number_and_the_others_decided():
    done = run("decide", "-", text=lines(LINE, "not json", {"id": 3}, LINE | {"id": "a4"}))
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a1", "a4"]
    assert "line 2: is no JSON" in done.stderr
    assert "line 3: centre: is missing" in done.stderr
    assert "2 lines could not be decided" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"asked_at": "2026-03-02T10:00:00"},
            "asked_at: '2026-03-02T10:00:00' is not an instant with its zone",
        ),
        ({"care_type": "monthly"}, "care_type: 'monthly' is not one of regular, temporary, sick_child"),
        ({"from": "3/3/2026"}, "from: '3/3/2026' is not a date such as 2026-03-02"),
        ({"from": "2026-W10-1"}, "from: '2026-W10-1' is not a date such as 2026-03-02"),
        ({"starts": "25:00"}, "starts: '25:00' is not a time of day such as 13:00"),
        ({"starts": "1300"}, "starts: '1300' is not a time of day such as 13:00"),
        ({"starts": "14:00+09:00"}, "starts: '14:00+09:00' is not a time of day such as 13:00"),
        (
            {"centre": LINE["centre"] | {"area_m2": "-99"}},
            "centre.area_m2: '-99' is not a number of 0 or more",
        ),
        ({"weekdays": [7]}, "weekdays[0]: 7 is not a day of the week"),
        ({"child": {"grade": "3"}}, "child.grade: '3' is not a whole number"),
        ({"child": {"grade": 3, "bookings": [{"from": "2026-03-02"}]}}, "child.bookings[0].to: is missing"),
        (
            {"load": [{"on": "2026-03-03", "regular": -1}]},
            "load[0].regular: -1 is not a whole number of 0 or more",
        ),
        ({"load": [{"on": "2026-03-03"}, {"on": "2026-03-03"}]}, "load[1].on: 2026-03-03 is given twice"),
        ({"centre": {"type": "general"}}, "centre.base_seats: is missing"),
        ({"centre": []}, "centre: expected an object"),
        ({"quarters": {}}, "quarters: expected a list"),
        ({"wekdays": [1]}, "wekdays: unknown field"),
        ({"to": "8999-12-31"}, "longer than 3660 days"),
        ({"from": "9999-12-20", "to": "9999-12-31"}, "2026-03-02 to 9999-12-31 is beyond the years"),
        ({"asked_at": "0001-01-01T00:00:00+09:00"}, "0001-01-01 to 2026-04-10 is beyond the years"),
        ({"care_type": "temporary", "days": ["2026-03-05", "9999-12-31"]}, "beyond the years"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_with_what_is_wanted(change, said):
    done = run("decide", "-", text=lines(LINE | change))
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stdout == ""


def test_temporary_care_takes_named_days_or_one_day():
    one = LINE | {"care_type": "temporary", "from": "2026-03-05", "to": "2026-03-05"}
    assert json.loads(run("decide", "-", text=lines(one)).stdout)["days"] == ["2026-03-05"]
    named = {name: value for name, value in LINE.items() if name not in ("from", "to")}
    named |= {"care_type": "temporary", "days": ["2026-03-09", "2026-03-05"]}
    assert json.loads(run("decide", "-", text=lines(named)).stdout)["days"] == ["2026-03-05", "2026-03-09"]


def test_a_line_that_is_not_utf8_says_what_to_do_and_the_others_are_decided(tmp_path):
    file = tmp_path / "lines.json"
    in_cp949 = json.dumps(LINE | {"id": "가"}, ensure_ascii=False).encode("cp949")
    file.write_bytes(
        b"\n".join([json.dumps(LINE).encode(), in_cp949, json.dumps(LINE | {"id": "a3"}).encode()])
    )
    done = run("decide", str(file))
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a1", "a3"]
    assert "line 2: is not UTF-8 text; save the file as UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"a1"', "NaN", "line 1: is no JSON: NaN is no number"),
        ('"a1"', '"\\uD800"', "line 1: has half a character"),
        ("30", "9" * 5000, "line 1: has a number of too many digits"),
        ('"starts"', '"ends"', "line 1: ends: is given twice; keep one"),
        ('"grade"', '"grade": 1, "grade"', "line 1: grade: is given twice; keep one"),
    ],
)
def test_json_that_would_be_lost_or_could_not_be_written_again_is_refused(old, new, said):
    done = run("decide", "-", text=lines(json.dumps(LINE).replace(old, new, 1), LINE))
    assert (done.exit_code, len(done.stdout.splitlines())) == (1, 1)
    assert said in done.stderr


def test_a_rule_book_that_cannot_be_read_ends_with_status_2(tmp_path):
    done = run("decide", "-", "--rules", str(tmp_path), text=lines(LINE))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no rule table in this folder" in done.stderr


def test_a_line_the_rules_have_no_row_for_is_named_and_the_others_decided(tmp_path):
    rules = shutil.copytree(packaged_rules(), tmp_path / "rules")
    rows = rules / "seats" / "rows.csv"
    kept = [line for line in rows.read_text("utf-8").splitlines() if not line.startswith("seats.1,")]
    rows.write_text("\n".join(kept), encoding="utf-8")
    one_day = LINE | {"id": "a2", "care_type": "temporary", "to": "2026-03-03"}
    done = run("decide", "-", "--rules", str(rules), text=lines(LINE, one_day))
    assert (done.exit_code, json.loads(done.stdout)["id"]) == (1, "a2")
    assert "line 1: the rules have no answer: seats: no row covers" in done.stderr
    shutil.rmtree(rules / "seats")
    without = run("decide", "-", "--rules", str(rules), text=lines(one_day))
    assert (without.exit_code, without.stdout) == (1, "")
    assert "there is no table 'seats'" in without.stderr


def test_capacity_gives_seats_and_the_rule():
    done = run("capacity", "--type", "general", "--area", "99", "--on", "2026-03-02")
    seats = Policy.load().capacity(CentreType.GENERAL, Decimal(99), date(2026, 3, 2))
    assert json.loads(done.stdout) == {
        "base_seats": seats.base_seats,
        "extra_seats": seats.extra_seats,
        "rules": ["capacity.1"],
    }


@pytest.mark.parametrize("area", ["-3", "wide", "NaN", "1e999999", "1e-999999"])
def test_capacity_refuses_what_is_no_area(area):
    done = run("capacity", "--type", "general", "--area", area)
    assert done.exit_code == 2
    assert "is no area" in done.stderr


def test_quarters_that_overlap_end_with_status_1(tmp_path):
    quarter = LINE["quarters"][0]
    done = run("quarters", "-", text=json.dumps({"quarters": [quarter, quarter | {"kind": "summer_break"}]}))
    assert done.exit_code == 1
    assert json.loads(done.stdout)["reasons"][0]["rule"] == "quarters.2"
    fine = run("quarters", "-", text=json.dumps({"quarters": [quarter]}))
    assert (fine.exit_code, json.loads(fine.stdout)["ok"]) == (0, True)
    assert run("quarters", "-", "--first-opening", text=json.dumps({"quarters": [quarter]})).exit_code == 1


def test_quarters_that_cannot_be_read_end_with_status_2():
    assert run("quarters", "-", text="[]").exit_code == 2
    assert run("quarters", "-", text="nope").exit_code == 2
    said_no = run("quarters", "-", text=json.dumps({"quarters": [], "first_opening": "no"}))
    assert (said_no.exit_code, said_no.stdout) == (2, "")
    assert "first_opening: 'no' is not true or false" in said_no.stderr
