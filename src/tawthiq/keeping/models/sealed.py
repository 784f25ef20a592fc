"""What is sealed, to whom, and each time it was handed out: no column here holds anything that was not sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tawthiq.keeping.models.custody import Exhibit
from tawthiq.keeping.models.fields import both_or_none, code_field, one_of
from tawthiq.keeping.models.members import Member
from tawthiq.keeping.models.sources import Source
from tawthiq.terms.sealed import FIELDS, SealedWhere


class RecipientList(models.Model):
    """One version of the signed list of key-holders. Append-only."""

    version = models.PositiveIntegerField(primary_key=True)
    text = models.TextField()
    signature = models.CharField(max_length=128)
    sha256 = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.version)


class SealedItem(models.Model):
    """One sealed value: words as an age file in `content`, a file as an exhibit whose bytes are an age file.

    Sealing again to new key-holders replaces the bytes; what the item is (source, field, version) never changes.
    """

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sealed_items")
    field = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    list_version = models.ForeignKey(RecipientList, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField(null=True, blank=True)
    exhibit = models.ForeignKey(Exhibit, null=True, blank=True, on_delete=models.PROTECT)
    sealed_where = code_field(SealedWhere)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            one_of("sealeditem", "sealed_where", SealedWhere),
            CheckConstraint(condition=Q(field__in=sorted(FIELDS)), name="sealeditem_field_is_known"),
            CheckConstraint(
                condition=Q(content__isnull=False, exhibit__isnull=True)
                | Q(content__isnull=True, exhibit__isnull=False),
                name="sealeditem_words_or_file",
            ),
            CheckConstraint(condition=Q(version__gte=1), name="sealeditem_version_from_one"),
            UniqueConstraint(fields=["source", "field", "version"], name="sealeditem_version_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Opening(models.Model):
    """One request to hand sealed items out for opening: by whom, why, who consented, and when it was done."""

    id = models.UUIDField(primary_key=True)
    reason = models.CharField(max_length=32)
    needs_second = models.BooleanField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consented = models.BooleanField(null=True, blank=True)
    handed_out_at = models.DateTimeField(null=True, blank=True)
    items = models.ManyToManyField(SealedItem, related_name="openings")

    class Meta:
        constraints: ClassVar = [
            both_or_none("opening", "answered_at", "answered_by"),
            CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="opening_second_is_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RecoveryDrill(models.Model):
    """One test of the recovery key: words sealed to it, and the salted digest of the answer."""

    id = models.UUIDField(primary_key=True)
    list_version = models.ForeignKey(RecipientList, on_delete=models.PROTECT)
    sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    answer_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)
