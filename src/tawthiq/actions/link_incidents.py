"""Runs the linker over all current incident records: it proposes; what it proposes counts when a member accepts it.

The rules are those of linking records of persons (`actions.link_records`): links above the threshold are accepted as
one batch, told from reviewed judgements and undone together; accepting a later run takes back accepted links that it
no longer supports; reviewed judgements are never touched by either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.lay_down_incidents import lay_down_incidents
from tawthiq.actions.performing import Deed, performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import incident_frames as frames
from tawthiq.keeping.queries import places as place_queries
from tawthiq.keeping.queries.places import PlaceEntry
from tawthiq.keeping.queries.sight import require_all
from tawthiq.keeping.writes import incidents
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.keeping.writes.incidents import NewIncidentPair
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.matching.incidents import IncidentLinkage

Progress = Callable[[float, str], None]
QUEUE_LENGTH = 2000
_TOWN_LEVELS = ("town", "neighbourhood", "site")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLinkOutcome:
    """What a run came to: pairs waiting for review, links accepted, incidents now, and the linker's own report."""

    run_id: UUID
    records: int
    pairs_to_review: int
    links_accepted: int
    links_taken_back: int
    incidents: int
    conflicts: int
    report: dict[str, Any] = field(default_factory=dict)


def link_incidents(
    *, viewer: Viewer, accept: bool, threshold: float, seed: int = 0, progress: Progress | None = None
) -> IncidentLinkOutcome:
    """Link all current incident records; with `accept`, accept links from `threshold` up as a batch of judgements.

    Refuses (BadInputError) a threshold outside 0.5 to 1, and a mission without records of incidents.
    """
    from tawthiq.matching import incidents as linker

    require(viewer, Permission.LINK)
    require_all(viewer)
    if not 0.5 <= threshold <= 1:
        raise BadInputError("link.threshold", "The threshold lies between 0.5 and 1.", "Give it as 0.9, for example.")
    tell = progress or (lambda _share, _stage: None)
    frame = incident_frame(viewer=viewer)
    if frame.is_empty():
        raise BadInputError(
            "link.no_incidents", "There are no records of incidents to link yet.", "Add an interview that names one."
        )
    linkage = linker.link_incidents(
        frame,
        judgements=_on_current_versions(viewer),
        seed=seed,
        progress=lambda share, stage: tell(share * 0.8, stage),
    )
    tell(0.8, "write")
    with performing("link_incidents", viewer=viewer, permission=Permission.LINK) as deed:
        outcome = _keep(deed, linkage, accept=accept, threshold=threshold, seed=seed, records=frame.height)
    tell(1.0, "done")
    return outcome


def incident_frame(*, viewer: Viewer) -> pl.DataFrame:
    """Current incident records in the shape that matching works on, with the names of the persons they name."""
    import polars as pl

    from tawthiq.matching.incidents.schema import SCHEMA

    gazetteer = {place.id: place for place in place_queries.places(viewer=viewer)}
    victims = frames.victims_named(viewer=viewer)
    rows = frames.incident_rows(viewer=viewer)
    return pl.DataFrame([_matching_row(row, gazetteer, victims) for row in rows], schema=SCHEMA, orient="row")


def _matching_row(
    row: Mapping[str, Any], gazetteer: Mapping[int, PlaceEntry], victims: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    place = gazetteer.get(row["place_id"])
    around = gazetteer.get(row["admin1_id"])
    town = _town_around(place, gazetteer)
    words = row["place_words"] if place is None else ""
    numbers = {
        f"{number}_{end}": row[f"{number}_{kept}"]
        for number in ("killed", "injured", "missing", "displaced")
        for end, kept in (("low", "min"), ("high", "max"))
    }
    return {
        "record_id": row["record_id"],
        "list": row["source_id"],
        "day_from": row["event_start"],
        "day_to": row["event_end"],
        "governorate": around.name_en if around else row["place_part_of"] or None,
        "governorate_id": str(around.id) if around else None,
        "town": town.name_en if town else words or None,
        "town_id": str(town.id) if town else None,
        "latitude": place.latitude if place and town else None,
        "longitude": place.longitude if place and town else None,
        "kind": row["kind"] or None,
        "weapon": row["weapon"] or None,
        "perpetrators": row["perpetrator_kind"] or None,
        "title": row["title"] or None,
        "victims": "; ".join(victims.get(row["record_id"], ())) or None,
        "detained_low": None,
        "detained_high": None,
        **numbers,
    }


def _town_around(place: PlaceEntry | None, gazetteer: Mapping[int, PlaceEntry]) -> PlaceEntry | None:
    """The town that a place is or lies in; None for a place wider than a town."""
    if place is None or place.level not in _TOWN_LEVELS:
        return None
    step: PlaceEntry | None = place
    while step is not None and step.level in _TOWN_LEVELS:
        if step.level == "town":
            return step
        step = gazetteer.get(step.parent_id) if step.parent_id is not None else None
    return place


def _on_current_versions(viewer: Viewer) -> list[Judgement]:
    """Standing judgements, on the versions of the records that count now."""
    current = {first: record for record, (first, _) in frames.first_incident_versions(viewer=viewer).items()}
    return [
        replace(j, record_a=current.get(j.record_a, j.record_a), record_b=current.get(j.record_b, j.record_b))
        for j in frames.effective_incident_judgements(viewer=viewer)
    ]


def _keep(
    deed: Deed, linkage: IncidentLinkage, *, accept: bool, threshold: float, seed: int, records: int
) -> IncidentLinkOutcome:
    run_id = deed.new_id()
    incidents.add_incident_run(
        run_id=run_id,
        at=deed.at,
        member_id=deed.viewer.member_id,
        seed=seed,
        version=__version__,
        settings={"threshold": threshold, "accept": accept},
        report=dict(linkage.report),
    )
    added, taken_back = _accept(deed, linkage, run_id, threshold) if accept else (0, 0)
    waiting = _queue(linkage, _on_current_versions(deed.viewer), threshold if accept else 1.0)
    incidents.replace_incident_pairs(run_id, waiting)
    laid = lay_down_incidents(viewer=deed.viewer)
    deed.enter(EntryKind.JUDGED, run_id)
    deed.note("incident_link_run", run_id, accepted=added, taken_back=taken_back, to_review=len(waiting))
    return IncidentLinkOutcome(
        run_id=run_id,
        records=records,
        pairs_to_review=len(waiting),
        links_accepted=added,
        links_taken_back=taken_back,
        incidents=laid.incidents,
        conflicts=laid.conflicts,
        report=dict(linkage.report),
    )


def _accept(deed: Deed, linkage: IncidentLinkage, run_id: UUID, threshold: float) -> tuple[int, int]:
    """Write accepted links that do not stand yet, and take back those that this run no longer supports."""
    from tawthiq.matching.persons import accepted_links

    links = {frozenset((a, b)): p for a, b, p in accepted_links(linkage, threshold=threshold)}
    standing = frames.accepted_incident_judgements(viewer=deed.viewer)
    fresh = [
        NewJudgement(
            id=deed.new_id(),
            record_a=UUID(min(pair)),
            record_b=UUID(max(pair)),
            decision=Decision.SAME,
            basis=Basis.ACCEPTED,
            probability=probability,
            run_id=run_id,
        )
        for pair, probability in links.items()
        if pair not in standing
    ]
    gone = _undoing(deed, {pair: i for pair, i in standing.items() if pair not in links}, run_id)
    _write(deed, [*fresh, *gone])
    return len(fresh), len(gone)


def _write(deed: Deed, judgements: Sequence[NewJudgement]) -> None:
    incidents.add_incident_judgements(judgements, batch=deed.batch, at=deed.at, member_id=deed.viewer.member_id)


def _undoing(deed: Deed, standing: Mapping[frozenset[str], UUID], run_id: UUID) -> list[NewJudgement]:
    """Judgements that take these accepted links back."""
    return [
        NewJudgement(
            id=deed.new_id(),
            record_a=UUID(min(pair)),
            record_b=UUID(max(pair)),
            decision=Decision.SAME,
            basis=Basis.ACCEPTED,
            run_id=run_id,
            undoes=judgement_id,
        )
        for pair, judgement_id in standing.items()
    ]


def _queue(linkage: IncidentLinkage, judgements: Sequence[Judgement], threshold: float) -> list[NewIncidentPair]:
    """The pairs worth asking about, most urgent first, without those accepted (from `threshold`) or reviewed."""
    from tawthiq.matching.incidents.levels import FIELDS
    from tawthiq.matching.queue import review_queue

    reviewed = [j.pair for j in judgements if j.basis is Basis.REVIEWED]
    asked = review_queue(linkage.pairs, limit=QUEUE_LENGTH, judged=reviewed)
    rows = [row for row in asked.iter_rows(named=True) if row["probability"] < threshold or row["across_clusters"]]
    return [
        NewIncidentPair(
            record_a=UUID(row["record_id_l"]),
            record_b=UUID(row["record_id_r"]),
            weight=row["weight"],
            probability=row["probability"],
            levels={name: row[name] for name in FIELDS},
            urgency=1 - place / len(rows),
        )
        for place, row in enumerate(rows)
    ]


def undo_accepted_incidents(run_id: UUID, *, viewer: Viewer) -> int:
    """Take back every standing link of incidents that was accepted with this run; returns how many."""
    with performing("undo_accepted_incidents", viewer=viewer, permission=Permission.LINK) as deed:
        require_all(viewer)
        standing = frames.accepted_incident_judgements(viewer=viewer, run_id=run_id)
        _write(deed, _undoing(deed, standing, run_id))
        lay_down_incidents(viewer=viewer)
        deed.enter(EntryKind.UNDONE, run_id)
        deed.note("incident_link_run", run_id, taken_back=len(standing))
    return len(standing)
