"""Judgements on incident records, runs of their linker and the pairs it proposes; judgements are written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tawthiq.keeping.append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ('keeping', '0003_second_opinions'),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='origin_count',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='incident',
            name='source_count',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.CreateModel(
            name='IncidentLinkRun',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('seed', models.BigIntegerField()),
                ('version', models.CharField(max_length=32)),
                ('settings', models.JSONField(default=dict)),
                ('report', models.JSONField(default=dict)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='IncidentJudgement',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('decision', models.CharField(max_length=32)),
                ('basis', models.CharField(max_length=32)),
                ('probability', models.FloatField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('batch', models.UUIDField(db_index=True)),
                ('at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('record_a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='keeping.incidentrecord')),
                ('record_b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='keeping.incidentrecord')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='keeping.incidentjudgement')),
                ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='keeping.incidentlinkrun')),
            ],
            options={
                'indexes': [models.Index(fields=['record_a', 'record_b'], name='incidentjudgement_pair')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['same', 'different', 'unsure'])), name='incidentjudgement_decision_is_known_code'), models.CheckConstraint(condition=models.Q(('basis__in', ['reviewed', 'accepted'])), name='incidentjudgement_basis_is_known_code'), models.CheckConstraint(condition=models.Q(('record_a', models.F('record_b')), _negated=True), name='incidentjudgement_two_records'), models.CheckConstraint(condition=models.Q(('undoes__isnull', True), models.Q(('undoes', models.F('id')), _negated=True), _connector='OR'), name='incidentjudgement_never_undoes_itself')],
            },
        ),
        migrations.CreateModel(
            name='IncidentPair',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('weight', models.FloatField()),
                ('probability', models.FloatField()),
                ('levels', models.JSONField(default=dict)),
                ('urgency', models.FloatField(default=0)),
                ('is_open', models.BooleanField(default=True)),
                ('record_a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='keeping.incidentrecord')),
                ('record_b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='keeping.incidentrecord')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='keeping.incidentlinkrun')),
            ],
            options={
                'indexes': [models.Index(fields=['is_open', '-urgency'], name='incidentpair_queue')],
                'constraints': [models.UniqueConstraint(fields=('run', 'record_a', 'record_b'), name='incidentpair_once_per_run'), models.CheckConstraint(condition=models.Q(('record_a', models.F('record_b')), _negated=True), name='incidentpair_two_records'), models.CheckConstraint(condition=models.Q(('probability__gte', 0), ('probability__lte', 1)), name='incidentpair_probability_is_one')],
            },
        ),
        migrations.RunPython(protect('keeping_incidentjudgement'), migrations.RunPython.noop),
    ]
