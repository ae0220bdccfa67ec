"""The parents' site over a small town."""

from collections.abc import Iterator

import pytest
from databases import Engines
from town import Town, build_town

from kium_rules.policy import Policy


@pytest.fixture
def town(engines: Engines, policy: Policy) -> Iterator[Town]:
    """Give a town of its own to every test. What the pages do is the same on both engines; SQLite is quicker."""
    with engines.database("sqlite") as db:
        yield build_town(db, policy)
