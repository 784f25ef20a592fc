"""Appends to the custody ledger and the audit, in the transaction of the action that calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from tawthiq.custody.ledger import BEFORE_THE_FIRST, Entry, EntryKind
from tawthiq.keeping.models import AuditEntry, LedgerEntry
from tawthiq.sealing.digests import digest_text


def append_entry(
    kind: EntryKind, *, object_id: str, actor: str, at: datetime, salt: str, sha256: str = "", size: int = 0
) -> int:
    """Append one line to the ledger and return its position. Two writers wait for each other, never fork the chain."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE keeping_ledgerentry IN SHARE ROW EXCLUSIVE MODE")
    last = LedgerEntry.objects.order_by("-seq").values_list("seq", "entry_sha256").first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, BEFORE_THE_FIRST)
    line = Entry(
        seq=seq,
        at=at,
        kind=kind,
        object_id=object_id,
        actor=actor,
        salt=salt,
        previous=previous,
        sha256=sha256,
        size=size,
    ).line()
    LedgerEntry.objects.create(seq=seq, line=line, entry_sha256=digest_text(line), object_id=object_id)
    return seq


def note_audit(
    *,
    at: datetime,
    member_id: str,
    action: str,
    object_kind: str,
    object_id: str,
    batch: UUID | None,
    details: dict[str, Any],
) -> None:
    """Write one line of audit; `details` holds ids, codes and numbers, never content."""
    AuditEntry.objects.create(
        at=at,
        member_id=member_id,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        batch=batch,
        details=details,
    )
