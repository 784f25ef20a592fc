"""Whole copies of the store while it is in use.

SQLite is copied through its online backup, which gives an exact moment even under writes; copying the file
alone would lose what still lies in the write-ahead log. On PostgreSQL the database is its owner's to back up
(pg_dump); a backup made here then holds the exhibits and releases and says so.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tawthiq.terms.errors import EvidenceError

CONTENTS = "backup.json"
DATABASE = "mission.db"


def is_sqlite() -> bool:
    """Whether the open mission lives in its own SQLite file."""
    from django.db import connection

    return connection.vendor == "sqlite"


def copy_database(target: Path) -> None:
    """Write a copy of the open SQLite database to `target`, as of one moment."""
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(target)) as out:
        source.backup(out, pages=4096)
        out.execute("PRAGMA journal_mode=DELETE")


def check_database(file: Path) -> None:
    """Refuse (EvidenceError) a SQLite file that is damaged or whose references lead nowhere."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as store:
            sound = store.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            loose = store.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise EvidenceError(
            "backup.damaged", "The database in this backup cannot be read.", "Take another backup."
        ) from error
    if not sound or loose is not None:
        raise EvidenceError(
            "backup.damaged", "The database in this backup is damaged.", "Take another backup, and keep this one."
        )
