"""Direct, indirect and other deaths, kept apart as indicator 16.1.2 of the Sustainable Development Goals asks.

Every death is in exactly one class: ``direct``, ``indirect``, ``other`` (not related to the conflict) or ``unknown``.
The rules are data (``death_classes.yaml``, with its source); they read the cause and the alleged perpetrator. A death
whose cause is not known and whose perpetrator is not known either is ``unknown``, never direct by default.
"""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

CLASSES: Final = ("direct", "indirect", "other", "unknown")


@cache
def class_rules() -> dict[str, Any]:
    """The rules as data, with source and date."""
    import yaml

    text = files("tawthiq.counting").joinpath("death_classes.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def death_class() -> pl.Expr:
    """The class of a death from the columns ``cause`` and ``perpetrator_kind``."""
    rules = class_rules()
    cause = pl.col("cause").fill_null("unknown")
    by = pl.col("perpetrator_kind").fill_null("unknown")
    return (
        pl.when(by.is_in(rules["other_by"]) | cause.is_in(rules["other"]))
        .then(pl.lit("other"))
        .when(cause.is_in(rules["indirect"]))
        .then(pl.lit("indirect"))
        .when(cause.is_in(rules["direct"]))
        .then(pl.lit("direct"))
        .when(cause.is_in(rules["direct_if_party"]) & by.is_in(rules["parties"]))
        .then(pl.lit("direct"))
        .otherwise(pl.lit("unknown"))
    )
