"""Claims: what one source says about one person or incident. Immutable by database rule; corrections supersede."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q

from tawthiq.keeping.models.fields import both_or_none, code_field, in_order, one_of
from tawthiq.keeping.models.members import Member
from tawthiq.keeping.models.places import Place
from tawthiq.keeping.models.sources import Source
from tawthiq.terms.dates import DateBasis, DatePrecision
from tawthiq.terms.vocabularies import Outcome, Sex


class Claim(models.Model):
    """The columns that claims about persons and incidents share."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(class)ss")
    version = models.PositiveIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    event_start = models.DateField(null=True, blank=True)
    event_end = models.DateField(null=True, blank=True)
    event_precision = code_field(DatePrecision, default=DatePrecision.UNKNOWN)
    event_basis = code_field(DateBasis, default=DateBasis.UNKNOWN)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_words = models.CharField(max_length=300, blank=True)
    place_part_of = models.CharField(max_length=300, blank=True)
    perpetrator_kind = models.CharField(max_length=64, default="unknown")
    location = models.JSONField(default=dict)
    given = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


def claim_constraints(table: str) -> list[CheckConstraint]:
    """What holds for every claim, whichever door it came through."""
    return [
        both_or_none(table, "event_start", "event_end"),
        in_order(table, "event_start", "event_end"),
        one_of(table, "event_precision", DatePrecision),
        one_of(table, "event_basis", DateBasis),
        CheckConstraint(
            condition=Q(supersedes__isnull=True, version=1) | Q(supersedes__isnull=False, version__gt=1),
            name=f"{table}_later_version_names_earlier",
        ),
        CheckConstraint(
            condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")), name=f"{table}_not_its_own_past"
        ),
    ]


class IncidentRecord(Claim):
    """What one source says about one incident."""

    key = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=64, default="unknown")
    weapon = models.CharField(max_length=64, default="unknown")
    killed_min = models.PositiveIntegerField(null=True, blank=True)
    killed_max = models.PositiveIntegerField(null=True, blank=True)
    injured_min = models.PositiveIntegerField(null=True, blank=True)
    injured_max = models.PositiveIntegerField(null=True, blank=True)
    missing_min = models.PositiveIntegerField(null=True, blank=True)
    missing_max = models.PositiveIntegerField(null=True, blank=True)
    displaced_min = models.PositiveIntegerField(null=True, blank=True)
    displaced_max = models.PositiveIntegerField(null=True, blank=True)
    account = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            *claim_constraints("incidentrecord"),
            in_order("incidentrecord", "killed_min", "killed_max"),
            in_order("incidentrecord", "injured_min", "injured_max"),
            in_order("incidentrecord", "missing_min", "missing_max"),
            in_order("incidentrecord", "displaced_min", "displaced_max"),
        ]


class Record(Claim):
    """What one source says about one person."""

    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    name = models.CharField(max_length=300)
    name_other = models.CharField(max_length=300, blank=True)
    sex = code_field(Sex, default=Sex.UNKNOWN)
    age_low = models.FloatField(null=True, blank=True)
    age_high = models.FloatField(null=True, blank=True)
    birth_start = models.DateField(null=True, blank=True)
    birth_end = models.DateField(null=True, blank=True)
    birth_precision = code_field(DatePrecision, default=DatePrecision.UNKNOWN)
    birth_basis = code_field(DateBasis, default=DateBasis.UNKNOWN)
    outcome = code_field(Outcome, default=Outcome.UNKNOWN)
    residence = models.CharField(max_length=300, blank=True)
    civilian_status = models.CharField(max_length=64, default="unknown")
    cause = models.CharField(max_length=64, default="unknown")
    perpetrator_link = models.CharField(max_length=64, default="unknown")
    occupation = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=200, blank=True)
    remarks = models.TextField(blank=True)
    incident = models.ForeignKey(
        IncidentRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="persons"
    )

    class Meta:
        constraints: ClassVar = [
            *claim_constraints("record"),
            one_of("record", "sex", Sex),
            one_of("record", "outcome", Outcome),
            both_or_none("record", "age_low", "age_high"),
            in_order("record", "age_low", "age_high"),
            CheckConstraint(
                condition=Q(age_low__isnull=True) | Q(age_low__gte=0, age_high__lte=120), name="record_age_is_human"
            ),
            both_or_none("record", "birth_start", "birth_end"),
            in_order("record", "birth_start", "birth_end"),
        ]
