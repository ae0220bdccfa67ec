"""A quarter's own extension window, days that went because the centre closed, and visits nobody ended.

Written out instead of asked of Alembic: both engines take the same words, and no table is copied.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    ("quarter", "extension_opens_days", "INTEGER"),
    ("quarter", "extension_closes_days", "INTEGER"),
    ("booking_day", "is_released", "BOOLEAN DEFAULT false NOT NULL"),
    ("visit", "is_unfinished", "BOOLEAN DEFAULT false NOT NULL"),
)
WITHOUT_END = sa.text("out_at IS NULL")


def upgrade() -> None:
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    # The nightly close asks for them every few minutes, and hardly any visit is one.
    op.create_index(
        "ix_visit_without_end",
        "visit",
        ["is_unfinished", "on"],
        sqlite_where=WITHOUT_END,
        postgresql_where=WITHOUT_END,
    )


def downgrade() -> None:
    op.drop_index("ix_visit_without_end", "visit")
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
