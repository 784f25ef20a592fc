"""Kept figures take the form of the full record: five hedges, seven modalities, times as values of their own.

"Official" and "confirmed" were hedges; their word stays, the class becomes exact, and a confirmed number is said to
be verified. "Possible" becomes feared. Words for a period or a day become a value that keeps them as words.
Decisions of members are not touched.
"""

from django.db import migrations

HEDGES = {"official": "exact", "confirmed": "exact"}
MODALITIES = {"possible": "feared"}


def as_words(time):
    """The words of a time as the value that replaced them; nothing where there were none."""
    if not isinstance(time, str):
        return time
    unresolved = {"start": None, "end": None, "accuracy": "unknown", "basis": "unknown", "span": None}
    return {"words": time, **unresolved} if time else None


def renew(apps, schema_editor):
    """Rewrite the codes and times of every kept figure."""
    figures = apps.get_model("keeping", "Figure")
    rows = []
    for figure in figures.objects.order_by("id").iterator():
        data = dict(figure.data)
        if figure.hedge == "confirmed" and figure.modality == "asserted":
            figure.modality = "verified"
        figure.hedge = HEDGES.get(figure.hedge, figure.hedge)
        figure.modality = MODALITIES.get(figure.modality, figure.modality)
        data["hedge"] = HEDGES.get(data.get("hedge"), data.get("hedge"))
        data["modality"] = figure.modality
        data["period"] = as_words(data.get("period"))
        data["as_of"] = as_words(data.get("as_of"))
        figure.data = data
        rows.append(figure)
    figures.objects.bulk_update(rows, ["hedge", "modality", "data"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("keeping", "0004_incident_linking")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
