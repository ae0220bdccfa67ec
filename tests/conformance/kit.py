"""Where the DMN conformance kit stands: beside the checkout, or where KIUM_TCK says. It is not part of the project."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "tck"


def kit() -> Path:
    folder = Path(os.environ.get("KIUM_TCK", _BESIDE))
    if not folder.is_dir():
        said = f"the DMN conformance kit is not at {folder}; name its folder in KIUM_TCK"
        if os.environ.get("CI") or os.environ.get("KIUM_REQUIRE_ALL"):
            pytest.fail(said)
        pytest.skip(said)
    return folder
