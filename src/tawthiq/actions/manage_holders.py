"""Who outside the mission stands witness to its ledger: timestamp authorities and holders of checkpoints."""

from __future__ import annotations

from tawthiq.actions.ask_authority import check_url
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.writes import custody as writes
from tawthiq.sealing.timestamps import certificate_fingerprint
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer


def add_authority(name: str, url: str, *, root_pem: str, chain_pem: str = "", viewer: Viewer) -> int:
    """Ask this authority for stamps from now on; the digest of its root is entered in the ledger.

    Refuses (BadInputError) an address that is none, a root that is no certificate, and a name that is taken.
    """
    fingerprint = certificate_fingerprint(root_pem)
    if not fingerprint or (chain_pem and not certificate_fingerprint(chain_pem)):
        raise BadInputError("authority.root", "This is not a certificate in PEM form.", "Give the authority's root.")
    check_url(url)
    if not name.strip() or len(name) > 100 or len(url) > 300:
        raise BadInputError("authority.name", "An authority has a short name.", "Give it one.")
    with performing("add_authority", viewer=viewer, permission=Permission.BACK_UP) as deed:
        authority_id = writes.add_authority(
            name=name.strip(), url=url, root_pem=root_pem, chain_pem=chain_pem, at=deed.at
        )
        deed.enter(EntryKind.KEY_ROTATED, f"authority:{authority_id}", sha256=fingerprint)
        deed.note("authority", authority_id)
    return authority_id


def retire_authority(authority_id: int, *, viewer: Viewer) -> None:
    """Ask this authority no more; what it stamped stays."""
    with performing("retire_authority", viewer=viewer, permission=Permission.BACK_UP) as deed:
        writes.retire_authority(authority_id, at=deed.at)
        deed.note("authority", authority_id)


def add_holder(name: str, *, viewer: Viewer) -> int:
    """Name somebody outside who will keep copies of checkpoints; refuses (BadInputError) a name that is taken."""
    if not name.strip() or len(name) > 200:
        raise BadInputError("holder.name", "A holder has a name.", "Name the organisation or person who keeps copies.")
    with performing("add_holder", viewer=viewer, permission=Permission.BACK_UP) as deed:
        holder_id = writes.add_holder(name=name.strip(), at=deed.at)
        deed.note("holder", holder_id)
    return holder_id


def end_holder(holder_id: int, *, viewer: Viewer) -> None:
    """Write that this holder keeps no copies any more."""
    with performing("end_holder", viewer=viewer, permission=Permission.BACK_UP) as deed:
        writes.end_holder(holder_id, at=deed.at)
        deed.note("holder", holder_id)
