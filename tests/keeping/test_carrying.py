"""A mission moves from its own SQLite file into PostgreSQL and back through backups, and nothing of it changes."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

from missions import ON_POSTGRESQL
from tawthiq.keeping.copies import check_database
from tawthiq.terms.errors import SetupError

SOURCE = Path(__file__).resolve().parents[2] / "src"
#: What a backup and a restore enter themselves, and what is not carried.
GROWING = {"keeping_ledgerentry", "keeping_auditentry", "keeping_checkpoint", "keeping_timestamp"}
NOT_CARRIED = {"django_session", "django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="moves between SQLite and PostgreSQL")


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database of this server with nothing in it; it goes away afterwards."""
    import psycopg

    name = f"moved_{uuid4().hex[:12]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Place:
    """A folder to run commands in, with a PostgreSQL or without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, database: str = "", ends_with: int = 0) -> dict[str, object]:
        """Run a command and return what it printed as JSON."""
        ours = ("TAWTHIQ", "DJANGO", "DATABASE_URL")
        given = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        given |= {"PYTHONPATH": str(SOURCE), "XDG_STATE_HOME": str(self.folder / "state")}
        given |= {"DATABASE_URL": database} if database else {}
        command = [sys.executable, "-m", "tawthiq", "--quiet", "--json", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=given, check=False, capture_output=True, text=True)
        assert done.returncode == ends_with, done.stdout + done.stderr
        return dict(json.loads(done.stdout))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder with a small mission in SQLite, and its backup."""
    place = Place(tmp_path)
    place.run("demo", "--folder", "first", "--size", "100", "--no-serve")
    place.run("--mission", "first", "backup", "first.zip", "--not-sealed")
    return place


def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a SQLite store by table, in an order of its own."""
    with closing(sqlite3.connect(file)) as store:
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {name: sorted(store.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608
    return {name: [tuple(map(plain, row)) for row in held[name]] for name in set(names) - NOT_CARRIED}


def plain(value: object) -> object:
    """A value without what the engines write in their own way: the order and spacing of JSON, fractions of nought."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.dumps(json.loads(value), sort_keys=True)
    return value


def test_there_and_back_by_backups_and_never_onto_a_mission_in_use(place: Place, empty_database: str) -> None:
    # Each of these verifies all there is and exits with 6 where anything does not hold.
    moved = place.run("restore", "first.zip", "moved", database=empty_database)
    assert moved["verdict"]["findings"] == []
    assert not (place.folder / "moved" / "mission.db").exists()
    refused = place.run("restore", "first.zip", "again", database=empty_database, ends_with=SetupError.exit_status)
    assert refused["error"]["code"] == "store.in_use"
    assert not (place.folder / "again").exists()
    place.run("--mission", "moved", "verify", database=empty_database)
    place.run("--mission", "moved", "count", database=empty_database)
    place.run("--mission", "moved", "backup", "second.zip", "--not-sealed", database=empty_database)
    back = place.run("restore", "second.zip", "back")
    assert back["verdict"]["findings"] == []
    check_database(place.folder / "back" / "mission.db")
    before, after = rows(place.folder / "first" / "mission.db"), rows(place.folder / "back" / "mission.db")
    assert before.keys() == after.keys()
    assert sum(map(len, before.values())) > 1_000
    counted = {"keeping_result", "keeping_countedframe"}
    for table in before.keys() - GROWING - counted:
        assert after[table] == before[table], table
    for table in GROWING | counted:
        assert set(before[table]) <= set(after[table]), table
    assert len(after["keeping_result"]) == len(before["keeping_result"]) + 1
