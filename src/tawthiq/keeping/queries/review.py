"""The review queue: which pair to ask about next, and what a reviewer needs to see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Judgement, LinkPair, LinkRun, PersonRecord
from tawthiq.keeping.queries.persons import JudgementView, judgement_view
from tawthiq.keeping.queries.records import RecordView, records
from tawthiq.keeping.queries.sight import as_uuid, found
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """How the queue stands: pairs open, judged by this viewer and by all, left unsure."""

    open: int
    judged_by_me: int
    judged: int
    unsure: int
    last_run_at: object | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One pair to judge. `weight` and `probability` are not for the page before the decision: they anchor."""

    id: int
    record_a: RecordView
    record_b: RecordView
    weight: float
    probability: float
    is_open: bool
    others_a: list[RecordView]
    others_b: list[RecordView]
    candidates_a: list[tuple[int, RecordView]]
    judgements: list[JudgementView]
    position: int


def queue(*, viewer: Viewer) -> QueueView:
    """The state of the queue."""
    require_sight(viewer, Permission.READ_CONTENT)
    standing = Judgement.objects.filter(undone_by__isnull=True, undoes__isnull=True, basis="reviewed")
    counts = standing.aggregate(
        mine=Count("id", filter=Q(member_id=viewer.member_id)),
        judged=Count("id"),
        unsure=Count("id", filter=Q(decision="unsure")),
    )
    return QueueView(
        open=LinkPair.objects.filter(is_open=True).count(),
        judged_by_me=counts["mine"],
        judged=counts["judged"],
        unsure=counts["unsure"],
        last_run_at=LinkRun.objects.order_by("-at").values_list("at", flat=True).first(),
    )


def next_pair_id(*, viewer: Viewer, skip: int | None = None) -> int | None:
    """The pair to ask about next: the most urgent open one, or the next after `skip`."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = LinkPair.objects.filter(is_open=True).order_by("-urgency", "id")
    if skip is not None:
        passed = LinkPair.objects.filter(id=skip).values_list("urgency", "id").first()
        if passed is not None:
            later = rows.filter(Q(urgency__lt=passed[0]) | Q(urgency=passed[0], id__gt=passed[1]))
            held: int | None = later.values_list("id", flat=True).first()
            if held is not None:
                return held
    if skip is not None:
        rows = rows.exclude(id=skip)
    first: int | None = rows.values_list("id", flat=True).first()
    return first


def pair(pair_id: int, *, viewer: Viewer) -> PairView:
    """One pair with both records, what they are joined to already, and other candidates for the first."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = found(LinkPair.objects.filter(id=pair_id).first())
    both = {r.id: r for r in records([row.record_a_id, row.record_b_id], viewer=viewer)}
    record_a, record_b = sorted(both.values(), key=lambda r: r.number)
    return PairView(
        id=row.id,
        record_a=record_a,
        record_b=record_b,
        weight=row.weight,
        probability=row.probability,
        is_open=row.is_open,
        others_a=_others(record_a.id, viewer),
        others_b=_others(record_b.id, viewer),
        candidates_a=_candidates(row, record_a.id, viewer),
        judgements=_judgements(row),
        position=LinkPair.objects.filter(is_open=True, urgency__gt=row.urgency).count() + 1,
    )


def _others(record_id: UUID, viewer: Viewer) -> list[RecordView]:
    person = PersonRecord.objects.filter(record_id=record_id).values("person_id")
    ids = PersonRecord.objects.filter(person_id__in=person).exclude(record_id=record_id)
    return records(ids.values_list("record_id", flat=True)[:10], viewer=viewer)


def _candidates(row: LinkPair, record_id: UUID, viewer: Viewer) -> list[tuple[int, RecordView]]:
    near = (
        LinkPair.objects.filter(Q(record_a_id=record_id) | Q(record_b_id=record_id))
        .exclude(id=row.id)
        .order_by("-probability")[:3]
    )
    other = {p.record_b_id if p.record_a_id == record_id else p.record_a_id: p.id for p in near}
    return [(other[view.id], view) for view in records(other, viewer=viewer)]


def _judgements(row: LinkPair) -> list[JudgementView]:
    rows = (
        Judgement.objects.filter(record_a_id=row.record_a_id, record_b_id=row.record_b_id)
        .select_related("record_a", "record_b", "member", "undone_by")
        .order_by("-number")
    )
    return [judgement_view(judgement) for judgement in rows]


def recent_judgements(*, viewer: Viewer, limit: int = 10, mine: bool = False) -> list[JudgementView]:
    """The newest reviewed judgements, undone ones among them; `mine` narrows to the viewer's own."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = Judgement.objects.filter(basis="reviewed", undoes__isnull=True)
    if mine:
        rows = rows.filter(member_id=viewer.member_id)
    rows = rows.select_related("record_a", "record_b", "member", "undone_by").order_by("-number")[:limit]
    return [judgement_view(row) for row in rows]


def judgement(judgement_id: str | UUID, *, viewer: Viewer) -> JudgementView:
    """One judgement."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = Judgement.objects.select_related("record_a", "record_b", "member", "undone_by").filter(
        id=as_uuid(judgement_id)
    )
    return judgement_view(found(row.first()))


def pair_of_records(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> int | None:
    """The proposal for these two records, if the last run made one."""
    require_sight(viewer, Permission.READ_CONTENT)
    a, b = sorted((record_a, record_b))
    held: int | None = LinkPair.objects.filter(record_a_id=a, record_b_id=b).values_list("id", flat=True).first()
    return held


def last_model(*, viewer: Viewer) -> dict[str, Any] | None:
    """The weights that the last run of the linker worked with, or None where none has run."""
    require_sight(viewer, Permission.READ_CONTENT)
    report: dict[str, Any] | None = LinkRun.objects.order_by("-at").values_list("report", flat=True).first()
    return (report or {}).get("model")
