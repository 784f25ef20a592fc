"""Decisions on events, places of figures in the gazetteer, whom a model names, and whether one may be asked.

The second wall on PostgreSQL is put around events and all of these.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tawthiq.keeping.append_only import protect
from tawthiq.keeping.walls import OF_FIGURES, build_wall

DECISIONS = ["pending", "confirmed", "edited", "rejected", "split"]


def _link(to, name="", **more):
    related = {"related_name": name} if name else {}
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=f"keeping.{to}", **related, **more)


class Migration(migrations.Migration):
    dependencies = [("keeping", "0011_events")]

    operations = [
        migrations.AddField("eventmention", "status", models.CharField(default="pending", max_length=32)),
        migrations.AddField("eventmention", "day", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "eventmention",
            CheckConstraint(condition=Q(status__in=DECISIONS), name="eventmention_status_is_known_code"),
        ),
        migrations.AddField("report", "asked_engine", models.CharField(blank=True, max_length=200)),
        migrations.CreateModel(
            "EventDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("decision", models.CharField(max_length=32)),
                ("day", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                ("event", _link("eventmention", "decisions")),
                ("member", _link("member")),
            ],
            options={
                "constraints": [
                    CheckConstraint(condition=Q(decision__in=DECISIONS), name="eventdecision_decision_is_known_code")
                ]
            },
        ),
        migrations.CreateModel(
            "FigurePlace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("figure", _link("figure", "placed")),
                ("member", _link("member", blank=True, null=True)),
                ("place", _link("place", "+", blank=True, null=True)),
            ],
            options={
                "constraints": [
                    CheckConstraint(
                        condition=Q(place__isnull=False) | Q(member__isnull=False),
                        name="figure_place_by_somebody_or_spelling",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "SpeakerSuggestion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64)),
                ("engine", models.CharField(max_length=200)),
                ("speaker", models.CharField(max_length=300)),
                ("span_start", models.PositiveIntegerField()),
                ("span_end", models.PositiveIntegerField()),
                ("data", models.JSONField()),
                ("proposed_at", models.DateTimeField()),
                ("source", _link("source", "speaker_suggestions")),
            ],
            options={
                "constraints": [
                    CheckConstraint(
                        condition=Q(span_end__gt=F("span_start")), name="speaker_suggestion_span_holds_words"
                    ),
                    UniqueConstraint(fields=["source", "key"], name="speaker_suggestion_once"),
                ]
            },
        ),
        migrations.CreateModel(
            "ModelSetting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("model", models.CharField(blank=True, max_length=150)),
                ("allowed_host", models.CharField(blank=True, max_length=253)),
                ("at", models.DateTimeField()),
                ("member", _link("member")),
            ],
        ),
        migrations.RunPython(
            protect("keeping_eventdecision", "keeping_figureplace", "keeping_modelsetting"), migrations.RunPython.noop
        ),
        migrations.RunPython(build_wall(OF_FIGURES, ""), migrations.RunPython.noop),
    ]
