"""Counts what is documented, at this position of the ledger, and keeps the result as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import custody, frames
from tawthiq.keeping.queries.sight import scope_ids
from tawthiq.keeping.writes import results
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.counting.documented import CountTable

TABLES: tuple[tuple[str, ...], ...] = (
    ("outcome",),
    ("outcome", "month"),
    ("outcome", "place_admin1"),
    ("outcome", "sex", "age"),
    ("outcome", "civilian_status"),
    ("outcome", "cause"),
    ("outcome", "corroboration"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountKept:
    """A kept count: its id, and its tables as plain data."""

    result_id: UUID
    ledger_seq: int
    data: dict[str, Any]


def counting_frame(persons: pl.DataFrame) -> pl.DataFrame:
    """The store's person frame in the shape that counting works on; fractions of years of age are floored."""
    import polars as pl

    return persons.select(
        "person_id",
        "outcome",
        pl.col("status").alias("verification"),
        "sex",
        pl.col("age_low").floor().cast(pl.Int64).alias("age_min"),
        pl.col("age_high").floor().cast(pl.Int64).alias("age_max"),
        pl.col("event_start").alias("date_from"),
        pl.col("event_end").alias("date_to"),
        "civilian_status",
        "cause",
        pl.col("origin_count").alias("n_origins"),
        pl.col("admin1_id").cast(pl.String).alias("place_admin1"),
    )


def frame_digest(frame: pl.DataFrame) -> str:
    """SHA-256 over the frame's rows as CSV: the same rows give the same digest on every machine."""
    return digest_bytes(frame.write_csv().encode("utf-8"))


def table_data(table: CountTable) -> dict[str, Any]:
    """A count table as plain data."""
    return {
        "by": list(table.by),
        "verified": table.verified,
        "reported": table.reported,
        "persons": table.persons,
        "rows": [
            {
                "keys": list(row.keys),
                "verified": float(row.verified),
                "reported": float(row.reported),
                "filters": dict(row.filters),
            }
            for row in table.rows
        ],
        "rules": [{"code": r.code, "params": dict(r.params), "words": r.words} for r in table.rules],
    }


def count_documented(*, viewer: Viewer) -> CountKept:
    """Count all persons by the standing tables and keep the result with the ledger position it holds for."""
    from tawthiq.counting.documented import count_persons

    policies = read_mission(mission_folder()).policies
    with performing("count", viewer=viewer, permission=Permission.COUNT) as deed:
        persons = frames.person_frame(viewer=viewer)
        frame = counting_frame(persons)
        data = {
            "tables": [table_data(count_persons(frame, by=by)) for by in TABLES],
            "standard_of_proof": policies.standard_of_proof,
        }
        seq, _ = custody.ledger_head(viewer=viewer)
        result_id = deed.new_id()
        results.add_result(
            result_id=result_id,
            kind="count",
            outcome="count",
            at=deed.at,
            member_id=viewer.member_id,
            ledger_seq=seq,
            seed=0,
            version=__version__,
            settings={"tables": [list(by) for by in TABLES]},
            inputs_sha256=frame_digest(persons),
            data=json.dumps(data, sort_keys=True, ensure_ascii=False),
            compartments=scope_ids(viewer),
        )
        deed.enter(EntryKind.COUNTED, result_id)
        deed.note("result", result_id, persons=persons.height)
    return CountKept(result_id=result_id, ledger_seq=seq, data=data)
