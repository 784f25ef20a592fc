"""Keeps computed numbers and releases as they were when they were made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import CountedFrame, Release, Result
from tawthiq.keeping.writes.numbering import next_number
from tawthiq.sealing.digests import digest_bytes, digest_text


def add_result(
    *,
    result_id: UUID,
    kind: str,
    outcome: str,
    at: datetime,
    member_id: str,
    ledger_seq: int,
    seed: int,
    version: str,
    settings: dict[str, Any],
    inputs_sha256: str,
    data: str,
    compartments: list[str],
) -> None:
    """Keep a count, an estimate or a refusal: its exact JSON and the digest of it, and which compartments it saw."""
    Result.objects.create(
        id=result_id,
        kind=kind,
        outcome=outcome,
        at=at,
        member_id=member_id,
        ledger_seq=ledger_seq,
        seed=seed,
        version=version,
        settings=settings,
        inputs_sha256=inputs_sha256,
        data=data,
        data_sha256=digest_text(data),
        compartments=compartments,
    )


def add_frames(result_id: UUID, frames: dict[str, bytes]) -> None:
    """Keep what a count was made from, by name."""
    CountedFrame.objects.bulk_create(
        CountedFrame(result_id=result_id, name=name, data=data, sha256=digest_bytes(data))
        for name, data in frames.items()
    )


def next_release_number() -> int:
    """The number the next release gets."""
    return next_number(Release)


def add_release(
    *,
    release_id: UUID,
    number: int,
    title: str,
    folder: str,
    manifest_sha256: str,
    ledger_seq: int,
    purpose: str,
    at: datetime,
    member_id: str,
) -> None:
    """Keep that a bundle was published."""
    Release.objects.create(
        id=release_id,
        number=number,
        title=title,
        folder=folder,
        manifest_sha256=manifest_sha256,
        ledger_seq=ledger_seq,
        purpose=purpose,
        at=at,
        member_id=member_id,
    )
