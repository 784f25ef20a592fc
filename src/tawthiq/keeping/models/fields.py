"""Small builders for fields that recur: codes from a closed list, partial dates, ranges."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import CheckConstraint, F, Q


def code_field(kinds: type[StrEnum], *, default: StrEnum | None = None) -> models.CharField[str, str]:
    """A column for one code of the closed list `kinds`; pair it with `one_of`, which holds the database to it."""
    length = max(32, *(len(kind.value) for kind in kinds))
    if default is None:
        return models.CharField(max_length=length)
    return models.CharField(max_length=length, default=default.value)


def one_of(table: str, column: str, kinds: Iterable[StrEnum]) -> CheckConstraint:
    """The column holds one of the codes."""
    return CheckConstraint(
        condition=Q(**{f"{column}__in": [kind.value for kind in kinds]}), name=f"{table}_{column}_is_known_code"
    )


def in_order(table: str, low: str, high: str) -> CheckConstraint:
    """`low` does not lie after `high`; empty ends are allowed together with anything."""
    return CheckConstraint(
        condition=Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lte": F(high)}),
        name=f"{table}_{low}_not_after_{high}"[:62],
    )


def both_or_none(table: str, low: str, high: str) -> CheckConstraint:
    """`low` and `high` are both given or both empty."""
    return CheckConstraint(
        condition=Q(**{f"{low}__isnull": True, f"{high}__isnull": True})
        | Q(**{f"{low}__isnull": False, f"{high}__isnull": False}),
        name=f"{table}_{low}_both_or_none"[:62],
    )
