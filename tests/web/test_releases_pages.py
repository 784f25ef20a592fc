"""Releases: what would leave is shown first, what left can be fetched and checked, and by whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tawthiq.actions.count_documented import count_documented
from tawthiq.actions.publish_release import publish_release
from tawthiq.actions.withdraw import withdraw_source
from tawthiq.keeping.models import AuditEntry, Release
from tawthiq.terms.members import Role
from web.kept_results import ESTIMATE, keep
from web.pages import text
from web.small_mission import SmallMission

SignIn = Callable[..., Client]
GIVEN = {"title": "What is known", "languages": ["en", "ar"], "purpose": "anonymous_publication"}


@pytest.fixture
def counted(mission: SmallMission) -> SmallMission:
    count_documented(viewer=mission.viewer)
    return mission


@pytest.fixture
def released(counted: SmallMission) -> SmallMission:
    publish_release(title="What is <b>known</b>", viewer=counted.viewer)
    return counted


def folder_of(mission: SmallMission) -> Path:
    return mission.folder / "releases" / Release.objects.get().folder


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_preview_shows_what_leaves_and_what_stays(counted: SmallMission, sign_in: SignIn, language: str) -> None:
    keep(counted, ESTIMATE)
    said = text(sign_in(Role.COORDINATOR, language=language).get("/releases/publish/").content)
    words = {
        "en": ["1 person is left out", "withheld", "We estimate that between 131 and 178", "fewer than 5 persons"],
        "ar": ["يُستثنى شخص واحد", "محجوب", "نقدّر أن العدد الكلي بين 131 و178"],
    }[language]
    for sentence in words:
        assert sentence in said
    for name in ("Haddad", "Khatib", "Hospital of Bab", "W-001"):
        assert name not in said
    assert not Release.objects.exists()


@pytest.mark.usefixtures("counted")
def test_another_purpose_leaves_other_people_out(sign_in: SignIn) -> None:
    client = sign_in(Role.COORDINATOR)
    assert "0 persons are left out" in text(client.get("/releases/publish/", {"purpose": "internal_analysis"}).content)
    assert client.get("/releases/publish/", {"purpose": "nonsense"}).context["purpose"] == "anonymous_publication"


def test_publishing_makes_a_release_and_leads_to_it(counted: SmallMission, sign_in: SignIn) -> None:
    response = sign_in(Role.COORDINATOR).post("/releases/publish/", GIVEN)
    assert response["Location"] == "/releases/1/"
    assert (folder_of(counted) / "ar" / "report.html").is_file()


@pytest.mark.parametrize("given", [{**GIVEN, "title": ""}, {**GIVEN, "languages": []}, {**GIVEN, "languages": ["fr"]}])
@pytest.mark.usefixtures("counted")
def test_what_is_missing_is_said_on_the_form(sign_in: SignIn, given: dict[str, str | list[str]]) -> None:
    page = sign_in(Role.COORDINATOR).post("/releases/publish/", given)
    assert "There is a problem" in page.content.decode()
    assert not Release.objects.exists()


@pytest.mark.parametrize("case", ["no count", "withdrawn"])
def test_what_must_be_counted_first_is_said_in_words(mission: SmallMission, sign_in: SignIn, case: str) -> None:
    if case == "withdrawn":
        count_documented(viewer=mission.viewer)
        withdraw_source(mission.register, viewer=mission.viewer)
    page = sign_in(Role.COORDINATOR).get("/releases/publish/")
    assert page.status_code == 200
    wanted = {"no count": "Nothing has been counted yet", "withdrawn": "was withdrawn after these numbers"}[case]
    assert wanted in text(page.content)
    assert "What it says first" not in page.content.decode()


@pytest.mark.usefixtures("released")
def test_a_release_lists_its_files_and_says_that_it_holds(sign_in: SignIn) -> None:
    page = sign_in(Role.LAWYER).get("/releases/1/").content.decode()
    assert "What is &lt;b&gt;known&lt;/b&gt;" in page
    assert Release.objects.get().manifest_sha256 in page
    assert "/releases/1/files/en/report.html" in page
    assert "Yes. Every file was compared" in page


def test_a_changed_release_says_so(released: SmallMission, sign_in: SignIn) -> None:
    file = folder_of(released) / "en" / "methods.md"
    file.chmod(0o644)
    file.write_text("other", encoding="utf-8")
    page = text(sign_in(Role.LAWYER).get("/releases/1/").content)
    assert "No. The folder differs" in page
    assert "en/methods.md: changed" in page


def test_files_come_as_attachments_and_the_audit_knows(released: SmallMission, sign_in: SignIn) -> None:
    response = sign_in(Role.LAWYER).get("/releases/1/files/en/report.html")
    assert b"".join(response.streaming_content) == (folder_of(released) / "en" / "report.html").read_bytes()  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response["Content-Security-Policy"]
    assert AuditEntry.objects.filter(action="open_release_file").count() == 1


@pytest.mark.parametrize("path", ["files/nothing", "files/../../mission.toml", "files/%2e%2e/%2e%2e/mission.toml"])
@pytest.mark.usefixtures("released")
def test_no_other_file_can_be_fetched(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.LAWYER).get(f"/releases/1/{path}").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
@pytest.mark.usefixtures("counted")
def test_only_coordinators_publish(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get("/releases/publish/").status_code == 404
    assert client.post("/releases/publish/", GIVEN).status_code == 404
    assert not Release.objects.exists()


@pytest.mark.parametrize("role", [Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.usefixtures("released")
def test_roles_without_numbers_find_no_release(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    for path in ("/releases/", "/releases/1/", "/releases/1/files/manifest.json"):
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("counted")
def test_a_release_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in(Role.LAWYER).get("/releases/9/").status_code == 404
    assert "Nothing has been published yet" in sign_in(Role.CODER).get("/releases/").content.decode()


READY = ["sdg", "mrm", "displacement"]


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ready_tables_are_chosen_before_they_leave(sign_in: SignIn, language: str) -> None:
    client = sign_in(Role.COORDINATOR, language=language)
    page = client.get("/releases/publish/", {"purpose": "internal_analysis", "ready": [*READY, "nonsense"]})
    assert page.context["ready"] == tuple(READY)
    assert page.content.decode().count('type="hidden" name="ready"') == 3
    words = {"en": "Ready tables that leave too", "ar": "الجداول الجاهزة"}[language]
    assert words in text(page.content)
    assert client.get("/releases/publish/").context["ready"] == ()
    made = client.post("/releases/publish/", {**GIVEN, "purpose": "internal_analysis", "ready": READY})
    assert made["Location"] == "/releases/1/"
    settings = json.loads((folder_of_latest() / "manifest.json").read_text())["settings"]
    assert settings["ready_tables"] == READY


def folder_of_latest() -> Path:
    from tawthiq.keeping.opening import mission_folder

    return mission_folder() / "releases" / Release.objects.latest("number").folder


@pytest.mark.usefixtures("released")
def test_every_number_of_a_release_opens_the_persons_it_was_counted_from(sign_in: SignIn) -> None:
    client = sign_in(Role.COORDINATOR)
    files = client.get("/releases/1/").content.decode()
    assert "/releases/1/tables/by_outcome/" in files
    page = client.get("/releases/1/tables/by_outcome/")
    cells = [cell for row in page.context["table"].rows for cell in row.cells]
    linked = [cell for cell in cells if cell.address]
    assert all(cell.words != "withheld" for cell in linked)
    for cell in linked:
        opened = client.get(cell.address)
        assert opened.status_code == 200
        assert int(opened.context["sum"]) >= int(cell.words)


@pytest.mark.usefixtures("released")
def test_tables_that_are_not_there_and_who_may_not_see_numbers_are_not_found(sign_in: SignIn) -> None:
    assert sign_in(Role.AUDITOR).get("/releases/1/tables/by_outcome/").status_code == 404
    client = sign_in(Role.COORDINATOR)
    assert client.get("/releases/1/tables/by_height/").status_code == 404
    assert client.get("/releases/9/tables/by_outcome/").status_code == 404
