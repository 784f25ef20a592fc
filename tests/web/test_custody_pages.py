"""Exhibits leave only checked, as attachments, and noted; the ledger and the audit are for those who keep them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from intake.media_files import jpeg
from tawthiq.actions import preview_exhibit
from tawthiq.actions.receive_exhibit import receive_exhibit
from tawthiq.intake import previewing
from tawthiq.intake.previewing import Preview
from tawthiq.keeping import blobs
from tawthiq.keeping.models import AuditEntry, Exhibit, LedgerEntry, Member, Source
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.errors import TawthiqError
from tawthiq.terms.members import Role
from web.small_mission import COMMITTEE, SmallMission


def committee_file() -> Exhibit:
    return Exhibit.objects.get(original_name="committee.csv")


def test_an_exhibit_shows_digest_sources_and_ledger(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in()
    kept = committee_file()
    assert "committee.csv" in client.get(reverse("custody:exhibits")).content.decode()
    body = client.get(reverse("custody:exhibit", args=[kept.id])).content.decode()
    assert kept.sha256 == sha256(COMMITTEE.encode()).hexdigest()
    assert kept.sha256 in body
    assert "received" in body
    assert reverse("custody:download", args=[kept.id]) in body


def test_a_download_is_the_kept_bytes_in_a_sandbox_and_noted(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
) -> None:
    kept = committee_file()
    response = sign_in(Role.CODER).get(reverse("custody:download", args=[kept.id]))
    assert b"".join(response.streaming_content) == COMMITTEE.encode()  # type: ignore[attr-defined]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    noted = AuditEntry.objects.get(action="open_exhibit")
    assert noted.object_id == str(kept.id)
    assert noted.member.username == "coder-en"


@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_harmed_bytes_never_leave(mission: SmallMission, sign_in: Callable[..., Client], harm: str) -> None:
    kept = committee_file()
    path = blobs.path_of(mission.folder / "exhibits", kept.sha256)
    path.chmod(0o600)
    if harm == "changed":
        path.write_bytes(path.read_bytes().replace(b"41", b"42"))
    else:
        path.unlink()
    response = sign_in().get(reverse("custody:download", args=[kept.id]))
    assert response.status_code == 500
    assert f"evidence.{harm}" in response.content.decode()
    assert not AuditEntry.objects.filter(action="open_exhibit").exists()


def test_the_ledger_is_for_those_who_keep_it(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    newest = LedgerEntry.objects.latest("seq")
    for role in (Role.AUDITOR, Role.CUSTODIAN, Role.COORDINATOR):
        body = sign_in(role).get(reverse("custody:ledger")).content.decode()
        assert newest.entry_sha256 in body
        assert "tawthiq verify" in body
    for role in (Role.CODER, Role.MONITOR, Role.ADMINISTRATOR):
        assert sign_in(role).get(reverse("custody:ledger")).status_code == 404


def test_an_auditor_sees_no_way_to_content(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in(Role.AUDITOR)
    body = client.get(reverse("custody:ledger")).content.decode()
    assert "/exhibits/" not in body
    body = client.get(reverse("custody:audit")).content.decode()
    assert "import_list" in body
    assert "Rima Invented" in body
    assert "الخطيب" not in body


def test_the_audit_is_for_auditors_alone(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    for role in set(Role) - {Role.AUDITOR}:
        assert sign_in(role).get(reverse("custody:audit")).status_code == 404, role


def test_pages_of_custody_speak_arabic(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    body = sign_in(Role.COORDINATOR, language="ar").get(reverse("custody:ledger")).content.decode()
    assert 'dir="rtl"' in body
    assert "سجل الحفظ" in body
    assert "استُلم" in body


def keep_picture(sign_in: Callable[..., Client]) -> tuple[Client, UUID]:
    client = sign_in(Role.COORDINATOR)
    viewer = viewer_of(Member.objects.get(id=client.session["_auth_user_id"]))
    kept = receive_exhibit(BytesIO(jpeg()), viewer=viewer, media_type="image/jpeg", original_name="a.jpg")
    return client, kept


def test_a_picture_tells_what_it_says_and_is_shown_as_its_working_copy_only(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
) -> None:
    client, kept = keep_picture(sign_in)
    page = client.get(reverse("custody:exhibit", args=[kept])).content.decode()
    assert "Model 7" in page
    assert "34.5" in page
    assert "<img" not in page
    assert client.get(reverse("custody:preview", args=[kept])).status_code == 400
    made = client.post(reverse("custody:working_copy", args=[kept]))
    copy = Exhibit.objects.get(derived_from_id=kept)
    assert made.headers["Location"] == reverse("custody:exhibit", args=[copy.id])
    page = client.get(reverse("custody:exhibit", args=[kept])).content.decode()
    assert reverse("custody:preview", args=[copy.id]) in page
    first, second = reverse("custody:download", args=[copy.id]), reverse("custody:download", args=[kept])
    assert page.index(first) < page.index(second)
    assert "Download the original" in page


def test_the_preview_is_the_bare_picture_under_a_sandbox(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
) -> None:
    client, kept = keep_picture(sign_in)
    client.post(reverse("custody:working_copy", args=[kept]))
    copy = Exhibit.objects.get(derived_from_id=kept)
    shown = client.get(reverse("custody:preview", args=[copy.id]))
    assert b"".join(shown.streaming_content) == jpeg(with_metadata=False)  # type: ignore[attr-defined]
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    page = client.get(reverse("custody:exhibit", args=[copy.id])).content.decode()
    assert "Make a working copy" not in page
    assert reverse("custody:exhibit", args=[kept]) in page


def test_a_line_of_the_audit_may_have_a_detail_called_items(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    from tawthiq.actions.performing import performing
    from tawthiq.guarding.roles import Permission

    with performing("try_it", viewer=mission.viewer, permission=Permission.READ_CONTENT) as deed:
        deed.note("thing", "7", items=3)
    body = sign_in(Role.AUDITOR).get(reverse("custody:audit")).content.decode()
    assert "items=3" in body


def drawing(monkeypatch: pytest.MonkeyPatch, shown: Preview | TawthiqError) -> None:
    """Put a preview, or a refusal, in the place of the process that draws."""

    def draw(_file: object) -> Preview:
        if isinstance(shown, TawthiqError):
            raise shown
        return shown

    monkeypatch.setattr(preview_exhibit, "draw_preview", draw)


def test_a_preview_of_text_is_words_and_never_markup(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawing(monkeypatch, Preview(text="<script>alert(1)</script></pre><img src=x onerror=alert(2)>", is_cut=True))
    kept = committee_file()
    client = sign_in(Role.CODER)
    assert (
        reverse("custody:look", args=[kept.id])
        in client.get(reverse("custody:exhibit", args=[kept.id])).content.decode()
    )
    response = client.get(reverse("custody:look", args=[kept.id]))
    body = response.content.decode()
    assert response.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/pre&gt;" in body
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "The text goes on." in body
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'nonce-" in response.headers["Content-Security-Policy"]
    assert AuditEntry.objects.get(action="preview_exhibit").member.username == "coder-en"


def test_a_preview_of_pages_is_one_picture_inside_the_answer(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawing(monkeypatch, Preview(picture=b"\x89PNG\r\n\x1a\n", pages=36))
    body = sign_in(Role.CODER).get(reverse("custody:look", args=[committee_file().id])).content.decode()
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in body
    assert "The document has 36 pages." in body


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (previewing._refusal("too_slow"), 400),
        (previewing._refusal("ended"), 400),
        (previewing.no_limits("calls"), 503),
    ],
)
def test_what_is_not_drawn_says_why_and_what_to_do(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    refusal: TawthiqError,
    status: int,
    language: str,
) -> None:
    drawing(monkeypatch, refusal)
    kept = committee_file()
    response = sign_in(Role.CODER, language=language).get(reverse("custody:look", args=[kept.id]))
    body = response.content.decode()
    assert response.status_code == status
    assert (refusal.problem in body) == (language == "en")
    assert reverse("custody:download", args=[kept.id]) in body
    assert not AuditEntry.objects.filter(action="preview_exhibit").exists()


def test_a_source_leads_to_the_preview_of_its_file(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    kept = committee_file()
    source = Source.objects.get(exhibit=kept)
    body = sign_in(Role.CODER).get(reverse("sources:source", args=[source.id])).content.decode()
    assert reverse("custody:look", args=[kept.id]) in body
