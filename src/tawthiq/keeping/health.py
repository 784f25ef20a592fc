"""Whether the store itself is well."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tawthiq.keeping.ledger_key import load_key
from tawthiq.keeping.models import (
    Authority,
    Checkpoint,
    Handout,
    Holder,
    Job,
    LedgerEntry,
    LedgerKey,
    RecipientList,
    Timestamp,
)
from tawthiq.keeping.writes.work import SILENT_AFTER
from tawthiq.terms.errors import SetupError

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


def has_key_holders() -> bool:
    """Whether a list of key-holders was published, so that identities are sealed to somebody."""
    return RecipientList.objects.exists()


def last_backup_at() -> datetime | None:
    """When the ledger last saw a backup."""
    rows = LedgerEntry.objects.filter(object_id="mission").order_by("-seq").values_list("line", flat=True)
    for line in rows[:20]:
        data = json.loads(line)
        if data["kind"] == "backed_up":
            return datetime.fromisoformat(data["at"])
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHealth:
    """How well the ledger is vouched for: moments are None where there is none."""

    entries: int
    newest_at: datetime | None
    signed_entries: int
    signed_at: datetime | None
    stamped_at: datetime | None
    authorities: int
    holders: int
    handed_out_at: datetime | None
    has_key: bool
    key_problem: str


def ledger_health() -> LedgerHealth:
    """What the doctor needs to know of ledger, key, stamps and holders."""
    newest = LedgerEntry.objects.order_by("-seq").values_list("seq", "line").first()
    signed = Checkpoint.objects.order_by("-size").first()
    key = LedgerKey.objects.order_by("-id").first()
    problem, has_key = "", False
    if key is not None:
        try:
            held = load_key(key.origin)
            has_key = held is not None and held.verifier().public.hex() == key.public
        except SetupError as error:
            problem = error.problem
    stamp = Timestamp.objects.order_by("-stamped_at").first()
    given = Handout.objects.order_by("-id").first()
    return LedgerHealth(
        entries=newest[0] if newest else 0,
        newest_at=datetime.fromisoformat(json.loads(newest[1])["at"]) if newest else None,
        signed_entries=signed.size if signed else 0,
        signed_at=signed.made_at if signed else None,
        stamped_at=stamp.stamped_at if stamp else None,
        authorities=Authority.objects.filter(retired_at__isnull=True).count(),
        holders=Holder.objects.filter(ended_at__isnull=True).count(),
        handed_out_at=given.at if given else None,
        has_key=has_key,
        key_problem=problem,
    )


def silent_jobs(at: datetime) -> int:
    """How many running jobs have a worker that fell silent."""
    return Job.objects.filter(state="running", heartbeat_at__lt=at - SILENT_AFTER).count()
