"""Jobs: whose they are, how far they are, what they came to, and how they are stopped."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.keeping.models import Job, Member
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.members import Role
from web.pages import text

SignIn = Callable[..., Client]


def ask(client: Client, **fields: Any) -> UUID:
    """A job asked for by whoever is signed in, brought to a state."""
    member = Member.objects.get(id=client.session["_auth_user_id"])
    job_id = ask_for_job("link", {"threshold": 0.9, "accept": True}, viewer=viewer_of(member))
    Job.objects.filter(id=job_id).update(**fields)
    return job_id


def test_a_waiting_job_renews_itself_with_and_without_scripts(sign_in: SignIn) -> None:
    client = sign_in(Role.CODER)
    job_id = ask(client)
    page = client.get(f"/jobs/{job_id}/").content.decode()
    assert f'hx-get="/jobs/{job_id}/progress/"' in page
    assert 'hx-trigger="load delay:1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Waiting for a worker" in page


def test_progress_is_shown_in_words_and_as_a_bar(sign_in: SignIn) -> None:
    client = sign_in(Role.CODER)
    job_id = ask(client, state="running", share_done=0.42, stage="compare", attempts=2)
    fragment = client.get(f"/jobs/{job_id}/progress/").content.decode()
    assert "<html" not in fragment
    assert "Comparing pairs" in fragment
    assert 'value="42"' in fragment
    assert "begun again from the start" in fragment


def test_a_job_that_has_ended_asks_no_more_and_leads_to_its_result(sign_in: SignIn) -> None:
    client = sign_in(Role.CODER)
    result = {"records": 1204, "persons": 900, "links_accepted": 7, "links_taken_back": 0, "pairs_to_review": 12}
    job_id = ask(client, state="done", share_done=1, result=result)
    page = client.get(f"/jobs/{job_id}/").content.decode()
    assert "hx-get" not in page
    assert "http-equiv" not in page
    assert "1,204 records were compared; 900 persons now." in text(page.encode())
    assert 'href="/counts/"' in page


def test_an_estimate_leads_to_its_page(sign_in: SignIn) -> None:
    client = sign_in(Role.CODER)
    result_id = uuid.uuid4()
    job_id = ask(client, kind="estimate", state="done", result={"result_id": str(result_id), "outcome": "refusal"})
    page = client.get(f"/jobs/{job_id}/").content.decode()
    assert f'href="/counts/{result_id}/"' in page
    assert "No estimate can be given; the reasons are kept." in page


def test_a_failure_is_said_with_its_next_step_and_nothing_runs_in_it(sign_in: SignIn) -> None:
    client = sign_in(Role.CODER)
    problem = {"code": "link.nothing", "problem": "There are <i>no</i> records.", "next_step": "Import a list first."}
    page = client.get(f"/jobs/{ask(client, state='failed', problem=problem)}/").content.decode()
    assert "There are &lt;i&gt;no&lt;/i&gt; records." in page
    assert "Import a list first." in page
    assert "link.nothing" in page


def test_a_job_is_stopped_by_a_post(sign_in: SignIn) -> None:
    client = sign_in(Role.CODER)
    job_id = ask(client)
    assert client.get(f"/jobs/{job_id}/cancel/").status_code == 405
    assert client.post(f"/jobs/{job_id}/cancel/")["Location"] == f"/jobs/{job_id}/"
    assert Job.objects.get(id=job_id).state == "cancelled"
    assert client.post(f"/jobs/{job_id}/cancel/").status_code == 409


def test_members_see_their_own_jobs_and_a_coordinator_all(sign_in: SignIn) -> None:
    coder, other, coordinator = sign_in(Role.CODER), sign_in(Role.INTAKE), sign_in(Role.COORDINATOR)
    job_id = ask(coder)
    for path in (f"/jobs/{job_id}/", f"/jobs/{job_id}/progress/"):
        assert coder.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert coordinator.get(path).status_code == 200
    assert other.post(f"/jobs/{job_id}/cancel/").status_code == 404
    assert f"/jobs/{job_id}/" not in other.get("/jobs/").content.decode()
    assert f"/jobs/{job_id}/" in coordinator.get("/jobs/").content.decode()
    assert "sign-in" in Client().get(f"/jobs/{job_id}/")["Location"]


@pytest.mark.parametrize("state", ["waiting", "running", "done", "failed", "cancelled"])
def test_every_state_has_arabic_words(sign_in: SignIn, state: str) -> None:
    client = sign_in(Role.CODER, language="ar")
    ask(client, state=state)
    page = client.get("/jobs/").content.decode()
    assert f">{state}" not in page
    assert 'dir="rtl"' in page
