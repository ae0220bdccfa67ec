"""What a job works with, and what it says when it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records.database import Database
from kium_rules.records.outbox_gateways import Gateway


@dataclass(frozen=True, slots=True)
class Work:
    """What a job works with.

    Args:
        db: The database.
        policy: The rules.
        clock: The time now, aware.
        gateway: Through what messages go; None: they stay where they are.
        dry_run: Do everything, and take it back.
        go_on: Asked between two transactions: whether the job may go on. It renews the lease.
    """

    db: Database
    policy: Policy
    clock: Callable[[], datetime]
    gateway: Gateway | None = None
    dry_run: bool = False
    go_on: Callable[[], bool] = lambda: True

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing transaction; in a dry run it is rolled back at its end.

        Raises:
            Busy: Another writer held on for longer than the time-out.
            Refused: A guard of the database stood against what was written.
        """
        with self.db.session(write=True) as session:
            yield session
            if self.dry_run:
                # So that what the database would refuse is refused in a dry run, too.
                session.flush()
                session.rollback()


@dataclass(slots=True)
class Report:
    """What a job says.

    Args:
        name: Which job.
        done: What it did, or in a dry run would do; a line each.
        findings: What somebody has to look at; a line each.
        looked_at: What a check looked at and how much of it was wrong; empty for jobs that do something.
        ran: Whether it ran; False: another worker has it.
    """

    name: str
    done: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    looked_at: str = ""
    ran: bool = True

    def __str__(self) -> str:
        if not self.ran:
            return f"{self.name}: another worker is at it"
        parts = [
            *filter(None, [self.looked_at]),
            *self.done,
            *(f"LOOK: {finding}" for finding in self.findings),
        ]
        return "\n".join(f"{self.name}: {part}" for part in parts or ["nothing to do"])
