"""Keeps checkpoints, timestamps, authorities, holders, bags, and what exhibits say of themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tawthiq.keeping.models import (
    Authority,
    Bag,
    Checkpoint,
    Cosignature,
    ExhibitFacts,
    Handout,
    Holder,
    HolderKey,
    LedgerKey,
    Timestamp,
)
from tawthiq.terms.errors import BadInputError


def add_ledger_key(*, origin: str, public: str, at: datetime) -> int:
    """Name a public key (hex) that signs checkpoints from now on; returns its id."""
    return LedgerKey.objects.create(origin=origin, public=public, since=at).pk


def add_checkpoint(*, size: int, note: str, key_id: int, at: datetime) -> int:
    """Keep a signed checkpoint; the first one of a size stays. Returns the id of the one that is kept."""
    row, _ = Checkpoint.objects.get_or_create(size=size, defaults={"note": note, "key_id": key_id, "made_at": at})
    return row.pk


def add_timestamp(
    *, checkpoint_id: int, authority_id: int, token: bytes, sha256: str, stamped_at: datetime, seq: int
) -> None:
    """Keep a token; `seq` is the ledger entry that holds its digest."""
    Timestamp.objects.create(
        checkpoint_id=checkpoint_id,
        authority_id=authority_id,
        token=token,
        sha256=sha256,
        stamped_at=stamped_at,
        seq=seq,
    )


def add_authority(*, name: str, url: str, root_pem: str, chain_pem: str, at: datetime) -> int:
    """Add a timestamp authority; refuses (BadInputError) a name that is taken."""
    try:
        with transaction.atomic():
            return Authority.objects.create(name=name, url=url, root_pem=root_pem, chain_pem=chain_pem, added_at=at).pk
    except IntegrityError as error:
        raise BadInputError("authority.name", "There is an authority of this name.", "Give it another.") from error


def retire_authority(authority_id: int, *, at: datetime) -> None:
    """Ask this authority no more; its tokens stay."""
    Authority.objects.filter(id=authority_id, retired_at__isnull=True).update(retired_at=at)


def add_holder(*, name: str, at: datetime) -> int:
    """Add an outside holder; refuses (BadInputError) a name that is taken."""
    try:
        with transaction.atomic():
            return Holder.objects.create(name=name, added_at=at).pk
    except IntegrityError as error:
        raise BadInputError("holder.name", "There is a holder of this name.", "Give it another.") from error


def end_holder(holder_id: int, *, at: datetime) -> None:
    """Write that this holder keeps no copies any more."""
    Holder.objects.filter(id=holder_id, ended_at__isnull=True).update(ended_at=at)


def add_handout(*, holder_id: int, checkpoint_id: int, at: datetime) -> None:
    """Write that a holder was given a checkpoint."""
    Handout.objects.create(holder_id=holder_id, checkpoint_id=checkpoint_id, at=at)


def add_holder_key(*, holder_id: int, name: str, public: str, at: datetime) -> int:
    """Add a key with which a holder co-signs; refuses (BadInputError) one that is known already."""
    try:
        with transaction.atomic():
            return HolderKey.objects.create(holder_id=holder_id, name=name, public=public, added_at=at).pk
    except IntegrityError as error:
        raise BadInputError(
            "cosigner.taken", "This key is known already.", "Every holder has a key of their own."
        ) from error


def add_cosignature(*, checkpoint_id: int, key_id: int, line: str, signed_at: datetime, seq: int) -> None:
    """Keep a holder's co-signature of a checkpoint; `seq` is the ledger entry that holds its digest."""
    Cosignature.objects.create(checkpoint_id=checkpoint_id, key_id=key_id, line=line, signed_at=signed_at, seq=seq)


def add_bag(
    *,
    bag_id: UUID,
    at: datetime,
    member_id: str,
    recipient: str,
    purpose: str,
    reason: str,
    language: str,
    manifest_sha256: str,
    contents: dict[str, Any],
) -> None:
    """Write that a bag left; `contents` holds ids and codes only."""
    Bag.objects.create(
        id=bag_id,
        made_at=at,
        made_by_id=member_id,
        recipient=recipient,
        purpose=purpose,
        reason=reason,
        language=language,
        manifest_sha256=manifest_sha256,
        contents=contents,
    )


def add_facts(exhibit_id: UUID, facts: dict[str, Any], *, read_by: str) -> None:
    """Keep what an exhibit says of itself, once."""
    ExhibitFacts.objects.get_or_create(exhibit_id=exhibit_id, defaults={"facts": facts, "read_by": read_by})
