"""Kept files, the ledger that says what happened to them, and the audit of what members did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

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


class ExhibitFacts(models.Model):
    """What a file says of itself (camera, day, place) as it came, or how a working copy was made. Append-only."""

    exhibit = models.OneToOneField(Exhibit, primary_key=True, on_delete=models.PROTECT, related_name="facts")
    facts = models.JSONField(default=dict)
    read_by = models.CharField(max_length=32)

    def __str__(self) -> str:
        return str(self.exhibit_id)


class LedgerKey(models.Model):
    """A public key that signs checkpoints. Its private half never lies in the mission. Append-only."""

    id = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=100)
    public = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.public[:12]


class Checkpoint(models.Model):
    """The whole ledger up to an entry, signed. Append-only."""

    id = models.BigAutoField(primary_key=True)
    size = models.PositiveBigIntegerField(unique=True)
    note = models.TextField()
    key = models.ForeignKey(LedgerKey, on_delete=models.PROTECT, related_name="checkpoints")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(size__gte=1), name="checkpoint_holds_an_entry")]

    def __str__(self) -> str:
        return str(self.size)


class Authority(models.Model):
    """A timestamp authority outside, and the root that its tokens must lead to."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=100, unique=True)
    url = models.CharField(max_length=300)
    root_pem = models.TextField()
    chain_pem = models.TextField(blank=True)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Timestamp(models.Model):
    """A token of an authority over a checkpoint. Its digest stands in the ledger. Append-only."""

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="timestamps")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="timestamps")
    token = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    stamped_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["checkpoint", "authority"], name="timestamp_once_each"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Holder(models.Model):
    """Somebody outside who keeps copies of checkpoints, such as a partner organisation or a lawyer."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200, unique=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Handout(models.Model):
    """A checkpoint given to a holder. Append-only."""

    id = models.BigAutoField(primary_key=True)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="handouts")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="handouts")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class HolderKey(models.Model):
    """A public key with which an outside holder co-signs what they hold. Append-only."""

    id = models.BigAutoField(primary_key=True)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=100)
    public = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public[:12]


class Cosignature(models.Model):
    """A holder's co-signature of a checkpoint. The digest of its line stands in the ledger. Append-only."""

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    key = models.ForeignKey(HolderKey, on_delete=models.PROTECT, related_name="cosignatures")
    line = models.TextField()
    signed_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["checkpoint", "key"], name="cosignature_once_each")]

    def __str__(self) -> str:
        return str(self.pk)


class Bag(models.Model):
    """An evidence bag that left: to whom, for which purpose and why, and what it holds. Append-only."""

    id = models.UUIDField(primary_key=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=64)
    reason = models.CharField(max_length=1000)
    language = models.CharField(max_length=8)
    manifest_sha256 = models.CharField(max_length=64)
    contents = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)
