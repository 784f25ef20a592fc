"""Kept files, the ledger that says what happened to them, and the audit of what members did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from tawthiq.keeping.models.members import Member


class Exhibit(models.Model):
    """One kept file. Its bytes lie under their own digest in ``exhibits/`` and never change.

    `original_name` is what the file was called when it arrived: shown to members, never used as a path.
    """

    id = models.UUIDField(primary_key=True)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=128)
    original_name = models.CharField(max_length=255, blank=True)
    acquired_how = models.CharField(max_length=500, blank=True)
    derived_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="exhibit_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class LedgerEntry(models.Model):
    """One line of the custody ledger, chained to the line before it. Append-only by database rule."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    line = models.TextField()
    entry_sha256 = models.CharField(max_length=64, unique=True)
    object_id = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(seq__gte=1), name="ledger_seq_starts_at_one")]

    def __str__(self) -> str:
        return str(self.seq)


class AuditEntry(models.Model):
    """Who did what to which thing, when and why: ids and codes only, never content. Append-only."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    action = models.CharField(max_length=64, db_index=True)
    object_kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64, db_index=True)
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.id} {self.action}"
