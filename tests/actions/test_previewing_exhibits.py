"""Looking at a preview is decided like opening the file, written down before it is shown, and kept nowhere."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

import pytest

from intake.previews import halves, png
from missions import MOMENT, TestMission, receive_bytes
from tawthiq.actions import preview_exhibit as action
from tawthiq.actions.manage_compartments import add_compartment
from tawthiq.actions.preview_exhibit import preview_exhibit
from tawthiq.actions.receive_exhibit import receive_exhibit
from tawthiq.actions.seal_items import MEDIA_TYPE
from tawthiq.intake.previewing import Preview
from tawthiq.keeping import blobs
from tawthiq.keeping.models import AuditEntry, Exhibit, GivenCopy, LedgerEntry
from tawthiq.keeping.writes import access
from tawthiq.terms.errors import BadInputError, EvidenceError, NotAllowedError, NotFoundError, SetupError
from tawthiq.terms.members import Role


def looked(mission: TestMission) -> list[tuple[str, str]]:
    del mission
    return list(AuditEntry.objects.filter(action="preview_exhibit").values_list("object_kind", "object_id"))


@pytest.fixture
def kept(mission: TestMission) -> UUID:
    return receive_bytes("سقطت ثلاث قذائف".encode(), viewer=mission.viewer())


@pytest.fixture(autouse=True)
def shut_in() -> None:
    from tawthiq.intake.previewing import draw_preview

    try:
        with Path(__file__).open("rb") as file:
            draw_preview(file)
    except SetupError as error:
        pytest.skip(f"this machine draws no previews: {error.problem}")


def test_a_preview_is_written_down_and_leaves_nothing_behind(mission: TestMission, kept: UUID) -> None:
    before = sorted(mission.folder.rglob("*"))
    entries = LedgerEntry.objects.count()
    shown = preview_exhibit(kept, viewer=mission.viewer(Role.CODER))
    assert shown.text == "سقطت ثلاث قذائف"
    entry = AuditEntry.objects.get(action="preview_exhibit")
    assert (entry.object_id, entry.details["shown"]) == (str(kept), "text")
    assert "قذائف" not in str(entry.details)
    assert LedgerEntry.objects.count() == entries + 1
    assert '"viewed"' in LedgerEntry.objects.latest("seq").line
    assert sorted(mission.folder.rglob("*")) == before
    assert not GivenCopy.objects.exists(), "nothing was given out"


def test_a_picture_says_so_in_the_audit(mission: TestMission) -> None:
    data = png(0, 8, 8, 8, halves(b"\x00", b"\xff"))
    exhibit = receive_exhibit(io.BytesIO(data), viewer=mission.viewer(), media_type="image/png", original_name="a.png")
    assert preview_exhibit(exhibit, viewer=mission.viewer()).picture
    assert AuditEntry.objects.get(action="preview_exhibit").details["shown"] == "picture"


@pytest.mark.parametrize("role", [role for role in Role if role in {Role.AUDITOR, Role.ADMINISTRATOR}])
def test_who_sees_no_content_sees_no_preview(mission: TestMission, kept: UUID, role: Role) -> None:
    with pytest.raises(NotFoundError):
        preview_exhibit(kept, viewer=mission.viewer(role))
    assert looked(mission) == []


def test_a_file_of_another_case_is_not_there(mission: TestMission) -> None:
    keeper = mission.viewer()
    case = add_compartment(viewer=keeper, code="case-1", title="Case")
    from dataclasses import replace

    hidden = receive_bytes(b"words of a case", viewer=replace(keeper, home=str(case)))
    with pytest.raises(NotFoundError):
        preview_exhibit(hidden, viewer=mission.viewer(Role.CODER))
    assert preview_exhibit(hidden, viewer=keeper).text == "words of a case"


def test_who_is_taken_out_while_it_is_drawn_is_shown_nothing(
    mission: TestMission, kept: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    coder = mission.viewer(Role.CODER)

    def meanwhile(_file: object) -> Preview:
        common = access.ensure_common(at=MOMENT)
        access.end_grant(compartment=common, member_id=coder.member_id, by=mission.viewer().member_id, at=MOMENT)
        return Preview(text="drawn")

    monkeypatch.setattr(action, "draw_preview", meanwhile)
    with pytest.raises(NotFoundError):
        preview_exhibit(kept, viewer=coder)
    assert looked(mission) == []


def test_a_sealed_file_is_not_drawn(mission: TestMission) -> None:
    sealed = receive_exhibit(
        io.BytesIO(b"age-encryption.org/v1\n"), viewer=mission.viewer(), media_type=MEDIA_TYPE, original_name=""
    )
    with pytest.raises(NotAllowedError) as refused:
        preview_exhibit(sealed, viewer=mission.viewer(Role.PROTECTION_OFFICER))
    assert refused.value.code == "sealing.exhibit"


def test_changed_bytes_are_not_drawn(mission: TestMission, kept: UUID) -> None:
    path = blobs.path_of(mission.folder / "exhibits", Exhibit.objects.get(id=kept).sha256)
    path.chmod(0o600)
    path.write_bytes(b"others")
    with pytest.raises(EvidenceError):
        preview_exhibit(kept, viewer=mission.viewer())
    assert looked(mission) == []


def test_what_could_not_be_drawn_is_not_said_to_have_been_seen(mission: TestMission) -> None:
    broken = receive_bytes(b"%PDF-1.7 and nothing", viewer=mission.viewer())
    with pytest.raises(BadInputError) as refused:
        preview_exhibit(broken, viewer=mission.viewer())
    assert refused.value.code == "preview.damaged"
    assert looked(mission) == []
