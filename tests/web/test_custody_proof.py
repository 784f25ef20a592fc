"""Pages of proof: who vouches for the ledger, one exhibit verified, a bag with reason and purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import Bag, Exhibit
from tawthiq.terms.members import Role
from web.small_mission import SmallMission

ASKED = {"recipient": "An invented court", "purpose": "international_body", "reason": "It asked.", "language": "fr"}


@pytest.fixture(autouse=True)
def keys_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LEDGER_KEYS", str(tmp_path / "keys"))


def committee() -> Exhibit:
    return Exhibit.objects.get(original_name="committee.csv")


def test_a_bag_is_shown_first_then_made_and_listed(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in(Role.LAWYER)
    url = reverse("custody:new_bag", args=[committee().id])
    assert url in client.get(reverse("custody:exhibit", args=[committee().id])).content.decode()
    assert "What would leave" not in client.get(url).content.decode()
    shown = client.post(url, ASKED).content.decode()
    assert "What would leave" in shown
    assert not Bag.objects.exists()
    response = client.post(url, {**ASKED, "make": "1"})
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:  # type: ignore[attr-defined]
        assert f"data/exhibits/{committee().sha256}" in packed.namelist()
        assert "verify.sh" in packed.namelist()
        assert 'lang="fr"' in packed.read("data/index.html").decode()
    assert "An invented court" in client.get(reverse("custody:bags")).content.decode()
    ledger = client.get(reverse("custody:ledger")).content.decode()
    assert "Fingerprint of the key" in ledger
    assert "handed over in a bag" in ledger


def test_a_reason_is_asked_for(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    url = reverse("custody:new_bag", args=[committee().id])
    body = sign_in(Role.LAWYER).post(url, {**ASKED, "reason": ""}).content.decode()
    assert "What would leave" not in body
    assert "field-wrong" in body


def test_an_auditor_verifies_without_seeing_content(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    body = sign_in(Role.AUDITOR).get(reverse("custody:verify", args=[committee().id])).content.decode()
    assert "This exhibit holds" in body
    assert "committee" not in body


def test_a_changed_exhibit_is_said_in_arabic_too(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    path = mission.folder / "exhibits" / committee().sha256[:2] / committee().sha256
    path.chmod(0o600)
    path.write_bytes(b"something else")
    body = sign_in(Role.CUSTODIAN, language="ar").get(reverse("custody:verify", args=[committee().id])).content.decode()
    assert "هذا المستند غير سليم" in body
    assert "exhibit.changed" in body


def test_who_may_not_export_finds_no_door(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    url = reverse("custody:new_bag", args=[committee().id])
    for role in (Role.AUDITOR, Role.CODER, Role.MONITOR, Role.ADMINISTRATOR):
        assert sign_in(role).get(url).status_code == 404, role
