"""An interview is kept as an exhibit, and then as a source with its records."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tawthiq.actions.lay_down_persons import lay_down_new
from tawthiq.actions.performing import Deed, performing
from tawthiq.actions.receive_exhibit import receive
from tawthiq.actions.seal_items import keep_sealed
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.intake.interviews import read_interview
from tawthiq.keeping.queries import places as place_queries
from tawthiq.keeping.queries.sight import home_of
from tawthiq.keeping.writes import records, sources
from tawthiq.keeping.writes.records import NewIncidentRecord, NewPersonRecord
from tawthiq.keeping.writes.sources import NewSource
from tawthiq.matching.places import PlaceIndex, index_places
from tawthiq.terms.errors import BadInputError, ConflictError, Problem
from tawthiq.terms.interviews import Interview
from tawthiq.terms.members import Viewer
from tawthiq.terms.sealed import SealedGiven, SealedWhere
from tawthiq.terms.vocabularies import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewKept:
    """What was kept, and what was not fatal but should be looked at."""

    source_id: UUID
    number: int
    problems: tuple[Problem, ...]


def record_interview(
    data: Mapping[str, Any], *, viewer: Viewer, source_id: UUID | None = None, sealed: Sequence[SealedGiven] = ()
) -> InterviewKept:
    """Keep one interview as it was given, with what was sealed on the device.

    `source_id` is the id that the sealed items are bound to; it is made here where nothing is sealed. Refuses
    (BadInputError) an interview with a fatal problem, naming the field, and (ConflictError) an id that is taken: the
    same form sent twice is one interview.
    """
    interview, problems = read_interview(dict(data))
    if interview is None:
        fatal = next((p for p in problems if p.fatal), None)
        raise BadInputError(
            fatal.code if fatal else "interview.unreadable",
            fatal.message if fatal else "The interview cannot be kept as it is.",
            (fatal.next_step if fatal else "") or "Mend the field and send it again.",
        )
    given = json.dumps(dict(data), ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
    with performing("record_interview", viewer=viewer, permission=Permission.RECORD_INTERVIEWS) as deed:
        exhibit_id, _ = receive(deed, io.BytesIO(given), media_type="application/json", original_name="interview.json")
        source_id = source_id or deed.new_id()
        if sources.is_id_taken(source_id):
            raise ConflictError("interview.twice", "This form was handed in already.", "Begin a new one.")
        number = sources.add_source(
            NewSource(
                id=source_id,
                kind=SourceKind.INTERVIEW,
                title=interview.title or f"{interview.witness_code}",
                exhibit_id=exhibit_id,
                compartment=home_of(viewer),
                language=interview.language,
            ),
            at=deed.at,
            member_id=viewer.member_id,
        )
        witness = sources.witness_id_for(interview.witness_code, new_id=deed.new_id())
        sources.add_interview(interview, source_id=source_id, witness_id=witness)
        keep_sealed(deed, source_id, sealed, where=SealedWhere.DEVICE)
        _keep_records(deed, interview, source_id)
        # The monitor who hands an interview in may not read records back; laying persons down is the system's step.
        lay_down_new(source_id, viewer=viewer)
        deed.enter(EntryKind.IMPORTED, source_id)
        deed.note(
            "source", source_id, persons=len(interview.persons), incidents=len(interview.incidents), sealed=len(sealed)
        )
    return InterviewKept(source_id=source_id, number=number, problems=problems)


def _keep_records(deed: Deed, interview: Interview, source_id: UUID) -> None:
    index = index_places(place_queries.places(viewer=deed.viewer))
    incidents = [
        NewIncidentRecord(id=deed.new_id(), claim=claim, place_id=_place(index, claim.place, claim.place_part_of))
        for claim in interview.incidents
    ]
    records.add_incident_records(source_id, incidents, at=deed.at, member_id=deed.viewer.member_id)
    by_key = {new.claim.key: new.id for new in incidents}
    persons = [
        NewPersonRecord(
            id=deed.new_id(),
            claim=claim,
            place_id=_place(index, claim.place, claim.place_part_of),
            incident_id=by_key.get(claim.incident),
        )
        for claim in interview.persons
    ]
    records.add_person_records(source_id, persons, at=deed.at, member_id=deed.viewer.member_id)


def _place(index: PlaceIndex, words: str, part_of: str) -> int | None:
    return index.resolve(words, part_of=part_of) if words or part_of else None
