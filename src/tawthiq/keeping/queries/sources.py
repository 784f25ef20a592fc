"""Sources: interviews, lists with every row, reports with their text and what was found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import (
    IncidentRecord,
    Interview,
    ListImport,
    Report,
    SavedMapping,
    Source,
)
from tawthiq.keeping.queries.compartments import compartment_name
from tawthiq.keeping.queries.incidents import IncidentRecordView, incident_record_view
from tawthiq.keeping.queries.records import RELATED, RecordView, view_of
from tawthiq.keeping.queries.sight import as_uuid, current_records, found, sees_all, sources_seen, visible
from tawthiq.terms.members import CompartmentName, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One line of the sources page."""

    id: UUID
    number: int
    kind: str
    title: str
    organisation: str
    language: str
    reliability: str
    published_on: date | None
    repeats_id: UUID | None
    origin_id: UUID
    exhibit_id: UUID
    exhibit_sha256: str
    added_at: datetime
    withdrawn: bool
    compartment: CompartmentName
    record_count: int
    figures_pending: int
    figures_confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswerView:
    """One answer of the consent."""

    purpose: str
    recipient: str
    answer: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewView:
    """An interview as its page shows it."""

    witness_code: str
    interviews_with_witness: int
    interviewer: str
    interpreter: str
    held_start: date | None
    held_end: date | None
    held_words: str
    place_words: str
    mode: str
    setting_safe: bool | None
    support_offered: bool | None
    read_back: bool | None
    narrative: str
    earlier_accounts: list[tuple[str, str, str]]
    consent_given_by: str
    consent_method: str
    consent_explained_in: str
    consent_expires_on: date | None
    consent_withdrawn_at: datetime | None
    answers: list[ConsentAnswerView]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """How a list was read."""

    mapping: dict[str, Any]
    one_per_person: bool
    rows: int
    records: int
    problems: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkView:
    """A figure or quotation with its span in the report's text, for marking."""

    id: UUID
    kind: str
    start: int
    end: int
    category: str
    status: str
    speaker: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report's text with all that was found in it, in order of the text."""

    text: str
    layout: list[dict[str, Any]]
    credit: str
    figures: list[MarkView]
    quotations: list[MarkView]
    relations: list[tuple[UUID, UUID, str]]
    version: str = ""
    events: list[MarkView] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source's page: the row, and what its kind adds."""

    row: SourceRow
    repeated_by: list[tuple[UUID, int, str]]
    repeats: tuple[UUID, int, str] | None
    interview: InterviewView | None = None
    list_import: ListView | None = None
    report: ReportView | None = None
    records: list[RecordView] = field(default_factory=list)
    incidents: list[IncidentRecordView] = field(default_factory=list)


def reports_seen(*, viewer: Viewer) -> list[tuple[UUID, int]]:
    """(id, number) of the reports that count, the earliest first."""
    rows = sources_seen(viewer).filter(report__isnull=False, withdrawn_at__isnull=True)
    return list(rows.order_by("number").values_list("id", "number"))


def find_sources(*, viewer: Viewer, kind: str = "", words: str = "") -> list[SourceRow]:
    """Sources of one kind (or all) whose title or organisation holds the words, newest number first."""
    query = sources_seen(viewer).select_related("exhibit", "compartment")
    if kind:
        query = query.filter(kind=kind)
    if words:
        query = query.filter(Q(title__icontains=words) | Q(organisation__icontains=words))
    rows = list(query.order_by("-number"))
    ids = [row.id for row in rows]
    counts = dict(current_records(viewer).filter(source_id__in=ids).values_list("source_id").annotate(n=Count("id")))
    figures = _figure_counts(ids, viewer)
    return [_row(row, counts.get(row.id, 0), figures.get(row.id, (0, 0))) for row in rows]


def _figure_counts(ids: list[UUID], viewer: Viewer) -> dict[UUID, tuple[int, int]]:
    from tawthiq.keeping.models import Figure

    rows = (
        visible(viewer, Figure)
        .filter(source_id__in=ids)
        .values("source_id")
        .annotate(
            pending=Count("id", filter=Q(status="pending")),
            confirmed=Count("id", filter=Q(status__in=["confirmed", "edited"])),
        )
        .values_list("source_id", "pending", "confirmed")
    )
    return {source_id: (pending, confirmed) for source_id, pending, confirmed in rows}


def _row(row: Source, records: int, figures: tuple[int, int]) -> SourceRow:
    return SourceRow(
        id=row.id,
        number=row.number,
        kind=row.kind,
        title=row.title,
        organisation=row.organisation,
        language=row.language,
        reliability=row.reliability,
        published_on=row.published_on,
        repeats_id=row.repeats_id,
        origin_id=row.origin_id,
        exhibit_id=row.exhibit_id,
        exhibit_sha256=row.exhibit.sha256,
        added_at=row.added_at,
        withdrawn=row.withdrawn_at is not None,
        compartment=compartment_name(row.compartment),
        record_count=records,
        figures_pending=figures[0],
        figures_confirmed=figures[1],
    )


def source(source_id: str | UUID, *, viewer: Viewer) -> SourceView:
    """One source with what its kind adds. A list's rows come by `list_rows`, its records by the persons page."""
    seen = sources_seen(viewer)
    row = found(seen.select_related("exhibit", "compartment").filter(id=as_uuid(source_id)).first())
    records = current_records(viewer).filter(source_id=row.id)
    is_list = row.kind == "list"
    return SourceView(
        row=_row(row, records.count(), _figure_counts([row.id], viewer).get(row.id, (0, 0))),
        repeats=_repeated(row, viewer),
        repeated_by=list(seen.filter(repeats_id=row.id).order_by("number").values_list("id", "number", "title")),
        interview=_interview(row.id, viewer) if row.kind == "interview" else None,
        list_import=_list(row.id, viewer) if is_list else None,
        report=_report(row.id, viewer) if row.kind in {"report", "document"} else None,
        records=[] if is_list else [view_of(r) for r in _told(row).select_related(*RELATED).order_by("number")],
        incidents=[] if row.kind != "interview" else _incidents(row.id, viewer),
    )


def _repeated(row: Source, viewer: Viewer) -> tuple[UUID, int, str] | None:
    """The source that this one repeats, where the viewer sees it."""
    if row.repeats_id is None:
        return None
    return sources_seen(viewer).filter(id=row.repeats_id).values_list("id", "number", "title").first()


def _told(row: Source) -> Any:
    """Records of one source in their newest versions; those of a withdrawn source too, whose page says so."""
    return row.records.filter(superseded_by__isnull=True)


def _incidents(source_id: UUID, viewer: Viewer) -> list[IncidentRecordView]:
    rows = visible(viewer, IncidentRecord).filter(source_id=source_id, superseded_by__isnull=True)
    return [incident_record_view(r) for r in rows.select_related("source", "place__admin1").order_by("number")]


def _interview(source_id: UUID, viewer: Viewer) -> InterviewView | None:
    row = visible(viewer, Interview).select_related("witness", "consent").filter(source_id=source_id).first()
    if row is None:
        return None
    consent = row.consent
    return InterviewView(
        witness_code=row.witness.code,
        interviews_with_witness=visible(viewer, Interview).filter(witness_id=row.witness_id).count(),
        interviewer=row.interviewer,
        interpreter=row.interpreter,
        held_start=row.held_start,
        held_end=row.held_end,
        held_words=row.held_words,
        place_words=row.place_words,
        mode=row.mode,
        setting_safe=row.setting_safe,
        support_offered=row.support_offered,
        read_back=row.read_back,
        narrative=row.narrative,
        earlier_accounts=list(row.earlier_accounts.order_by("id").values_list("given_to", "when_words", "where_words")),
        consent_given_by=consent.given_by,
        consent_method=consent.method,
        consent_explained_in=consent.explained_in,
        consent_expires_on=consent.expires_on,
        consent_withdrawn_at=consent.withdrawn_at,
        answers=[
            ConsentAnswerView(purpose=a.purpose, recipient=a.recipient, answer=a.answer, condition=a.condition)
            for a in consent.answers.order_by("id")
        ],
    )


def _list(source_id: UUID, viewer: Viewer) -> ListView | None:
    row = visible(viewer, ListImport).filter(source_id=source_id).first()
    if row is None:
        return None
    return ListView(
        mapping=row.mapping,
        one_per_person=row.one_per_person,
        rows=row.row_count,
        records=row.record_count,
        problems=row.problem_count,
        set_aside=row.set_aside_count,
    )


def _report(source_id: UUID, viewer: Viewer) -> ReportView | None:
    row = visible(viewer, Report).filter(source_id=source_id).first()
    if row is None:
        return None
    figures = row.source.figures.order_by("span_start", "span_end").prefetch_related("parts")
    quotations = row.source.quotations.order_by("span_start", "span_end")
    relations = [
        (relation.total_id, relation.part_id, relation.kind) for figure in figures for relation in figure.parts.all()
    ]
    return ReportView(
        text=row.text,
        layout=row.layout,
        credit=row.credit,
        figures=[
            MarkView(
                id=f.id,
                kind="figure",
                start=f.span_start,
                end=f.span_end,
                category=f.category,
                status=f.status,
                speaker=f.speaker,
                data=f.data,
            )
            for f in figures
        ],
        quotations=[
            MarkView(
                id=q.id,
                kind=q.kind,
                start=q.span_start,
                end=q.span_end,
                category="",
                status=q.status,
                speaker=q.speaker,
                data=q.data,
            )
            for q in quotations
        ],
        relations=relations,
        version=row.reader_version,
        events=[
            MarkView(
                id=e.id,
                kind=e.kind,
                start=e.span_start,
                end=e.span_end,
                category="",
                status=e.standing,
                speaker=str((e.data.get("speaker") or {}).get("name") or ""),
                data=e.data,
            )
            for e in row.source.event_mentions.order_by("span_start", "span_end")
        ],
    )


def interviews_under_code(code: str, *, viewer: Viewer) -> int:
    """How many interviews a witness code has, so that nobody is asked twice without need.

    The one thing a member who hands interviews in may learn of those handed in before.
    """
    told = visible(viewer, Interview, permission=Permission.RECORD_INTERVIEWS)
    return told.filter(witness__code=code.strip(), source__withdrawn_at__isnull=True).count()


def saved_mappings(*, viewer: Viewer) -> dict[str, dict[str, Any]]:
    """Saved mappings by name: for who sees every compartment all, else one's own. A name tells who sent a list."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = (
        SavedMapping.objects.all()
        if sees_all(viewer)
        else SavedMapping.objects.filter(saved_by_id=UUID(viewer.member_id))
    )
    return dict(rows.order_by("name").values_list("name", "mapping"))


def source_titles(source_ids: Iterable[UUID], *, viewer: Viewer) -> dict[UUID, tuple[int, str]]:
    """Number and title of each of these sources: for naming a filter or a chart's row."""
    rows = sources_seen(viewer).filter(id__in=list(source_ids)).values_list("id", "number", "title")
    return {source_id: (number, title) for source_id, number, title in rows}


def source_by_number(number: int, *, viewer: Viewer) -> UUID | None:
    """The id of the source with this running number (S-…)."""
    held: UUID | None = sources_seen(viewer).filter(number=number).values_list("id", flat=True).first()
    return held


def sources_of_exhibit(exhibit_id: UUID, *, viewer: Viewer) -> list[int]:
    """Numbers of the sources taken from an exhibit that are not withdrawn."""
    rows = sources_seen(viewer).filter(exhibit_id=exhibit_id, withdrawn_at__isnull=True)
    return list(rows.order_by("number").values_list("number", flat=True))


def report_texts(*, viewer: Viewer) -> list[tuple[UUID, str]]:
    """Id and text of every kept report that is not withdrawn, oldest first: to find copies of one story."""
    rows = visible(viewer, Report).filter(source__in=sources_seen(viewer), source__withdrawn_at__isnull=True)
    return list(rows.order_by("source__number").values_list("source_id", "text"))
