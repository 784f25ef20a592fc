"""Whether a model may be asked, and whom it named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import ModelSetting, Report, SpeakerSuggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuggestion:
    """Whom a model names for a passage."""

    id: UUID
    key: str
    engine: str
    speaker: str
    span: tuple[int, int]
    data: dict[str, Any]


def add_setting(*, url: str, model: str, allowed_host: str, at: datetime, member_id: str) -> None:
    """Keep what holds from now on; an empty address is off."""
    ModelSetting.objects.create(url=url, model=model, allowed_host=allowed_host, at=at, member_id=member_id)


def add_suggestions(source_id: UUID, new: Sequence[NewSuggestion], *, engine: str, at: datetime) -> int:
    """Keep what was not named before, and that this engine was asked; returns how many were new."""
    known = set(SpeakerSuggestion.objects.filter(source_id=source_id).values_list("key", flat=True))
    fresh = [one for one in new if one.key not in known]
    SpeakerSuggestion.objects.bulk_create(
        SpeakerSuggestion(
            id=one.id,
            source_id=source_id,
            key=one.key,
            engine=one.engine,
            speaker=one.speaker,
            span_start=one.span[0],
            span_end=one.span[1],
            data=one.data,
            proposed_at=at,
        )
        for one in fresh
    )
    Report.objects.filter(source_id=source_id).update(asked_engine=engine[:200])
    return len(fresh)
