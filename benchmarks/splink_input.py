"""The frame that Splink is given: the same records, prepared as well as we can, outside its clock.

Splink compares columns; cutting a name into parts, folding spellings and bringing scripts together is left to whoever
uses it. So it gets our own name parts, folded, with the consonant skeleton of each as ``_key`` to block on. Where all
lists are in one script (column ``one_script``), parts are compared as words and the skeleton is one more level;
across scripts the skeletons themselves are compared. Governorates and towns are compared by skeleton.
"""

import sys
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from tawthiq.matching.folding import script_of
from tawthiq.matching.names import NamePart, parse_name, split_parts

PARTS = ("given", "father", "grandfather", "family")


def kind_of(records: pl.DataFrame) -> str:
    """Which of Splink's settings fit these columns."""
    columns = set(records.columns)
    if "name" in columns:
        return "people"
    if "soc_sec_id" in columns:
        return "febrl"
    return "customers" if "email" in columns else "historical"


def prepare(records: pl.DataFrame) -> pl.DataFrame:
    kind = kind_of(records)
    if kind == "historical":
        both = pl.concat_str("first_name", "surname", separator=" ").alias("both_names")
        return records.with_columns(both)
    return people(records) if kind == "people" else records


def people(records: pl.DataFrame) -> pl.DataFrame:
    scripts = {script_of(name) for name in records["name"].drop_nulls().head(20_000).to_list()}
    one_script = not {"arabic", "latin"} <= scripts
    columns = [pl.col("record_id"), pl.col("list"), *name_columns(records["name"], one_script=one_script)]
    columns.append(pl.col("sex"))
    if "age" in records.columns:
        columns.append(pl.col("age").cast(pl.Int32, strict=False))
    if "dob" in records.columns:
        columns.append(pl.col("dob"))
    if "dod" in records.columns:
        day = pl.when(pl.col("dod").str.len_chars() == 10).then(pl.col("dod")).alias("death_day")
        columns += [day, pl.col("dod").str.slice(0, 7).alias("death_month")]
        columns += [place_keys(records[place]) for place in ("governorate", "town")]
    return records.select(columns)


def name_columns(names: pl.Series, *, one_script: bool) -> list[pl.Series]:
    known = {name: parse_name(name) for name in names.unique().to_list() if name}
    parsed = [known.get(name) for name in names.to_list()]
    out = []
    for place in PARTS:
        parts: list[NamePart | None] = [None if p is None else getattr(p, place) for p in parsed]
        keys = [None if part is None else part.key or None for part in parts]
        words = [None if part is None else part.text for part in parts]
        out.append(pl.Series(place, words if one_script else keys, dtype=pl.String))
        out.append(pl.Series(f"{place}_key", keys, dtype=pl.String))
    return [*out, pl.repeat(value=True, n=len(names), eager=True).alias("one_script")] if one_script else out


def place_keys(places: pl.Series) -> pl.Series:
    known = {place: " ".join(part.key for part in split_parts(place)) or None for place in places.unique() if place}
    return pl.Series(places.name, [known.get(place) for place in places.to_list()], dtype=pl.String)
