"""Decisions on incidents: runs of their linker, the pairs it proposes, and judgements on incident records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tawthiq.keeping.models.fields import code_field, one_of
from tawthiq.keeping.models.members import Member
from tawthiq.keeping.models.records import IncidentRecord
from tawthiq.terms.judgements import Basis, Decision


class IncidentLinkRun(models.Model):
    """One run of the linker over all current incident records: its settings, and what it reported of itself."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    seed = models.BigIntegerField()
    version = models.CharField(max_length=32)
    settings = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class IncidentPair(models.Model):
    """A pair of incident records the linker proposes or doubts, with how they compared. Nothing counts by it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(IncidentLinkRun, on_delete=models.CASCADE, related_name="pairs")
    record_a = models.ForeignKey(IncidentRecord, on_delete=models.PROTECT, related_name="+")
    record_b = models.ForeignKey(IncidentRecord, on_delete=models.PROTECT, related_name="+")
    weight = models.FloatField()
    probability = models.FloatField()
    levels = models.JSONField(default=dict)
    urgency = models.FloatField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["run", "record_a", "record_b"], name="incidentpair_once_per_run"),
            CheckConstraint(condition=~Q(record_a=F("record_b")), name="incidentpair_two_records"),
            CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="incidentpair_probability_is_one"
            ),
        ]
        indexes: ClassVar = [Index(fields=["is_open", "-urgency"], name="incidentpair_queue")]

    def __str__(self) -> str:
        return str(self.id)


class IncidentJudgement(models.Model):
    """Same, different or unsure of two incident records. Append-only; undo is a judgement that undoes."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(unique=True)
    record_a = models.ForeignKey(IncidentRecord, on_delete=models.PROTECT, related_name="+")
    record_b = models.ForeignKey(IncidentRecord, on_delete=models.PROTECT, related_name="+")
    decision = code_field(Decision)
    basis = code_field(Basis)
    probability = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    run = models.ForeignKey(IncidentLinkRun, null=True, blank=True, on_delete=models.PROTECT)
    batch = models.UUIDField(db_index=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            one_of("incidentjudgement", "decision", Decision),
            one_of("incidentjudgement", "basis", Basis),
            CheckConstraint(condition=~Q(record_a=F("record_b")), name="incidentjudgement_two_records"),
            CheckConstraint(
                condition=Q(undoes__isnull=True) | ~Q(undoes=F("id")), name="incidentjudgement_never_undoes_itself"
            ),
        ]
        indexes: ClassVar = [Index(fields=["record_a", "record_b"], name="incidentjudgement_pair")]

    def __str__(self) -> str:
        return str(self.id)
