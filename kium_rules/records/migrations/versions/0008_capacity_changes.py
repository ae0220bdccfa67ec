"""Changes of capacity with their history."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ASKED = sa.text("state = 'asked'")


SQUARE_METRES = sa.Numeric(10, 2).with_variant(sa.Float(53), "sqlite")


def upgrade() -> None:
    op.create_table(
        "capacity_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("old_base", sa.Integer(), nullable=False),
        sa.Column("old_extra", sa.Integer(), nullable=False),
        sa.Column("old_sick_child", sa.Integer(), nullable=False),
        sa.Column("old_area_m2", SQUARE_METRES, nullable=True),
        sa.Column("new_base", sa.Integer(), nullable=False),
        sa.Column("new_extra", sa.Integer(), nullable=False),
        sa.Column("new_sick_child", sa.Integer(), nullable=False),
        sa.Column("new_area_m2", SQUARE_METRES, nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=60), nullable=False),
        sa.Column("decision_text", sa.Text(), nullable=False),
        sa.Column("took_effect_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "new_base >= 0 AND new_extra >= 0 AND new_sick_child >= 0",
            name="ck_capacity_change_seats_not_negative",
        ),
        sa.CheckConstraint(
            "asked_by_id IS NULL OR decided_by_id IS NULL OR asked_by_id <> decided_by_id",
            name="ck_capacity_change_not_ones_own",
        ),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="ck_capacity_change_decided"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_capacity_change_centre_id"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["login.id"], name="fk_capacity_change_asked_by_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["login.id"], name="fk_capacity_change_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_capacity_change"),
    )
    op.create_index("ix_capacity_change_centre_id", "capacity_change", ["centre_id", "asked_at"])
    op.create_index(
        "uq_capacity_change_one_asked",
        "capacity_change",
        ["centre_id"],
        unique=True,
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )


def downgrade() -> None:
    op.drop_table("capacity_change")
