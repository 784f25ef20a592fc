"""The ledger as a whole: its lines, keys, checkpoints, timestamps, and who outside holds copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.models import (
    Authority,
    Checkpoint,
    Cosignature,
    Handout,
    Holder,
    HolderKey,
    LedgerEntry,
    LedgerKey,
    Timestamp,
)
from tawthiq.sealing.cosigning import Cosigner
from tawthiq.sealing.signing import Verifier
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """A public key that signs or signed this ledger."""

    id: int
    since: datetime
    verifier: Verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token over a checkpoint, and the ledger entry `seq` that holds its digest."""

    checkpoint_size: int
    authority_id: int
    authority: str
    token: bytes
    sha256: str
    stamped_at: datetime
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignatureView:
    """A holder's co-signature of a checkpoint, and the ledger entry `seq` that holds the digest of its line."""

    checkpoint_size: int
    holder: str
    cosigner: Cosigner
    line: str
    signed_at: datetime
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """A signed checkpoint, its tokens, the names of the holders that were given it, and who of them co-signed it."""

    id: int
    size: int
    note: str
    made_at: datetime
    tokens: tuple[TokenView, ...]
    holders: tuple[str, ...]
    cosignatures: tuple[CosignatureView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityView:
    """A timestamp authority that the mission asks, or asked until `retired_at`."""

    id: int
    name: str
    url: str
    root_pem: str
    chain_pem: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderKeyView:
    """A key with which a holder co-signs."""

    id: int
    holder_id: int
    holder: str
    cosigner: Cosigner


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderView:
    """An outside holder, and the newest checkpoint handed to them (size 0: none yet)."""

    id: int
    name: str
    size: int
    at: datetime | None
    ended_at: datetime | None


def _require(viewer: Viewer) -> None:
    if not any(may(viewer, p) for p in (Permission.READ_LEDGER, Permission.BACK_UP, Permission.EXPORT)):
        raise NotFoundError("guarding.not_found", "There is no such thing in this mission.", "Check the address.")


def lines(*, viewer: Viewer, up_to: int | None = None) -> Iterator[str]:
    """Every line of the ledger in order, as it was digested; at most the first `up_to`."""
    _require(viewer)
    rows = LedgerEntry.objects.order_by("seq")
    if up_to is not None:
        rows = rows.filter(seq__lte=up_to)
    return rows.values_list("line", flat=True).iterator(chunk_size=5000)


def entries_of(object_ids: list[str], *, viewer: Viewer) -> list[tuple[int, str, str]]:
    """(position, object, line) of every entry about one of these things, in order."""
    _require(viewer)
    found: list[tuple[int, str, str]] = []
    for begin in range(0, len(object_ids), 500):
        rows = LedgerEntry.objects.filter(object_id__in=object_ids[begin : begin + 500])
        found += rows.values_list("seq", "object_id", "line")
    return sorted(found)


def size(*, viewer: Viewer) -> int:
    """How many entries there are."""
    _require(viewer)
    newest = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first()
    return newest or 0


def keys(*, viewer: Viewer) -> list[KeyView]:
    """The keys of this ledger, oldest first."""
    _require(viewer)
    return [
        KeyView(id=row.pk, since=row.since, verifier=Verifier(name=row.origin, public=bytes.fromhex(row.public)))
        for row in LedgerKey.objects.order_by("id")
    ]


def checkpoints(*, viewer: Viewer, newest: int | None = None) -> list[CheckpointView]:
    """Checkpoints, newest first; at most `newest` of them."""
    _require(viewer)
    rows = list(Checkpoint.objects.order_by("-size")[:newest])
    ids = [row.pk for row in rows]
    tokens: dict[int, list[TokenView]] = {}
    holders: dict[int, list[str]] = {}
    stamps = Timestamp.objects.select_related("authority", "checkpoint").order_by("id")
    for stamp in stamps if newest is None else stamps.filter(checkpoint_id__in=ids):
        tokens.setdefault(stamp.checkpoint_id, []).append(_token(stamp))
    given = Handout.objects.select_related("holder").order_by("id")
    for handout in given if newest is None else given.filter(checkpoint_id__in=ids):
        holders.setdefault(handout.checkpoint_id, []).append(handout.holder.name)
    signed: dict[int, list[CosignatureView]] = {}
    cosigned = Cosignature.objects.select_related("key__holder", "checkpoint").order_by("id")
    for row in cosigned if newest is None else cosigned.filter(checkpoint_id__in=ids):
        signed.setdefault(row.checkpoint_id, []).append(_cosignature(row))
    return [
        CheckpointView(
            id=row.pk,
            size=row.size,
            note=row.note,
            made_at=row.made_at,
            tokens=tuple(tokens.get(row.pk, ())),
            holders=tuple(dict.fromkeys(holders.get(row.pk, ()))),
            cosignatures=tuple(signed.get(row.pk, ())),
        )
        for row in rows
    ]


def _token(row: Timestamp) -> TokenView:
    return TokenView(
        checkpoint_size=row.checkpoint.size,
        authority_id=row.authority_id,
        authority=row.authority.name,
        token=bytes(row.token),
        sha256=row.sha256,
        stamped_at=row.stamped_at,
        seq=row.seq,
    )


def _cosignature(row: Cosignature) -> CosignatureView:
    return CosignatureView(
        checkpoint_size=row.checkpoint.size,
        holder=row.key.holder.name,
        cosigner=Cosigner(name=row.key.name, public=bytes.fromhex(row.key.public)),
        line=row.line,
        signed_at=row.signed_at,
        seq=row.seq,
    )


def holder_keys(*, viewer: Viewer) -> list[HolderKeyView]:
    """The keys of every holder, of those too who keep no copies any more."""
    _require(viewer)
    return [
        HolderKeyView(
            id=row.pk,
            holder_id=row.holder_id,
            holder=row.holder.name,
            cosigner=Cosigner(name=row.name, public=bytes.fromhex(row.public)),
        )
        for row in HolderKey.objects.select_related("holder").order_by("id")
    ]


def authorities(*, viewer: Viewer, with_retired: bool = False) -> list[AuthorityView]:
    """The timestamp authorities that are asked; with `with_retired`, also those that were."""
    _require(viewer)
    rows = Authority.objects.order_by("id")
    return [
        AuthorityView(
            id=row.pk,
            name=row.name,
            url=row.url,
            root_pem=row.root_pem,
            chain_pem=row.chain_pem,
            retired_at=row.retired_at,
        )
        for row in (rows if with_retired else rows.filter(retired_at__isnull=True))
    ]


def holders(*, viewer: Viewer) -> list[HolderView]:
    """Everybody outside who holds or held copies of checkpoints."""
    _require(viewer)
    newest: dict[int, tuple[int, datetime]] = {}
    for holder_id, held, at in Handout.objects.order_by("id").values_list("holder_id", "checkpoint__size", "at"):
        newest[holder_id] = max(newest.get(holder_id, (0, at)), (held, at))
    return [
        HolderView(
            id=row.pk,
            name=row.name,
            size=newest[row.pk][0] if row.pk in newest else 0,
            at=newest[row.pk][1] if row.pk in newest else None,
            ended_at=row.ended_at,
        )
        for row in Holder.objects.order_by("name")
    ]
