"""What a booking goes on from, whether it was used at all, its place among those who wait, and why a day went.

Written out instead of asked of Alembic: both engines take the same words, and SQLite adds a column with its
reference only in one statement.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE booking ADD COLUMN priority_class VARCHAR(40) DEFAULT 'none' NOT NULL")
    op.execute("ALTER TABLE booking ADD COLUMN is_unused BOOLEAN DEFAULT false NOT NULL")
    for column in ("extends_id", "transferred_from_id"):
        op.execute(
            f"ALTER TABLE booking ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_booking_{column} REFERENCES booking (id)"
        )
    op.create_index("ix_booking_extends_id", "booking", ["extends_id"])
    op.create_index("ix_booking_state_until_on", "booking", ["state", "until_on"])
    op.execute("ALTER TABLE booking_day ADD COLUMN cancel_reason TEXT DEFAULT '' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE booking_day DROP COLUMN cancel_reason")
    op.drop_index("ix_booking_state_until_on", "booking")
    op.drop_index("ix_booking_extends_id", "booking")
    for column in ("transferred_from_id", "extends_id", "is_unused", "priority_class"):
        op.execute(f"ALTER TABLE booking DROP COLUMN {column}")
