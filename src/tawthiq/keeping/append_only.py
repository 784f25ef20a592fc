"""Database rules that make a table append-only, in the words of each engine."""

from collections.abc import Callable
from typing import Any

MESSAGE = "this table is append-only"

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION tawthiq_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""

POSTGRES_ROW = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION tawthiq_append_only()
"""

POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION tawthiq_append_only()
"""


SQLITE_AGAIN = SQLITE.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS")


def protect_again(*tables: str) -> Callable[[Any, Any], None]:
    """A migration step after a table was changed: SQLite makes it anew then, and its rules have to be as well."""

    def step(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for table in tables:
                for verb in ("update", "delete"):
                    schema_editor.execute(
                        SQLITE_AGAIN.format(table=table, verb=verb, VERB=verb.upper(), message=MESSAGE)
                    )

    return step


def protect(*tables: str) -> Callable[[Any, Any], None]:
    """A migration step that refuses UPDATE and DELETE (and TRUNCATE, where there is one) on `tables`."""

    def step(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for table in tables:
                for verb in ("update", "delete"):
                    schema_editor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper(), message=MESSAGE))
            return
        schema_editor.execute(POSTGRES_FUNCTION.format(message=MESSAGE))
        for table in tables:
            schema_editor.execute(POSTGRES_ROW.format(table=table))
            schema_editor.execute(POSTGRES_TRUNCATE.format(table=table))

    return step
