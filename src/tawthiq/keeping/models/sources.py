"""Where records are taken from: interviews, lists, reports, official documents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tawthiq.keeping.models.access import COMMON, Compartment
from tawthiq.keeping.models.custody import Exhibit
from tawthiq.keeping.models.fields import both_or_none, code_field, in_order, one_of
from tawthiq.keeping.models.members import Member
from tawthiq.terms.vocabularies import ConsentAnswer as Answer
from tawthiq.terms.vocabularies import RowOutcome, SourceKind


class Source(models.Model):
    """One interview, list, report or document. A source that repeats another shares its origin."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    kind = code_field(SourceKind)
    title = models.CharField(max_length=300)
    organisation = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    reliability = models.CharField(max_length=32, default="unknown")
    published_on = models.DateField(null=True, blank=True)
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="sources")
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, default=COMMON, related_name="sources")
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    origin = models.ForeignKey("self", on_delete=models.PROTECT, related_name="sources_of_origin")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("source", "kind", SourceKind),
            CheckConstraint(
                condition=Q(repeats__isnull=True) | ~Q(repeats=F("id")), name="source_never_repeats_itself"
            ),
            CheckConstraint(
                condition=Q(repeats__isnull=False) | Q(origin=F("id")), name="source_without_repeats_is_origin"
            ),
            both_or_none("source", "withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Witness(models.Model):
    """The person who tells, under a code. There is no column for a name or a contact."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.id)


class Interview(models.Model):
    """One sitting with one witness."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.PROTECT, related_name="interview")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="interviews")
    interviewer = models.CharField(max_length=128, blank=True)
    interpreter = models.CharField(max_length=128, blank=True)
    held_start = models.DateField(null=True, blank=True)
    held_end = models.DateField(null=True, blank=True)
    held_words = models.CharField(max_length=200, blank=True)
    place_words = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=32, default="in_person")
    setting_safe = models.BooleanField(null=True, blank=True)
    support_offered = models.BooleanField(null=True, blank=True)
    read_back = models.BooleanField(null=True, blank=True)
    narrative = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [in_order("interview", "held_start", "held_end")]

    def __str__(self) -> str:
        return str(self.source_id)


class EarlierAccount(models.Model):
    """An account the witness gave before, elsewhere."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="earlier_accounts")
    given_to = models.CharField(max_length=300)
    when_words = models.CharField(max_length=200, blank=True)
    where_words = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Consent(models.Model):
    """The consent under which an interview was given. Withdrawal is written, never deleted."""

    interview = models.OneToOneField(Interview, on_delete=models.PROTECT, related_name="consent")
    given_by = models.CharField(max_length=64, default="self")
    explained_in = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=64, blank=True)
    on_start = models.DateField(null=True, blank=True)
    on_end = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [in_order("consent", "on_start", "on_end")]

    def __str__(self) -> str:
        return str(self.interview_id)


class ConsentAnswer(models.Model):
    """The answer for one purpose and recipient; what is not answered counts as no."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="answers")
    purpose = models.CharField(max_length=64)
    recipient = models.CharField(max_length=200, blank=True)
    answer = code_field(Answer)
    condition = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("consentanswer", "answer", Answer),
            UniqueConstraint(fields=["consent", "purpose", "recipient"], name="consent_one_answer_each"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Report(models.Model):
    """A report's text as it arrived, decoded, so that every span points into it."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.PROTECT, related_name="report")
    text = models.TextField()
    layout = models.JSONField(default=list)
    credit = models.CharField(max_length=300, blank=True)
    reader_version = models.CharField(max_length=32, blank=True)
    asked_engine = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.source_id)


class SavedMapping(models.Model):
    """How the columns of one organisation's list are read, kept for the next delivery of that list."""

    name = models.CharField(max_length=200, unique=True)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.pk)


class ListImport(models.Model):
    """How one list was read: its mapping, and what became of its rows."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.PROTECT, related_name="list_import")
    mapping = models.JSONField()
    one_per_person = models.BooleanField(default=False)
    row_count = models.PositiveIntegerField(default=0)
    record_count = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    set_aside_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.source_id)


class ListRow(models.Model):
    """One row of a list as given, and what became of it. No row is ever dropped."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    cells = models.JSONField()
    outcome = code_field(RowOutcome)
    problems = models.JSONField(default=list)
    record = models.ForeignKey("keeping.Record", null=True, blank=True, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        constraints: ClassVar = [
            one_of("listrow", "outcome", RowOutcome),
            UniqueConstraint(fields=["source", "sheet", "row"], name="list_row_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
