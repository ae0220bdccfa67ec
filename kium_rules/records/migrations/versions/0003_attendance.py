"""Cards, readers, taps and visits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'assigned') = (child_id IS NOT NULL)", name="ck_card_assigned_has_child"
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_card_centre_id"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_card_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sa.UniqueConstraint("uid", name="uq_card_uid"),
    )
    op.create_index("ix_card_centre_id", "card", ["centre_id"])
    op.create_index("uq_card_one_per_child", "card", ["child_id"], unique=True)

    op.create_table(
        "card_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("by_login_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_login_id"], ["login.id"], name="fk_card_history_by_login_id"),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name="fk_card_history_card_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_card_history_centre_id"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_card_history_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card_history"),
    )
    op.create_index("ix_card_history_card_id", "card_history", ["card_id"])

    op.create_table(
        "reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_reader_centre_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reader"),
        sa.UniqueConstraint("token_hash", name="uq_reader_token_hash"),
    )
    op.create_index("ix_reader_centre_id", "reader", ["centre_id"])

    op.create_table(
        "tap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=100), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("booking_day_id", sa.Integer(), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["booking_day_id"], ["booking_day.id"], name="fk_tap_booking_day_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_tap_centre_id"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_tap_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tap"),
        sa.UniqueConstraint("nonce", name="uq_tap_nonce"),
    )
    op.create_index("ix_tap_centre_happened_at", "tap", ["centre_id", "happened_at"])
    op.create_index("ix_tap_child_id", "tap", ["child_id"])
    op.create_index("ix_tap_uid_happened_at", "tap", ["uid", "happened_at"])

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_day_id", sa.Integer(), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_open OR (in_at IS NOT NULL AND out_at IS NULL)", name="ck_visit_open_is_inside"
        ),
        sa.CheckConstraint("in_at IS NOT NULL OR out_at IS NOT NULL", name="ck_visit_some_time"),
        sa.CheckConstraint(
            "in_at IS NULL OR out_at IS NULL OR in_at <= out_at", name="ck_visit_in_before_out"
        ),
        sa.ForeignKeyConstraint(["booking_day_id"], ["booking_day.id"], name="fk_visit_booking_day_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_visit_centre_id"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_visit_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
    )
    op.create_index("ix_visit_booking_day_id", "visit", ["booking_day_id"])
    op.create_index("ix_visit_centre_on", "visit", ["centre_id", "on"])
    op.create_index("ix_visit_child_on", "visit", ["child_id", "on"])
    op.create_index(
        "uq_visit_one_open",
        "visit",
        ["child_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def downgrade() -> None:
    for table in ("visit", "tap", "reader", "card_history", "card"):
        op.drop_table(table)
