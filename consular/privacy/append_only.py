"""Tables that the application may only add to: what happened, and who looked. For migrations."""

from django.db import migrations

FORBID = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'consular_app') AND current_user <> 'consular_app' THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM consular_app;
        {except_for}
    END IF;
END $$
"""
ALLOW = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'consular_app') AND current_user <> 'consular_app' THEN
        GRANT UPDATE, DELETE ON {table} TO consular_app;
    END IF;
END $$
"""


def append_only(table: str, *, but: str = "") -> migrations.RunSQL:
    """Takes UPDATE and DELETE from the application's role, `but` for one column. Without that role (see database.sql) nothing happens."""
    except_for = f"GRANT UPDATE ({but}) ON {table} TO consular_app;" if but else ""
    return migrations.RunSQL(FORBID.format(table=table, except_for=except_for), ALLOW.format(table=table))
