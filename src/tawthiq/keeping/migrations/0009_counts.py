"""Two outcomes that grave violations need, and the frames that counts were made from; those are written once."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tawthiq.keeping.append_only import protect, protect_again

OUTCOMES = [
    "killed",
    "injured",
    "missing",
    "detained",
    "abducted",
    "recruited",
    "sexual_violence",
    "displaced",
    "other",
    "unknown",
]


def _outcomes(table: str) -> list[migrations.operations.base.Operation]:
    name = f"{table}_outcome_is_known_code"
    return [
        migrations.RemoveConstraint(table, name),
        migrations.AddConstraint(table, CheckConstraint(condition=Q(outcome__in=OUTCOMES), name=name)),
    ]


class Migration(migrations.Migration):
    dependencies = [("keeping", "0008_access")]

    operations = [
        *_outcomes("record"),
        *_outcomes("person"),
        migrations.RunPython(protect_again("keeping_record"), migrations.RunPython.noop),
        migrations.CreateModel(
            "CountedFrame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="frames", to="keeping.result"
                    ),
                ),
            ],
            options={"constraints": [UniqueConstraint(fields=["result", "name"], name="countedframe_once")]},
        ),
        migrations.RunPython(protect("keeping_countedframe"), migrations.RunPython.noop),
    ]
