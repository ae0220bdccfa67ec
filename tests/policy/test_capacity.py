"""Seats of a floor area, asked through `Policy.capacity`."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulate.rule_books import pinned

from kium_rules.policy import Policy
from kium_rules.vocabulary import CentreType

ON = date(2026, 3, 2)


@pytest.fixture(scope="module")
def policy(tmp_path_factory) -> Policy:
    """Give the policy with 3.3 square metres a child and a fifth of the base as extra seats."""
    return Policy.load(pinned(tmp_path_factory.mktemp("capacity") / "rules"))


areas = st.decimals(min_value=0, max_value=3000, places=2)


@pytest.mark.parametrize(
    ("kind", "area", "base", "extra"),
    [
        ("general", "99.0", 30, 6),
        ("general", "98.99", 29, 5),
        ("combined", "326", 98, 19),
        ("hub", "1170", 354, 0),
        ("general", "3.3", 1, 0),
        ("general", "3.29", 0, 0),
        ("general", "0", 0, 0),
        ("general", "16.5", 5, 1),
    ],
)
def test_an_area_gives_these_seats(policy, kind, area, base, extra):
    capacity = policy.capacity(CentreType(kind), Decimal(area), ON)
    assert (capacity.base_seats, capacity.extra_seats) == (base, extra)


@given(areas)
def test_every_child_has_its_area_and_one_more_would_not(policy, area):
    base = policy.capacity(CentreType.GENERAL, area, ON).base_seats
    assert base * Fraction("3.3") <= Fraction(area) < (base + 1) * Fraction("3.3")


@given(st.integers(0, 1000))
def test_extra_seats_are_a_fifth_of_the_base_rounded_down(policy, base):
    assert policy.extra_seats(CentreType.GENERAL, base, ON) == base // 5


@pytest.mark.parametrize("area", ["-1", "NaN", "Infinity"])
def test_what_is_no_area_is_refused(policy, area):
    with pytest.raises(ValueError, match="square metres"):
        policy.capacity(CentreType.GENERAL, Decimal(area), ON)


def test_an_area_whose_digits_are_not_those_measured_is_refused(policy):
    with pytest.raises(TypeError, match="Decimal"):
        policy.capacity(CentreType.GENERAL, 99.0, ON)


def test_the_code_of_a_centre_type_is_as_good_as_its_name(policy):
    assert policy.capacity("general", 99, ON) == policy.capacity(CentreType.GENERAL, Decimal("99.0"), ON)
    with pytest.raises(ValueError, match="castle"):
        policy.capacity("castle", Decimal(99), ON)
