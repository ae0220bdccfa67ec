"""Bookings, their days of use and the day counters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("care_type", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.Column("rule_book", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.CheckConstraint("from_on <= until_on", name="ck_booking_starts_before_end"),
        sa.CheckConstraint("starts < ends", name="ck_booking_hours"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_booking_centre_id"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_booking_child_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["login.id"], name="fk_booking_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_booking"),
    )
    op.create_index("ix_booking_child_id", "booking", ["child_id"])
    op.create_index("ix_booking_list", "booking", ["centre_id", "state", "applied_at"])

    op.create_table(
        "booking_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("holds_seat", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT (holds_seat AND waits)", name="ck_booking_day_seat_or_queue"),
        sa.CheckConstraint(
            "NOT (is_cancelled AND (holds_seat OR waits))", name="ck_booking_day_cancelled_is_free"
        ),
        sa.CheckConstraint("starts < ends", name="ck_booking_day_hours"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_booking_day_booking_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_booking_day_centre_id"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_booking_day_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_day"),
        sa.UniqueConstraint("booking_id", "on", name="uq_booking_day_booking_id_on"),
    )
    op.create_index("ix_booking_day_centre_on", "booking_day", ["centre_id", "on"])
    op.create_index("ix_booking_day_child_on", "booking_day", ["child_id", "on"])

    op.create_table(
        "booking_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_login_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_booking_document_booking_id"),
        sa.ForeignKeyConstraint(["by_login_id"], ["login.id"], name="fk_booking_document_by_login_id"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_document"),
        sa.UniqueConstraint("booking_id", "document", name="uq_booking_document_booking_id_document"),
    )

    op.create_table(
        "day_counter",
        sa.Column("centre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("regular", sa.Integer(), nullable=False),
        sa.Column("temporary", sa.Integer(), nullable=False),
        sa.Column("sick_child", sa.Integer(), nullable=False),
        sa.Column("waiting_regular", sa.Integer(), nullable=False),
        sa.Column("waiting_temporary", sa.Integer(), nullable=False),
        sa.Column("waiting_sick_child", sa.Integer(), nullable=False),
        sa.Column("regular_limit", sa.Integer(), nullable=False),
        sa.Column("total_limit", sa.Integer(), nullable=False),
        sa.Column("sick_limit", sa.Integer(), nullable=False),
        sa.Column("waiting_regular_limit", sa.Integer(), nullable=False),
        sa.Column("waiting_temporary_limit", sa.Integer(), nullable=False),
        sa.Column("waiting_sick_limit", sa.Integer(), nullable=False),
        sa.CheckConstraint("regular + temporary <= total_limit", name="ck_day_counter_total_seats"),
        sa.CheckConstraint("regular <= regular_limit", name="ck_day_counter_regular_seats"),
        sa.CheckConstraint(
            "regular >= 0 AND temporary >= 0 AND sick_child >= 0", name="ck_day_counter_not_negative"
        ),
        sa.CheckConstraint("sick_child <= sick_limit", name="ck_day_counter_sick_child_places"),
        sa.CheckConstraint(
            "waiting_regular BETWEEN 0 AND waiting_regular_limit", name="ck_day_counter_waiting_regular"
        ),
        sa.CheckConstraint(
            "waiting_sick_child BETWEEN 0 AND waiting_sick_limit", name="ck_day_counter_waiting_sick_child"
        ),
        sa.CheckConstraint(
            "waiting_temporary BETWEEN 0 AND waiting_temporary_limit", name="ck_day_counter_waiting_temporary"
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_day_counter_centre_id"),
        sa.PrimaryKeyConstraint("centre_id", "on", name="pk_day_counter"),
        postgresql_with={"fillfactor": 50},
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("day_counter", "booking_document", "booking_day", "booking"):
        op.drop_table(table)
