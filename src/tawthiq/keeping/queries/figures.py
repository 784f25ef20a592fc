"""Reported figures, with the words they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Figure, FigureRelation
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

COUNTING = ("confirmed", "edited")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDecisionView:
    """One decision on a figure."""

    decision: str
    changes: dict[str, Any]
    reason: str
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SumView:
    """One way in which a total is made up: its parts, each with the sign it enters with."""

    kind: str
    parts: list[tuple[UUID, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedView:
    """What the words for a place mean: a place of the gazetteer, or none of it; as a member said, or by spelling."""

    place_id: int | None
    level: str
    name_en: str
    name_ar: str
    member: str

    def name(self, language: str) -> str:
        """The name in a language, in English where there is none."""
        return (self.name_ar if language == "ar" else "") or self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure; `data` is the whole of it, `words` the clause around it as the report has it.

    `read_again`: it was not proposed when the report came in, but by better rules later.
    """

    id: UUID
    source_id: UUID
    source_number: int
    source_title: str
    source_organisation: str
    origin_id: UUID
    published_on: date | None
    language: str
    category: str
    measure: str
    unit: str
    hedge: str
    modality: str
    value_min: float | None
    value_max: float | None
    speaker: str
    place_words: str
    as_of: date | None
    span_start: int
    span_end: int
    words: str
    status: str
    data: dict[str, Any]
    total_of: list[UUID]
    part_of: list[UUID]
    sums: list[SumView]
    split_from: UUID | None
    split_into: list[UUID]
    proposed_at: datetime
    read_again: bool
    placed: dict[int, PlacedView]
    decisions: list[FigureDecisionView]


def figures_seen(viewer: Viewer) -> QuerySet[Figure]:
    """Figures of sources this viewer may read that are not withdrawn."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, Figure).filter(source__withdrawn_at__isnull=True)


def find_figures(
    *, viewer: Viewer, status: str = "", category: str = "", speaker: str = "", source_id: UUID | None = None
) -> list[FigureView]:
    """Figures by status (``counting`` asks for confirmed and edited ones), category, speaker and source.

    In order of the day they hold for, then of the text.
    """
    query = figures_seen(viewer)
    if status == "counting":
        query = query.filter(status__in=COUNTING)
    elif status:
        query = query.filter(status=status)
    exact = {"category": category, "speaker": speaker, "source_id": source_id}
    query = query.filter(**{column: value for column, value in exact.items() if value})
    return [_view(row) for row in _related(query).order_by("as_of", "source__number", "span_start", "id")]


def figure(figure_id: str | UUID, *, viewer: Viewer) -> FigureView:
    """One figure."""
    return _view(found(_related(figures_seen(viewer)).filter(id=as_uuid(figure_id)).first()))


def figure_relations(*, viewer: Viewer) -> list[tuple[str, str, str]]:
    """(total, part, kind) of figures that belong together: parts that make up a total, or some of one."""
    seen = figures_seen(viewer).values("id")
    related = FigureRelation.objects.filter(total_id__in=seen, part_id__in=seen)
    rows = related.order_by("id").values_list("total_id", "part_id", "kind")
    return [(str(total), str(part), kind) for total, part, kind in rows]


def figure_counts(*, viewer: Viewer) -> dict[str, int]:
    """How many figures stand at each status."""
    return dict(figures_seen(viewer).values_list("status").annotate(n=Count("id")))


def _related(query: QuerySet[Figure]) -> QuerySet[Figure]:
    return query.select_related("source__report").prefetch_related(
        "parts", "totals", "split_into", "decisions__member", "placed__place", "placed__member"
    )


def _view(row: Figure) -> FigureView:
    source = row.source
    text = source.report.text
    clause = (row.data.get("spans") or {}).get("clause") or [row.span_start, row.span_end]
    return FigureView(
        id=row.id,
        source_id=source.id,
        source_number=source.number,
        source_title=source.title,
        source_organisation=source.organisation,
        origin_id=source.origin_id,
        published_on=source.published_on,
        language=source.language,
        category=row.category,
        measure=row.measure,
        unit=row.unit,
        hedge=row.hedge,
        modality=row.modality,
        value_min=row.value_min,
        value_max=row.value_max,
        speaker=row.speaker,
        place_words=row.place_words,
        as_of=row.as_of,
        span_start=row.span_start,
        span_end=row.span_end,
        words=text[clause[0] : clause[1]],
        status=row.status,
        data=row.data,
        total_of=[relation.part_id for relation in row.parts.all()],
        sums=_sums(row),
        split_from=row.split_from_id,
        split_into=[part.id for part in sorted(row.split_into.all(), key=lambda part: (part.span_start, str(part.id)))],
        proposed_at=row.proposed_at,
        read_again=row.split_from_id is None and row.proposed_at > source.added_at,
        placed=_placed(row),
        part_of=[relation.total_id for relation in row.totals.all()],
        decisions=[
            FigureDecisionView(
                decision=d.decision,
                changes=d.changes,
                reason=d.reason,
                at=d.at,
                member=d.member.display_name or d.member.username,
            )
            for d in sorted(row.decisions.all(), key=lambda d: d.id)
        ],
    )


def _placed(row: Figure) -> dict[int, PlacedView]:
    """What holds for each position: the last that was kept."""
    return {
        one.position: PlacedView(
            place_id=one.place_id,
            level="" if one.place is None else one.place.level,
            name_en="" if one.place is None else one.place.name_en,
            name_ar="" if one.place is None else one.place.name_ar,
            member="" if one.member is None else one.member.display_name or one.member.username,
        )
        for one in sorted(row.placed.all(), key=lambda one: one.id)
    }


def _sums(row: Figure) -> list[SumView]:
    """The ways in which this figure is made up, parts in the order of the text as they were kept."""
    ways: dict[tuple[str, int], list[tuple[UUID, int]]] = {}
    for relation in sorted(row.parts.all(), key=lambda relation: relation.id):
        ways.setdefault((relation.kind, relation.way), []).append((relation.part_id, relation.sign))
    return [SumView(kind=kind, parts=parts) for (kind, _way), parts in sorted(ways.items())]
