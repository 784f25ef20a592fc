"""Rotation: sealed words are sealed again to the newest list, in a key-holder's browser, and take the old ones' place.

The server gives a batch of sealed words out and takes sealed words back; it never sees what is between. Only bytes
sealed to exactly as many key-holders as the newest list names are taken, only for the bytes that were given out, and
the old bytes are then gone from the store; that they were is in the ledger. Copies somebody already holds stay readable
with the old keys. Sealed files stay exhibits, sealed to the list of their day: nothing kept as evidence is taken away.
Nothing is given out, or taken back, of an interview outside the officer's compartments, nor of one that was withdrawn:
what was withdrawn stays sealed to the list of its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tawthiq.actions.open_sealed import note_handed_out
from tawthiq.actions.performing import performing
from tawthiq.actions.seal_items import LONGEST_WORDS, require_list
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.queries.sealed import SealedView
from tawthiq.keeping.writes import sealed as writes
from tawthiq.sealing.digests import digest_bytes
from tawthiq.sealing.headers import check_item
from tawthiq.terms.errors import BadInputError, ConflictError, NotFoundError
from tawthiq.terms.members import Viewer

BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """One item sealed again: which, in place of which bytes, and the new ones."""

    item_id: UUID
    was_sha256: str
    sealed: bytes = field(repr=False)


def take_batch(*, viewer: Viewer) -> list[SealedView]:
    """Up to fifty items that are sealed to an older list; handing them out is in ledger and audit."""
    with performing("take_for_resealing", viewer=viewer, permission=Permission.OPEN_SEALED) as deed:
        items = queries.to_reseal(viewer=viewer, below=require_list().version, most=BATCH)
        if items:
            deed.enter(EntryKind.OPENED, deed.batch)
            note_handed_out(deed, items, copy_id=deed.batch)
            deed.note("resealing", deed.batch, how="resealing", items=[str(item.id) for item in items])
    return items


def keep_batch(resealed: Sequence[Resealed], *, list_version: int, viewer: Viewer) -> None:
    """Put sealed words in the old ones' place, all of a batch or none.

    Refuses (ConflictError) a list that is not the newest and bytes that were replaced meanwhile, and (BadInputError)
    what is not sealed to the whole list.
    """
    with performing("reseal", viewer=viewer, permission=Permission.OPEN_SEALED) as deed:
        listed = require_list(list_version)
        if len(resealed) > BATCH or any(len(item.sealed) > LONGEST_WORDS for item in resealed):
            raise BadInputError("sealing.batch", "The batch is too large.", "Load the page again.")
        if not queries.may_be_resealed((item.item_id for item in resealed), viewer=viewer):
            raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Load the page again.")
        for item in resealed:
            check_item(item.sealed, recipients=len(listed.recipients))
            if not writes.replace_words(
                item.item_id, was_sha256=item.was_sha256, sealed=item.sealed, list_version=list_version
            ):
                raise ConflictError(
                    "sealing.resealed", "An item was sealed again meanwhile.", "Load the page again; the rest goes on."
                )
            deed.enter(EntryKind.RESEALED, item.item_id, sha256=digest_bytes(item.sealed), size=len(item.sealed))
        deed.note("resealing", deed.batch, items=len(resealed), list_version=list_version)
