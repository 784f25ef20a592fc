"""The proofs that go into an evidence bag: entries, the checkpoints that date them, and whose keys vouch for them.

Every entry about what is in the bag or held back goes in. Of the stamped checkpoints go in the first after each entry
and the newest; of each holder outside likewise what they signed. Nothing is chosen by what it says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tawthiq.actions.sign_ledger import make_checkpoint
from tawthiq.custody.bag_contents import BagPlan
from tawthiq.custody.bag_cosignatures import CosignedCheckpoint, HolderFile
from tawthiq.custody.bag_writing import AuthorityFiles, Proofs, StampedCheckpoint
from tawthiq.custody.checkpoints import open_checkpoint
from tawthiq.keeping.queries import custody
from tawthiq.keeping.queries import ledger as queries
from tawthiq.keeping.queries.ledger import CosignatureView
from tawthiq.sealing.signing import Verifier
from tawthiq.terms.errors import EvidenceError
from tawthiq.terms.members import Viewer


def _about(chosen: BagPlan, *, viewer: Viewer) -> list[str]:
    """What the entries in a bag are about: everything in it or held back, and the sources of that."""
    ids = [item.candidate.exhibit_id for item in chosen.items] + [h.candidate.exhibit_id for h in chosen.withheld]
    return [*ids, *custody.sources_of(ids, viewer=viewer)]


def signed_outside(chosen: BagPlan, *, viewer: Viewer) -> tuple[CosignatureView, ...]:
    """Of each holder's key the first signature after each entry in the bag, and the newest: oldest checkpoint first."""
    seqs = {seq for seq, _, _ in queries.entries_of(_about(chosen, viewer=viewer), viewer=viewer)}
    by_key: dict[bytes, list[CosignatureView]] = {}
    for checkpoint in reversed(queries.checkpoints(viewer=viewer)):
        for one in checkpoint.cosignatures:
            by_key.setdefault(one.cosigner.public, []).append(one)
    wanted = {
        (one.checkpoint_size, one.seq): one
        for signed in by_key.values()
        for one in [signed[-1], *filter(None, (_first_over(signed, seq) for seq in seqs))]
    }
    return tuple(wanted[place] for place in sorted(wanted))


def _first_over(signed: Sequence[CosignatureView], seq: int) -> CosignatureView | None:
    return next((one for one in signed if one.checkpoint_size >= seq), None)


def proofs_of(chosen: BagPlan, entered: int, signed: Sequence[CosignatureView], *, viewer: Viewer) -> Proofs:
    """The proofs of what was chosen, with the entry `entered` that it left, and the signatures of holders outside."""
    final = make_checkpoint(viewer=viewer)
    verifiers = [key.verifier for key in queries.keys(viewer=viewer)]
    checkpoint = open_checkpoint(final.note, verifiers)
    signer = next(v for v in reversed(verifiers) if _signed_by(final.note, v))
    seqs = {seq for seq, _, _ in queries.entries_of(_about(chosen, viewer=viewer), viewer=viewer)} | {entered}
    known = sorted((c for c in queries.checkpoints(viewer=viewer) if c.tokens), key=lambda c: c.size)
    wanted = {next((c.size for c in known if c.size >= seq), 0) for seq in seqs} | {c.size for c in known[-1:]}
    numbers = {a.id: n for n, a in enumerate(queries.authorities(viewer=viewer, with_retired=True), start=1)}
    stamped, used = [], set()
    for view in known:
        if view.size not in wanted or view.size > final.size or any(t.seq > final.size for t in view.tokens):
            continue
        tokens = tuple((numbers[token.authority_id], token.token) for token in view.tokens)
        stamped.append(StampedCheckpoint(size=view.size, note=view.note, tokens=tokens))
        seqs |= {token.seq for token in view.tokens}
        used |= {token.authority_id for token in view.tokens}
    authorities = tuple(
        AuthorityFiles(number=numbers[a.id], root_pem=a.root_pem, chain_pem=a.chain_pem)
        for a in queries.authorities(viewer=viewer, with_retired=True)
        if a.id in used
    )
    cosigned, holders, came_in = _of_holders(signed, viewer=viewer)
    seqs |= came_in
    return Proofs(
        entries=tuple(seq for seq in seqs if seq <= final.size),
        checkpoint=checkpoint,
        note=final.note,
        verifier=signer,
        stamped=tuple(stamped),
        authorities=authorities,
        cosigned=cosigned,
        holders=holders,
    )


def _of_holders(
    signed: Sequence[CosignatureView], *, viewer: Viewer
) -> tuple[tuple[CosignedCheckpoint, ...], tuple[HolderFile, ...], set[int]]:
    """Checkpoints with the holders' lines, the holders' keys, and the entries that say that each of them came in."""
    used = {one.cosigner.public for one in signed}
    known = enumerate(queries.holder_keys(viewer=viewer), start=1)
    keys = {number: key for number, key in known if key.cosigner.public in used}
    numbers = {key.cosigner.public: number for number, key in keys.items()}
    notes = {one.size: one.note for one in queries.checkpoints(viewer=viewer)}
    lines: dict[int, list[tuple[int, str]]] = {}
    for one in signed:
        lines.setdefault(one.checkpoint_size, []).append((numbers[one.cosigner.public], one.line))
    about = sorted({f"holder:{key.holder_id}" for key in keys.values()})
    fingerprints = {key.cosigner.fingerprint() for key in keys.values()}
    entries = queries.entries_of(about, viewer=viewer)
    came_in = {seq for seq, _, line in entries if json.loads(line)["sha256"] in fingerprints}
    return (
        tuple(CosignedCheckpoint(size=size, note=notes[size], lines=tuple(of)) for size, of in lines.items()),
        tuple(HolderFile(number=number, cosigner=key.cosigner) for number, key in keys.items()),
        came_in | {one.seq for one in signed},
    )


def _signed_by(note: str, verifier: Verifier) -> bool:
    try:
        open_checkpoint(note, [verifier])
    except EvidenceError:
        return False
    return True
