"""The frames that counts are made from: of the mission as it stands, or as it stood at a position of the ledger."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tawthiq.actions.lay_down_incidents import compute_incidents
from tawthiq.actions.lay_down_persons import compute_persons
from tawthiq.keeping.queries import as_of, count_frames
from tawthiq.keeping.queries.count_frames import RawRows
from tawthiq.keeping.queries.frames import first_versions
from tawthiq.keeping.queries.sight import scope_ids
from tawthiq.keeping.walls import the_whole
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedFrames:
    """The frames of persons and of incidents."""

    persons: pl.DataFrame
    incidents: pl.DataFrame

    @property
    def digest(self) -> str:
        """SHA-256 over both as CSV: the same persons and incidents give the same digest on every machine."""
        text = self.persons.write_csv() + "\n" + self.incidents.write_csv()
        return digest_bytes(text.encode("utf-8"))

    def without(
        self, person_ids: set[str], incident_ids: set[str], displaced: Mapping[str, tuple[int | None, int | None]]
    ) -> CountedFrames:
        """The same without some persons and incidents; `displaced` has other numbers of people for some incidents."""
        import polars as pl

        spans = pl.DataFrame(
            [(i, *ends) for i, ends in sorted(displaced.items())],
            schema={"incident_id": pl.String, "low": pl.Int64, "high": pl.Int64},
            orient="row",
        ).with_columns(is_other=True)
        ends = (("displaced_min", "low"), ("displaced_max", "high"))
        incidents = self.incidents.join(spans, on="incident_id", how="left", maintain_order="left").with_columns(
            pl.when("is_other").then(new).otherwise(name).alias(name) for name, new in ends
        )
        return CountedFrames(
            persons=self.persons.filter(~pl.col("person_id").is_in(sorted(person_ids))),
            incidents=incidents.filter(~pl.col("incident_id").is_in(sorted(incident_ids))).select(
                self.incidents.columns
            ),
        )

    def pack(self) -> dict[str, bytes]:
        """Both as compressed Arrow files, by name."""
        packed = {}
        for name, frame in (("persons", self.persons), ("incidents", self.incidents)):
            target = io.BytesIO()
            frame.write_ipc(target, compression="zstd")
            packed[name] = target.getvalue()
        return packed

    @classmethod
    def unpack(cls, packed: dict[str, bytes]) -> CountedFrames:
        """What `pack` made."""
        import polars as pl

        return cls(**{name: pl.read_ipc(io.BytesIO(packed[name])) for name in ("persons", "incidents")})


def frames_now(*, viewer: Viewer) -> CountedFrames:
    """The mission as it stands."""
    return _assemble(count_frames.raw_rows(viewer=viewer))


def frames_as_of(
    seq: int, *, viewer: Viewer, parts: Sequence[str] | None = None, progress: Progress | None = None
) -> CountedFrames:
    """The mission as it stood at a position of the ledger, laid down again from claims, judgements and decisions.

    Corrections, judgements, verifications and withdrawals after the position are as if they had not been.

    Persons and incidents are made from all records, and then those left out of which any record lay elsewhere than in
    the compartments `parts`: those that a kept count reached. Without them, what lies, then or now, where the viewer
    is not. `progress` is told the share done and the stage: ``read``, ``persons``.
    """
    as_of.position(seq, viewer=viewer)
    tell = progress or (lambda _share, _stage: None)
    with the_whole(viewer) as house:
        return _frames_as_of(
            seq,
            inside=set(scope_ids(viewer) if parts is None else parts),
            viewer=house,
            then=parts is not None,
            tell=tell,
        )


def _frames_as_of(seq: int, *, inside: set[str], viewer: Viewer, then: bool, tell: Progress) -> CountedFrames:
    tell(0.0, "read")
    at = as_of.position(seq, viewer=viewer)
    rows = as_of.record_rows_as_of(at, viewer=viewer)
    decided = as_of.decisions_as_of(at, viewer=viewer)
    firsts = first_versions(viewer=viewer)
    statuses = {firsts.get(record, (record, 0))[0]: status for record, status, _, _ in decided}
    lay = as_of.parts_of_sources(at, viewer=viewer)
    reached = {source for source, (was, now) in lay.items() if was in inside and (then or now in inside)}
    tell(0.3, "persons")
    persons, _ = compute_persons(rows, as_of.judgements_as_of(at, viewer=viewer), statuses, viewer=viewer)
    persons = _reached(persons, rows, reached)
    tell(0.6, "persons")
    incident_rows = as_of.incident_rows_as_of(at, viewer=viewer)
    incidents, _ = compute_incidents(incident_rows, as_of.incident_judgements_as_of(at, viewer=viewer), viewer=viewer)
    incidents = _reached(incidents, incident_rows, reached)
    named = as_of.incident_of_record(viewer=viewer)
    by_id = {row["record_id"]: row for row in rows}
    said = ("outcome", "sex", "age_low", "age_high", "civilian_status", "cause", "perpetrator_kind")
    record_rows = [
        (person.id, i, row["number"], row["origin_id"], *(row[name] for name in said), named.get(i))
        for person in persons
        for i in map(str, person.record_ids)
        for row in (by_id[i],)
    ]
    numbers = {row["record_id"]: (row["displaced_min"], row["displaced_max"]) for row in incident_rows}
    return _assemble(
        count_frames.rows_of(
            [(str(one.id), *(getattr(one, name) for name in count_frames.PERSON_COLUMNS[1:])) for one in persons],
            record_rows,
            [(record, standard, moment) for record, _, standard, moment in decided],
            [
                (
                    str(one.id),
                    one.number,
                    one.kind,
                    one.event_start,
                    one.event_end,
                    one.origin_count,
                    one.place_id,
                    *count_frames.span_of([numbers[str(i)] for i in one.record_ids]),
                )
                for one in incidents
            ],
            [(str(i), str(one.id), one.number) for one in incidents for i in one.record_ids],
            viewer=viewer,
        )
    )


def _reached(laid: Sequence[Any], rows: Sequence[dict[str, Any]], reached: set[str]) -> list[Any]:
    """Those all of whose records are of these sources."""
    inside = {row["record_id"] for row in rows if row["source_id"] in reached}
    return [one for one in laid if inside.issuperset(map(str, one.record_ids))]


def _assemble(raw: RawRows) -> CountedFrames:
    import polars as pl

    from tawthiq.counting import assembling

    record_kinds = {**assembling.RECORDS, "first_id": pl.String, "first_number": pl.Int64}
    kinds = {
        "persons": assembling.PERSONS,
        "records": record_kinds,
        "decisions": assembling.DECISIONS,
        "incidents": assembling.INCIDENTS,
        "members": assembling.MEMBERS,
    }
    made = {name: pl.DataFrame(getattr(raw, name), schema=kind, orient="row") for name, kind in kinds.items()}
    return CountedFrames(
        persons=assembling.assemble_persons(
            made["persons"], made["records"], made["decisions"], made["members"], raw.around
        ),
        incidents=assembling.with_places(made["incidents"].drop("number"), raw.around).sort("incident_id"),
    )
