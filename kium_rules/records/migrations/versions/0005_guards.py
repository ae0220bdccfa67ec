"""Guards that no check or key can express: quarters, one child in one place, an audit log that only grows.

PostgreSQL: exclusion constraints; the key is written as a range, so that they need no extension. SQLite:
triggers. The names are the ones that `kium_rules/records/guards.py` translates for people.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

POSTGRESQL = (
    """
    ALTER TABLE quarter ADD CONSTRAINT ex_quarter_overlap EXCLUDE USING gist (
        int8range(centre_id, centre_id, '[]') WITH &&,
        daterange(from_on, until_on, '[]') WITH &&
    )
    """,
    """
    ALTER TABLE booking_day ADD CONSTRAINT ex_booking_day_one_place EXCLUDE USING gist (
        int8range(child_id, child_id, '[]') WITH &&,
        tsrange("on" + starts, "on" + ends) WITH &&
    ) WHERE (holds_seat OR waits)
    """,
    """
    CREATE FUNCTION audit_line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit_line_is_kept: audit lines are neither changed nor deleted'; END $$
    """,
    """
    CREATE TRIGGER audit_line_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_is_kept()
    """,
    """
    CREATE FUNCTION audit_line_extends_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE audit_chain SET last_number = NEW.number, last_hash = NEW.hash
        WHERE id = NEW.chain_id AND last_number = NEW.number - 1 AND last_hash = NEW.previous_hash;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'audit_line_extends_chain: the line does not follow the last one of its chain';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER audit_line_extends_chain AFTER INSERT ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_extends_chain()
    """,
)
POSTGRESQL_DOWN = (
    "DROP TRIGGER audit_line_extends_chain ON audit_line",
    "DROP FUNCTION audit_line_extends_chain()",
    "DROP TRIGGER audit_line_is_kept ON audit_line",
    "DROP FUNCTION audit_line_is_kept()",
    "ALTER TABLE booking_day DROP CONSTRAINT ex_booking_day_one_place",
    "ALTER TABLE quarter DROP CONSTRAINT ex_quarter_overlap",
)

QUARTER_OVERLAPS = """
    SELECT RAISE(ABORT, 'ex_quarter_overlap') WHERE EXISTS (
        SELECT 1 FROM quarter WHERE centre_id = NEW.centre_id AND id IS NOT NEW.id
        AND from_on <= NEW.until_on AND NEW.from_on <= until_on
    );
"""
TWO_PLACES = """
    SELECT RAISE(ABORT, 'ex_booking_day_one_place') WHERE EXISTS (
        SELECT 1 FROM booking_day WHERE child_id = NEW.child_id AND "on" = NEW."on" AND id IS NOT NEW.id
        AND (holds_seat OR waits) AND starts < NEW.ends AND NEW.starts < ends
    );
"""
KEPT = "SELECT RAISE(ABORT, 'audit_line_is_kept: audit lines are neither changed nor deleted');"
EXTENDS = """
    SELECT RAISE(ABORT, 'audit_line_extends_chain: the line does not follow the last one of its chain')
    WHERE NOT EXISTS (
        SELECT 1 FROM audit_chain
        WHERE id = NEW.chain_id AND last_number = NEW.number - 1 AND last_hash = NEW.previous_hash
    );
    UPDATE audit_chain SET last_number = NEW.number, last_hash = NEW.hash WHERE id = NEW.chain_id;
"""
# Name, when, table and condition, what it does. The insert guards run after, when the new row has its id.
SQLITE = (
    ("quarter_overlap_insert", "AFTER INSERT ON quarter", QUARTER_OVERLAPS),
    ("quarter_overlap_update", "AFTER UPDATE ON quarter", QUARTER_OVERLAPS),
    (
        "booking_day_one_place_insert",
        "AFTER INSERT ON booking_day WHEN NEW.holds_seat OR NEW.waits",
        TWO_PLACES,
    ),
    (
        "booking_day_one_place_update",
        "AFTER UPDATE ON booking_day WHEN NEW.holds_seat OR NEW.waits",
        TWO_PLACES,
    ),
    ("audit_line_is_kept_update", "BEFORE UPDATE ON audit_line", KEPT),
    ("audit_line_is_kept_delete", "BEFORE DELETE ON audit_line", KEPT),
    ("audit_line_extends_chain", "AFTER INSERT ON audit_line", EXTENDS),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRESQL:
            op.execute(statement)
    else:
        for name, when, body in SQLITE:
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN {body} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRESQL_DOWN:
            op.execute(statement)
    else:
        for name, _, _ in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
