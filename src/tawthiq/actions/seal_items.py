"""Keeps what was sealed on a device, and seals what arrives in clear before anything of it is written.

What comes from a device is an age file: its head is looked at (key-holders only, as many as the list has), never more,
since nothing here could open it. What arrives in clear from a plain form client is sealed as it comes in, block by
block (`web.sealing.uploads`); the server's memory sees it, its disk does not.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO
from uuid import UUID

from tawthiq.actions.performing import Deed, performing
from tawthiq.actions.receive_exhibit import receive
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.writes import sealed as writes
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.digests import digest_bytes
from tawthiq.sealing.envelopes import seal
from tawthiq.sealing.headers import LONGEST, check_item
from tawthiq.sealing.recipients import RecipientList, read_list
from tawthiq.terms.errors import BadInputError, ConflictError, NotFoundError
from tawthiq.terms.members import Viewer
from tawthiq.terms.sealed import FILE_FIELDS, WORD_FIELDS, SealedGiven, SealedWhere

#: Sealed words longer than this are refused: a page of remarks fits four times.
LONGEST_WORDS = 64 * 1024
MEDIA_TYPE = "application/age"


def require_list(version: int | None = None) -> RecipientList:
    """The list to seal to; refuses (ConflictError) before the first ceremony, and a version that is not the newest."""
    kept = queries.current_list()
    if kept is None:
        raise ConflictError(
            "sealing.no_list", "This mission has no key-holders yet.", "The protection officer holds the key ceremony."
        )
    if version is not None and version != kept.version:
        raise ConflictError(
            "sealing.list_moved", "The list of key-holders has changed meanwhile.", "Load the page again and seal anew."
        )
    return read_list(kept.signed.text)


def keep_sealed(deed: Deed, source_id: UUID, given: Sequence[SealedGiven], *, where: SealedWhere) -> None:
    """Keep sealed words inside a running action; refuses (BadInputError) what is not sealed to the whole list."""
    newest = queries.newest_versions(source_id, viewer=deed.viewer)
    for item in given:
        listed = require_list(item.list_version)
        if item.field not in WORD_FIELDS or len(item.sealed) > LONGEST_WORDS:
            raise BadInputError("sealing.field", "There is no such sealed field, or it is too long.", "Mend the form.")
        check_item(item.sealed, recipients=len(listed.recipients))
        _require_next(item.version, newest.get(item.field, 0))
        item_id = deed.new_id()
        writes.add_words(item_id, item, source_id=source_id, where=where, at=deed.at, member_id=deed.viewer.member_id)
        deed.enter(EntryKind.SEALED, item_id, sha256=digest_bytes(item.sealed), size=len(item.sealed))


def add_sealed(source_id: UUID, given: Sequence[SealedGiven], *, viewer: Viewer) -> None:
    """Add sealed words to an interview that is kept already; who handed it in may, and who reads its content."""
    with performing("add_sealed", viewer=viewer, permission=Permission.RECORD_INTERVIEWS) as deed:
        require_interview(source_id, viewer=viewer)
        keep_sealed(deed, source_id, given, where=SealedWhere.DEVICE)
        deed.note("source", source_id, sealed=len(given), where=SealedWhere.DEVICE.value)


def add_sealed_file(
    source_id: UUID,
    stream: BinaryIO,
    *,
    field: str,
    version: int,
    list_version: int,
    viewer: Viewer,
    where: SealedWhere = SealedWhere.DEVICE,
) -> UUID:
    """Keep a sealed file as an exhibit of an interview; returns the item's id."""
    with performing("add_sealed_file", viewer=viewer, permission=Permission.RECORD_INTERVIEWS) as deed:
        require_interview(source_id, viewer=viewer)
        listed = require_list(list_version)
        if field not in FILE_FIELDS:
            raise BadInputError("sealing.field", "There is no such sealed file.", "Mend the form.")
        check_item(stream.read(LONGEST), recipients=len(listed.recipients))
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        _require_next(version, queries.newest_versions(source_id, viewer=viewer).get(field, 0))
        exhibit_id, sha256 = receive(
            deed,
            stream,
            media_type=MEDIA_TYPE,
            original_name=f"{field}.age",
            compartment=queries.compartment_of(source_id, viewer=viewer),
        )
        item_id = deed.new_id()
        writes.add_file(
            item_id,
            source_id=source_id,
            field=field,
            version=version,
            list_version=list_version,
            exhibit_id=exhibit_id,
            sha256=sha256,
            size=size,
            where=where,
            at=deed.at,
            member_id=viewer.member_id,
        )
        deed.enter(EntryKind.SEALED, item_id, sha256=sha256, size=size)
        deed.note("source", source_id, sealed=1, where=where.value)
    return item_id


def seal_words_on_arrival(source_id: UUID, words: dict[str, str], *, viewer: Viewer) -> int:
    """Seal words that a plain form client sent in clear, and keep them; returns how many fields were filled.

    The server's memory has held them: the item says so (`SealedWhere.ARRIVAL`).
    """
    with performing("seal_on_arrival", viewer=viewer, permission=Permission.RECORD_INTERVIEWS) as deed:
        require_interview(source_id, viewer=viewer)
        listed = require_list()
        newest = queries.newest_versions(source_id, viewer=viewer)
        given = []
        for field in WORD_FIELDS:
            if not (content := words.get(field, "").strip()):
                continue
            binding = Binding(
                mission=listed.mission, record=str(source_id), field=field, version=newest.get(field, 0) + 1
            )
            sealed = seal(content.encode("utf-8"), binding, listed.keys)
            given.append(SealedGiven(field=field, version=binding.version, list_version=listed.version, sealed=sealed))
        keep_sealed(deed, source_id, given, where=SealedWhere.ARRIVAL)
        deed.note("source", source_id, sealed=len(given), where=SealedWhere.ARRIVAL.value)
    return len(given)


def require_interview(source_id: UUID, *, viewer: Viewer) -> None:
    """Answer as if it were not there (NotFoundError) for an interview the viewer may add nothing to."""
    if not queries.may_add_to(source_id, viewer=viewer):
        raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")


def _require_next(version: int, newest: int) -> None:
    if version != newest + 1:
        raise ConflictError(
            "sealing.version", "This field was sealed again meanwhile.", "Load the page again and seal anew."
        )
