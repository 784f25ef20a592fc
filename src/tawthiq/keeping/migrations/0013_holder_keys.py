"""Holders outside co-sign checkpoints; the second wall on PostgreSQL stands before what hangs on rows behind it.

Rows kept before are not touched.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import UniqueConstraint

from tawthiq.keeping.append_only import protect
from tawthiq.keeping.walls import HANGING, build_wall


class Migration(migrations.Migration):
    dependencies = [("keeping", "0012_decided_events")]

    operations = [
        migrations.CreateModel(
            "HolderKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("public", models.CharField(max_length=64, unique=True)),
                ("added_at", models.DateTimeField()),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="keeping.holder"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            "Cosignature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.TextField()),
                ("signed_at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="keeping.checkpoint",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="keeping.holderkey",
                    ),
                ),
            ],
            options={
                "constraints": [UniqueConstraint(fields=["checkpoint", "key"], name="cosignature_once_each")],
            },
        ),
        migrations.RunPython(protect("keeping_holderkey", "keeping_cosignature"), migrations.RunPython.noop),
        migrations.RunPython(build_wall(HANGING, ""), migrations.RunPython.noop),
    ]
