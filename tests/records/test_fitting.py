"""A rule book the records cannot keep to is refused before they work by it."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from databases import Engines

import wsgi
from kium_rules.cli import main
from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.fitting import require_fit

RULES = Path(__file__).parents[2] / "rules"
TODAY = date(2026, 11, 23)


@pytest.fixture
def counting(tmp_path: Path) -> Callable[..., Policy]:
    """Make a policy whose seat counting has these lines."""

    def make(*lines: str) -> Policy:
        folder = tmp_path / "rules"
        shutil.copytree(RULES, folder)
        rows = folder / "seat_counting" / "rows.csv"
        rows.write_text("\n".join(["rule_id,from,until,counting,source,note", *lines, ""]), encoding="utf-8")
        (folder / "seat_counting" / "cases.csv").write_text(
            "case_id,on,counting,rules,note\n", encoding="utf-8"
        )
        return Policy.load(folder)

    return make


def test_the_rules_of_the_house_fit(policy: Policy) -> None:
    assert require_fit(policy, TODAY) is policy


@pytest.mark.parametrize(
    "lines",
    [
        ["seat_counting.1,,,peak,A-04,"],
        ["seat_counting.2,,2026-12-31,whole_day,A-04,", "seat_counting.1,2027-01-01,,peak,A-04,"],
        ["seat_counting.1,,2026-11-23,peak,A-04,", "seat_counting.2,2026-11-24,,whole_day,A-04,"],
    ],
)
def test_counting_moments_now_or_later_is_refused_by_the_row_s_name(
    counting: Callable[..., Policy], lines: list[str]
) -> None:
    with pytest.raises(Refused, match=r"Set seat_counting\.1 back to whole_day") as refused:
        require_fit(counting(*lines), TODAY)
    assert "seat_counting.1" in refused.value.ko


def test_counting_moments_in_the_past_does_no_harm(counting: Callable[..., Policy]) -> None:
    past = counting("seat_counting.1,,2026-11-22,peak,A-04,", "seat_counting.2,2026-11-23,,whole_day,A-04,")
    assert require_fit(past, TODAY) is past


def test_neither_the_sites_nor_the_jobs_start_by_such_rules(
    counting: Callable[..., Policy], engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    peak = counting("seat_counting.1,,,peak,A-04,")
    url = engines.sqlite_url()
    db = Database(url)
    with pytest.raises(Refused, match="whole days"):
        wsgi.join(db, peak, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC), key="test")
    db.close()
    monkeypatch.setattr(Policy, "load", lambda: peak)
    answer = CliRunner().invoke(main, ["jobs", "once", "nightly-close", "--database", url])
    assert (answer.exit_code, "Set seat_counting.1 back" in answer.output) == (2, True)
