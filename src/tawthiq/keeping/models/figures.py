"""Reported figures, quotations and events: proposals of the reader, and the decisions of members on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tawthiq.keeping.models.fields import code_field, in_order, one_of
from tawthiq.keeping.models.members import Member
from tawthiq.keeping.models.places import Place
from tawthiq.keeping.models.sources import Source
from tawthiq.terms.vocabularies import DecisionOnProposal


class Figure(models.Model):
    """An attributed quantity of people in a report. `data` is the whole figure; columns are what queries need."""

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="figures")
    key = models.CharField(max_length=64)
    category = models.CharField(max_length=32)
    measure = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    hedge = models.CharField(max_length=32)
    modality = models.CharField(max_length=32)
    value_min = models.FloatField(null=True, blank=True)
    value_max = models.FloatField(null=True, blank=True)
    speaker = models.CharField(max_length=300, blank=True)
    place_words = models.CharField(max_length=300, blank=True)
    as_of = models.DateField(null=True, blank=True)
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    status = code_field(DecisionOnProposal, default=DecisionOnProposal.PENDING)
    data = models.JSONField()
    proposed_at = models.DateTimeField()
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_into")

    class Meta:
        constraints: ClassVar = [
            one_of("figure", "status", DecisionOnProposal),
            in_order("figure", "value_min", "value_max"),
            CheckConstraint(condition=Q(span_end__gt=F("span_start")), name="figure_span_holds_words"),
            UniqueConstraint(fields=["source", "key"], name="figure_proposed_once"),
        ]
        indexes: ClassVar = [Index(fields=["status", "category"], name="figure_by_status")]

    def __str__(self) -> str:
        return str(self.id)


class FigureDecision(models.Model):
    """What a member decided about a proposed figure; an edit keeps what was changed. Append-only."""

    id = models.BigAutoField(primary_key=True)
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="decisions")
    decision = code_field(DecisionOnProposal)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [one_of("figuredecision", "decision", DecisionOnProposal)]

    def __str__(self) -> str:
        return str(self.id)


class FigureRelation(models.Model):
    """A total and one of its parts, as the report's own words let us work out.

    One total may be made up in several ways: `way` numbers them. `sign` is -1 for a part that is taken away.
    """

    total = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="totals")
    kind = models.CharField(max_length=32)
    way = models.PositiveSmallIntegerField(default=0)
    sign = models.SmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["total", "part", "kind", "way"], name="figure_relation_once"),
            CheckConstraint(condition=Q(sign__in=[-1, 1]), name="figure_relation_adds_or_takes"),
            CheckConstraint(condition=~Q(total=F("part")), name="figure_relation_of_two"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Quotation(models.Model):
    """Direct or reported speech found in a report, with its speaker where one was found."""

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="quotations")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    speaker = models.CharField(max_length=300, blank=True)
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    status = code_field(DecisionOnProposal, default=DecisionOnProposal.PENDING)
    data = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            one_of("quotation", "status", DecisionOnProposal),
            CheckConstraint(condition=Q(span_end__gt=F("span_start")), name="quotation_span_holds_words"),
            UniqueConstraint(fields=["source", "key"], name="quotation_proposed_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class EventMention(models.Model):
    """An event that a report speaks of, offered as a tag for the timeline; never a statement that it took place."""

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="event_mentions")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    standing = models.CharField(max_length=32)
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    data = models.JSONField()
    proposed_at = models.DateTimeField()
    status = code_field(DecisionOnProposal, default=DecisionOnProposal.PENDING)
    day = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("eventmention", "status", DecisionOnProposal),
            CheckConstraint(condition=Q(span_end__gt=F("span_start")), name="event_mention_span_holds_words"),
            UniqueConstraint(fields=["source", "key"], name="event_mention_proposed_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class EventDecision(models.Model):
    """What a member decided about an event mention, and the day they gave it. Append-only."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(EventMention, on_delete=models.PROTECT, related_name="decisions")
    decision = code_field(DecisionOnProposal)
    day = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [one_of("eventdecision", "decision", DecisionOnProposal)]

    def __str__(self) -> str:
        return str(self.id)


class FigurePlace(models.Model):
    """Which place of the gazetteer a figure's words for a place mean: the last row of a figure and position holds.

    `position` counts the places of the figure's data. Without `member` the spelling alone told it; without `place`
    a member said that it is none of the gazetteer's. Append-only.
    """

    id = models.BigAutoField(primary_key=True)
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="placed")
    position = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(place__isnull=False) | Q(member__isnull=False), name="figure_place_by_somebody_or_spelling"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class SpeakerSuggestion(models.Model):
    """Whom a model names for a passage of a report, word for word. Never accepted by itself."""

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="speaker_suggestions")
    key = models.CharField(max_length=64)
    engine = models.CharField(max_length=200)
    speaker = models.CharField(max_length=300)
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    data = models.JSONField()
    proposed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(span_end__gt=F("span_start")), name="speaker_suggestion_span_holds_words"),
            UniqueConstraint(fields=["source", "key"], name="speaker_suggestion_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ModelSetting(models.Model):
    """Whether a model may be asked who says what, at which address, allowed by whom: the last row holds. Append-only.

    Without `url` it is off. `allowed_host` names a host other than this machine that a member allowed.
    """

    id = models.BigAutoField(primary_key=True)
    url = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=150, blank=True)
    allowed_host = models.CharField(max_length=253, blank=True)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.id)
