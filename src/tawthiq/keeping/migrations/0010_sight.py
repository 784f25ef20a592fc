"""The second wall on PostgreSQL for what came after it: sealed items, kept numbers, bags, facts of files, copies."""

from django.db import migrations

from tawthiq.keeping.walls import LATER, LATER_FUNCTIONS, build_wall


class Migration(migrations.Migration):
    dependencies = [("keeping", "0009_counts")]

    operations = [migrations.RunPython(build_wall(LATER, LATER_FUNCTIONS), migrations.RunPython.noop)]
