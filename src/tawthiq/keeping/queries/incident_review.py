"""The review of incident records: which pair to ask about next, and what a reviewer needs to see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Incident, IncidentJudgement, IncidentLinkRun, IncidentPair, IncidentRecord
from tawthiq.keeping.queries.incidents import IncidentRecordView, incident_records
from tawthiq.keeping.queries.persons import JudgementView
from tawthiq.keeping.queries.sight import as_uuid, current_records, found, visible
from tawthiq.terms.members import Viewer

_RELATED = ("record_a", "record_b", "member", "undone_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQueueView:
    """How the queue stands: pairs open, judged by this viewer and by all, left unsure; and whether any run was."""

    open: int
    judged_by_me: int
    judged: int
    unsure: int
    last_run_at: object | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPairView:
    """One pair to judge. `weight` and `probability` are not for the page before the decision: they anchor.

    `beside_a` and `beside_b` are the other records of the incident each record is joined to now; `model` is what the
    run that made the pair weighed with; `named_a` and `named_b` are the persons each names.
    """

    id: int
    record_a: IncidentRecordView
    record_b: IncidentRecordView
    weight: float
    probability: float
    levels: Mapping[str, str]
    model: Mapping[str, Any]
    is_open: bool
    named_a: list[str]
    named_b: list[str]
    incident_a: UUID | None
    incident_b: UUID | None
    beside_a: list[IncidentRecordView]
    beside_b: list[IncidentRecordView]
    judgements: list[JudgementView]


def incident_queue(*, viewer: Viewer) -> IncidentQueueView:
    """The state of the queue."""
    require_sight(viewer, Permission.READ_CONTENT)
    standing = visible(viewer, IncidentJudgement).filter(undone_by__isnull=True, undoes__isnull=True, basis="reviewed")
    counts = standing.aggregate(
        mine=Count("id", filter=Q(member_id=viewer.member_id)),
        judged=Count("id"),
        unsure=Count("id", filter=Q(decision="unsure")),
    )
    return IncidentQueueView(
        open=visible(viewer, IncidentPair).filter(is_open=True).count(),
        judged_by_me=counts["mine"],
        judged=counts["judged"],
        unsure=counts["unsure"],
        last_run_at=IncidentLinkRun.objects.order_by("-at").values_list("at", flat=True).first(),
    )


def next_incident_pair_id(*, viewer: Viewer, skip: int | None = None) -> int | None:
    """The pair to ask about next: the most urgent open one, or the next after `skip`."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, IncidentPair).filter(is_open=True).order_by("-urgency", "id")
    passed = (
        None if skip is None else visible(viewer, IncidentPair).filter(id=skip).values_list("urgency", "id").first()
    )
    if passed is not None:
        later = rows.filter(Q(urgency__lt=passed[0]) | Q(urgency=passed[0], id__gt=passed[1]))
        held: int | None = later.values_list("id", flat=True).first()
        if held is not None:
            return held
        rows = rows.exclude(id=passed[1])
    first: int | None = rows.values_list("id", flat=True).first()
    return first


def incident_pair(pair_id: int, *, viewer: Viewer) -> IncidentPairView:
    """One pair with both records, what each is joined to already, and the judgements there were."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = found(visible(viewer, IncidentPair).select_related("run").filter(id=pair_id).first())
    views = incident_records((row.record_a_id, row.record_b_id), viewer=viewer)
    record_a, record_b = sorted(views.values(), key=lambda record: record.number)
    sides = [_joined_to(record.id, viewer) for record in (record_a, record_b)]
    judged = visible(viewer, IncidentJudgement).filter(record_a_id=row.record_a_id, record_b_id=row.record_b_id)
    return IncidentPairView(
        id=row.id,
        record_a=record_a,
        record_b=record_b,
        weight=row.weight,
        probability=row.probability,
        levels=row.levels,
        model=row.run.report.get("model", {}),
        is_open=row.is_open,
        named_a=_named(record_a.id, viewer),
        named_b=_named(record_b.id, viewer),
        incident_a=sides[0][0],
        incident_b=sides[1][0],
        beside_a=sides[0][1],
        beside_b=sides[1][1],
        judgements=[_view(j) for j in judged.select_related(*_RELATED).order_by("-number")],
    )


def _named(record_id: UUID, viewer: Viewer) -> list[str]:
    """Names of the persons that an incident record names."""
    rows = current_records(viewer).filter(incident_id=record_id).order_by("number")
    return [name for name in rows.values_list("name", flat=True) if name]


def _joined_to(record_id: UUID, viewer: Viewer) -> tuple[UUID | None, list[IncidentRecordView]]:
    """The incident a record belongs to now, and the other records of it."""
    incident = visible(viewer, Incident).filter(records__id=record_id).values_list("id", flat=True).first()
    if incident is None:
        return None, []
    others = (
        visible(viewer, IncidentRecord).filter(incidents__id=incident).exclude(id=record_id).order_by("number")[:10]
    )
    views = incident_records(others.values_list("id", flat=True), viewer=viewer)
    return incident, sorted(views.values(), key=lambda record: record.number)


def is_reviewed(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> bool:
    """Whether a reviewed judgement on this pair stands."""
    require_sight(viewer, Permission.READ_CONTENT)
    a, b = sorted((record_a, record_b))
    standing = visible(viewer, IncidentJudgement).filter(undone_by__isnull=True, undoes__isnull=True, basis="reviewed")
    return standing.filter(record_a_id=a, record_b_id=b).exists()


def recent_incident_judgements(*, viewer: Viewer, limit: int = 10, mine: bool = False) -> list[JudgementView]:
    """The newest reviewed judgements, undone ones among them; `mine` narrows to the viewer's own."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, IncidentJudgement).filter(basis="reviewed", undoes__isnull=True)
    if mine:
        rows = rows.filter(member_id=viewer.member_id)
    return [_view(row) for row in rows.select_related(*_RELATED).order_by("-number")[:limit]]


def judgements_within(record_ids: list[UUID], *, viewer: Viewer) -> list[JudgementView]:
    """Every judgement that touches one of these incident records, newest first."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, IncidentJudgement).filter(Q(record_a_id__in=record_ids) | Q(record_b_id__in=record_ids))
    rows = rows.filter(undoes__isnull=True)
    return [_view(row) for row in rows.select_related(*_RELATED).order_by("-number")]


def incident_judgement(judgement_id: str | UUID, *, viewer: Viewer) -> JudgementView:
    """One judgement."""
    require_sight(viewer, Permission.READ_CONTENT)
    return _view(
        found(visible(viewer, IncidentJudgement).select_related(*_RELATED).filter(id=as_uuid(judgement_id)).first())
    )


def pair_of_incident_records(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> int | None:
    """The proposal for these two records, if the last run made one."""
    require_sight(viewer, Permission.READ_CONTENT)
    a, b = sorted((record_a, record_b))
    held: int | None = (
        visible(viewer, IncidentPair).filter(record_a_id=a, record_b_id=b).values_list("id", flat=True).first()
    )
    return held


def _view(row: IncidentJudgement) -> JudgementView:
    return JudgementView(
        id=row.id,
        record_a=row.record_a_id,
        record_a_number=row.record_a.number,
        record_b=row.record_b_id,
        record_b_number=row.record_b.number,
        decision=row.decision,
        basis=row.basis,
        probability=row.probability,
        reason=row.reason,
        at=row.at,
        member=row.member.display_name or row.member.username,
        batch=row.batch,
        undone=getattr(row, "undone_by", None) is not None,
        is_undo=row.undoes_id is not None,
    )
