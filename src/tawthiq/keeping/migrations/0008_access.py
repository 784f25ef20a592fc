"""Compartments and grants, sessions, passkeys, second persons, copies given out; row-level security on PostgreSQL.

What is there already lies in the common compartment, and every member there is sees it, as before.
"""

from datetime import UTC, datetime
from uuid import uuid4

import django.db.models.deletion
import tawthiq.keeping.models.access
import uuid
from django.conf import settings
from django.db import migrations, models

from tawthiq.keeping.append_only import protect
from tawthiq.keeping.models.access import COMMON
from tawthiq.keeping.walls import build_wall


def put_all_into_common(apps, schema_editor):
    """Make the common compartment and grant it to every member; what files came in, came in there."""
    tables = {name: apps.get_model("keeping", name) for name in ("Compartment", "Grant", "Member", "Receipt", "Exhibit")}
    moment = datetime.now(UTC)
    common = tables["Compartment"].objects.create(
        id=COMMON, code="common", kind="common", title="Common", made_at=moment
    )
    for member in tables["Member"].objects.all():
        tables["Grant"].objects.create(id=uuid4(), compartment=common, member=member, at=moment)
    for exhibit in tables["Exhibit"].objects.all().iterator(chunk_size=2000):
        tables["Receipt"].objects.create(
            id=uuid4(),
            exhibit=exhibit,
            compartment=common,
            member_id=exhibit.received_by_id,
            original_name=exhibit.original_name,
            at=exhibit.received_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('keeping', '0007_custody'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeSecret',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='code_secret', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('secret', models.CharField(max_length=64)),
                ('last_step', models.PositiveBigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FailedSignIn',
            fields=[
                ('name_digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='result',
            name='compartments',
            field=models.JSONField(default=tawthiq.keeping.models.access.common_only),
        ),
        migrations.CreateModel(
            name='Compartment',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(default='case', max_length=32)),
                ('title', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('common', 'case', 'partner'))), name='compartment_kind_is_known_code')],
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=64)),
                ('credential_id', models.CharField(max_length=1400, unique=True)),
                ('credential', models.TextField()),
                ('sign_count', models.PositiveBigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GivenCopy',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=32)),
                ('copy_id', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('recipient', models.CharField(blank=True, max_length=200)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_copies', to='keeping.source')),
            ],
            options={
                'indexes': [models.Index(fields=['source', 'at'], name='givencopy_of_source')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('compartment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='keeping.compartment')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('compartment', 'member'), name='grant_standing_once'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('at')), _connector='OR'), name='grant_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='MemberSession',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('proved_at', models.DateTimeField()),
                ('how', models.CharField(max_length=32)),
                ('device', models.CharField(blank=True, max_length=64)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['member', 'ended_at'], name='session_standing')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('original_name', models.CharField(blank=True, max_length=255)),
                ('at', models.DateTimeField()),
                ('compartment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='keeping.compartment')),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='keeping.exhibit')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('exhibit', 'compartment', 'member'), name='receipt_once')],
            },
        ),
        migrations.CreateModel(
            name='SecondPersonRequest',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('step', models.CharField(max_length=32)),
                ('object_id', models.CharField(max_length=64)),
                ('params', models.JSONField(default=dict)),
                ('reason', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('consented', models.BooleanField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='request_is_answered_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('consented__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('consented__isnull', False)), _connector='OR'), name='request_is_answered_wholly'), models.CheckConstraint(condition=models.Q(('used_at__isnull', True), ('consented', True), _connector='OR'), name='request_used_was_consented')],
            },
        ),
        migrations.RunPython(put_all_into_common, migrations.RunPython.noop),
        migrations.AddField(
            model_name='source',
            name='compartment',
            field=models.ForeignKey(default=uuid.UUID('6f0c2b0e-6d5b-5a0e-9d0c-7461777468c0'), on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='keeping.compartment'),
        ),
        migrations.RunPython(protect("keeping_givencopy"), migrations.RunPython.noop),
        migrations.RunPython(build_wall(), migrations.RunPython.noop),
    ]
