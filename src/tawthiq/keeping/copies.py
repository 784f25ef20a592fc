"""Whole copies of the store while it is in use.

SQLite is copied through its online backup, which gives an exact moment even under writes; copying the file
alone would lose what still lies in the write-ahead log. PostgreSQL is carried into a SQLite file row for row, so that
a backup needs no server to be opened and verified.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tawthiq.keeping import carrying
from tawthiq.keeping.carrying import Progress
from tawthiq.keeping.durable import flush_folder
from tawthiq.terms.errors import EvidenceError

CONTENTS = "backup.json"
DATABASE = "mission.db"


def copy_database(target: Path, *, progress: Progress | None = None) -> None:
    """Write the open store to `target`, a SQLite file that is not there yet, as of one moment."""
    from django.db import connection

    if connection.vendor == "sqlite":
        _copy_sqlite(target)
    else:
        carrying.bring_up(target.parent)
        with carrying.beside(target) as alias:
            carrying.carry("default", alias, progress=progress)


def place_database(folder: Path, *, progress: Progress | None = None) -> None:
    """Move the SQLite file of a restored mission into the empty PostgreSQL that this process has open.

    Refuses (SetupError) a database that holds anything; all of it arrives, or nothing and the file stays.
    """
    with carrying.beside(folder / DATABASE) as alias:
        carrying.carry(alias, "default", progress=progress)
    (folder / DATABASE).unlink()
    flush_folder(folder)


def _copy_sqlite(target: Path) -> None:
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
