"""Results of linking on disk: written whole or not at all, and never over anything that is not such a result."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tawthiq.terms.errors import BadInputError

CLUSTER_COLUMNS = ("record_id", "cluster_id", "probability")
PAIR_COLUMNS = ("record_id_l", "record_id_r", "weight", "probability")
_SUFFIXES = (".csv", ".parquet")


def check_target(target: Path, *, inputs: Sequence[Path], force: bool) -> None:
    """Refuse (BadInputError), before any work, a file that cannot or should not be written.

    An earlier result of this command and an empty file are replaced; anything else only with ``force``, and an
    input never.
    """
    if target.suffix.lower() not in _SUFFIXES:
        raise BadInputError("link.out_kind", f"{target.name} is neither .csv nor .parquet.", "Name it so.")
    if not target.parent.is_dir():
        raise BadInputError("link.out_folder", f"There is no folder for {target.name}.", "Make the folder first.")
    if target.resolve() in {path.resolve() for path in inputs}:
        raise BadInputError("link.out_input", f"{target.name} is one of the files to read.", "Name another file.")
    if target.is_dir() or (target.exists() and not force and not _is_result(target)):
        raise BadInputError(
            "link.out_exists", f"{target.name} is already there and is no result of linking.", "Name a new file."
        )


def _is_result(target: Path) -> bool:
    if target.stat().st_size == 0:
        return True
    try:
        if target.suffix.lower() == ".parquet":
            columns = tuple(pl.read_parquet_schema(target))
        else:
            with target.open(encoding="utf-8") as file:
                columns = tuple(file.readline(500).strip().split(","))
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError):
        return False
    return columns == CLUSTER_COLUMNS or columns[: len(PAIR_COLUMNS)] == PAIR_COLUMNS


def write(frame: pl.DataFrame, target: Path) -> None:
    """Write a frame as CSV or Parquet by the suffix; the file is there whole or as it was before."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".link-")
    os.close(handle)
    temporary = Path(name)
    try:
        if target.suffix.lower() == ".parquet":
            frame.write_parquet(temporary)
        else:
            frame.write_csv(temporary, float_precision=6)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """What this process takes away from the rights of new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def with_reasons(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with a column ``reasons``: every field that says something, with its level, in words."""
    fields = [name for name, kind in pairs.schema.items() if kind in (pl.Categorical, pl.Enum, pl.String)]
    fields = [name for name in fields if not name.startswith("record_id")]
    words = [
        pl.when(pl.col(name).cast(pl.String) != "missing").then(
            pl.lit(f"{name}: ") + pl.col(name).cast(pl.String).str.replace_all("_", " ", literal=True)
        )
        for name in fields
    ]
    return pairs.with_columns(pl.concat_str(*words, separator="; ", ignore_nulls=True).alias("reasons"))
