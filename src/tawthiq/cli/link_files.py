"""Lists for linking without a mission, from files as people have them.

The rules: headings are taken for fields by `--map` first, then as matching knows them, then as the imports of a
mission know them; where that finds no names, tags and what the columns hold are asked. What is not used is said. A
file without a column for the list is one list, called by its stem. A file without ids gets them from its rows
(``stem:row``). An id stands once in all files together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tawthiq.cli.link_tables import Table, read_table
from tawthiq.terms.errors import BadInputError

NAMES_APART = ("given_name", "father_name", "grandfather_name", "surname")
_AS_IMPORTED = {
    "external_id": "record_id", "name": "name", "name_other": "name_other", "sex": "sex", "age": "age",
    "birth": "birth", "event": "death", "place": "town", "place_part_of": "governorate", "occupation": "occupation",
    "given": "given_name", "father": "father_name", "grandfather": "grandfather_name", "family": "surname",
}  # fmt: skip
_READ = {"sex": "sex", "age": "age", "birth": "birth", "death": "death_from"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Records in the shape that matching works on, and what was noticed on the way."""

    frame: pl.DataFrame
    notes: tuple[str, ...]


def read_map(given: Sequence[str]) -> dict[str, str]:
    """Read ``heading=field`` pairs, or files of them in YAML or JSON; an empty field means: not used.

    Raises:
        BadInputError: ``link.map``, for what is neither, or a field that matching does not have.
    """
    import yaml

    found: dict[str, str] = {}
    for words in given:
        if "=" in words and not Path(words).is_file():
            heading, _, field = words.rpartition("=")
            found[heading.strip()] = field.strip()
            continue
        try:
            pairs = yaml.safe_load(Path(words).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as failure:
            raise _bad_map(f"{words} is neither heading=field nor a file of such pairs.") from failure
        if not isinstance(pairs, dict):
            raise _bad_map(f"{words} does not hold pairs of heading and field.")
        found |= {str(heading): "" if field is None else str(field) for heading, field in pairs.items()}
    if unknown := sorted(set(found.values()) - {"", *fields()}):
        raise _bad_map(f"There is no field {unknown[0]!r}.")
    return found


def fields() -> tuple[str, ...]:
    """The fields that a column can be taken for."""
    from tawthiq.matching.schema import SCHEMA

    return (*SCHEMA, "death", *NAMES_APART)


def _bad_map(problem: str) -> BadInputError:
    return BadInputError("link.map", problem, f"Give heading=field with a field of: {', '.join(fields())}.")


def read_lists(files: Sequence[Path], *, mapping: Mapping[str, str], ids_per_list: bool = False) -> Lists:
    """Read the files as lists of one frame that can be linked.

    Args:
        files: one file, or one a list.
        mapping: heading to field, as `read_map` gives it.
        ids_per_list: ids are unique inside a list only; they are written as ``list:id``.

    Raises:
        BadInputError: a file cannot be read, has no column of names or no rows, or an id is missing or
            stands twice; codes ``intake.*``, ``link.*`` and ``matching.*``.
    """
    from tawthiq.matching.schema import conform

    tables = [read_table(path) for path in files]
    if unused := sorted(set(mapping) - {name for table in tables for name in table.frame.columns}):
        raise BadInputError("link.map", f"No file has a column {unused[0]!r}.", "Write the heading as the file does.")
    notes: list[str] = []
    parts = []
    for table, stem in zip(tables, _stems(files), strict=True):
        found = _columns_of(table, mapping)
        notes += [*table.notes, *_column_notes(table, found)]
        part, said = _with_ids(_renamed(table, found).with_columns(pl.lit(table.name).alias("_file")), stem=stem)
        notes += said
        parts.append(part)
    whole = pl.concat([_joined_names(part) for part in parts], how="diagonal")
    if ids_per_list:
        whole = whole.with_columns(pl.format("{}:{}", "list", "record_id").alias("record_id"))
    if not whole.height:
        raise BadInputError("link.no_rows", "The files hold no rows below their headers.", "Ask for the lists again.")
    _refuse_twice(whole)
    frame = conform(whole.drop("_file", "_row"))
    return Lists(frame=frame, notes=(*notes, *_unread(whole, frame)))


def _stems(files: Sequence[Path]) -> list[str]:
    """Names of the lists: the stem of each file, with its folder where two have the same."""
    count = Counter(path.stem for path in files)
    return [path.stem if count[path.stem] == 1 else f"{path.resolve().parent.name}/{path.name}" for path in files]


def _columns_of(table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """Field to heading: as mapped, as matching knows headings, as imports know them."""
    from tawthiq.intake.headers import header_key, known_headers
    from tawthiq.intake.suggestions import suggest_mapping
    from tawthiq.matching.schema import find_columns

    headings = [name for name in table.frame.columns if name != "_row"]
    found = {field: heading for heading, field in mapping.items() if field and heading in headings}
    left = [heading for heading in headings if heading not in mapping]
    for field, heading in find_columns(left).items():
        found.setdefault(field, heading)
    known = known_headers()
    for heading in left:
        kind, _, outcome = known.get(header_key(heading), ("", "", ""))
        if outcome in {"", "killed", "unknown"}:
            _take(found, kind, heading)
    if not found.keys() & {"name", *NAMES_APART} and table.sheets is not None:
        for kind, heading in suggest_mapping(table.sheets).columns.items():  # tags, and what the columns hold
            if heading in left:
                _take(found, kind, heading)
    if "name" in found:
        return {field: heading for field, heading in found.items() if field not in NAMES_APART}
    if len(found.keys() & {*NAMES_APART}) < 2:
        raise BadInputError(
            "link.name_column",
            f"{table.name} has no column that is known for names; it has: {', '.join(headings)}.",
            "Say which it is: --map HEADING=name.",
        )
    return found


def _take(found: dict[str, str], kind: str, heading: str) -> None:
    """Take a column for what imports call ``kind``, unless either has its place."""
    field = _AS_IMPORTED.get(kind, "")
    if field in fields() and heading not in found.values():
        found.setdefault(field, heading)


def _column_notes(table: Table, found: Mapping[str, str]) -> Iterator[str]:
    if unused := [name for name in table.frame.columns if name not in {*found.values(), "_row"}]:
        yield f"{table.name}: columns not used: {', '.join(unused)}."
    if empty := [name for name in found.values() if table.frame[name].null_count() == table.frame.height > 0]:
        yield f"{table.name}: columns without any value: {', '.join(empty)}."


def _renamed(table: Table, found: Mapping[str, str]) -> pl.DataFrame:
    """The columns that are used, called by their fields; a day of death as the span that it is."""
    frame = table.frame.select("_row", *(pl.col(heading).alias(field) for field, heading in found.items()))
    if "death" in frame.columns:
        spans = [pl.col("death").alias(side) for side in ("death_from", "death_to") if side not in frame.columns]
        frame = frame.with_columns(*spans).drop("death")
    return frame


def _with_ids(frame: pl.DataFrame, *, stem: str) -> tuple[pl.DataFrame, list[str]]:
    """The frame with list and ids, and what had to be made up."""
    held = pl.col("list").fill_null(stem) if "list" in frame.columns else pl.lit(stem)
    frame = frame.with_columns(held.alias("list"))
    if "record_id" not in frame.columns:
        made = pl.format("{}:{}", pl.lit(stem), "_row").alias("record_id")
        return frame.with_columns(made), [f"{stem}: no column of ids; records are called {stem}:ROW."]
    missing = frame.filter(pl.col("record_id").is_null())
    if missing.height:
        row = missing.row(0, named=True)
        raise BadInputError(
            "link.id_missing",
            f"Row {row['_row']} of {row['_file']} has no id" + _and_more(missing.height - 1) + ".",
            "Give every record an id, or take the column away with --map HEADING= (ids are then made).",
        )
    return frame, []


def _joined_names(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with one column of names, from its parts in the order in which they are said."""
    apart = [name for name in NAMES_APART if name in frame.columns]
    if not apart:
        return frame
    joined = pl.concat_str(*apart, separator=" ", ignore_nulls=True).replace("", None).alias("name")
    return frame.with_columns(joined).drop(apart)


def _refuse_twice(whole: pl.DataFrame) -> None:
    twice = whole.filter(pl.col("record_id").is_duplicated())
    if not twice.height:
        return
    first = twice.filter(pl.col("record_id") == twice["record_id"][0])
    places = [f"row {row['_row']} of {row['_file']}" for row in first.head(2).iter_rows(named=True)]
    raise BadInputError(
        "link.id_twice",
        f"The id {first['record_id'][0]} stands in {places[0]} and in {places[1]}"
        + _and_more(twice["record_id"].n_unique() - 1)
        + ".",
        "Make the ids unique; where they are unique inside each list, give --ids-per-list.",
    )


def _and_more(count: int) -> str:
    return f", and {count:,} more like it" if count else ""


def _unread(whole: pl.DataFrame, frame: pl.DataFrame) -> Iterator[str]:
    for field, read in _READ.items():
        column = "death_from" if field == "death" else field
        if column in whole.columns and (lost := frame[read].null_count() - whole[column].null_count()) > 0:
            yield f"Values of {field} that could not be read and count as missing: {lost:,}."
