"""The back office over a small world of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from back_office import BackOffice, fill, open_office
from databases import Engines

from kium_rules.policy import Policy


@pytest.fixture(scope="session")
def filled(engines: Engines, policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill one database; hashing everybody's password takes a while, so tests get copies."""
    with engines.database("sqlite") as db:
        fill(db, policy)
        file = Path(db.url.database or "")
    kept = tmp_path_factory.mktemp("office") / "filled.db"
    shutil.copy(file, kept)
    return kept


@pytest.fixture
def house(filled: Path, policy: Policy, engines: Engines) -> Iterator[BackOffice]:
    """Give a back office of its own to every test. What the pages do is the same on both engines; SQLite is quicker."""
    with engines.filled_with(filled) as db:
        yield open_office(db, policy)
