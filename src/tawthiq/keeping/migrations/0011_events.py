"""Events that reports mention, figures split in two, and sums with their signs and several ways to make one total.

Sums kept before have one way and no sign: those with parts taken away get their signs when the report is read again.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tawthiq.keeping.append_only import protect_again

DECISIONS = ["pending", "confirmed", "edited", "rejected", "split"]


def _decisions(table, column):
    name = f"{table}_{column}_is_known_code"
    return [
        migrations.RemoveConstraint(table, name),
        migrations.AddConstraint(table, CheckConstraint(condition=Q(**{f"{column}__in": DECISIONS}), name=name)),
    ]


class Migration(migrations.Migration):
    dependencies = [("keeping", "0010_sight")]

    operations = [
        migrations.CreateModel(
            "EventMention",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=32)),
                ("standing", models.CharField(max_length=32)),
                ("span_start", models.PositiveIntegerField()),
                ("span_end", models.PositiveIntegerField()),
                ("data", models.JSONField()),
                ("proposed_at", models.DateTimeField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_mentions",
                        to="keeping.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    CheckConstraint(condition=Q(span_end__gt=F("span_start")), name="event_mention_span_holds_words"),
                    UniqueConstraint(fields=["source", "key"], name="event_mention_proposed_once"),
                ]
            },
        ),
        *_decisions("figure", "status"),
        *_decisions("figuredecision", "decision"),
        *_decisions("quotation", "status"),
        migrations.RunPython(protect_again("keeping_figuredecision"), migrations.RunPython.noop),
        migrations.AddField(
            "figure",
            "split_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="split_into",
                to="keeping.figure",
            ),
        ),
        migrations.RemoveConstraint("figurerelation", "figure_relation_once"),
        migrations.AddField("figurerelation", "way", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("figurerelation", "sign", models.SmallIntegerField(default=1)),
        migrations.AddConstraint(
            "figurerelation", UniqueConstraint(fields=["total", "part", "kind", "way"], name="figure_relation_once")
        ),
        migrations.AddConstraint(
            "figurerelation",
            CheckConstraint(condition=Q(sign__in=[-1, 1]), name="figure_relation_adds_or_takes"),
        ),
    ]
