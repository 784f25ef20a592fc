"""Long work is done once, is taken up again when its worker falls silent, and stops when somebody asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from missions import MOMENT, TestMission
from tawthiq.keeping.queries import work as queries
from tawthiq.keeping.writes import work
from tawthiq.keeping.writes.work import MOST_ATTEMPTS, SILENT_AFTER
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Role, Viewer

LATER = MOMENT + SILENT_AFTER + timedelta(seconds=1)


def ask(viewer: Viewer, *, minutes: int = 0) -> UUID:
    job_id = uuid4()
    work.add_job(
        job_id=job_id,
        kind="link",
        params={"seed": 1},
        at=MOMENT + timedelta(minutes=minutes),
        member_id=viewer.member_id,
    )
    return job_id


def test_two_workers_never_claim_the_same_job(shared_mission: TestMission) -> None:
    viewer = shared_mission.viewer()
    waiting = {ask(viewer, minutes=i) for i in range(6)}
    together = Barrier(2)

    def claim_all(worker: str) -> list[UUID]:
        try:
            together.wait(timeout=10)
            claimed = []
            while job := work.claim_job(worker=worker, at=MOMENT):
                claimed.append(job.id)
            return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(claim_all, ["one", "other"])
    assert set(one) | set(other) == waiting
    assert len(one) + len(other) == len(waiting)


def test_the_oldest_is_claimed_first_and_carries_what_it_needs(mission: TestMission) -> None:
    viewer = mission.viewer()
    later, first = ask(viewer, minutes=5), ask(viewer)
    claimed = work.claim_job(worker="w", at=MOMENT)
    assert claimed is not None
    assert (claimed.id, claimed.kind, claimed.params, claimed.attempt) == (first, "link", {"seed": 1}, 1)
    assert claimed.member_id == viewer.member_id
    again = work.claim_job(worker="w", at=MOMENT)
    assert again is not None
    assert again.id == later
    assert work.claim_job(worker="w", at=MOMENT) is None


def test_a_job_whose_worker_fell_silent_is_taken_up_again(mission: TestMission) -> None:
    job_id = ask(mission.viewer())
    work.claim_job(worker="killed", at=MOMENT)
    assert work.put_back_silent_jobs(at=MOMENT + timedelta(seconds=30)) == 0
    assert work.put_back_silent_jobs(at=LATER) == 1
    again = work.claim_job(worker="alive", at=LATER)
    assert again is not None
    assert (again.id, again.attempt) == (job_id, 2)
    assert work.beat(job_id, worker="killed", at=LATER) is False
    work.end_job(job_id, worker="killed", state="done", at=LATER)
    assert queries.job(job_id, viewer=mission.viewer()).state == "running"


def test_a_job_that_kills_its_workers_fails_plainly(mission: TestMission) -> None:
    job_id = ask(mission.viewer())
    at = MOMENT
    for attempt in range(MOST_ATTEMPTS):
        assert work.claim_job(worker=f"worker {attempt}", at=at) is not None
        at += SILENT_AFTER + timedelta(seconds=1)
        assert work.put_back_silent_jobs(at=at) == 1
    assert work.claim_job(worker="another", at=at) is None
    seen = queries.job(job_id, viewer=mission.viewer())
    assert (seen.state, seen.problem["code"]) == ("failed", "job.worker_lost")


def test_a_waiting_job_is_cancelled_at_once(mission: TestMission) -> None:
    job_id = ask(mission.viewer())
    assert work.ask_to_cancel(job_id, at=MOMENT) is True
    assert queries.job(job_id, viewer=mission.viewer()).state == "cancelled"
    assert work.claim_job(worker="w", at=MOMENT) is None
    assert work.ask_to_cancel(job_id, at=MOMENT) is False


def test_a_running_job_is_told_to_stop_at_its_next_beat(mission: TestMission) -> None:
    job_id = ask(mission.viewer())
    work.claim_job(worker="w", at=MOMENT)
    assert work.beat(job_id, worker="w", at=MOMENT, share_done=0.4, stage="compare") is True
    assert queries.job(job_id, viewer=mission.viewer()).share_done == pytest.approx(0.4)
    assert work.ask_to_cancel(job_id, at=MOMENT) is True
    assert work.beat(job_id, worker="w", at=MOMENT) is False
    work.end_job(job_id, worker="w", state="cancelled", at=MOMENT)
    assert queries.job(job_id, viewer=mission.viewer()).state == "cancelled"


def test_jobs_are_their_askers_business(mission: TestMission) -> None:
    coder = mission.viewer(Role.CODER)
    job_id = ask(coder)
    assert queries.job(job_id, viewer=coder).kind == "link"
    assert [job.id for job in queries.jobs(viewer=mission.viewer())] == [job_id]
    assert queries.jobs(viewer=mission.viewer(Role.LAWYER)) == []
    with pytest.raises(NotFoundError):
        queries.job(job_id, viewer=mission.viewer(Role.LAWYER))
