"""Two persons for one step: asked by one, consented to by another, used once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tawthiq.actions.manage_members import change_member
from tawthiq.actions.second_person import answer, ask
from tawthiq.guarding.second_person import Step
from tawthiq.keeping.models import AuditEntry, Member, SecondPersonRequest
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.members import Role, Viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mission_folder")]
Make = Callable[..., Member]


@pytest.fixture
def people(make_member: Make, mission_folder: Path) -> dict[str, Viewer]:  # noqa: ARG001
    (settings.MISSION / "mission.toml").write_text(
        'name = "Invented"\n[policies]\nsecond_person_for = ["change_role"]\n', encoding="utf-8"
    )
    roles = {"admin": Role.ADMINISTRATOR, "second": Role.COORDINATOR, "coder": Role.CODER, "target": Role.CODER}
    return {name: viewer_of(make_member(role=role, username=name)) for name, role in roles.items()}


def ask_for(people: dict[str, Viewer], role: Role = Role.LAWYER) -> SecondPersonRequest:
    made = ask(
        Step.CHANGE_ROLE,
        object_id=people["target"].member_id,
        params={"role": role.value},
        reason="She joined the legal team.",
        viewer=people["admin"],
    )
    return SecondPersonRequest.objects.get(id=made)


def change(people: dict[str, Viewer], role: Role = Role.LAWYER) -> None:
    change_member(viewer=people["admin"], member_id=people["target"].member_id, role=role)


def test_alone_it_is_refused_with_another_it_is_done_once(people: dict[str, Viewer]) -> None:
    with pytest.raises(NotAllowedError) as refused:
        change(people)
    assert refused.value.code == "second.needed"
    request = ask_for(people)
    with pytest.raises(NotAllowedError):
        change(people)
    answer(request.id, consents=True, viewer=people["second"])
    with pytest.raises(NotAllowedError):
        change(people, Role.PROTECTION_OFFICER)
    change(people)
    assert Member.objects.get(id=people["target"].member_id).role == "lawyer"
    with pytest.raises(NotAllowedError):
        change(people, Role.LAWYER)


def test_nobody_consents_to_their_own_request_and_not_everybody_may(people: dict[str, Viewer]) -> None:
    request = ask_for(people)
    for who in ("admin", "coder"):
        with pytest.raises(NotAllowedError):
            answer(request.id, consents=True, viewer=people[who])
    answer(request.id, consents=False, viewer=people["second"])
    with pytest.raises(ConflictError):
        answer(request.id, consents=True, viewer=people["second"])
    with pytest.raises(NotAllowedError):
        change(people)


@pytest.mark.parametrize("late", ["answer", "use"])
def test_both_run_out(people: dict[str, Viewer], late: str) -> None:
    request = ask_for(people)
    if late == "answer":
        SecondPersonRequest.objects.update(asked_at=request.asked_at - timedelta(hours=25))
        with pytest.raises(ConflictError):
            answer(request.id, consents=True, viewer=people["second"])
        return
    answer(request.id, consents=True, viewer=people["second"])
    SecondPersonRequest.objects.update(answered_at=request.asked_at - timedelta(hours=2))
    with pytest.raises(NotAllowedError):
        change(people)


def test_a_second_person_who_was_locked_since_counts_no_more(people: dict[str, Viewer]) -> None:
    answer(ask_for(people).id, consents=True, viewer=people["second"])
    Member.objects.filter(id=people["second"].member_id).update(is_active=False)
    with pytest.raises(NotAllowedError):
        change(people)


def test_a_request_says_why(people: dict[str, Viewer]) -> None:
    with pytest.raises(BadInputError):
        ask(Step.CHANGE_ROLE, object_id="x", reason=" ", viewer=people["admin"])


def test_the_pages_lead_through_it_and_the_audit_holds_every_step(people: dict[str, Viewer]) -> None:
    clients = {}
    for name in ("admin", "second"):
        clients[name] = Client()
        clients[name].force_login(Member.objects.get(username=name))
    target = people["target"].member_id
    asked = {"what": "role", "role": "lawyer", "reason": "She joined the legal team."}
    assert clients["admin"].post(f"/members/{target}/", asked).status_code == 302
    request = SecondPersonRequest.objects.get()
    assert "Give consent</button>" not in clients["admin"].get("/members/requests/").content.decode()
    page = clients["second"].get("/members/requests/").content.decode()
    assert "She joined the legal team." in page
    assert "Give consent</button>" in page
    clients["second"].post(f"/members/requests/{request.id}/answer/", {"answer": "yes"})
    assert "Do it now" in clients["admin"].get("/members/requests/").content.decode()
    assert clients["admin"].post(f"/members/requests/{request.id}/use/").status_code == 302
    assert Member.objects.get(id=target).role == "lawyer"
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"ask_second_person", "answer_request", "change_member"} <= actions
    assert not any("legal team" in str(row) for row in AuditEntry.objects.values())
