"""What tests of both surfaces share: a clock that stands still, a password, how a form's token is found."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kium_rules.vocabulary import SEOUL

TODAY = date(2026, 3, 2)
"""A Monday."""
NOW = datetime(2026, 3, 2, 10, 31, tzinfo=SEOUL).astimezone(UTC)
PASSWORD = "spring-2026-day"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Clock:
    """A clock that a test sets."""

    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at


class Compiled(BytecodeCache):
    """Keeps templates compiled from one application to the next: every test has an application of its own."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def for_tests(app: Flask) -> Flask:
    """Let errors through to the test, and compile each template once."""
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    return app
