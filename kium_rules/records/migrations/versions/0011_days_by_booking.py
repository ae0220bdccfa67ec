"""The days of a centre are found by its bookings: an entry of their own for each cost more than all else of a booking.

Fifty days lie in as many places of such an index, and each commit wrote them all. Days that wait and days that were
released keep one: they are few, and whoever passes a seat on or gives a day back looks for them by centre and day.
Few bookings extend another one, and only those are kept by it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


FEW = {"ix_booking_day_waiting": "waits", "ix_booking_day_released": "is_released"}


def upgrade() -> None:
    op.drop_index("ix_booking_day_centre_on", "booking_day")
    for name, flag in FEW.items():
        op.create_index(
            name,
            "booking_day",
            ["centre_id", "on"],
            sqlite_where=sa.text(f"{flag} = 1"),
            postgresql_where=sa.text(flag),
        )
    op.create_index("ix_booking_centre_until", "booking", ["centre_id", "until_on"])
    op.drop_index("ix_booking_extends_id", "booking")
    extends = sa.text("extends_id IS NOT NULL")
    op.create_index(
        "ix_booking_extends_id", "booking", ["extends_id"], sqlite_where=extends, postgresql_where=extends
    )


def downgrade() -> None:
    op.drop_index("ix_booking_extends_id", "booking")
    op.create_index("ix_booking_extends_id", "booking", ["extends_id"])
    op.drop_index("ix_booking_centre_until", "booking")
    for name in FEW:
        op.drop_index(name, "booking_day")
    op.create_index("ix_booking_day_centre_on", "booking_day", ["centre_id", "on"])
