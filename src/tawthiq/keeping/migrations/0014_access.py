"""The indexes by which persons are counted end with the id, by which is decided who sees one.

Rows kept before are not touched.
"""

from django.db import migrations, models

COLUMNS = {
    "person_by_status": ["status", "outcome"],
    "person_by_outcome": ["outcome", "status", "origin_count"],
    "person_by_month": ["outcome", "event_month", "status", "origin_count"],
    "person_by_admin1": ["outcome", "admin1", "status"],
    "person_by_place": ["outcome", "place", "status"],
}


class Migration(migrations.Migration):
    dependencies = [("keeping", "0013_holder_keys")]

    operations = [
        operation
        for name, columns in COLUMNS.items()
        for operation in (
            migrations.RemoveIndex("person", name),
            migrations.AddIndex("person", models.Index(fields=[*columns, "id"], name=name)),
        )
    ]
