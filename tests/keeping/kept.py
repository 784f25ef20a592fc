"""A source with records in an open mission, written through `keeping.writes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from missions import MOMENT
from tawthiq.keeping.models import COMMON
from tawthiq.keeping.writes import identity, records, sources
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.keeping.writes.records import NewPersonRecord
from tawthiq.keeping.writes.sources import NewSource
from tawthiq.sealing.digests import digest_text
from tawthiq.terms.dates import DateBasis, DatePrecision, PartialDate
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.members import Viewer
from tawthiq.terms.records import PersonClaim
from tawthiq.terms.vocabularies import Outcome, Sex, SourceKind

DAY = date(2025, 6, 1)


def keep_exhibit(viewer: Viewer, *, words: str = "the bytes of a list") -> UUID:
    exhibit_id = uuid4()
    sources.add_exhibit(
        exhibit_id=exhibit_id,
        sha256=digest_text(words),
        size=len(words),
        media_type="text/plain",
        original_name="list.csv",
        acquired_how="",
        at=MOMENT,
        member_id=viewer.member_id,
    )
    return exhibit_id


def keep_source(
    viewer: Viewer, *, title: str = "A list", repeats: UUID | None = None, compartment: UUID = COMMON
) -> UUID:
    source_id = uuid4()
    sources.add_source(
        NewSource(
            id=source_id,
            compartment=compartment,
            kind=SourceKind.LIST,
            title=title,
            exhibit_id=keep_exhibit(viewer, words=f"{title} {source_id}"),
            repeats=repeats,
        ),
        at=MOMENT,
        member_id=viewer.member_id,
    )
    return source_id


def keep_records(viewer: Viewer, source_id: UUID, names: Sequence[str]) -> list[UUID]:
    new = [
        NewPersonRecord(
            id=uuid4(),
            claim=PersonClaim(
                name=name,
                sex=Sex.MALE,
                outcome=Outcome.KILLED,
                event=PartialDate(
                    start=DAY, end=DAY, precision=DatePrecision.DAY, basis=DateBasis.STATED, words="1 June 2025"
                ),
            ),
        )
        for name in names
    ]
    records.add_person_records(source_id, new, at=MOMENT, member_id=viewer.member_id)
    return [one.id for one in new]


def keep_judgement(viewer: Viewer, one: UUID, other: UUID, *, undoes: UUID | None = None) -> UUID:
    judgement_id = uuid4()
    identity.add_judgements(
        [
            NewJudgement(
                id=judgement_id,
                record_a=one,
                record_b=other,
                decision=Decision.SAME,
                basis=Basis.REVIEWED,
                undoes=undoes,
            )
        ],
        batch=uuid4(),
        at=MOMENT,
        member_id=viewer.member_id,
    )
    return judgement_id


def old_source(old: Any) -> UUID:
    """A report of the older store, for figures to stand in."""
    member = old.get_model("keeping", "Member").objects.create(username="reader", role="coordinator", created_at=MOMENT)
    exhibit = old.get_model("keeping", "Exhibit").objects.create(
        id=uuid4(), sha256="a" * 64, size=9, media_type="text/plain", received_at=MOMENT, received_by=member
    )
    source_id = uuid4()
    old.get_model("keeping", "Source").objects.create(
        id=source_id, number=1, kind="report", title="A report", exhibit=exhibit, origin_id=source_id,
        added_at=MOMENT, added_by=member,
    )  # fmt: skip
    return source_id
