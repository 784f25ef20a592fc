"""Pictures that are kept tell where and when once; working copies of them tell nothing and follow their original."""

from __future__ import annotations

import io
import json
from pathlib import Path
from uuid import UUID

import pytest

from intake import media_files
from missions import MOMENT, TestMission, receive_bytes
from tawthiq.actions.make_working_copy import make_working_copy
from tawthiq.actions.receive_exhibit import receive_exhibit
from tawthiq.actions.verify_mission import verify_mission
from tawthiq.intake import extracting
from tawthiq.keeping import blobs
from tawthiq.keeping.models import AuditEntry, Exhibit, ExhibitFacts, LedgerEntry, Receipt
from tawthiq.keeping.queries import custody
from tawthiq.terms.errors import BadInputError, EvidenceError, NotAllowedError, NotFoundError
from tawthiq.terms.members import Role


def keep(mission: TestMission, data: bytes, name: str = "Salma Haddad.jpg") -> UUID:
    return receive_exhibit(io.BytesIO(data), viewer=mission.viewer(), media_type="image/jpeg", original_name=name)


def bytes_of(mission: TestMission, exhibit_id: UUID) -> bytes:
    return blobs.path_of(mission.folder / "exhibits", Exhibit.objects.get(id=exhibit_id).sha256).read_bytes()


def test_what_a_picture_says_is_kept_when_it_comes(mission: TestMission) -> None:
    facts = custody.exhibit(keep(mission, media_files.jpeg()), viewer=mission.viewer()).facts
    assert (facts["latitude"], facts["longitude"]) == (34.5, -36.25)
    assert facts["taken_at"] == "2025:01:02 03:04:05"
    for entry in AuditEntry.objects.filter(action="read_media_facts"):
        assert entry.details == {"is_read": True}


@pytest.mark.parametrize("data", [media_files.jpeg()[:700], media_files.png()[:50], b"MM\x00*\xff\xff\xff\xff"])
def test_a_picture_that_cannot_be_read_is_kept_all_the_same(mission: TestMission, data: bytes) -> None:
    exhibit_id = keep(mission, data)
    assert bytes_of(mission, exhibit_id) == data
    assert ExhibitFacts.objects.get(exhibit_id=exhibit_id).facts == {"unread": "intake.damaged"}


def test_a_process_that_does_not_start_does_not_stop_keeping(
    mission: TestMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting.sys, "executable", "/nowhere/python")
    exhibit_id = keep(mission, media_files.png())
    assert ExhibitFacts.objects.get(exhibit_id=exhibit_id).facts == {"unread": "intake.ended"}


def test_other_files_have_no_facts(mission: TestMission) -> None:
    exhibit_id = receive_bytes(b"plain words", viewer=mission.viewer())
    assert not ExhibitFacts.objects.filter(exhibit_id=exhibit_id).exists()


@pytest.mark.parametrize(
    "data", [media_files.jpeg(), media_files.png(), media_files.film()], ids=["jpeg", "png", "film"]
)
def test_a_working_copy_tells_nothing_and_names_its_original(mission: TestMission, data: bytes) -> None:
    original = keep(mission, data)
    copy_id = make_working_copy(original, viewer=mission.viewer())
    copy = Exhibit.objects.get(id=copy_id)
    assert copy.derived_from_id == original
    assert "Salma" not in copy.original_name
    assert media_files.CANARY not in bytes_of(mission, copy_id)
    assert b"Invented" not in bytes_of(mission, copy_id)
    assert bytes_of(mission, original) == data
    entry = json.loads(LedgerEntry.objects.get(object_id=str(copy_id)).line)
    assert (entry["kind"], entry["sha256"], entry["size"]) == ("derived", copy.sha256, copy.size)
    assert custody.exhibit(original, viewer=mission.viewer()).copies == (copy_id,)
    assert verify_mission(viewer=mission.viewer()).holds


def test_there_is_one_copy_of_an_original(mission: TestMission) -> None:
    original = keep(mission, media_files.jpeg())
    made = {make_working_copy(original, viewer=mission.viewer()) for _ in range(2)}
    assert len(made) == 1
    assert LedgerEntry.objects.filter(line__contains='"derived"').count() == 1


def test_a_copy_lies_where_its_original_lies(mission: TestMission) -> None:
    original = keep(mission, media_files.jpeg())
    copy_id = make_working_copy(original, viewer=mission.viewer(Role.INTAKE))
    places = [
        set(Receipt.objects.filter(exhibit_id=i).values_list("compartment", "member")) for i in (original, copy_id)
    ]
    assert places[0] == places[1] != set()


def test_a_copy_moves_with_its_original(mission: TestMission) -> None:
    from tawthiq.keeping.models import Compartment
    from tawthiq.keeping.writes.sources import _move_receipts

    original = keep(mission, media_files.jpeg())
    copy_id = make_working_copy(original, viewer=mission.viewer())
    other = Compartment.objects.create(id=UUID(int=7), code="other", title="Other", made_at=MOMENT)
    _move_receipts(original, other.id, member_id=mission.viewer().member_id)
    assert list(Receipt.objects.filter(exhibit_id=copy_id).values_list("compartment", flat=True)) == [other.id]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (media_files.jpeg(with_metadata=False), "copies.nothing_to_leave_out"),
        (media_files.film(handlers=(b"vide", b"meta")), "intake.other_tracks"),
        (media_files.jpeg()[:-700], "intake.damaged"),
        (media_files.exif(tiff_size=(4, 4)), "intake.not_copied"),
        (b"plain words", "intake.not_copied"),
    ],
)
def test_what_gives_no_copy_is_refused_and_leaves_nothing(mission: TestMission, data: bytes, code: str) -> None:
    original = keep(mission, data)
    with pytest.raises(BadInputError) as caught:
        make_working_copy(original, viewer=mission.viewer())
    assert caught.value.code == code
    assert not Exhibit.objects.filter(derived_from_id=original).exists()


def test_a_copy_of_a_copy_is_refused(mission: TestMission) -> None:
    copy_id = make_working_copy(keep(mission, media_files.jpeg()), viewer=mission.viewer())
    with pytest.raises(BadInputError, match="working copy already"):
        make_working_copy(copy_id, viewer=mission.viewer())


def test_bytes_that_were_kept_as_something_else_are_not_taken_for_a_copy(mission: TestMission) -> None:
    keep(mission, media_files.jpeg(with_metadata=False))
    with pytest.raises(BadInputError, match="same bytes"):
        make_working_copy(keep(mission, media_files.jpeg()), viewer=mission.viewer())


def test_a_changed_original_gives_no_copy(mission: TestMission) -> None:
    original = keep(mission, media_files.jpeg())
    path: Path = blobs.path_of(mission.folder / "exhibits", Exhibit.objects.get(id=original).sha256)
    path.chmod(0o600)
    path.write_bytes(media_files.jpeg() + b"more")
    with pytest.raises(EvidenceError):
        make_working_copy(original, viewer=mission.viewer())


def test_who_may_not_make_one(mission: TestMission) -> None:
    original = keep(mission, media_files.jpeg())
    with pytest.raises(NotAllowedError):
        make_working_copy(original, viewer=mission.viewer(Role.LAWYER))
    with pytest.raises(NotFoundError):
        make_working_copy(original, viewer=mission.viewer(Role.MONITOR))
