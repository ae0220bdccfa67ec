from datetime import date

import pytest


@pytest.fixture
def on():
    """The day a case is asked about where it names none."""
    return date(2026, 11, 23)
