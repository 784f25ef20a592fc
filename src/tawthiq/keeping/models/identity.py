"""Decisions on identity: judgements, and the persons and incidents that follow from them alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tawthiq.keeping.models.fields import both_or_none, code_field, in_order, one_of
from tawthiq.keeping.models.members import Member
from tawthiq.keeping.models.places import Place
from tawthiq.keeping.models.records import IncidentRecord, Record
from tawthiq.keeping.models.sources import Source
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.vocabularies import Outcome, Sex, VerificationStatus


class LinkRun(models.Model):
    """One run of the linker over all current records: its settings, and what it reported of itself."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    seed = models.BigIntegerField()
    version = models.CharField(max_length=32)
    settings = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class LinkPair(models.Model):
    """A pair the linker proposes or doubts. A proposal only: nothing counts by it.

    `persons_change` is by how much its judgement is expected to change the number of persons (negative: fewer), None
    where the run did not say; `opinions_wanted` how many members are to judge it, none seeing another's opinion.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(LinkRun, on_delete=models.CASCADE, related_name="pairs")
    record_a = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    record_b = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    weight = models.FloatField()
    probability = models.FloatField()
    urgency = models.FloatField(default=0)
    persons_change = models.FloatField(null=True, blank=True)
    opinions_wanted = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["run", "record_a", "record_b"], name="linkpair_once_per_run"),
            CheckConstraint(condition=~Q(record_a=F("record_b")), name="linkpair_two_records"),
            CheckConstraint(condition=Q(probability__gte=0, probability__lte=1), name="linkpair_probability_is_one"),
        ]
        indexes: ClassVar = [Index(fields=["is_open", "-urgency"], name="linkpair_queue")]

    def __str__(self) -> str:
        return str(self.id)


class Judgement(models.Model):
    """Same, different or unsure: who, when, why, on what score. Append-only; undo is a judgement that undoes."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(unique=True)
    record_a = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    record_b = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    decision = code_field(Decision)
    basis = code_field(Basis)
    probability = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    run = models.ForeignKey(LinkRun, null=True, blank=True, on_delete=models.PROTECT)
    batch = models.UUIDField(db_index=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            one_of("judgement", "decision", Decision),
            one_of("judgement", "basis", Basis),
            CheckConstraint(condition=~Q(record_a=F("record_b")), name="judgement_two_records"),
            CheckConstraint(
                condition=Q(undoes__isnull=True) | ~Q(undoes=F("id")), name="judgement_never_undoes_itself"
            ),
        ]
        indexes: ClassVar = [Index(fields=["record_a", "record_b"], name="judgement_pair")]

    def __str__(self) -> str:
        return str(self.id)


class Settlement(models.Model):
    """Marks a judgement that decides between contradicting judgements of others. Append-only."""

    judgement = models.OneToOneField(Judgement, primary_key=True, on_delete=models.PROTECT, related_name="settlement")

    def __str__(self) -> str:
        return str(self.judgement_id)


class Person(models.Model):
    """A cluster of records judged to be the same person, with the values the mission reports for them.

    Recomputed from judgements alone: `id` follows from the earliest record, so it survives every re-run.
    """

    id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(unique=True)
    name = models.CharField(max_length=300)
    name_other = models.CharField(max_length=300, blank=True)
    sex = code_field(Sex, default=Sex.UNKNOWN)
    age_low = models.FloatField(null=True, blank=True)
    age_high = models.FloatField(null=True, blank=True)
    birth_start = models.DateField(null=True, blank=True)
    birth_end = models.DateField(null=True, blank=True)
    outcome = code_field(Outcome, default=Outcome.UNKNOWN)
    event_start = models.DateField(null=True, blank=True)
    event_end = models.DateField(null=True, blank=True)
    event_precision = models.CharField(max_length=32, default="unknown")
    event_month = models.CharField(max_length=7, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    admin1 = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    civilian_status = models.CharField(max_length=64, default="unknown")
    cause = models.CharField(max_length=64, default="unknown")
    perpetrator_kind = models.CharField(max_length=64, default="unknown")
    status = code_field(VerificationStatus, default=VerificationStatus.REPORTED)
    record_count = models.PositiveIntegerField()
    source_count = models.PositiveIntegerField()
    origin_count = models.PositiveIntegerField()
    conflict_count = models.PositiveIntegerField(default=0)
    portrait = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            one_of("person", "sex", Sex),
            one_of("person", "outcome", Outcome),
            one_of("person", "status", VerificationStatus),
            both_or_none("person", "event_start", "event_end"),
            in_order("person", "event_start", "event_end"),
            in_order("person", "age_low", "age_high"),
        ]
        indexes: ClassVar = [
            Index(fields=["name", "number", "id"], name="person_by_name"),
            Index(fields=["event_start", "number", "id"], name="person_by_date"),
            # Each ends with the id, by which is decided who sees a person: counting then stays inside the index.
            Index(fields=["status", "outcome", "id"], name="person_by_status"),
            Index(fields=["outcome", "status", "origin_count", "id"], name="person_by_outcome"),
            Index(fields=["outcome", "event_month", "status", "origin_count", "id"], name="person_by_month"),
            Index(fields=["outcome", "admin1", "status", "id"], name="person_by_admin1"),
            Index(fields=["outcome", "place", "status", "id"], name="person_by_place"),
            Index(fields=["origin_count", "number"], name="person_by_origins"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PersonRecord(models.Model):
    """Which person a record belongs to now; the record's source stands here too, so that filters need no join."""

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE, related_name="membership")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            Index(fields=["source", "person"], name="personrecord_by_source"),
            Index(fields=["person", "source"], name="personrecord_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.record_id)


class PersonToken(models.Model):
    """A key a person is found by: the consonant skeleton of one part of one spelling of the name."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["token", "person"], name="persontoken_once")]

    def __str__(self) -> str:
        return str(self.id)


class VerificationDecision(models.Model):
    """A decision on a person at a standard of proof: who, when, why. Append-only; the latest one holds.

    It is pinned to the person's earliest record, so that it stays where it was made when clusters change.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    status = code_field(VerificationStatus)
    standard = models.CharField(max_length=64)
    reason = models.CharField(max_length=1000, blank=True)
    batch = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [one_of("verificationdecision", "status", VerificationStatus)]

    def __str__(self) -> str:
        return str(self.id)


class Incident(models.Model):
    """A cluster of incident records judged to be the same; its id follows from the earliest one."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(unique=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=64, default="unknown")
    event_start = models.DateField(null=True, blank=True)
    event_end = models.DateField(null=True, blank=True)
    event_precision = models.CharField(max_length=32, default="unknown")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    record_count = models.PositiveIntegerField()
    source_count = models.PositiveIntegerField(default=1)
    origin_count = models.PositiveIntegerField(default=1)
    records = models.ManyToManyField(IncidentRecord, related_name="incidents")

    class Meta:
        constraints: ClassVar = [in_order("incident", "event_start", "event_end")]

    def __str__(self) -> str:
        return str(self.id)
