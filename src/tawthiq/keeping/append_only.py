"""Database rules that make a table append-only, in the words of each engine.

SQLite's ``INSERT OR REPLACE`` deletes the row it replaces without asking the rule against deleting, unless
``recursive_triggers`` is on: the settings turn it on for every connection of ours, and the ledger takes nothing but
its next entry in any case. Somebody with the file and a shell of their own can drop every rule; the ledger's chain and
the checkpoints held elsewhere are what shows that.
"""

from collections.abc import Callable
from typing import Any

MESSAGE = "this table is append-only"
NEXT = "this table is append-only: only the next entry can be added"

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

SQLITE_NEXT = """
CREATE TRIGGER IF NOT EXISTS {table}_next BEFORE INSERT ON {table}
WHEN NEW.{column} <> (SELECT coalesce(max({column}), 0) + 1 FROM {table})
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

POSTGRES_NEXT = """
CREATE OR REPLACE FUNCTION {table}_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.{column} <> (SELECT coalesce(max({column}), 0) + 1 FROM {table}) THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""

POSTGRES_NEXT_ROW = """
CREATE OR REPLACE TRIGGER {table}_next BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_next()
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


def only_the_next(table: str, column: str) -> Callable[[Any, Any], None]:
    """A migration step that refuses any row but the one whose `column` follows the highest one."""

    def step(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(SQLITE_NEXT.format(table=table, column=column, message=NEXT))
            return
        schema_editor.execute(POSTGRES_NEXT.format(table=table, column=column, message=NEXT))
        schema_editor.execute(POSTGRES_NEXT_ROW.format(table=table))

    return step
