"""Places and people."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite has no decimals; see SquareMetres in the models.
SQUARE_METRES = sa.Numeric(10, 2).with_variant(sa.Float(53), "sqlite")


def upgrade() -> None:
    op.create_table(
        "district",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("portal_prefix", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_district"),
        sa.UniqueConstraint("code", name="uq_district_code"),
        sa.UniqueConstraint("name", name="uq_district_name"),
        sa.UniqueConstraint("portal_prefix", name="uq_district_portal_prefix"),
    )

    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("area_m2", SQUARE_METRES, nullable=True),
        sa.Column("base_seats", sa.Integer(), nullable=False),
        sa.Column("extra_seats", sa.Integer(), nullable=False),
        sa.Column("sick_child_places", sa.Integer(), nullable=False),
        sa.Column("monthly_fee_won", sa.Integer(), nullable=True),
        sa.Column("daily_fee_won", sa.Integer(), nullable=True),
        sa.Column("term_opens", sa.Time(), nullable=True),
        sa.Column("term_closes", sa.Time(), nullable=True),
        sa.Column("break_opens", sa.Time(), nullable=True),
        sa.Column("break_closes", sa.Time(), nullable=True),
        sa.Column("saturday_opens", sa.Time(), nullable=True),
        sa.Column("saturday_closes", sa.Time(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("sample_fields", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("area_m2 IS NULL OR area_m2 > 0", name="ck_centre_area_positive"),
        sa.CheckConstraint(
            "base_seats >= 0 AND extra_seats >= 0 AND sick_child_places >= 0",
            name="ck_centre_seats_not_negative",
        ),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_centre_district_id"),
        sa.PrimaryKeyConstraint("id", name="pk_centre"),
        sa.UniqueConstraint("facility_id", name="uq_centre_facility_id"),
    )
    op.create_index("ix_centre_district_id", "centre", ["district_id"])
    op.create_index("ix_centre_name", "centre", ["name"])

    op.create_table(
        "quarter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("regular_min_days", sa.Integer(), nullable=True),
        sa.Column("meals", sa.String(length=200), nullable=False),
        sa.Column("snacks", sa.String(length=200), nullable=False),
        sa.CheckConstraint("from_on <= until_on", name="ck_quarter_starts_before_end"),
        sa.CheckConstraint("opens < closes", name="ck_quarter_opens_before_closing"),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name="ck_quarter_weekdays_mask"),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_quarter_centre_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quarter"),
        sa.UniqueConstraint("centre_id", "year", "kind", name="uq_quarter_centre_id_year_kind"),
    )

    op.create_table(
        "closure_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_closure_day_centre_id"),
        sa.PrimaryKeyConstraint("id", name="pk_closure_day"),
        sa.UniqueConstraint("centre_id", "on", name="uq_closure_day_centre_id_on"),
    )

    op.create_table(
        "guardian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by_centre_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registered_by_centre_id"], ["centre.id"], name="fk_guardian_registered_by_centre_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_guardian"),
    )
    op.create_index("ix_guardian_phone", "guardian", ["phone"])
    op.create_index("ix_guardian_registered_by_centre_id", "guardian", ["registered_by_centre_id"])

    op.create_table(
        "child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(length=100), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by_centre_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("grade >= 0", name="ck_child_grade_not_negative"),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name="fk_child_guardian_id"),
        sa.ForeignKeyConstraint(
            ["registered_by_centre_id"], ["centre.id"], name="fk_child_registered_by_centre_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_child"),
    )
    op.create_index("ix_child_guardian_id", "child", ["guardian_id"])
    op.create_index("ix_child_name", "child", ["name"])
    op.create_index("ix_child_registered_by_centre_id", "child", ["registered_by_centre_id"])

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_consent_child_id"),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name="fk_consent_guardian_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_child_id", "consent", ["child_id"])
    op.create_index("ix_consent_guardian_id", "consent", ["guardian_id"])

    op.create_table(
        "login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("guardian_id", sa.Integer(), nullable=True),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name="fk_login_centre_id"),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_login_district_id"),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name="fk_login_guardian_id"),
        sa.PrimaryKeyConstraint("id", name="pk_login"),
        sa.UniqueConstraint("guardian_id", name="uq_login_guardian_id"),
        sa.UniqueConstraint("login_id", name="uq_login_login_id"),
    )
    op.create_index("ix_login_centre_id", "login", ["centre_id"])
    op.create_index("ix_login_district_id", "login", ["district_id"])


def downgrade() -> None:
    for table in ("login", "consent", "child", "guardian", "closure_day", "quarter", "centre", "district"):
        op.drop_table(table)
