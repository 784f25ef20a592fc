"""Nothing is read before it is kept: bytes become an exhibit, with a ledger entry, and only then a source."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tawthiq.actions.performing import Deed, performing
from tawthiq.actions.read_media_facts import read_media_facts
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.intake.extracting import Extractor
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries.sight import home_of
from tawthiq.keeping.writes import sources
from tawthiq.terms.members import Viewer


def receive(
    deed: Deed,
    stream: BinaryIO,
    *,
    media_type: str,
    original_name: str,
    acquired_how: str = "",
    compartment: UUID | None = None,
) -> tuple[UUID, str]:
    """Keep a stream inside a running action; returns the exhibit's id and digest. The same bytes are one exhibit.

    It lies in `compartment`, which the caller has seen; where none is said, where what the member brings lies.
    """
    compartment = compartment or home_of(deed.viewer)
    kept = exhibit_store().keep(stream)
    known = sources.exhibit_id_of(kept.sha256)
    if known is not None:
        _put_into(compartment, deed, known, original_name)
        deed.enter(EntryKind.RECEIVED, known, sha256=kept.sha256, size=kept.size)
        return known, kept.sha256
    exhibit_id = deed.new_id()
    sources.add_exhibit(
        exhibit_id=exhibit_id,
        sha256=kept.sha256,
        size=kept.size,
        media_type=media_type,
        original_name=Path(original_name).name[:255],
        acquired_how=acquired_how,
        at=deed.at,
        member_id=deed.viewer.member_id,
    )
    _put_into(compartment, deed, exhibit_id, original_name)
    deed.enter(EntryKind.RECEIVED, exhibit_id, sha256=kept.sha256, size=kept.size)
    return exhibit_id, kept.sha256


def _put_into(compartment: UUID, deed: Deed, exhibit_id: UUID, original_name: str) -> None:
    """Keep where the file came in: the same bytes may lie in several compartments, and none tells of another."""
    sources.add_receipt(
        receipt_id=deed.new_id(),
        exhibit_id=exhibit_id,
        compartment=compartment,
        member_id=deed.viewer.member_id,
        original_name=Path(original_name).name[:255],
        at=deed.at,
    )


def receive_exhibit(
    stream: BinaryIO,
    *,
    viewer: Viewer,
    media_type: str,
    original_name: str,
    acquired_how: str = "",
    extractor: Extractor | None = None,
) -> UUID:
    """Keep one file as an exhibit that no source is taken from yet, such as a photograph, and read what it tells.

    `extractor` serves many files with one process.
    """
    with performing("receive_exhibit", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        exhibit_id, sha256 = receive(
            deed, stream, media_type=media_type, original_name=original_name, acquired_how=acquired_how
        )
        deed.note("exhibit", exhibit_id, sha256=sha256)
    read_media_facts(exhibit_id, viewer=viewer, extractor=extractor)
    return exhibit_id
