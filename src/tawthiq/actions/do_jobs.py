"""Long work as jobs: asked for in a page or command, done by a worker, each in a process of its own.

A worker claims the oldest waiting job, runs it in a child process and beats while it lives. Cancelling stops
the child; its transaction is rolled back, so nothing is half-written. When a worker is killed its job falls
silent, is taken up again from the start by the next worker, and fails plainly after three attempts.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tawthiq.actions.performing import now
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.opening import mission_folder
from tawthiq.keeping.queries import members
from tawthiq.keeping.queries import work as queries
from tawthiq.keeping.walls import let_see
from tawthiq.keeping.writes import work
from tawthiq.keeping.writes.work import ClaimedJob
from tawthiq.terms.errors import BadInputError, ConflictError, TawthiqError
from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]
HOME = "lies_in"
"""Key of a job's parameters: the compartment that what it brings in shall lie in."""

BEAT_EVERY = 2.0
LOOK_EVERY = 0.5
SIGN_LOOK_EVERY = 60.0
LOG = logging.getLogger(__name__)

PERMISSIONS = {
    "import_list": Permission.ADD_SOURCES,
    "link": Permission.LINK,
    "link_incidents": Permission.LINK,
    "estimate": Permission.COUNT,
    "read_again": Permission.ADD_SOURCES,
    "ask_model": Permission.ADD_SOURCES,
    "recount": Permission.COUNT,
}


class JobCancelledError(TawthiqError):
    """Somebody asked for this job to stop."""

    exit_status = 8
    http_status = 409


def ask_for_job(kind: str, params: Mapping[str, Any], *, viewer: Viewer) -> UUID:
    """Queue one piece of long work for `viewer`; refused where the viewer could not do it at once."""
    if kind not in PERMISSIONS:
        raise BadInputError("job.kind", "There is no such work.", f"Choose one of {', '.join(PERMISSIONS)}.")
    require(viewer, PERMISSIONS[kind])
    job_id = uuid.uuid4()
    with transaction.atomic():
        kept = dict(params) | ({HOME: viewer.home} if viewer.home else {})
        work.add_job(job_id=job_id, kind=kind, params=kept, at=now(), member_id=viewer.member_id)
    return job_id


def cancel_job(job_id: UUID, *, viewer: Viewer) -> None:
    """Stop a waiting or running job that the viewer may see."""
    queries.job(job_id, viewer=viewer)
    if not work.ask_to_cancel(job_id, at=now()):
        raise ConflictError("job.ended", "This work has ended already.", "Look at its result.")


def perform_job(kind: str, params: Mapping[str, Any], *, viewer: Viewer, progress: Progress) -> dict[str, Any]:
    """Do the work of a job in this process and return what it came to, JSON-safe."""
    return _WORK[kind](viewer=viewer, progress=progress, **params)


def _link(**given: Any) -> dict[str, Any]:
    from tawthiq.actions.link_records import link_records

    return _plain(link_records(**given))


def _link_incidents(**given: Any) -> dict[str, Any]:
    from tawthiq.actions.link_incidents import link_incidents

    return _plain(link_incidents(**given))


def _estimate(**given: Any) -> dict[str, Any]:
    from tawthiq.actions.estimate_total import estimate_total

    result_id, answer = estimate_total(**given)
    return {"result_id": str(result_id), "outcome": answer.to_dict()["kind"]}


def _read_again(**given: Any) -> dict[str, Any]:
    from tawthiq.actions.propose import read_all_again

    return _counted(read_all_again(**given))


def _ask_model(**given: Any) -> dict[str, Any]:
    from tawthiq.actions.manage_model import ask_about_reports

    return _counted(ask_about_reports(**given))


def _recount(*, result_id: str, viewer: Viewer, progress: Progress) -> dict[str, Any]:
    from tawthiq.actions.count_documented import recount

    made = recount(UUID(result_id), viewer=viewer, progress=progress)
    return {"result_id": result_id, "same_persons": made.same_persons, "same_numbers": made.same_numbers}


def _import_list(**given: Any) -> dict[str, Any]:
    from tawthiq.actions.import_list import import_kept_list

    kept = import_kept_list(**given)
    return {
        "source_id": str(kept.source_id),
        "rows": kept.rows,
        "records": kept.records,
        "problems": kept.problems,
        "set_aside": kept.set_aside,
    }


def _plain(outcome: Any) -> dict[str, Any]:
    """An outcome as JSON can hold it."""
    return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(outcome).items()}


def _counted(done: Any) -> dict[str, Any]:
    """A summary of work over many reports, with the numbers of those that failed."""
    return {**asdict(done), "failed": [f"S-{number}" for number, _code in done.failed]}


_WORK: Mapping[str, Callable[..., dict[str, Any]]] = {
    "import_list": _import_list,
    "link": _link,
    "link_incidents": _link_incidents,
    "estimate": _estimate,
    "recount": _recount,
    "read_again": _read_again,
    "ask_model": _ask_model,
}


def run_claimed_job(job_id: UUID, *, worker: str) -> None:
    """Do one claimed job in this process, beating as it goes, and write how it ended."""
    job = queries.claimed_job(job_id, worker=worker)
    last = 0.0

    def progress(share: float, stage: str) -> None:
        nonlocal last
        if time.monotonic() - last < BEAT_EVERY / 4 and share < 1:
            return
        last = time.monotonic()
        if connection.in_atomic_block:
            return
        if not work.beat(job_id, worker=worker, at=now(), share_done=share, stage=stage):
            raise JobCancelledError("job.cancelled", "This work was cancelled.", "Ask for it again if it is needed.")

    try:
        viewer = members.viewer_with_id(job.member_id)
        let_see(viewer, for_process=True)
        viewer = replace(viewer, home=job.params.pop(HOME, ""))
        result = perform_job(job.kind, job.params, viewer=viewer, progress=progress)
    except JobCancelledError:
        work.end_job(job_id, worker=worker, state="cancelled", at=now())
    except TawthiqError as error:
        problem = {"code": error.code, "problem": error.problem, "next_step": error.next_step}
        work.end_job(job_id, worker=worker, state="failed", at=now(), problem=problem)
    else:
        work.end_job(job_id, worker=worker, state="done", at=now(), result=result)


def work_until_stopped(*, once: bool = False, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Claim jobs and run each in a child process until stopped (or, with `once`, until none waits).

    Returns how many were run.
    """
    worker = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    done = 0
    next_look = 0.0
    while not should_stop():
        work.put_back_silent_jobs(at=now())
        job = work.claim_job(worker=worker, at=now())
        if job is None:
            if once:
                return done
            if time.monotonic() >= next_look:
                sign_ledger_when_due()
                next_look = time.monotonic() + SIGN_LOOK_EVERY
            time.sleep(LOOK_EVERY)
            continue
        _watch(job, worker, should_stop)
        done += 1
    return done


def sign_ledger_when_due() -> None:
    """Sign and stamp the ledger where it is due; what fails is logged by its code, and `tawthiq doctor` shows it."""
    from tawthiq.actions.ask_authority import ask_over_http
    from tawthiq.actions.sign_ledger import sign_when_due

    try:
        done = sign_when_due(ask=ask_over_http)
    except TawthiqError as error:
        LOG.warning("the ledger was not signed: %s", error.code)
        return
    for _name, code, _problem in done.failed if done else ():
        LOG.warning("an authority did not stamp the ledger: %s", code)


def _watch(job: ClaimedJob, worker: str, should_stop: Callable[[], bool]) -> None:
    """Run the job in a child, beat for it, stop it when it is cancelled, and say so when it dies."""
    command = [sys.executable, "-m", "tawthiq", "--mission", str(mission_folder()), "run-job", str(job.id), worker]
    child = subprocess.Popen(command, cwd=Path(sys.prefix), env=_quiet_environment())
    while child.poll() is None:
        time.sleep(LOOK_EVERY)
        if should_stop():
            child.terminate()
            child.wait(timeout=30)
            return
        if not work.beat(job.id, worker=worker, at=now()) and queries.is_cancelled(job.id):
            child.terminate()
            child.wait(timeout=30)
            work.end_job(job.id, worker=worker, state="cancelled", at=now())
            return
    if child.returncode:
        work.end_job(
            job.id,
            worker=worker,
            state="failed",
            at=now(),
            problem={
                "code": "job.died",
                "problem": "The process that did this work ended without saying how.",
                "next_step": "See whether the machine runs out of memory or disk, then ask for it again.",
            },
        )


def _quiet_environment() -> dict[str, str]:
    """One thread for numeric libraries: two jobs on two cores do not fight."""
    return {**os.environ, "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "NO_COLOR": "1"}
