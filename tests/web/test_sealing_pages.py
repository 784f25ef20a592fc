"""The pages of sealing: what they hand to the browser, what they take, and a file that is sealed while it arrives."""

from __future__ import annotations

import base64
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from sealing.ceremony import Ceremony, ceremony
from tawthiq.actions.publish_key_list import publish_key_list
from tawthiq.keeping.models import Exhibit, Member, Opening, RecipientList, SealedItem, Source
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import open_item, open_unasked, seal
from tawthiq.sealing.recipients import sign_list
from tawthiq.terms.members import Role
from tawthiq.web.sealing.uploads import SealingUploadHandler

pytestmark = pytest.mark.usefixtures("mission_folder")
SignIn = Callable[..., Client]
NEW = "/interviews/new/"


@pytest.fixture
def held(make_member: Callable[..., Member]) -> Ceremony:
    made = ceremony()
    member = make_member(role=Role.PROTECTION_OFFICER, username="holds-the-ceremony")
    publish_key_list(made.signed, viewer=viewer_of(member))
    return made


def outbox(held: Ceremony, record: object, **fields: str) -> str:
    items = []
    for field, words in fields.items():
        binding = Binding(mission=held.listed.mission, record=str(record), field=field, version=1)
        sealed = base64.b64encode(seal(words.encode(), binding, held.listed.keys)).decode()
        items.append({"field": field, "version": 1, "list_version": 1, "sealed": sealed})
    return json.dumps(items)


def hand_in(client: Client, held: Ceremony, **fields: str) -> Any:
    record = uuid4()
    sent = {
        "witness_code": "W-077",
        "narrative": "Three shells fell.",
        "consent-internal_analysis": "yes",
        "step": "save",
        "looked": "yes",
        "record_id": str(record),
        "sealed": outbox(held, record, **fields),
    }
    return record, client.post(NEW, sent)


def test_the_form_carries_the_signed_list_and_fields_without_names(sign_in: SignIn, held: Ceremony) -> None:
    shown = sign_in(Role.MONITOR).get(NEW).content.decode()
    assert "data-seals=&quot;" not in shown
    for field in ("name", "contact", "home"):
        (tag,) = [part for part in shown.split("<") if f'id="sealed-{field}"' in part]
        assert " name=" not in tag
        assert "disabled" in tag
        assert 'autocomplete="off"' in tag
    assert held.listed.organisation in shown


def test_before_the_ceremony_there_are_no_fields(sign_in: SignIn) -> None:
    shown = sign_in(Role.MONITOR).get(NEW).content.decode()
    assert "no key-holders yet" in shown
    assert "data-seals=" not in shown


def test_what_was_sealed_is_kept_with_the_interview(sign_in: SignIn, held: Ceremony) -> None:
    client = sign_in(Role.MONITOR)
    record, answer = hand_in(client, held, name="Salma", contact="+000")
    assert answer.status_code == 302
    assert Source.objects.get().id == record
    assert set(SealedItem.objects.values_list("field", flat=True)) == {"name", "contact"}
    receipt = client.get(answer["Location"]).content.decode()
    assert reverse("sealing:add", args=[record]) in receipt


def test_what_was_sealed_stays_in_the_form_until_it_is_saved(sign_in: SignIn, held: Ceremony) -> None:
    record = uuid4()
    sealed = outbox(held, record, name="Salma")
    sent = {"witness_code": "W-1", "add": "persons", "record_id": str(record), "sealed": sealed}
    shown = sign_in(Role.MONITOR).post(NEW, sent).content.decode()
    assert f'data-record="{record}"' in shown
    assert json.loads(sealed)[0]["sealed"] in shown


@pytest.mark.parametrize(
    "sealed", ["{", "[1]", '[{"field":"name"}]', '[{"field":"name","version":1,"list_version":1,"sealed":"??"}]']
)
def test_a_damaged_outbox_keeps_nothing(sign_in: SignIn, held: Ceremony, sealed: str) -> None:
    assert held
    sent = {"witness_code": "W-1", "narrative": "x", "step": "save", "looked": "yes", "sealed": sealed}
    assert sign_in(Role.MONITOR).post(NEW, sent).status_code == 400
    assert not Source.objects.exists()


def test_a_list_that_changed_meanwhile_costs_only_what_was_sealed_to_the_old_one(
    sign_in: SignIn, held: Ceremony
) -> None:
    client = sign_in(Role.MONITOR)
    second = sign_list(replace(held.listed, version=2), held.organisation_secret)
    publish_key_list(second, viewer=viewer_of(Member.objects.get(username="holds-the-ceremony")))
    _record, answer = hand_in(client, held, name="Salma")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "The list of key-holders has changed meanwhile." in shown
    assert "Three shells fell." in shown
    assert 'name="sealed" value=""' in shown
    assert not Source.objects.exists()


def clear_address(record: object, field: str = "voice") -> str:
    return f"{reverse('sealing:in_clear', args=[record])}?field={field}"


def test_words_and_a_file_in_clear_are_sealed_as_they_arrive(sign_in: SignIn, held: Ceremony) -> None:
    client = sign_in(Role.MONITOR)
    record, _answer = hand_in(client, held)
    content = b"a voice in clear " * 400_000
    file = SimpleUploadedFile("voice.ogg", content, content_type="audio/ogg")
    answer = client.post(clear_address(record), {"home": "Alley 4", "file": file})
    assert (answer.status_code, answer.json()) == (201, {"kept": 2})
    words = SealedItem.objects.get(field="home")
    expected = Binding(mission=held.listed.mission, record=str(record), field="home", version=1)
    assert open_item(bytes(words.content), expected, held.recovery)[1] == b"Alley 4"
    voice = SealedItem.objects.get(field="voice")
    assert (voice.sealed_where, words.sealed_where) == ("arrival", "arrival")
    from tawthiq.keeping.exhibit_store import exhibit_store

    with exhibit_store().open_checked(voice.sha256) as stream:
        kept = stream.read()
    assert open_item(kept, replace(expected, field="voice"), held.officer)[1] == content
    assert b"in clear" not in kept


def test_nothing_in_clear_is_taken_without_a_token_a_field_or_content(sign_in: SignIn, held: Ceremony) -> None:
    client = sign_in(Role.MONITOR)
    record, _answer = hand_in(client, held)
    assert client.post(clear_address(record, "shoe"), {"home": "x"}).status_code == 400
    assert client.post(clear_address(record), {"home": " "}).status_code == 400
    assert client.post(clear_address(uuid4()), {"home": "x"}).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    file = SimpleUploadedFile("voice.ogg", b"x" * 9000)
    assert strict.post(clear_address(record), {"home": "x", "file": file}).status_code == 403
    assert not SealedItem.objects.exists()


def handler(held: Ceremony, most: int = 10**6) -> SealingUploadHandler:
    binding = Binding(mission=held.listed.mission, record="b" * 32, field="voice", version=1)
    made = SealingUploadHandler(HttpRequest(), binding=binding, keys=held.listed.keys, most=most)
    made.new_file("file", "voice.ogg", "audio/ogg", None)
    return made


def test_a_broken_upload_leaves_nothing(held: Ceremony, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    upload = handler(held)
    upload.receive_data_chunk(b"x" * 70_000, 0)
    upload.upload_interrupted()
    assert upload._target.closed
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_second_file_and_one_too_large_are_refused(held: Ceremony) -> None:
    upload = handler(held)
    with pytest.raises(StopUpload):
        upload.new_file("file", "second.ogg", "audio/ogg", None)
    upload.upload_interrupted()
    upload = handler(held, most=10)
    with pytest.raises(StopUpload):
        upload.receive_data_chunk(b"x" * 11, 0)
    upload.upload_interrupted()


def test_a_sealing_that_fails_fails_the_upload(held: Ceremony) -> None:
    upload = handler(held)
    upload.upload_interrupted()
    broken = SealingUploadHandler(HttpRequest(), binding=upload._binding, keys=("age1nothing",), most=10**6)
    broken.new_file("file", "voice.ogg", "audio/ogg", None)
    broken.receive_data_chunk(b"x" * 10, 0)
    with pytest.raises(StopUpload):
        broken.file_complete(10)


def test_from_asking_to_the_zip_for_the_station(sign_in: SignIn, held: Ceremony) -> None:
    record, _answer = hand_in(sign_in(Role.MONITOR), held, name="Salma")
    officer, custodian = sign_in(Role.PROTECTION_OFFICER), sign_in(Role.CUSTODIAN)
    assert "W-077" in officer.get(reverse("sealing:list")).content.decode()
    assert "W-077" not in custodian.get(reverse("sealing:list")).content.decode()
    answer = officer.post(reverse("sealing:ask"), {"interview": str(record), "reason": "protection"})
    opening = Opening.objects.get().id
    items, station = reverse("sealing:items", args=[opening]), reverse("sealing:for_station", args=[opening])
    assert officer.post(items).status_code == officer.post(station).status_code == 403
    assert "Another member must consent" in officer.get(answer["Location"]).content.decode()
    assert custodian.post(items).status_code == 404
    answering = reverse("sealing:answer", args=[opening])
    assert custodian.post(answering, {"answer": "perhaps"}).status_code == 400
    assert custodian.post(answering, {"answer": "consent"}).status_code == 302
    assert "data-opening-page" in officer.get(answer["Location"]).content.decode()
    (item,) = officer.post(items).json()["items"]
    assert (item["field"], item["version"], item["witness_code"]) == ("name", 1, "W-077")
    assert open_unasked(base64.b64decode(item["sealed"]), held.officer)[1] == b"Salma"
    with zipfile.ZipFile(io.BytesIO(officer.post(station).content)) as packed:
        assert {info.compress_type for info in packed.infolist()} == {zipfile.ZIP_STORED}
        assert open_unasked(packed.read(f"{item['id']}.age"), held.officer)[1] == b"Salma"


def test_the_keys_page_shows_the_holders_the_last_drill_and_what_waits(sign_in: SignIn, held: Ceremony) -> None:
    officer = sign_in(Role.PROTECTION_OFFICER)
    shown = officer.get(reverse("sealing:keys")).content.decode()
    assert "No drill was passed yet; one is due every 180 days." in shown.replace("\u2068", "").replace("\u2069", "")
    for key in held.listed.keys:
        assert key in shown
    second = sign_list(replace(held.listed, version=2), held.organisation_secret)
    file = SimpleUploadedFile("list.json", second.to_json().encode())
    assert officer.post(reverse("sealing:publish"), {"list": file}).status_code == 302
    assert RecipientList.objects.count() == 2
    for wrong in (b"", b"{}", held.signed.to_json().encode()):
        sent = {"list": SimpleUploadedFile("list.json", wrong)} if wrong else {}
        assert officer.post(reverse("sealing:publish"), sent).status_code in {400, 500, 409}
    assert RecipientList.objects.count() == 2


def test_a_drill_by_its_pages(sign_in: SignIn, held: Ceremony) -> None:
    officer = sign_in(Role.PROTECTION_OFFICER)
    officer.post(reverse("sealing:begin_drill"))
    from tawthiq.keeping.models import RecoveryDrill

    drill = RecoveryDrill.objects.get()
    sealed = officer.get(reverse("sealing:drill", args=[drill.id])).content
    words = open_unasked(sealed, held.recovery)[1].decode()
    answering = reverse("sealing:answer_drill", args=[drill.id])
    assert officer.post(answering, {"words": "others"}).status_code == 400
    assert officer.post(answering, {"words": words}).status_code == 302
    drill.refresh_from_db()
    assert drill.passed_at is not None
    assert officer.get(reverse("sealing:drill", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROTECTION_OFFICER])
def test_no_other_role_finds_the_keys(sign_in: SignIn, held: Ceremony, role: Role) -> None:
    client = sign_in(role)
    assert held
    for name in ("keys", "publish", "batch", "keep_batch", "begin_drill", "ask"):
        address = reverse(f"sealing:{name}")
        answer = client.get(address) if name == "keys" else client.post(address)
        assert answer.status_code == 404, name


def test_clearing_a_device_ends_the_session_and_tells_the_browser(sign_in: SignIn) -> None:
    client = sign_in(Role.MONITOR)
    address = reverse("interviews:clear")
    assert "Clear this device" in client.get(address).content.decode()
    assert client.post(address)["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get(NEW).status_code == 302


def test_a_sealed_file_is_not_an_exhibit_to_download(sign_in: SignIn, held: Ceremony) -> None:
    client = sign_in(Role.MONITOR)
    record, _answer = hand_in(client, held)
    client.post(clear_address(record), {"file": SimpleUploadedFile("v.ogg", b"x" * 9000)})
    exhibit = Exhibit.objects.get(media_type="application/age")
    assert sign_in(Role.COORDINATOR).get(reverse("custody:download", args=[exhibit.id])).status_code == 403
