"""Signs the ledger as it stands, has authorities outside stamp it, and writes what outside holders are given.

The lines of a ledger never change, so a checkpoint is computed without holding anybody up: its lines are read first,
and only the signed result is written. Each token's own digest becomes an entry, in the same transaction.

A checkpoint comes every hour in which something was entered, before each bag, and whenever somebody asks. Nothing
fails silently: an authority that did not answer, or whose token does not hold, is named in the result and asked again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tawthiq.actions.performing import now, performing
from tawthiq.custody.checkpoints import check_clock, sign_checkpoint, summarise
from tawthiq.custody.holding import Handout
from tawthiq.custody.ledger import EntryKind
from tawthiq.custody.merkle import Tree, leaf_hash
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping import ledger_key
from tawthiq.keeping.queries import ledger as queries
from tawthiq.keeping.queries.ledger import AuthorityView, CheckpointView, KeyView
from tawthiq.keeping.writes import custody as writes
from tawthiq.keeping.writes import ledger
from tawthiq.sealing.digests import digest_bytes
from tawthiq.sealing.signing import SigningKey
from tawthiq.sealing.timestamps import make_request, verify_token
from tawthiq.terms.errors import BadInputError, EvidenceError, NotFoundError, SetupError, TawthiqError
from tawthiq.terms.members import Role, Viewer

Ask = Callable[[str, bytes], bytes]
#: The actor of what the server does by itself, hour by hour.
MISSION = Viewer(member_id="mission", role=Role.CUSTODIAN)
EVERY = timedelta(hours=1)
STAMP_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What authorities answered: names of those that stamped, and (name, code, problem) of those that did not."""

    size: int
    stamped: tuple[str, ...]
    failed: tuple[tuple[str, str, str], ...]


def make_checkpoint(*, viewer: Viewer) -> CheckpointView:
    """Sign the ledger as it stands; the checkpoint of a size is made once.

    Refuses (BadInputError) an empty ledger, and whoever may neither read the ledger nor back up nor export.
    """
    size = queries.size(viewer=viewer)
    if size == 0:
        raise BadInputError("checkpoint.empty", "The ledger is empty.", "Keep a file first.")
    newest = queries.checkpoints(viewer=viewer, newest=1)
    if newest and newest[0].size == size:
        return newest[0]
    key, known = _signing_key(viewer)
    size = queries.size(viewer=viewer)
    made_at = now()
    lines = queries.lines(viewer=viewer, up_to=size)
    checkpoint = summarise(lines, origin=key.name, made_at=made_at)
    with transaction.atomic():
        writes.add_checkpoint(size=checkpoint.size, note=sign_checkpoint(checkpoint, key), key_id=known, at=made_at)
    return next(c for c in queries.checkpoints(viewer=viewer, newest=3) if c.size == checkpoint.size)


def _signing_key(viewer: Viewer) -> tuple[SigningKey, int]:
    """The ledger's key on this machine and its id; made, and entered, where there is none."""
    known = queries.keys(viewer=viewer)
    if known:
        key = ledger_key.load_key(known[-1].verifier.name)
        if key is not None:
            fitting = next((k for k in reversed(known) if k.verifier == key.verifier()), None)
            if fitting is not None:
                return key, fitting.id
    return _new_key(known, viewer=viewer)


def _new_key(known: list[KeyView], *, viewer: Viewer) -> tuple[SigningKey, int]:
    origin = known[-1].verifier.name if known else f"tawthiq.invalid/{secrets.token_hex(8)}"
    key = SigningKey(name=origin, seed=secrets.token_bytes(32))
    public = key.verifier()
    with transaction.atomic():
        key_id = writes.add_ledger_key(origin=origin, public=public.public.hex(), at=now())
        _enter(EntryKind.KEY_ROTATED, f"key:{key_id}", sha256=public.fingerprint(), size=32, actor=viewer.member_id)
        ledger_key.store_key(key, replacing=True)
    return key, key_id


def change_key(*, viewer: Viewer) -> KeyView:
    """Sign with a new key from now on; the earlier ones keep vouching for what they signed."""
    require(viewer, Permission.BACK_UP)
    with performing("change_ledger_key", viewer=viewer, permission=Permission.BACK_UP) as deed:
        _, key_id = _new_key(queries.keys(viewer=viewer), viewer=viewer)
        deed.note("ledger_key", key_id)
    return next(key for key in queries.keys(viewer=viewer) if key.id == key_id)


def _enter(kind: EntryKind, object_id: str, *, sha256: str, size: int, actor: str) -> int:
    return ledger.append_entry(
        kind, object_id=object_id, actor=actor, at=now(), salt=secrets.token_hex(16), sha256=sha256, size=size
    )


def stamp_checkpoint(checkpoint: CheckpointView, *, viewer: Viewer, ask: Ask) -> Stamped:
    """Have every authority that has not done so stamp a checkpoint; `ask` sends a request to an address.

    One authority that fails does not stop the others; what went wrong stands in the result.
    """
    have = {token.authority_id for token in checkpoint.tokens}
    stamped: list[str] = []
    failed: list[tuple[str, str, str]] = []
    for authority in queries.authorities(viewer=viewer):
        if authority.id in have:
            continue
        try:
            _stamp(checkpoint, authority, viewer=viewer, ask=ask)
        except SetupError:
            raise
        except TawthiqError as error:
            failed.append((authority.name, error.code, error.problem))
        else:
            stamped.append(authority.name)
    return Stamped(size=checkpoint.size, stamped=tuple(stamped), failed=tuple(failed))


def _stamp(checkpoint: CheckpointView, authority: AuthorityView, *, viewer: Viewer, ask: Ask) -> None:
    data = checkpoint.note.encode("utf-8")
    request = make_request(data)
    token = ask(authority.url, request)
    facts = verify_token(token, data, root_pem=authority.root_pem, chain_pem=authority.chain_pem, request=request)
    earlier = [t.stamped_at for c in queries.checkpoints(viewer=viewer, newest=50) for t in c.tokens]
    wrong = check_clock(
        stamped_at=facts.stamped_at, made_at=checkpoint.made_at, newest_before=max(earlier, default=None)
    )
    if wrong:
        raise EvidenceError("timestamp.clock", wrong, "Compare this machine's clock with another one.")
    sha256 = digest_bytes(token)
    with transaction.atomic():
        seq = _enter(
            EntryKind.TIMESTAMPED,
            f"checkpoint:{checkpoint.size}",
            sha256=sha256,
            size=len(token),
            actor=viewer.member_id,
        )
        writes.add_timestamp(
            checkpoint_id=checkpoint.id,
            authority_id=authority.id,
            token=token,
            sha256=sha256,
            stamped_at=facts.stamped_at,
            seq=seq,
        )


def sign_when_due(*, ask: Ask, at: datetime | None = None) -> Stamped | None:
    """What the server does by itself: a checkpoint each hour in which something was entered, a stamp each day."""
    moment = at or now()
    size = queries.size(viewer=MISSION)
    known = queries.checkpoints(viewer=MISSION, newest=1)
    if size == 0:
        return None
    if not known or (size > known[0].size and moment - known[0].made_at >= EVERY):
        made = make_checkpoint(viewer=MISSION)
    else:
        made = known[0]
    stamps = [t.stamped_at for c in queries.checkpoints(viewer=MISSION, newest=50) for t in c.tokens]
    if made.tokens or (stamps and moment - max(stamps) < STAMP_EVERY) or not queries.authorities(viewer=MISSION):
        return None
    return stamp_checkpoint(made, viewer=MISSION, ask=ask)


def hand_out(holder_id: int, *, viewer: Viewer) -> Handout:
    """The newest state of the ledger for an outside holder, with the proof that it continues what they hold."""
    require(viewer, Permission.BACK_UP)
    holder = next((h for h in queries.holders(viewer=viewer) if h.id == holder_id and h.ended_at is None), None)
    if holder is None:
        raise NotFoundError("holder.unknown", "There is no such holder.", "Look at the list of holders.")
    checkpoint = make_checkpoint(viewer=viewer)
    since = holder.size
    path: list[bytes] = []
    if 0 < since < checkpoint.size:
        tree = Tree(leaf_hash(line.encode("utf-8")) for line in queries.lines(viewer=viewer, up_to=checkpoint.size))
        path = tree.prove_consistency(since, checkpoint.size)
    with performing("hand_out", viewer=viewer, permission=Permission.BACK_UP) as deed:
        writes.add_handout(holder_id=holder_id, checkpoint_id=checkpoint.id, at=deed.at)
        note = checkpoint.note.encode("utf-8")
        deed.enter(EntryKind.HANDED_OUT, f"holder:{holder_id}", sha256=digest_bytes(note), size=len(note))
        deed.note("holder", holder_id, checkpoint=checkpoint.size)
    return Handout(since=since, path=tuple(path), note=checkpoint.note)
