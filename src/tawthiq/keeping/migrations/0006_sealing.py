"""Lists of key-holders, sealed items, requests to open them, and drills of the recovery key."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tawthiq.keeping.append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ('keeping', '0005_figure_record'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecipientList',
            fields=[
                ('version', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('signature', models.CharField(max_length=128)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryDrill',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('salt', models.CharField(max_length=32)),
                ('answer_sha256', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('passed_at', models.DateTimeField(blank=True, null=True)),
                ('list_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='keeping.recipientlist')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SealedItem',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('content', models.BinaryField(blank=True, null=True)),
                ('sealed_where', models.CharField(max_length=32)),
                ('sealed_at', models.DateTimeField()),
                ('exhibit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='keeping.exhibit')),
                ('list_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='keeping.recipientlist')),
                ('sealed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_items', to='keeping.source')),
            ],
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=32)),
                ('needs_second', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('consented', models.BooleanField(blank=True, null=True)),
                ('handed_out_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('items', models.ManyToManyField(related_name='openings', to='keeping.sealeditem')),
            ],
        ),
        migrations.AddConstraint(
            model_name='sealeditem',
            constraint=models.CheckConstraint(condition=models.Q(('sealed_where__in', ['device', 'arrival'])), name='sealeditem_sealed_where_is_known_code'),
        ),
        migrations.AddConstraint(
            model_name='sealeditem',
            constraint=models.CheckConstraint(condition=models.Q(('field__in', ['contact', 'document', 'face', 'home', 'name', 'other_names', 'remarks', 'signed_consent', 'trusted_person', 'voice'])), name='sealeditem_field_is_known'),
        ),
        migrations.AddConstraint(
            model_name='sealeditem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('exhibit__isnull', True)), models.Q(('content__isnull', True), ('exhibit__isnull', False)), _connector='OR'), name='sealeditem_words_or_file'),
        ),
        migrations.AddConstraint(
            model_name='sealeditem',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='sealeditem_version_from_one'),
        ),
        migrations.AddConstraint(
            model_name='sealeditem',
            constraint=models.UniqueConstraint(fields=('source', 'field', 'version'), name='sealeditem_version_once'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='opening_answered_at_both_or_none'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='opening_second_is_another'),
        ),
        migrations.RunPython(protect("keeping_recipientlist"), migrations.RunPython.noop),
    ]
