"""The schema, revision by revision. `Database.migrate()` runs them; there is no alembic.ini."""
