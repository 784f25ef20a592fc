"""Checkpoints of the ledger, timestamps, outside holders, evidence bags; what a file says of itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tawthiq.keeping.append_only import only_the_next, protect


class Migration(migrations.Migration):

    dependencies = [
        ('keeping', '0006_sealing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('url', models.CharField(max_length=300)),
                ('root_pem', models.TextField()),
                ('chain_pem', models.TextField(blank=True)),
                ('added_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(unique=True)),
                ('note', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ExhibitFacts',
            fields=[
                ('exhibit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='facts', serialize=False, to='keeping.exhibit')),
                ('facts', models.JSONField(default=dict)),
                ('read_by', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Holder',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LedgerKey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=100)),
                ('public', models.CharField(max_length=64, unique=True)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Bag',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField()),
                ('recipient', models.CharField(max_length=200)),
                ('purpose', models.CharField(max_length=64)),
                ('reason', models.CharField(max_length=1000)),
                ('language', models.CharField(max_length=8)),
                ('manifest_sha256', models.CharField(max_length=64)),
                ('contents', models.JSONField(default=dict)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Handout',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handouts', to='keeping.checkpoint')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handouts', to='keeping.holder')),
            ],
        ),
        migrations.AddField(
            model_name='checkpoint',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='keeping.ledgerkey'),
        ),
        migrations.CreateModel(
            name='Timestamp',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('token', models.BinaryField()),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('stamped_at', models.DateTimeField()),
                ('seq', models.PositiveBigIntegerField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timestamps', to='keeping.authority')),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timestamps', to='keeping.checkpoint')),
            ],
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='checkpoint_holds_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='timestamp',
            constraint=models.UniqueConstraint(fields=('checkpoint', 'authority'), name='timestamp_once_each'),
        ),
        migrations.RunPython(
            protect(
                "keeping_exhibitfacts",
                "keeping_ledgerkey",
                "keeping_checkpoint",
                "keeping_timestamp",
                "keeping_handout",
                "keeping_bag",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(only_the_next("keeping_ledgerentry", "seq"), migrations.RunPython.noop),
    ]
