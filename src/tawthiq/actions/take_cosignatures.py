"""Takes in what holders outside sign to say that they held a checkpoint (`tawthiq.sealing.cosigning`).

A holder makes a key of their own, which never comes here, and hands in its public line. What they sign is held to the
checkpoint that was signed here: a co-signed note of this ledger that this mission does not know is the sign of a split
view, and is refused by that name. The digest of each co-signature is entered in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tawthiq.actions.performing import performing
from tawthiq.custody.checkpoints import CLOCKS_APART, open_checkpoint
from tawthiq.custody.holding import read_note
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import ledger as queries
from tawthiq.keeping.queries.ledger import CheckpointView
from tawthiq.keeping.writes import custody as writes
from tawthiq.sealing.cosigning import Cosignature, read_cosignatures, read_cosigner
from tawthiq.sealing.digests import digest_text
from tawthiq.sealing.signing import split_note
from tawthiq.terms.errors import BadInputError, EvidenceError, NotFoundError
from tawthiq.terms.members import Viewer

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A co-signature that was taken in: whose, of how many entries, and when it was made by its signer's clock."""

    holder: str
    size: int
    signed_at: datetime


def add_holder_key(holder_id: int, line: str, *, viewer: Viewer) -> int:
    """Know a holder by this public key from now on; its fingerprint is entered in the ledger.

    Refuses (NotFoundError) a holder that is not there, or keeps no copies any more; (EvidenceError) a line that is no
    key that co-signs; (BadInputError) a key that is known already, or is this ledger's own: it would vouch for itself.
    """
    require(viewer, Permission.BACK_UP)
    cosigner = read_cosigner(line)
    holder = next((h for h in queries.holders(viewer=viewer) if h.id == holder_id and h.ended_at is None), None)
    if holder is None:
        raise NotFoundError("holder.unknown", "There is no such holder.", "Look at the list of holders.")
    if len(cosigner.name) > LONGEST_NAME:
        raise BadInputError("cosigner.name", "The name of this key is too long.", "Make one with a short name.")
    if any(key.verifier.public == cosigner.public for key in queries.keys(viewer=viewer)):
        raise BadInputError("cosigner.own", "This is the ledger's own key.", "A holder makes a key of their own.")
    with performing("add_holder_key", viewer=viewer, permission=Permission.BACK_UP) as deed:
        public = cosigner.public.hex()
        key_id = writes.add_holder_key(holder_id=holder_id, name=cosigner.name, public=public, at=deed.at)
        deed.enter(EntryKind.KEY_ROTATED, f"holder:{holder_id}", sha256=cosigner.fingerprint(), size=32)
        deed.note("holder_key", key_id, holder=holder_id)
    return key_id


def take_cosignatures(text: str, *, viewer: Viewer) -> tuple[Taken, ...]:
    """Take in the co-signatures under a checkpoint that a holder hands back; those known already are passed over.

    Refuses (EvidenceError) what is no checkpoint of this ledger, one that this mission never made, a co-signature that
    does not hold, and one from before its checkpoint or from the future; (BadInputError) a checkpoint that no known
    key co-signed.
    """
    require(viewer, Permission.BACK_UP)
    note = read_note(text)
    known = {(k.cosigner.name, k.cosigner.public): k for k in queries.holder_keys(viewer=viewer)}
    found = read_cosignatures(note, [key.cosigner for key in known.values()])
    checkpoint = _known_checkpoint(note, viewer=viewer)
    if not found:
        raise BadInputError(
            "cosignature.none", "No holder whose key is known signed this.", "Add their key: tawthiq holder-key."
        )
    have = {(one.cosigner.name, one.cosigner.public) for one in checkpoint.cosignatures}
    taken = []
    for one in dict.fromkeys(found):
        key = known[one.name, one.public]
        if (one.name, one.public) not in have:
            _keep(one, key.id, checkpoint, viewer=viewer)
            have.add((one.name, one.public))
            taken.append(Taken(holder=key.holder, size=checkpoint.size, signed_at=one.at))
    return tuple(taken)


def _known_checkpoint(note: str, *, viewer: Viewer) -> CheckpointView:
    open_checkpoint(note, [key.verifier for key in queries.keys(viewer=viewer)])
    text, _ = split_note(note)
    for one in queries.checkpoints(viewer=viewer):
        if split_note(one.note)[0] == text:
            return one
    raise EvidenceError(
        "cosignature.unknown_checkpoint",
        "The ledger's key signed this checkpoint, and this mission does not know it.",
        "Keep both files: the ledger was rolled back, or shown in two versions. Run tawthiq verify --held with it.",
    )


def _keep(one: Cosignature, key_id: int, checkpoint: CheckpointView, *, viewer: Viewer) -> None:
    with performing("take_cosignature", viewer=viewer, permission=Permission.BACK_UP) as deed:
        if not checkpoint.made_at - CLOCKS_APART <= one.at <= deed.at + CLOCKS_APART:
            raise EvidenceError(
                "cosignature.clock",
                "The holder's time is before the checkpoint, or in the future: one of the clocks is wrong.",
                "Compare this machine's clock with the holder's.",
            )
        sha256 = digest_text(one.line)
        seq = deed.enter(
            EntryKind.COSIGNED, f"checkpoint:{checkpoint.size}", sha256=sha256, size=len(one.line.encode())
        )
        writes.add_cosignature(checkpoint_id=checkpoint.id, key_id=key_id, line=one.line, signed_at=one.at, seq=seq)
        deed.note("checkpoint", checkpoint.size, holder_key=key_id)
