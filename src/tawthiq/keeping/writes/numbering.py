"""The running numbers that members see (S-12, R-4031, P-977)."""

from __future__ import annotations

from django.db import models
from django.db.models import Max

from tawthiq.keeping.walls import house


def next_number(table: type[models.Model]) -> int:
    """The next free running number of a table; inside the writing transaction nobody else takes it."""
    with house():  # numbers are one row for the whole mission, also for a member who sees some of it
        highest: int | None = table._default_manager.aggregate(highest=Max("number"))["highest"]  # noqa: SLF001
    return (highest or 0) + 1
