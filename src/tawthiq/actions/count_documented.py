"""Counts what is documented, at this position of the ledger, and keeps the result as it is.

Kept with a count are its tables, its settings, the digest of what it was made from, and the frames themselves: any
other table of the same count, and the persons behind any cell, can be had from them whatever is decided afterwards. The
same numbers can be had again from the store alone: `recount` lays the mission down as it stood at the position.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.frames_to_count import CountedFrames, frames_as_of, frames_now
from tawthiq.actions.performing import performing
from tawthiq.actions.report_displacement import displacement_now
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.opening import Policies, mission_folder, read_mission
from tawthiq.keeping.queries import custody
from tawthiq.keeping.queries import results as kept_results
from tawthiq.keeping.queries.sight import scope_ids
from tawthiq.keeping.writes import results
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.counting.documented import CountTable
    from tawthiq.counting.placing import CountRules

Progress = Callable[[float, str], None]
TABLES: tuple[tuple[str, ...], ...] = (
    ("outcome",),
    ("outcome", "month"),
    ("outcome", "place_admin1"),
    ("outcome", "sex", "age"),
    ("outcome", "civilian_status"),
    ("outcome", "cause"),
    ("outcome", "perpetrator_kind"),
    ("outcome", "corroboration"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountKept:
    """A kept count: its id, and its tables as plain data."""

    result_id: UUID
    ledger_seq: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """A kept count made again from the store as it stood at its position.

    Args:
        same_persons: whether the persons and incidents are the same, to the last value.
        same_numbers: whether every table is the same.
        data: the tables as they come out.
    """

    same_persons: bool
    same_numbers: bool
    data: dict[str, Any]


def standing_rules(policies: Policies) -> CountRules:
    """The rules of the standing tables by the policies; they count whole persons, so that cells can be hidden."""
    from tawthiq.counting.disputes import Disputes
    from tawthiq.counting.partitions import DateRule, read_periods
    from tawthiq.counting.placing import CountRules

    return CountRules(
        dates=DateRule(name="whole", widest_days=policies.widest_days),
        disputes=Disputes(treatment=policies.ambiguous_status, decided_by=policies.status_decided_by),
        periods=read_periods(policies.periods),
    )


def frame_digest(frame: pl.DataFrame) -> str:
    """SHA-256 over the frame's rows as CSV: the same rows give the same digest on every machine."""
    return digest_bytes(frame.write_csv().encode("utf-8"))


def table_data(table: CountTable, *, of: str = "persons") -> dict[str, Any]:
    """A count table as plain data; `of` is the set that it counts."""
    return {
        "of": of,
        "by": list(table.by),
        "verified": table.verified,
        "reported": table.reported,
        "persons": table.persons,
        "rows": [
            {
                "keys": list(row.keys),
                "verified": float(row.verified),
                "reported": float(row.reported),
                "verified_range": list(row.verified_range),
                "reported_range": list(row.reported_range),
            }
            for row in table.rows
        ],
        "rules": [{"code": r.code, "params": dict(r.params), "words": r.words} for r in table.rules],
    }


def count_documented(*, viewer: Viewer) -> CountKept:
    """Count all persons by the standing tables and keep the result with the ledger position it holds for."""
    policies = read_mission(mission_folder()).policies
    with performing("count", viewer=viewer, permission=Permission.COUNT) as deed:
        counted = frames_now(viewer=viewer)
        data = {**count_tables(counted, policies), "displacement": displacement_now(viewer=viewer, policies=policies)}
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
            settings={"tables": [list(by) for by in TABLES], "policies": _counting_policies(policies)},
            inputs_sha256=counted.digest,
            data=json.dumps(data, sort_keys=True, ensure_ascii=False),
            compartments=scope_ids(viewer),
        )
        results.add_frames(result_id, counted.pack())
        deed.enter(EntryKind.COUNTED, result_id)
        deed.note("result", result_id, persons=counted.persons.height)
    return CountKept(result_id=result_id, ledger_seq=seq, data=data)


def count_as_of(
    seq: int,
    *,
    viewer: Viewer,
    policies: Mapping[str, Any] | None = None,
    parts: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> tuple[str, dict[str, Any]]:
    """Digest and tables of the mission as it stood at a position of the ledger; nothing is kept.

    `policies` and `parts` (compartments) are those of a kept count; those of the mission now, and of the viewer, where
    they are not given. `progress` is told the share done and the stage: ``read``, ``persons``, ``tables``.
    """
    require(viewer, Permission.COUNT)
    now = read_mission(mission_folder()).policies
    chosen = now if policies is None else Policies(**{**policies, "periods": tuple(policies["periods"])})
    counted = frames_as_of(seq, viewer=viewer, parts=parts, progress=progress)
    if progress:
        progress(0.8, "tables")
    return counted.digest, count_tables(counted, chosen)


def recount(result_id: UUID, *, viewer: Viewer, progress: Progress | None = None) -> Recounted:
    """Make a kept count again from claims, judgements and decisions as they stood at its position, and compare.

    Nothing is written, so that it can be stopped at any moment. `progress` is told as by `count_as_of`.

    Refuses (NotFoundError) what is no count, and one that was kept before policies were kept with it.
    """
    require(viewer, Permission.COUNT)
    kept = kept_results.result(result_id, viewer=viewer)
    policies = kept.settings.get("policies")
    if kept.kind != "count" or policies is None:
        raise NotFoundError(
            "count.not_again", "This is no count that can be made again.", "Count anew, or choose a newer count."
        )
    digest, data = count_as_of(
        kept.ledger_seq, viewer=viewer, policies=policies, parts=kept.compartments, progress=progress
    )
    exact = json.loads(json.dumps(data))
    # A count from before a kind of table was there is compared by those that it has.
    same = all(exact[name] == kept.data[name] for name in exact if name in kept.data)
    return Recounted(same_persons=digest == kept.inputs_sha256, same_numbers=same, data=data)


def count_tables(counted: CountedFrames, policies: Policies) -> dict[str, Any]:
    """Every table that is made from the frames: standing and ready ones, rates, the documented displaced."""
    from tawthiq.counting.counted_sets import MRM_TABLES, SDG_TABLES, count_set, rates_of
    from tawthiq.counting.displaced import count_displaced
    from tawthiq.counting.documented import count_persons
    from tawthiq.counting.violations import ages_open

    rules = standing_rules(policies)
    persons, incidents = counted.persons, counted.incidents
    by_year = count_set("deaths", persons, incidents, by=("year", "death_class"), rules=rules)
    rates = rates_of(by_year, population=policies.population) if policies.population else ()
    ready = {
        name: [table_data(count_set(of, persons, incidents, by=by, rules=rules), of=of) for of, by in tables]
        for name, tables in (("sdg", SDG_TABLES), ("mrm", MRM_TABLES))
    }
    return {
        "tables": [table_data(count_persons(persons, by=by, rules=rules)) for by in TABLES],
        **ready,
        "rates": [{"year": r.year, "death_class": r.death_class, "per_100_000": r.per_100_000} for r in rates],
        "ages_open": ages_open(persons),
        "displaced": [
            {**asdict(row), "incident_ids": list(row.incident_ids)} for row in count_displaced(persons, incidents)
        ],
        "standard_of_proof": policies.standard_of_proof,
    }


def _counting_policies(policies: Policies) -> dict[str, Any]:
    """The policies that decide the numbers of a count."""
    names = (
        "standard_of_proof",
        "ambiguous_status",
        "status_decided_by",
        "widest_days",
        "periods",
        "population",
        "population_source",
        "household_size",
        "household_source",
    )
    return {name: list(held) if isinstance(held := getattr(policies, name), tuple) else held for name in names}
