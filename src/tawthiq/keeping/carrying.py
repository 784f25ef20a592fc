"""Carries the whole store from one engine to the other, row for row: for a backup of PostgreSQL, and back into one.

1. The target has this version's tables and nothing in them; anything else is refused.
2. The source is read as of one moment, the target written in one transaction: all of it arrives or nothing does.
3. Every row keeps its id, and the ledger its order, so that whatever was signed holds as before.
4. Sessions are not carried: members sign in again.
5. Tables are counted on both sides; what does not agree ends it.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tawthiq.terms.errors import EvidenceError, SetupError

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

BATCH = 2_000
BESIDE = "beside"
Progress = Callable[[float, str], None]


def bring_up(folder: Path) -> None:
    """Give the mission in `folder` its own SQLite file, or bring that file to this version's tables.

    A process of its own does it: this one has another store open. Refuses (SetupError) where that process fails.
    """
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tawthiq", "--quiet", "--mission", str(folder), "upgrade"]
    # A key for this once, so that none is kept for a folder that goes away.
    given["TAWTHIQ_SECRET_KEY"] = secrets.token_urlsafe(48)
    done = subprocess.run(command, env=given, check=False, capture_output=True)
    if done.returncode:
        raise SetupError(
            "store.not_brought_up",
            "The tables of the copy cannot be made.",
            "Look at the disk with `tawthiq doctor`; nothing was changed.",
        )


@contextmanager
def beside(file: Path) -> Iterator[str]:
    """The alias of this SQLite file, open beside the mission's own store; one plain file when it is closed."""
    from django.db import connections

    default = connections.settings["default"]
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    connections.settings[BESIDE] = {
        **default,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
    }
    try:
        yield BESIDE
    finally:
        connections[BESIDE].close()
        del connections[BESIDE]
        del connections.settings[BESIDE]
        with closing(sqlite3.connect(file)) as store:
            store.execute("PRAGMA journal_mode=DELETE")


def carry(source: str, target: str, *, progress: Progress | None = None) -> int:
    """Carry every row from the store called `source` to the empty one called `target` (aliases); returns how many.

    Refuses (SetupError) a target that holds anything; (EvidenceError) where fewer or more rows arrive than left.
    """
    from django.db import transaction

    models = _models()
    total = 0
    with transaction.atomic(using=source), transaction.atomic(using=target):
        _at_one_moment(source)
        for alias in (source, target):
            _open_the_wall(alias)
        _require_empty(models, target)
        for done, model in enumerate(models):
            total += _carry_table(model, source, target)
            if progress:
                progress((done + 1) / len(models), "database")
        _go_on_counting(models, target)
    return total


def _models() -> list[type[Model]]:
    """Every table of the mission; both engines look at references when the transaction ends, so any order does."""
    from django.apps import apps

    return list(apps.get_app_config("keeping").get_models(include_auto_created=True))


def _at_one_moment(alias: str) -> None:
    from django.db import connections

    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _open_the_wall(alias: str) -> None:
    """All rows are carried; the setting ends with the transaction."""
    from django.db import connections

    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT set_config('tawthiq.whole', 'on', true)")


def _rows(model: type[Model], alias: str) -> QuerySet[Any]:
    """All rows of a table, whatever its managers leave out."""
    from django.db.models import QuerySet

    return QuerySet(model, using=alias)


def _require_empty(models: list[type[Model]], target: str) -> None:
    """Refuse a store in use; the common part that every new store begins with makes way for the mission's own."""
    from tawthiq.keeping.models import Compartment
    from tawthiq.keeping.models.access import COMMON

    if not any(_rows(model, target).exists() for model in models if model is not Compartment):
        _rows(Compartment, target).filter(id=COMMON).delete()
    if any(_rows(model, target).exists() for model in models):
        raise SetupError(
            "store.in_use", "The database already holds a mission.", "Name an empty database with DATABASE_URL."
        )


def _carry_table(model: type[Model], source: str, target: str) -> int:
    # By key: the ledger takes nothing but its next entry.
    rows = _rows(model, source).order_by("pk").iterator(chunk_size=BATCH)
    carried = 0
    while batch := list(islice(rows, BATCH)):
        _rows(model, target).bulk_create(batch)
        carried += len(batch)
    if _rows(model, target).count() != carried:
        raise EvidenceError(
            "store.not_whole",
            "Not every row arrived.",
            "Nothing of it was kept; see `tawthiq doctor`.",
        )
    return carried


def _go_on_counting(models: list[type[Model]], target: str) -> None:
    """Let numbers that the engine gives go on after the highest one carried."""
    from django.core.management.color import no_style
    from django.db import connections

    with connections[target].cursor() as cursor:
        for statement in connections[target].ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
