"""Long work and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import Job
from tawthiq.keeping.queries.sight import as_uuid, found
from tawthiq.terms.members import Role, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """One job as pages show it."""

    id: UUID
    kind: str
    state: str
    share_done: float
    stage: str
    attempts: int
    asked_at: datetime
    asked_by: str
    started_at: datetime | None
    ended_at: datetime | None
    cancel_asked: bool
    result: dict[str, Any]
    problem: dict[str, str]


def jobs(*, viewer: Viewer, limit: int = 50) -> list[JobView]:
    """Jobs newest first: the viewer's own; a coordinator sees everybody's."""
    rows = Job.objects.select_related("asked_by").order_by("-asked_at", "id")
    if viewer.role is not Role.COORDINATOR:
        rows = rows.filter(asked_by_id=UUID(viewer.member_id))
    return [_view(row) for row in rows[:limit]]


def job(job_id: str | UUID, *, viewer: Viewer) -> JobView:
    """One job the viewer asked for (a coordinator: any)."""
    row = found(Job.objects.select_related("asked_by").filter(id=as_uuid(job_id)).first())
    if viewer.role is not Role.COORDINATOR and str(row.asked_by_id) != viewer.member_id:
        row = found(None)
    return _view(row)


def _view(row: Job) -> JobView:
    return JobView(
        id=row.id,
        kind=row.kind,
        state=row.state,
        share_done=row.share_done,
        stage=row.stage,
        attempts=row.attempts,
        asked_at=row.asked_at,
        asked_by=row.asked_by.display_name or row.asked_by.username,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cancel_asked=row.cancel_asked,
        result=row.result,
        problem=row.problem,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobToDo:
    """What a worker does."""

    kind: str
    params: dict[str, Any]
    member_id: str


def claimed_job(job_id: UUID, *, worker: str) -> JobToDo:
    """The job this worker holds; the worker's name is the proof, so no viewer is asked."""
    row = found(Job.objects.filter(id=job_id, state="running", worker=worker).first())
    return JobToDo(kind=row.kind, params=row.params, member_id=str(row.asked_by_id))


def is_cancelled(job_id: UUID) -> bool:
    """Whether somebody asked for this job to stop."""
    return Job.objects.filter(id=job_id, cancel_asked=True).exists()
