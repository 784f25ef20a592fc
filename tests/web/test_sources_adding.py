"""A list is kept, previewed and only then imported; a report is kept and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import Exhibit, Job, Record, SavedMapping, Source
from tawthiq.terms.members import Role
from web.evidence import LIST, STORY, Evidence

pytestmark = pytest.mark.usefixtures("mission_folder")
SignIn = Callable[..., Client]


def send(client: Client, content: bytes, name: str = "list.csv", **more: str) -> Any:
    return client.post(reverse("sources:import_list"), {"file": SimpleUploadedFile(name, content), **more})


def form_of(shown: str) -> dict[str, str]:
    """What a browser would send back of the preview."""
    sent = dict(re.findall(r'<input type="hidden" name="(was_\w+)" value="([^"]*)"', shown))
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    header = re.search(r'name="header_row" value="(\d+)"', shown)
    return {**sent, "header_row": header[1] if header else ""}


def test_the_file_is_kept_and_nothing_is_written_for_the_preview(sign_in: SignIn) -> None:
    client = sign_in()
    answer = send(client, LIST.encode())
    exhibit = Exhibit.objects.get()
    assert answer["Location"] == reverse("sources:preview", args=[exhibit.id])
    shown = client.get(answer["Location"]).content.decode()
    assert "Yusuf Ahmad Khatib" in shown
    assert 'value="name" selected' in shown
    assert "There is no such day in that month." in shown
    assert not Record.objects.exists()
    assert not Source.objects.exists()


def test_the_import_is_asked_for_with_what_was_chosen(sign_in: SignIn) -> None:
    client = sign_in()
    address = send(client, LIST.encode())["Location"]
    sent = form_of(client.get(address).content.decode())
    answer = client.post(address, {**sent, "title": "Valley", "save_as": "valley list", "step": "import"})
    assert answer.status_code == 302
    job = Job.objects.get()
    assert job.kind == "import_list"
    assert job.params["mapping"]["columns"]["name"] == "full name"
    assert job.params["title"] == "Valley"
    assert not Record.objects.exists()
    assert SavedMapping.objects.get().name == "valley list"
    again = send(client, LIST.replace("Yusuf", "Yousef").encode(), saved="valley list")
    assert again["Location"].endswith("?saved=0")
    assert 'value="Valley"' in client.get(again["Location"]).content.decode()


def test_another_mapping_shows_again_without_writing(sign_in: SignIn) -> None:
    client = sign_in()
    address = send(client, LIST.encode())["Location"]
    sent = form_of(client.get(address).content.decode())
    columns = {name: "" for name in sent if name.startswith("column-")}
    nameless = client.post(address, {**sent, **columns, "step": "import"}).content.decode()
    assert "No row can be read yet." in nameless
    doubled = client.post(address, {**sent, "column-1": "name", "column-2": "name", "step": "import"}).content.decode()
    assert "Two columns are chosen for one thing: Full name." in doubled
    assert not Job.objects.exists()


def test_another_header_row_suggests_the_columns_anew(sign_in: SignIn) -> None:
    client = sign_in()
    address = send(client, LIST.encode())["Location"]
    sent = form_of(client.get(address).content.decode())
    shown = client.post(address, {**sent, "header_row": "0", "step": "import"}).content.decode()
    assert not Job.objects.exists()
    assert "Yusuf Ahmad Khatib" in shown
    assert '<input type="hidden" name="was_header_row" value="0">' in shown


def test_what_cannot_be_read_is_kept_and_said(sign_in: SignIn) -> None:
    client = sign_in()
    address = send(client, b"PK\x03\x04 broken", name="broken.xlsx")["Location"]
    shown = client.get(address).content.decode()
    assert "This file cannot be read as a list" in shown
    assert Exhibit.objects.get().sha256 not in shown
    assert Exhibit.objects.get().original_name == "broken.xlsx"


def test_a_file_imported_before_is_not_imported_again(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    address = send(client, LIST.encode())["Location"]
    shown = client.get(address).content.decode()
    assert "This very file is a source already:" in shown
    assert client.post(address, {**form_of(shown), "step": "import"}).status_code == 409
    assert not Job.objects.exists()
    assert Source.objects.filter(id=evidence.list_id).exists()


def test_a_form_without_a_file_says_so(sign_in: SignIn) -> None:
    answer = sign_in().post(reverse("sources:import_list"), {})
    assert 'href="#id_file"' in answer.content.decode()
    assert not Exhibit.objects.exists()


def test_a_report_is_kept_and_read(sign_in: SignIn) -> None:
    sent = {
        "file": SimpleUploadedFile("story.txt", STORY.encode()),
        "title": "Valley",
        "published_on": "2012-09-03",
        "kind": "report",
    }
    answer = sign_in().post(reverse("sources:add_report"), sent, follow=True)
    source = Source.objects.get()
    assert (source.title, str(source.published_on), source.kind) == ("Valley", "2012-09-03", "report")
    assert source.exhibit.original_name == "story.txt"
    assert "The report is kept as S-1." in answer.content.decode()


def test_a_report_that_is_no_text_is_refused_beside_its_field(sign_in: SignIn) -> None:
    sent = {"file": SimpleUploadedFile("story.pdf", b"%PDF-1.7 x")}
    shown = sign_in().post(reverse("sources:add_report"), sent).content.decode()
    assert "story.pdf cannot be opened: it is cut short or damaged" in shown
    assert 'href="#id_file"' in shown
    assert not Source.objects.exists()


@pytest.mark.parametrize("role", [Role.MONITOR, Role.LAWYER, Role.ADMINISTRATOR])
def test_roles_that_add_nothing_find_no_form(sign_in: SignIn, role: Role, tmp_path: Path) -> None:
    client = sign_in(role)
    assert client.get(reverse("sources:import_list")).status_code == 404
    assert client.get(reverse("sources:add_report")).status_code == 404
    assert not list((tmp_path / "mission" / "exhibits").iterdir())


def test_the_forms_speak_arabic(sign_in: SignIn) -> None:
    client = sign_in(language="ar")
    shown = client.get(send(client, LIST.encode())["Location"]).content.decode()
    assert 'dir="rtl"' in shown
    assert "الاسم الكامل" in shown
