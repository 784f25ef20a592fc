"""What two records side by side are drawn from: the same for a pair to judge and for a conflict to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import pgettext

from tawthiq.actions.explain_pair import explain_pair
from tawthiq.keeping.queries.opinions import OpinionView
from tawthiq.keeping.queries.records import RecordView
from tawthiq.matching.explain import FieldEvidence
from tawthiq.terms.members import Viewer
from tawthiq.web.addresses import address_of, address_of_words
from tawthiq.web.review.evidence import EvidenceRow, describe, lay_out
from tawthiq.web.review.words import DECISIONS
from tawthiq.web.wording import FIELDS, word_code


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenWords:
    """One value in the words of the source, and where they stand."""

    field: str
    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedRecord:
    """A record that A or B is joined to already; `words` is where its words stand."""

    name: str
    line: str
    source: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two records: its letter, its source with its words, and what it is joined to."""

    letter: str
    number: str
    id: UUID
    source_title: str
    source: str
    words: str
    given: list[GivenWords]
    joined: list[JoinedRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two records laid out; `evidence` holds weights and is for after the decision only."""

    rows: list[EvidenceRow]
    sides: tuple[Side, Side]
    are_independent: bool
    evidence: tuple[FieldEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOpinion:
    """An opinion with its decision in words."""

    opinion: OpinionView
    words: str
    is_mine: bool


def side_by_side(
    a: RecordView, b: RecordView, *, joined: tuple[Sequence[RecordView], Sequence[RecordView]], viewer: Viewer
) -> SideBySide:
    """Lay two records out."""
    language = viewer.language
    evidence = explain_pair(a.id, b.id, viewer=viewer)
    return SideBySide(
        rows=lay_out(a, b, evidence, language=language),
        sides=(
            _side(pgettext("record", "A"), a, joined[0], language),
            _side(pgettext("record", "B"), b, joined[1], language),
        ),
        are_independent=a.origin_id != b.origin_id,
        evidence=evidence,
    )


def show_opinions(given: Sequence[OpinionView], *, viewer: Viewer) -> list[ShownOpinion]:
    """Opinions for the page, oldest first."""
    return [
        ShownOpinion(opinion=o, words=str(DECISIONS[o.decision]), is_mine=o.member_id == viewer.member_id)
        for o in given
    ]


def _side(letter: str, record: RecordView, joined: Sequence[RecordView], language: str) -> Side:
    return Side(
        letter=letter,
        number=f"R-{record.number}",
        id=record.id,
        source_title=record.source_title,
        source=address_of("sources:source", record.source_id),
        words=address_of_words(record.source_id, record.location),
        given=_given(record),
        joined=[_joined(other, language) for other in joined],
    )


def _given(record: RecordView) -> list[GivenWords]:
    return [
        GivenWords(
            field=word_code(FIELDS, key),
            words=str(given["words"]),
            address=address_of_words(record.source_id, record.location, given),
        )
        for key, given in record.given.items()
        if given.get("words")
    ]


def _joined(record: RecordView, language: str) -> JoinedRecord:
    return JoinedRecord(
        name=record.name,
        line=describe(record, language=language),
        source=record.source_title,
        words=address_of_words(record.source_id, record.location),
    )
