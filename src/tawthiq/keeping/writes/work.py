"""The queue of long work. A job is claimed by one worker at a time, and taken up again when its worker falls silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tawthiq.keeping.models import Job

SILENT_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedJob:
    """What a worker needs to know of the job it has claimed."""

    id: UUID
    kind: str
    params: dict[str, Any]
    member_id: str
    attempt: int


def add_job(*, job_id: UUID, kind: str, params: dict[str, Any], at: datetime, member_id: str) -> None:
    """Queue one piece of long work."""
    Job.objects.create(id=job_id, kind=kind, params=params, asked_at=at, asked_by_id=member_id)


def claim_job(*, worker: str, at: datetime) -> ClaimedJob | None:
    """Claim the oldest waiting job for `worker`, or return None."""
    while True:
        job = Job.objects.filter(state="waiting").order_by("asked_at", "id").first()
        if job is None:
            return None
        claimed = Job.objects.filter(id=job.id, state="waiting").update(
            state="running", worker=worker, started_at=at, heartbeat_at=at, attempts=F("attempts") + 1, stage=""
        )
        if claimed:
            return ClaimedJob(
                id=job.id, kind=job.kind, params=job.params, member_id=str(job.asked_by_id), attempt=job.attempts + 1
            )


def put_back_silent_jobs(*, at: datetime) -> int:
    """Put jobs whose worker fell silent back in the queue; one that has had its attempts fails. Returns how many."""
    silent = Job.objects.filter(state="running", heartbeat_at__lt=at - SILENT_AFTER)
    with transaction.atomic():
        cancelled = silent.filter(cancel_asked=True).update(state="cancelled", ended_at=at)
        failed = silent.filter(attempts__gte=MOST_ATTEMPTS).update(
            state="failed",
            ended_at=at,
            problem={
                "code": "job.worker_lost",
                "problem": "The worker stopped three times while it did this.",
                "next_step": "See whether the machine runs out of memory, then ask for it again.",
            },
        )
        return cancelled + failed + silent.update(state="waiting", worker="", share_done=0)


def beat(job_id: UUID, *, worker: str, at: datetime, share_done: float | None = None, stage: str | None = None) -> bool:
    """Say that the worker lives and how far it is; False when the job is no longer this worker's or is cancelled."""
    changes: dict[str, Any] = {"heartbeat_at": at}
    if share_done is not None:
        changes["share_done"] = min(1.0, max(0.0, share_done))
    if stage is not None:
        changes["stage"] = stage[:200]
    return bool(Job.objects.filter(id=job_id, state="running", worker=worker, cancel_asked=False).update(**changes))


def end_job(
    job_id: UUID,
    *,
    worker: str,
    state: str,
    at: datetime,
    result: dict[str, Any] | None = None,
    problem: dict[str, str] | None = None,
) -> None:
    """Write how a job ended, unless it has been taken from this worker."""
    Job.objects.filter(id=job_id, state="running", worker=worker).update(
        state=state,
        ended_at=at,
        result=result or {},
        problem=problem or {},
        **({"share_done": 1.0} if state == "done" else {}),
    )


def ask_to_cancel(job_id: UUID, *, at: datetime) -> bool:
    """Cancel a waiting job at once, or ask the worker of a running one to stop; False when it has ended already."""
    if Job.objects.filter(id=job_id, state="waiting").update(state="cancelled", ended_at=at, cancel_asked=True):
        return True
    return bool(Job.objects.filter(id=job_id, state="running").update(cancel_asked=True))
