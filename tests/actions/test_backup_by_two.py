"""A backup that lies open, or is sealed to others, takes two persons where a policy says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.test import Client
from typer.testing import CliRunner

from missions import ON_POSTGRESQL, TestMission, receive_bytes
from tawthiq.actions.back_up import ask_second, back_up
from tawthiq.actions.second_person import answer
from tawthiq.cli.app import app
from tawthiq.keeping.models import AuditEntry, LedgerEntry, Member, SecondPersonRequest
from tawthiq.terms.errors import BadInputError, NotAllowedError, TawthiqError
from tawthiq.terms.members import Role, Viewer

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="backs up a database file of its own")

OWN, OTHER, THIRD = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(3))
Policies = Callable[[str], None]


@pytest.fixture
def held(shared_mission: TestMission) -> TestMission:
    """A mission with two persons for such backups, and a holder of its own."""
    policies('second_person_for = ["back_up"]')
    receive_bytes(b"a photograph", viewer=shared_mission.viewer())
    return shared_mission


def policies(text: str) -> None:
    file = Path(settings.MISSION) / "mission.toml"
    file.write_text(f'name = "Invented"\nbackup_recipients = ["{OWN}"]\n[policies]\n{text}\n', encoding="utf-8")


def refused(step: Callable[[], object]) -> str:
    with pytest.raises(TawthiqError) as refusal:
        step()
    return refusal.value.code


def test_an_open_backup_is_made_once_after_somebody_else_consented(held: TestMission, tmp_path: Path) -> None:
    custodian = held.viewer(Role.CUSTODIAN)
    target = tmp_path / "open.zip"
    before = LedgerEntry.objects.count()
    assert refused(lambda: back_up(target, viewer=custodian, may_lie_open=True)) == "second.needed"
    assert list(tmp_path.glob("*.zip")) == []
    assert LedgerEntry.objects.count() == before, "what was refused is no entry"
    asked = ask_second(reason="The disk is encrypted.", viewer=custodian, may_lie_open=True)
    assert refused(lambda: back_up(target, viewer=custodian, may_lie_open=True)) == "second.needed"
    assert refused(lambda: answer(asked, consents=True, viewer=custodian)) == "second.own"
    answer(asked, consents=True, viewer=held.viewer(Role.COORDINATOR))
    assert refused(lambda: ask_second(reason="Again.", viewer=custodian, may_lie_open=True)) == "backup.no_second"
    made = back_up(target, viewer=custodian, may_lie_open=True)
    assert (made.sealed_to, target.is_file()) == (0, True)
    assert refused(lambda: back_up(tmp_path / "b.zip", viewer=custodian, may_lie_open=True)) == "second.needed"
    details = AuditEntry.objects.filter(action="back_up").latest("id").details
    assert (details["sealed_to"], details["elsewhere"]) == (0, True)


def test_the_missions_own_backup_needs_nobody(held: TestMission, tmp_path: Path) -> None:
    custodian = held.viewer(Role.CUSTODIAN)
    assert back_up(tmp_path / "own.age", viewer=custodian).sealed_to == 1
    assert back_up(tmp_path / "same.age", viewer=custodian, recipients=[OWN]).sealed_to == 1
    assert refused(lambda: ask_second(reason="No need.", viewer=custodian)) == "backup.no_second"
    assert not SecondPersonRequest.objects.exists()


@pytest.mark.parametrize("to", [[OTHER], [OWN, OTHER]])
def test_a_consent_is_to_just_these_keys(held: TestMission, tmp_path: Path, to: list[str]) -> None:
    custodian = held.viewer(Role.CUSTODIAN)
    asked = ask_second(reason="A court's vault.", viewer=custodian, recipients=to)
    answer(asked, consents=True, viewer=held.viewer(Role.COORDINATOR))
    for others in ([THIRD], [*to, THIRD]):
        code = refused(lambda keys=others: back_up(tmp_path / "b.age", viewer=custodian, recipients=keys))
        assert code == "second.needed"
    assert refused(lambda: back_up(tmp_path / "b.age", viewer=custodian, may_lie_open=True)) == "second.needed"
    assert back_up(tmp_path / "b.age", viewer=custodian, recipients=to[::-1]).sealed_to == len(to)


@pytest.mark.parametrize("what", ["refused", "late", "locked", "another asker"])
def test_a_consent_that_does_not_hold_makes_no_backup(held: TestMission, tmp_path: Path, what: str) -> None:
    custodian, second = held.viewer(Role.CUSTODIAN), held.viewer(Role.COORDINATOR)
    asked = ask_second(reason="The disk is encrypted.", viewer=custodian, may_lie_open=True)
    answer(asked, consents=what != "refused", viewer=second)
    asker = custodian
    if what == "late":
        request = SecondPersonRequest.objects.get()
        SecondPersonRequest.objects.update(answered_at=request.answered_at - timedelta(hours=2))
    elif what == "locked":
        Member.objects.filter(id=second.member_id).update(is_active=False)
    elif what == "another asker":
        asker = held.viewer(Role.ADMINISTRATOR)
    assert refused(lambda: back_up(tmp_path / "b.zip", viewer=asker, may_lie_open=True)) == "second.needed"
    assert not list(tmp_path.glob("b.zip"))


def test_what_cannot_be_is_refused_before_anybody_is_asked(held: TestMission, tmp_path: Path) -> None:
    custodian = held.viewer(Role.CUSTODIAN)
    with pytest.raises(BadInputError) as both:
        back_up(tmp_path / "b", viewer=custodian, recipients=[OTHER], may_lie_open=True)
    assert both.value.code == "backup.both"
    assert refused(lambda: ask_second(reason="x", viewer=custodian, recipients=["age1nonsense"])) == "backup.recipient"
    assert refused(lambda: ask_second(reason=" ", viewer=custodian, may_lie_open=True)) == "second.reason"
    with pytest.raises(NotAllowedError):
        ask_second(reason="x", viewer=held.viewer(Role.CODER), may_lie_open=True)
    assert not SecondPersonRequest.objects.exists()


def test_without_the_policy_one_member_does_it_alone(held: TestMission, tmp_path: Path) -> None:
    policies('second_person_for = ["export"]')
    custodian = held.viewer(Role.CUSTODIAN)
    assert back_up(tmp_path / "open.zip", viewer=custodian, may_lie_open=True).sealed_to == 0
    assert back_up(tmp_path / "b.age", viewer=custodian, recipients=[OTHER]).sealed_to == 1
    assert refused(lambda: ask_second(reason="x", viewer=custodian, may_lie_open=True)) == "backup.no_second"


def on_command_line(viewer: Viewer, *words: str) -> tuple[int, str]:
    name = Member.objects.get(id=viewer.member_id).username
    done = CliRunner().invoke(app, [f"--mission={settings.MISSION}", f"--as={name}", "--json", "backup", *words])
    if isinstance(done.exception, TawthiqError):
        return done.exception.exit_status, done.exception.code
    assert done.exception is None, done.exception
    return done.exit_code, done.stdout


def test_the_command_line_asks_and_the_page_answers(held: TestMission, tmp_path: Path) -> None:
    custodian, second = held.viewer(Role.CUSTODIAN), held.viewer(Role.COORDINATOR)
    file = str(tmp_path / "b.age")
    assert on_command_line(custodian, file, "--to", OTHER) == (3, "second.needed")
    assert on_command_line(custodian, file, "--to", OTHER, "--ask") == (2, "second.reason")
    status, said = on_command_line(custodian, file, "--to", OTHER, "--ask", "--reason", "A court's vault.")
    request = SecondPersonRequest.objects.get()
    assert (status, json.loads(said)["request"]) == (0, str(request.id))
    assert not Path(file).exists()
    pages = {}
    for viewer in (custodian, second):
        pages[viewer.member_id] = Client()
        pages[viewer.member_id].force_login(Member.objects.get(id=viewer.member_id))
        pages[viewer.member_id].get("/me/")
    shown = pages[second.member_id].get("/members/requests/").content.decode()
    assert "for whoever has these keys" in shown
    assert OTHER[:14] in shown
    assert OTHER not in shown
    assert "Give consent</button>" in shown
    pages[second.member_id].post(f"/members/requests/{request.id}/answer/", {"answer": "yes"})
    own = pages[custodian.member_id].get("/members/requests/").content.decode()
    assert "Do it now" not in own
    assert pages[custodian.member_id].post(f"/members/requests/{request.id}/use/").status_code == 400
    assert on_command_line(custodian, file, "--to", OTHER)[0] == 0
    assert Path(file).is_file()
    assert on_command_line(custodian, str(tmp_path / "again.age"), "--to", OTHER) == (3, "second.needed")
    ask_second(reason="The disk is encrypted.", viewer=custodian, may_lie_open=True)
    assert "NOT SEALED" in pages[second.member_id].get("/members/requests/").content.decode()
