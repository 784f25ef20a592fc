"""Pairs that several members judge, and what settles it where they contradict each other."""

import django.db.models.deletion
from django.db import migrations, models

from tawthiq.keeping.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("keeping", "0002_append_only")]

    operations = [
        migrations.AddField("linkpair", "persons_change", models.FloatField(blank=True, null=True)),
        migrations.AddField("linkpair", "opinions_wanted", models.PositiveSmallIntegerField(default=1)),
        migrations.CreateModel(
            "Settlement",
            fields=[
                (
                    "judgement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="settlement",
                        serialize=False,
                        to="keeping.judgement",
                    ),
                ),
            ],
        ),
        migrations.RunPython(protect("keeping_settlement"), migrations.RunPython.noop),
    ]
