"""Offers, places in the queue, what delivery knows of a message, tasks of a centre, and who runs a job."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
DELIVERY = ("key", "due_at", "claimed_until_at", "settled_at", "last_error")


def upgrade() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("until_at", AT, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=24), nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.Column("answered_by_login_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=60), nullable=False),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="ck_offer_answered"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_offer_booking_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_offer_centre_id"),
        sa.ForeignKeyConstraint(["answered_by_login_id"], ["login.id"], name="fk_offer_answered_by_login_id"),
        sa.PrimaryKeyConstraint("id", name="pk_offer"),
    )
    op.create_index("ix_offer_booking_id", "offer", ["booking_id"])
    op.create_index("ix_offer_until_at", "offer", ["until_at"])
    op.create_index(
        "uq_offer_one_open",
        "offer",
        ["booking_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )

    op.create_table(
        "queue_place",
        sa.Column("booking_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("queued_at", AT, nullable=True),
        sa.Column("sibling_group", sa.Integer(), nullable=True),
        sa.Column("skipped_at", AT, nullable=True),
        sa.Column("free_days", sa.JSON(), nullable=False),
        sa.Column("full_days", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_queue_place_booking_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_queue_place_centre_id"),
        sa.PrimaryKeyConstraint("booking_id", name="pk_queue_place"),
    )
    op.create_index("ix_queue_place_sibling_group", "queue_place", ["sibling_group"])

    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("key", sa.String(length=36), nullable=True))
        for instant in ("due_at", "claimed_until_at", "settled_at"):
            table.add_column(sa.Column(instant, AT, nullable=True))
        table.add_column(sa.Column("last_error", sa.Text(), nullable=False, server_default=""))
    messages = sa.table("outbox_message", sa.column("id", sa.Integer), sa.column("key", sa.String))
    bind = op.get_bind()
    for message_id in bind.scalars(sa.select(messages.c.id)).all():
        bind.execute(sa.update(messages).where(messages.c.id == message_id).values(key=str(uuid.uuid4())))
    with op.batch_alter_table("outbox_message") as table:
        table.alter_column("key", existing_type=sa.String(length=36), nullable=False)
        table.create_unique_constraint("uq_outbox_message_key", ["key"])

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("done_by_login_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_task_booking_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_task_centre_id"),
        sa.ForeignKeyConstraint(["done_by_login_id"], ["login.id"], name="fk_task_done_by_login_id"),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"], name="fk_task_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_list", "task", ["centre_id", "done_at", "id"])

    op.create_table(
        "job_lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("held_until_at", AT, nullable=True),
        sa.Column("finished_at", AT, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_lease"),
    )


def downgrade() -> None:
    for name in ("job_lease", "task"):
        op.drop_table(name)
    with op.batch_alter_table("outbox_message") as table:
        table.drop_constraint("uq_outbox_message_key", type_="unique")
        for column in DELIVERY:
            table.drop_column(column)
    # A state that only delivery knew.
    op.execute("UPDATE outbox_message SET state = 'failed' WHERE state = 'withheld'")
    # An offered booking keeps its state and its seat: an earlier version shows it as offered, without a deadline.
    for name in ("queue_place", "offer"):
        op.drop_table(name)
