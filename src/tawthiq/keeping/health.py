"""Whether the store itself is well."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from tawthiq.keeping.models import Job, LedgerEntry
from tawthiq.keeping.writes.work import SILENT_AFTER

FULL = 2


def check_store() -> bool:
    """Whether the database's own check passes and no reference leads nowhere."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
        cursor.execute("PRAGMA quick_check")
        sound: bool = cursor.fetchone()[0] == "ok"
        cursor.execute("PRAGMA foreign_key_check")
        return sound and cursor.fetchone() is None


def synchronous_is_full() -> bool:
    """Whether a commit is on the disk before it is acknowledged."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return bool(cursor.fetchone()[0] >= FULL)
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0]) in {"on", "remote_apply"}


def last_backup_at() -> datetime | None:
    """When the ledger last saw a backup."""
    rows = LedgerEntry.objects.filter(object_id="mission").order_by("-seq").values_list("line", flat=True)
    for line in rows[:20]:
        data = json.loads(line)
        if data["kind"] == "backed_up":
            return datetime.fromisoformat(data["at"])
    return None


def silent_jobs(at: datetime) -> int:
    """How many running jobs have a worker that fell silent."""
    return Job.objects.filter(state="running", heartbeat_at__lt=at - SILENT_AFTER).count()
