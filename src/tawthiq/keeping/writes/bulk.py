"""Many rows into one table at once.

Django's own bulk_create builds a model object and asks every field about every value; for the rows of a list of
100,000 that is most of an import's time. Here each column is asked once how its values are stored, and the
rows go to the driver as they are. All constraints of the database hold as for any other insert.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

Converter = Callable[[Any], Any]
BATCH = 5000


def insert_rows(table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as values in the order of `columns` (attribute names such as ``source_id``)."""
    fields = [_field(table, column) for column in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(table._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608, SLF001
    converters = [_converter(field) for field in fields]
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            stored = [[convert(value) for convert, value in zip(converters, row, strict=True)] for row in batch]
            cursor.executemany(statement, stored)


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _field(table: type[models.Model], column: str) -> Any:
    for field in table._meta.concrete_fields:  # noqa: SLF001
        if field.attname == column:
            return field
    raise ValueError(f"{table.__name__} has no column {column}")


def _converter(field: Any) -> Converter:
    """How the values of one column are stored by this engine; None is always NULL."""
    kept = field.target_field if field.is_relation else field
    if isinstance(kept, models.UUIDField):
        return (lambda value: value) if connection.features.has_native_uuid_field else _hex
    if isinstance(kept, models.JSONField) and connection.vendor == "sqlite":
        return json.dumps
    if isinstance(kept, models.CharField | models.TextField | models.IntegerField | models.FloatField):
        return lambda value: value
    if isinstance(kept, models.DateField) and not isinstance(kept, models.DateTimeField):
        return lambda value: None if value is None else value.isoformat()
    return lambda value: field.get_db_prep_save(value, connection)


def _hex(value: Any) -> str | None:
    return None if value is None else str(value.hex)
