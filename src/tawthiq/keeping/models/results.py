"""Numbers as they were computed, and bundles as they were published: frozen, with all that made them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from tawthiq.keeping.models.access import common_only
from tawthiq.keeping.models.members import Member


class Result(models.Model):
    """A count or an estimate (or its refusal) as of one position of the ledger; `data` is its exact JSON.

    `compartments` are the ids of those that were seen when it was computed.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=32)
    outcome = models.CharField(max_length=32)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    ledger_seq = models.PositiveBigIntegerField()
    seed = models.BigIntegerField(default=0)
    version = models.CharField(max_length=32)
    settings = models.JSONField(default=dict)
    inputs_sha256 = models.CharField(max_length=64)
    data = models.TextField()
    data_sha256 = models.CharField(max_length=64)
    compartments = models.JSONField(default=common_only)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=["count", "estimate"]), name="result_kind_is_known"),
            CheckConstraint(condition=Q(outcome__in=["count", "estimate", "refusal"]), name="result_outcome_is_known"),
        ]
        indexes: ClassVar = [Index(fields=["kind", "-at"], name="result_latest")]

    def __str__(self) -> str:
        return str(self.id)


class CountedFrame(models.Model):
    """What a count was made from, as a compressed Arrow file: ids and codes of persons or incidents. Append-only."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="frames")
    name = models.CharField(max_length=32)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["result", "name"], name="countedframe_once")]

    def __str__(self) -> str:
        return f"{self.result_id} {self.name}"


class Release(models.Model):
    """An immutable published bundle; its files lie in ``releases/`` under its number."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=300)
    folder = models.CharField(max_length=200)
    manifest_sha256 = models.CharField(max_length=64)
    ledger_seq = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=64)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.id)
