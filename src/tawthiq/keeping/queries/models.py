"""Whether a model may be asked, about which reports it was not yet, and whom it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import ModelSetting, Report, SpeakerSuggestion
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """The model that is on."""

    url: str
    model: str
    allowed_host: str
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionView:
    """Whom a model names for a passage."""

    speaker: str
    engine: str
    span_start: int
    span_end: int


def model_setting(*, viewer: Viewer) -> ModelView | None:
    """The model that is on in this mission, or None."""
    del viewer  # whether one is on is for every member
    row = ModelSetting.objects.select_related("member").order_by("-id").first()
    if row is None or not row.url:
        return None
    return ModelView(
        url=row.url,
        model=row.model,
        allowed_host=row.allowed_host,
        at=row.at,
        member=row.member.display_name or row.member.username,
    )


def reports_not_asked(engine: str, *, viewer: Viewer) -> list[tuple[UUID, int]]:
    """(id, number) of the reports that count and that this engine was not asked about, the earliest first."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, Report).filter(source__withdrawn_at__isnull=True).exclude(asked_engine=engine)
    return list(rows.order_by("source__number").values_list("source_id", "source__number"))


def suggestions(source_id: UUID, *, viewer: Viewer) -> list[SuggestionView]:
    """Whom models name in one report, in the order of the text."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, SpeakerSuggestion).filter(source_id=source_id).order_by("span_start", "span_end", "id")
    return [
        SuggestionView(speaker=row.speaker, engine=row.engine, span_start=row.span_start, span_end=row.span_end)
        for row in rows
    ]
