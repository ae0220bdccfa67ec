"""A day of use refers to its booking, centre and child at once; PostgreSQL guards one row a booking, not one a day.

PostgreSQL: `booked_time` holds the child's hours of each booking as one multirange (PostgreSQL 14 or newer) under the
exclusion constraint that stood on `booking_day`. Triggers keep it with every statement, whoever writes: what a
statement took away goes first and what it brought comes second, so that days can move between bookings. They work with
differences and never read `booking_day`: two transactions at one booking follow each other on its row, without a lock
of their own. A constraint and not a query in a trigger, because it also sees what others have not committed yet.
SQLite: the triggers of revision 0005, made again on the copied table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = "uq_booking_id_centre_id_child_id"
PLACE = ("booking_id", "centre_id", "child_id")
FOREIGN_KEY = "fk_booking_day_booking_id_centre_id_child_id"
STRANGERS = """
    SELECT booking_day.id FROM booking_day JOIN booking ON booking.id = booking_day.booking_id
    WHERE booking_day.centre_id <> booking.centre_id OR booking_day.child_id <> booking.child_id
    ORDER BY booking_day.id LIMIT 20
"""

TIMES = 'range_agg(tsrange("on" + starts, "on" + ends))'
ACTIVE = 'SELECT booking_id, child_id, "on", starts, ends FROM {} WHERE holds_seat OR waits'
ADD = """
    INSERT INTO booked_time AS kept (booking_id, child_id, times)
    SELECT booking_id, child_id, {times} FROM ({days}) AS days GROUP BY booking_id, child_id
    ON CONFLICT (booking_id) DO UPDATE SET child_id = EXCLUDED.child_id, times = kept.times + EXCLUDED.times;
"""
TAKE_AWAY = """
    UPDATE booked_time AS kept SET times = kept.times - gone.times
    FROM (SELECT booking_id, {times} AS times FROM ({days}) AS days GROUP BY booking_id) AS gone
    WHERE kept.booking_id = gone.booking_id;
"""
OLD, NEW = ACTIVE.format("was"), ACTIVE.format("becomes")
# Function and trigger, when it fires, what it is given, what it does. A change of anything else makes no difference.
KEEPERS = (
    ("booked_time_insert", "INSERT", "NEW TABLE AS becomes", ADD.format(times=TIMES, days=NEW)),
    (
        "booked_time_update",
        "UPDATE",
        "OLD TABLE AS was NEW TABLE AS becomes",
        TAKE_AWAY.format(times=TIMES, days=f"{OLD} EXCEPT {NEW}")
        + ADD.format(times=TIMES, days=f"{NEW} EXCEPT {OLD}"),
    ),
    ("booked_time_delete", "DELETE", "OLD TABLE AS was", TAKE_AWAY.format(times=TIMES, days=OLD)),
    ("booked_time_truncate", "TRUNCATE", "", "DELETE FROM booked_time;"),
)
POSTGRESQL = (
    """
    CREATE TABLE booked_time (
        booking_id INTEGER NOT NULL,
        child_id INTEGER NOT NULL,
        times TSMULTIRANGE NOT NULL,
        CONSTRAINT pk_booked_time PRIMARY KEY (booking_id)
    )
    """,
    ADD.format(times=TIMES, days=ACTIVE.format("booking_day")),
    "ALTER TABLE booking_day DROP CONSTRAINT ex_booking_day_one_place",
    # The name it has for people stays: see `kium_rules/records/guards.py`.
    """
    ALTER TABLE booked_time
    ADD CONSTRAINT fk_booked_time_booking_id FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    ADD CONSTRAINT ex_booking_day_one_place EXCLUDE USING gist (
        int8range(child_id, child_id, '[]') WITH &&, times WITH &&
    )
    """,
)
ONE_PLACE_A_DAY = """
    ALTER TABLE booking_day ADD CONSTRAINT ex_booking_day_one_place EXCLUDE USING gist (
        int8range(child_id, child_id, '[]') WITH &&,
        tsrange("on" + starts, "on" + ends) WITH &&
    ) WHERE (holds_seat OR waits)
"""

TWO_PLACES = """
    SELECT RAISE(ABORT, 'ex_booking_day_one_place') WHERE EXISTS (
        SELECT 1 FROM booking_day WHERE child_id = NEW.child_id AND "on" = NEW."on" AND id IS NOT NEW.id
        AND (holds_seat OR waits) AND starts < NEW.ends AND NEW.starts < ends
    );
"""

# Name, own columns, table and its columns.
IN_ONE = ((FOREIGN_KEY, PLACE, "booking", ("id", "centre_id", "child_id")),)
ONE_BY_ONE = tuple(
    (f"fk_booking_day_{column}", (column,), column.removesuffix("_id"), ("id",)) for column in PLACE
)
References = tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...]


def upgrade() -> None:
    strangers = op.get_bind().scalars(sa.text(STRANGERS)).all()
    if strangers:
        raise ValueError(
            f"These days of use name another centre or child than their booking: booking_day.id in {strangers}. "
            "Correct them (the first 20 are listed), then migrate again."
        )
    op.create_index(KEY, "booking", ["id", "centre_id", "child_id"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        alter_on_postgresql(ONE_BY_ONE, IN_ONE)
        for statement in POSTGRESQL:
            op.execute(statement)
        for name, event, given, body in KEEPERS:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body} RETURN NULL; END $$"
            )
            referencing = f"REFERENCING {given}" if given else ""
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON booking_day {referencing} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    else:
        copy_on_sqlite(IN_ONE)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name, *_ in reversed(KEEPERS):
            op.execute(f"DROP TRIGGER {name} ON booking_day")
            op.execute(f"DROP FUNCTION {name}()")
        op.drop_table("booked_time")
        op.execute(ONE_PLACE_A_DAY)
        alter_on_postgresql(IN_ONE, ONE_BY_ONE)
    else:
        copy_on_sqlite(ONE_BY_ONE)
    op.drop_index(KEY, "booking")


def alter_on_postgresql(old: References, new: References) -> None:
    """Put references in the place of others."""
    for name, *_ in old:
        op.drop_constraint(name, "booking_day", type_="foreignkey")
    for name, columns, table, others in new:
        op.create_foreign_key(name, "booking_day", table, list(columns), list(others))


def copy_on_sqlite(references: References) -> None:
    """Make `booking_day` anew with other references, under the visits and taps that refer to its rows.

    They miss their days until the rows are back, which SQLite allows until the commit. A table that took the name
    only afterwards would not count as their return, so the rows go out and in again.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    # Each day that goes or comes is looked for among the taps.
    op.create_index("ix_tap_booking_day_id", "tap", ["booking_day_id"])
    op.execute("CREATE TEMPORARY TABLE booking_day_kept AS SELECT * FROM booking_day")
    op.drop_table("booking_day")
    table = op.create_table(
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
        sa.Column("cancel_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("is_released", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint("NOT (holds_seat AND waits)", name="ck_booking_day_seat_or_queue"),
        sa.CheckConstraint(
            "NOT (is_cancelled AND (holds_seat OR waits))", name="ck_booking_day_cancelled_is_free"
        ),
        sa.CheckConstraint("starts < ends", name="ck_booking_day_hours"),
        *(
            sa.ForeignKeyConstraint(columns, [f"{parent}.{other}" for other in others], name=name)
            for name, columns, parent, others in references
        ),
        sa.PrimaryKeyConstraint("id", name="pk_booking_day"),
        sa.UniqueConstraint("booking_id", "on", name="uq_booking_day_booking_id_on"),
    )
    names = [column.name for column in table.columns]
    kept = sa.table("booking_day_kept", *map(sa.column, names))
    op.execute(table.insert().from_select(names, sa.select(*kept.columns)))
    op.execute("DROP TABLE booking_day_kept")
    op.drop_index("ix_tap_booking_day_id", "tap")
    op.create_index("ix_booking_day_centre_on", "booking_day", ["centre_id", "on"])
    op.create_index("ix_booking_day_child_on", "booking_day", ["child_id", "on"])
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER booking_day_one_place_{event.lower()} AFTER {event} ON booking_day "
            f"WHEN NEW.holds_seat OR NEW.waits BEGIN {TWO_PLACES} END"
        )
