"""What is known of some pairs or records before linking: reviewed judgements, or a truth to measure against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from tawthiq.cli.link_tables import read_table
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

_SAME = frozenset({"same", "1", "true", "yes", "match", "1.0"})
_DIFFERENT = frozenset({"different", "0", "false", "no", "non-match", "0.0"})
_UNSURE = frozenset({"unsure", "", "?", "maybe"})
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def read_judgements(path: Path) -> list[Judgement]:
    """Read reviewed judgements: record_id_l, record_id_r, judgement (same, different, unsure; 1, 0). Later rows win.

    Raises:
        BadInputError: ``link.judgements``, with the row; or the file cannot be read.
    """
    table = read_table(path)
    columns = ("record_id_l", "record_id_r", "judgement")
    if missing := [name for name in columns if name not in table.frame.columns]:
        raise BadInputError(
            "link.judgements", f"{path.name} has no column {missing[0]}.", f"Give the columns {', '.join(columns)}."
        )
    judgements = []
    for a, b, words, row in table.frame.select(*columns, "_row").iter_rows():
        said = (words or "").casefold()
        decision = (
            Decision.SAME if said in _SAME else Decision.DIFFERENT if said in _DIFFERENT
            else Decision.UNSURE if said in _UNSURE else None
        )  # fmt: skip
        if decision is None or a is None or b is None or a == b:
            raise BadInputError(
                "link.judgements",
                f"Row {row} of {path.name} is no judgement on two records.",
                "Write two ids and one of: same, different, unsure (or 1, 0).",
            )
        judgements.append(
            Judgement(
                record_a=a,
                record_b=b,
                decision=decision,
                basis=Basis.REVIEWED,
                probability=None,
                at=_EARLIEST + timedelta(seconds=int(row)),
                member_id="file",
            )
        )
    return judgements


def judgement_notes(judgements: Sequence[Judgement], frame: pl.DataFrame) -> list[str]:
    """How many judgements there are, and how many are on records that the files do not hold."""
    if not judgements:
        return []
    ids = set(frame["record_id"].to_list())
    strange = sum(j.record_a not in ids or j.record_b not in ids for j in judgements)
    said = f"Judgements read: {len(judgements):,}"
    return [said + (f", of them about records that the files do not hold: {strange:,}." if strange else ".")]


def read_truth(path: Path) -> pl.DataFrame:
    """Read record_id and entity_id; refuses (BadInputError ``link.truth``) a file without them or ids twice."""
    frame = read_table(path).frame
    if missing := [name for name in ("record_id", "entity_id") if name not in frame.columns]:
        raise BadInputError("link.truth", f"{path.name} has no column {missing[0]}.", "Give record_id and entity_id.")
    frame = frame.select("record_id", "entity_id").drop_nulls()
    if frame["record_id"].is_duplicated().any():
        raise BadInputError("link.truth", f"{path.name} has a record twice.", "Give each record once.")
    return frame
