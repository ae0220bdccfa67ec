"""How many made-up examples a property is tried with: all of them in `make test`, a share in `make test-quick`.

`make test-quick` chooses the profile by pytest's `--hypothesis-profile=quick`.
"""

from typing import Any

from hypothesis import settings

ALL = 100
"""Examples of a property that names no number; a profile with fewer has that share of every other number, too."""
QUICK = 15


def register_profiles() -> None:
    """Make the profiles known before pytest loads the one it is asked for; `full` is loaded where it asks for none."""
    settings.register_profile("full", max_examples=ALL, deadline=None)
    settings.register_profile("quick", max_examples=QUICK, deadline=None)
    settings.load_profile("full")


def examples(count: int, **more: Any) -> settings:
    """Give the settings of a property: `count` examples, or the profile's share of them."""
    return settings(max_examples=-(-count * settings().max_examples // ALL), **more)
