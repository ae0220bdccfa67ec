"""Every verb in any order: the ledger against a plain model of it that knows no database and no rule table."""

import pytest
from databases import Engines
from examples import examples
from hypothesis import HealthCheck
from hypothesis.stateful import run_state_machine_as_test
from records.ledger.changing import Changing
from records.ledger.deciding import Deciding

from kium_rules.policy import Policy


class Ledger(Deciding, Changing):
    """Every step there is."""


def run(engines: Engines, policy: Policy, engine: str, *, count: int, steps: int) -> None:
    machine = type("Ledger", (Ledger,), {"engines": engines, "engine": engine, "policy": policy})
    budget = examples(
        count, stateful_step_count=steps, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=budget)


def test_any_order_of_verbs_keeps_seats_places_and_counters_on_sqlite(
    engines: Engines, policy: Policy
) -> None:
    run(engines, policy, "sqlite", count=12, steps=25)


@pytest.mark.slow
def test_many_orders_of_verbs_on_sqlite(engines: Engines, policy: Policy) -> None:
    run(engines, policy, "sqlite", count=40, steps=40)


@pytest.mark.slow
@pytest.mark.postgres
def test_any_order_of_verbs_keeps_seats_places_and_counters_on_postgresql(
    engines: Engines, policy: Policy
) -> None:
    run(engines, policy, "postgresql", count=20, steps=30)
