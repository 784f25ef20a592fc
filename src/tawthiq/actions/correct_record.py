"""A correction is a new version of a record that names the old one; both stay, and the new one counts.

What can be corrected is how the source's words were read (a date misread, a place misjudged), and words that were
keyed wrongly by us. What the source says is never bettered: where the source itself is wrong, the record says
what the source says, and another record or a judgement says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from tawthiq.actions.lay_down_persons import lay_down_around
from tawthiq.actions.performing import now, performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.intake.ages import read_age
from tawthiq.intake.dates import read_date
from tawthiq.intake.values import read_term
from tawthiq.keeping.queries import places as place_queries
from tawthiq.keeping.queries import records as queries
from tawthiq.keeping.queries.records import RecordView
from tawthiq.keeping.writes import records as writes
from tawthiq.keeping.writes.records import NewPersonRecord
from tawthiq.matching.places import index_places
from tawthiq.terms.dates import DateBasis, DatePrecision, PartialDate
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.members import Viewer
from tawthiq.terms.quantities import Age
from tawthiq.terms.records import Given, Location, PersonClaim
from tawthiq.terms.vocabularies import Outcome, Sex, vocabulary

TEXTS = ("name", "name_other", "place", "place_part_of", "residence", "occupation", "relation", "remarks")
CODES = ("sex", "outcome", "cause", "civilian_status", "perpetrator_kind")
CORRECTABLE = (*TEXTS, *CODES, "age", "birth", "event")


def correct_record(record_id: UUID, changes: Mapping[str, str], *, viewer: Viewer, reason: str) -> UUID:
    """Keep a new version of a record with some fields read anew; returns its id.

    `changes` maps fields of `CORRECTABLE` to words as anybody would write them, in English or Arabic. Refuses
    (BadInputError) a correction without a reason or a change, unknown fields and words that cannot be read, and
    (ConflictError) a record that has been corrected already.
    """
    if not reason.strip():
        raise BadInputError("record.no_reason", "A correction says why.", "Write the reason in a sentence.")
    with performing("correct_record", viewer=viewer, permission=Permission.JUDGE) as deed:
        old = queries.record(record_id, viewer=viewer)
        if old.superseded_by_id is not None:
            raise ConflictError(
                "record.superseded", "This record has been corrected already.", "Correct its latest version."
            )
        claim = _corrected(_claim(old), changes)
        place = index_places(place_queries.places(viewer=viewer)).resolve(claim.place, part_of=claim.place_part_of)
        new_id = deed.new_id()
        new = NewPersonRecord(
            id=new_id,
            claim=claim,
            place_id=place,
            incident_id=old.incident_id,
            supersedes=old.id,
            version=old.version + 1,
        )
        writes.add_person_records(old.source_id, [new], at=deed.at, member_id=viewer.member_id)
        lay_down_around([old.id, new_id], viewer=viewer)
        deed.enter(EntryKind.CORRECTED, new_id)
        deed.note("record", new_id, corrects=str(old.id), fields=sorted(changes), reason_given=True)
    return new_id


def _claim(old: RecordView) -> PersonClaim:
    """The claim as the record holds it."""
    return PersonClaim(
        external_id=old.external_id,
        name=old.name,
        name_other=old.name_other,
        sex=Sex(old.sex),
        age=Age(low=old.age_low, high=old.age_high),
        birth=_date(old.birth_start, old.birth_end, old.birth_precision, "stated"),
        outcome=Outcome(old.outcome),
        event=_date(old.event_start, old.event_end, old.event_precision, old.event_basis),
        place=old.place_words,
        place_part_of=old.place_part_of,
        residence=old.residence,
        civilian_status=old.civilian_status,
        cause=old.cause,
        perpetrator_kind=old.perpetrator_kind,
        perpetrator_link=old.perpetrator_link,
        occupation=old.occupation,
        relation=old.relation,
        remarks=old.remarks,
        location=Location.from_dict(old.location),
        given={name: Given.from_dict(given) for name, given in old.given.items()},
    )


def _date(start: Any, end: Any, precision: str, basis: str) -> PartialDate:
    if start is None:
        return PartialDate()
    return PartialDate(start=start, end=end, precision=DatePrecision(precision), basis=DateBasis(basis))


def _corrected(claim: PersonClaim, changes: Mapping[str, str]) -> PersonClaim:
    unknown = sorted(set(changes) - set(CORRECTABLE))
    if unknown or not changes:
        raise BadInputError(
            "record.fields",
            f"{', '.join(unknown)} cannot be corrected." if unknown else "Nothing is changed.",
            f"Correct one of: {', '.join(CORRECTABLE)}.",
        )
    values = {name: _read(name, words.strip()) for name, words in changes.items()}
    if not values.get("name", claim.name):
        raise BadInputError("record.name", "A record keeps a name.", "Leave the name as it is.")
    return replace(claim, **values)


def _read(name: str, words: str) -> Any:
    """The value of one field, read from what the member wrote."""
    if name in TEXTS:
        return words
    if name in CODES:
        return _read_code(name, words)
    readers: dict[str, Callable[[], Any]] = {
        "age": lambda: read_age(words),
        "birth": lambda: read_date(words, order="dmy", today=now().date()),
        "event": lambda: read_date(words, order="dmy", today=now().date()),
    }
    reading = readers[name]()
    if reading.problem is not None and not reading.value.is_known and words:
        raise BadInputError(f"record.{name}", reading.problem.message, reading.problem.next_step)
    return reading.value


def _read_code(name: str, words: str) -> Any:
    """A code of a vocabulary, from the code itself or from words for it in English or Arabic."""
    kind = {"sex": Sex, "outcome": Outcome}.get(name, str)
    if words in vocabulary(name).codes():
        return kind(words)
    reading = read_term(words, vocabulary_name=name)
    if reading.problem is not None:
        raise BadInputError(f"record.{name}", reading.problem.message, "Write it in other words, in English or Arabic.")
    return kind(reading.value)
