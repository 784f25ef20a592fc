"""Attacks replayed, each named for what it tries."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from access.worlds import CANARIES, World
from tawthiq.keeping import models
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError, TawthiqError
from tawthiq.terms.members import Role, Viewer

MOMENT_LATER = datetime(2026, 4, 1, tzinfo=UTC)


def client_of(viewer: Viewer) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(models.Member.objects.get(id=viewer.member_id))
    return client


def test_revision_history_that_bypasses_access(world: World) -> None:
    """A correction moved with its source into another case: neither version is read through the other's history."""
    from tawthiq.actions.manage_compartments import move_source
    from tawthiq.keeping.queries import records

    alpha, beta = world.parts["alpha"], world.parts["beta"]
    reader = world.members[Role.CODER, "alpha"]
    assert len(records.record_versions(alpha.record, viewer=reader)) == 1
    move_source(alpha.source, beta.compartment, viewer=world.keeper)
    for ask in (records.record, records.record_versions):
        with pytest.raises(NotFoundError):
            ask(alpha.record, viewer=reader)
    assert client_of(reader).get(f"/records/{alpha.record}/").status_code == 404


def test_a_person_merged_across_cases_is_read_from_neither_side(world: World) -> None:
    from tawthiq.actions.judge_pair import judge_pair
    from tawthiq.terms.judgements import Decision

    alpha, beta = world.parts["alpha"], world.parts["beta"]
    judge_pair(alpha.record, beta.record, Decision.SAME, viewer=world.keeper)
    for place, part in (("alpha", alpha), ("beta", beta)):
        client = client_of(world.members[Role.CODER, place])
        record = client.get(f"/records/{part.record}/")
        assert record.status_code == 200
        foreign = CANARIES["beta" if place == "alpha" else "alpha"]
        assert foreign not in record.content.decode()
        for person in models.Person.objects.filter(memberships__record=part.record):
            assert str(person.id) not in record.content.decode()
            assert client.get(f"/persons/{person.id}/").status_code == 404


@pytest.mark.parametrize("what", ["role", "lock", "compartment"])
def test_export_begun_before_a_revoke(world: World, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right is taken away while the table is being written: nothing leaves, nothing is noted as given out."""
    from tawthiq.actions import export_table as action
    from tawthiq.keeping.writes import access
    from tawthiq.keeping.writes.members import change_account

    viewer, part = world.members[Role.LAWYER, "alpha"], world.parts["alpha"]
    take: dict[str, Callable[[], Any]] = {
        "role": lambda: change_account(member_id=viewer.member_id, role=Role.MONITOR),
        "lock": lambda: change_account(member_id=viewer.member_id, is_active=False),
        "compartment": lambda: access.end_grant(
            compartment=part.compartment, member_id=viewer.member_id, by=world.keeper.member_id, at=MOMENT_LATER
        ),
    }
    written = action._table

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        take[what]()
        return written(*args, **kwargs)

    assert action.export_table(part.result, 0, kind="csv", viewer=viewer).data
    before = models.GivenCopy.objects.count()
    monkeypatch.setattr(action, "_table", meanwhile)
    with pytest.raises((NotAllowedError, NotFoundError)):
        action.export_table(part.result, 0, kind="csv", viewer=viewer)
    assert models.GivenCopy.objects.count() == before


def test_export_begun_before_a_withdrawal(world: World) -> None:
    from tawthiq.actions.export_table import export_table
    from tawthiq.actions.withdraw import withdraw_consent

    viewer, part = world.members[Role.LAWYER, "alpha"], world.parts["alpha"]
    export_table(part.result, 0, kind="csv", viewer=viewer)
    given = withdraw_consent(part.interview, viewer=world.keeper)
    assert [(copy.kind, copy.copy_id) for copy in given] == [("table", str(part.result))]
    with pytest.raises(ConflictError) as refused:
        export_table(part.result, 0, kind="csv", viewer=viewer)
    assert refused.value.code == "export.withdrawn_since"


def test_a_job_asked_for_before_a_lock_does_nothing_afterwards(world: World) -> None:
    from tawthiq.actions.do_jobs import ask_for_job, run_claimed_job
    from tawthiq.actions.manage_members import change_member
    from tawthiq.actions.performing import now
    from tawthiq.keeping.writes.work import claim_job

    viewer = world.members[Role.CODER, "alpha"]
    job_id = ask_for_job("estimate", {"outcome": "killed", "seed": 1, "linkage_draws": 0}, viewer=viewer)
    admin = world.members[Role.ADMINISTRATOR, "none"]
    change_member(viewer=admin, member_id=viewer.member_id, is_active=False)
    claim_job(worker="w", at=now())
    run_claimed_job(job_id, worker="w")
    job = models.Job.objects.get(id=job_id)
    assert (job.state, job.problem["code"]) == ("failed", "members.unknown")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(0)"])
def test_formula_injection_in_csv(start: str) -> None:
    from tawthiq.publishing.tables import Column, Table, write_csv

    table = Table(name="t", title="T", columns=(Column(name="name", label="Name"),), rows=((start,),))
    cell = write_csv(table).decode("utf-8-sig").splitlines()[1].strip('"')
    assert not re.match(r"[=+\-@\t\r]", cell)


PATHS = (
    "../../mission.toml",
    "..%2f..%2fmission.db",
    "....//mission.db",
    "/etc/passwd",
    "files/%2e%2e/%2e%2e/mission.db",
    "a\\..\\..\\mission.db",
    "%00",
    "~root",
    "manifest.json/../../../mission.db",
)


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks_in_files_of_a_release(world: World, path: str) -> None:
    from tawthiq.actions.open_release import open_release_file
    from tawthiq.keeping.opening import mission_folder

    (mission_folder() / "releases" / "0001-abc").mkdir(parents=True)
    models.Release.objects.create(
        id=uuid4(),
        number=1,
        title="R",
        folder="0001-abc",
        manifest_sha256="0" * 64,
        ledger_seq=1,
        purpose="anonymous_publication",
        at="2026-03-01T12:00:00Z",
        member_id=world.keeper.member_id,
    )
    with pytest.raises(TawthiqError):
        open_release_file(1, path, viewer=world.keeper)
    answer = client_of(world.keeper).get(f"/releases/1/files/{path}")
    assert answer.status_code >= 400
    assert b"root:" not in answer.content
    assert b"SQLite format" not in answer.content


@pytest.mark.parametrize("name", ["../../../evil.csv", "/etc/cron.d/x", "C:\\x\\evil.csv", "a\x00b.csv", "x" * 400])
def test_path_tricks_in_names_of_files(world: World, name: str) -> None:
    from missions import receive_bytes
    from tawthiq.keeping.opening import mission_folder

    before = {p for p in mission_folder().parent.rglob("*") if "exhibits" not in p.parts}
    exhibit = receive_bytes(f"bytes of {name!r}".encode(), viewer=world.keeper, name=name)
    after = {p for p in mission_folder().parent.rglob("*") if "exhibits" not in p.parts}
    assert {p for p in after - before if not p.name.startswith("mission.db")} == set()
    answer = client_of(world.keeper).get(f"/exhibits/{exhibit}/file")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert "/" not in answer["Content-Disposition"].split("filename")[1].replace("utf-8''", "")
    answer.close()


@pytest.mark.usefixtures("world")
def test_a_zip_bomb_as_a_list() -> None:
    """Ten megabytes of zeros in some kilobytes, a thousand times over, as a workbook: refused before it unfolds."""
    from tawthiq.actions.import_list import preview_list
    from tawthiq.keeping.opening import mission_folder

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        for sheet in range(30):
            archive.writestr(f"xl/worksheets/sheet{sheet}.xml", b"0" * 10_000_000)
    file = mission_folder() / "bomb.xlsx"
    file.write_bytes(packed.getvalue())
    with pytest.raises(BadInputError):
        preview_list(file)


SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<button hx-post='/leave/' hx-trigger='load'>x</button>",
    "<svg/onload=alert(1)>",
    "</textarea><script src=//evil.example/x.js></script>",
    "{{ 7*7 }}{% load static %}",
    "\u202e<b>reversed</b>",
)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_stored_script_in_a_narrative(world: World, script: str) -> None:
    from tawthiq.actions.record_interview import record_interview

    narrative = f"He said {script} and left."
    told = record_interview(
        {
            "witness_code": f"W-{abs(hash(script)) % 9999}",
            "title": script,
            "held_on": "2013-06",
            "narrative": narrative,
            "consent": {"answers": []},
            "persons": [{"name": script, "outcome": "killed"}],
        },
        viewer=world.keeper,
    )
    client = client_of(world.keeper)
    record = models.Record.objects.get(source_id=told.source_id)
    for page in (f"/sources/{told.source_id}/", f"/records/{record.id}/", "/persons/", "/sources/"):
        response = client.get(page)
        assert response.status_code == 200
        body = response.content.decode()
        assert script not in body or "<" not in script
        assert not re.search(r"<(img|svg/onload|script>|button hx-post='/leave)", body.replace("<svg ", ""))
        assert "unsafe" not in response["Content-Security-Policy"]


URLS = (
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:22/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_",
    "//elsewhere.example/",
)


@pytest.mark.parametrize("url", URLS)
def test_a_server_made_to_fetch_an_address(world: World, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses in whatever a member may type are words: no socket is opened to anywhere for any of them."""
    import socket

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    client = client_of(world.keeper)
    from django.core.files.uploadedfile import SimpleUploadedFile

    story = SimpleUploadedFile("story.txt", f"See {url}. The ministry said 20 people were killed.".encode())
    answer = client.post("/sources/report/", {"file": story, "title": url, "organisation": url, "kind": "report"})
    assert answer.status_code in {200, 302}
    for page in (f"/persons/?q={url}", f"/sources/?q={url}", f"/sign-in/passkey/?next={url}", f"/prove/?next={url}"):
        assert client.get(page).status_code in {200, 302}
    left = client.post("/language/", {"language": "en", "next": url})
    assert left["Location"] == "/"


def test_a_form_sent_from_another_site(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(models.Member.objects.get(id=world.keeper.member_id))
    source = world.parts["alpha"].source
    answer = client.post(f"/sources/{source}/withdraw/", {"sure": "yes"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert models.Source.objects.get(id=source).withdrawn_at is None


def test_a_compartment_named_in_a_form_that_one_is_not_in(world: World) -> None:
    from missions import receive_bytes

    alpha = world.members[Role.INTAKE, "alpha"]
    with pytest.raises(NotFoundError):
        receive_bytes(b"words", viewer=replace(alpha, home=str(world.parts["beta"].compartment)))


def test_the_same_bytes_in_two_cases_tell_nothing_of_each_other(world: World) -> None:
    """Who hands in a file that another case holds learns neither that it is known nor under which name."""
    from missions import receive_bytes
    from tawthiq.keeping.queries import custody

    beta = world.parts["beta"]
    other = world.members[Role.INTAKE, "alpha"]
    exhibit = receive_bytes(CANARIES["beta"].encode(), viewer=other, name="mine.png")
    assert exhibit == beta.exhibit
    seen = custody.exhibit(exhibit, viewer=other)
    assert seen.original_name == "mine.png"
    assert seen.sources == []
    assert (
        custody.exhibit(exhibit, viewer=world.members[Role.INTAKE, "beta"]).original_name == f"{CANARIES['beta']}.png"
    )
