"""Ledger, audit, claims and decisions are written once."""

from django.db import migrations

from tawthiq.keeping.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("keeping", "0001_first")]

    operations = [
        migrations.RunPython(
            protect(
                "keeping_exhibit",
                "keeping_ledgerentry",
                "keeping_auditentry",
                "keeping_record",
                "keeping_incidentrecord",
                "keeping_judgement",
                "keeping_verificationdecision",
                "keeping_figuredecision",
            ),
            migrations.RunPython.noop,
        ),
    ]
