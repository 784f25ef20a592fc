"""A list becomes a source whole or not at all, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions import TestMission
from tawthiq.actions.import_list import import_list
from tawthiq.custody.ledger import check_chain
from tawthiq.keeping import blobs
from tawthiq.keeping.models import AuditEntry, Exhibit, LedgerEntry, ListRow, Person, Record, Source
from tawthiq.keeping.queries import custody, sources
from tawthiq.sealing.digests import digest_file
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.members import Role

ROWS = """Name,Sex,Age,Date of death,Governorate
Salim Haddad,m,34,2012-03-01,Homs
Samira Haddad,f,29,2012-03-01,Homs
,m,12,2012-03-02,Homs
Karim Nassar,m,forty,2012-13-45,Idlib
Total,,,,4
"""


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    file = tmp_path / "victims.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_every_row_is_kept_and_says_what_became_of_it(mission: TestMission, list_file: Path) -> None:
    kept = import_list(list_file, viewer=mission.viewer(Role.CODER))
    assert (kept.rows, kept.records, kept.set_aside) == (5, 4, 1)
    outcomes = dict(ListRow.objects.filter(source_id=kept.source_id).values_list("row", "outcome"))
    assert outcomes == {2: "record", 3: "record", 4: "record_with_problems", 5: "record_with_problems", 6: "set_aside"}
    assert ListRow.objects.get(row=5).cells["Age"] == "forty"
    assert Record.objects.get(location__row=4).name == ""
    assert Person.objects.count() == Record.objects.count() == 4


def test_the_file_is_evidence_before_it_is_read(mission: TestMission, list_file: Path) -> None:
    kept = import_list(list_file, viewer=mission.viewer())
    exhibit = custody.exhibit(
        sources.source(kept.source_id, viewer=mission.viewer()).row.exhibit_id, viewer=mission.viewer()
    )
    assert exhibit.sha256 == digest_file(list_file)
    assert blobs.read(mission.folder / "exhibits", exhibit.sha256) == list_file.read_bytes()
    assert [entry.kind for entry in exhibit.entries] == ["received"]
    assert check_chain(custody.ledger_rows(viewer=mission.viewer())) == []
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "receive_exhibit",
        "import_list",
    ]


def test_neither_ledger_nor_audit_holds_a_name(mission: TestMission, list_file: Path) -> None:
    import_list(list_file, viewer=mission.viewer())
    written = [
        *LedgerEntry.objects.values_list("line", flat=True),
        *map(str, AuditEntry.objects.values_list("details", flat=True)),
    ]
    assert not [line for line in written if "Haddad" in line or "victims" in line]


def test_the_same_file_again_is_refused_and_changes_nothing(mission: TestMission, list_file: Path) -> None:
    import_list(list_file, viewer=mission.viewer())
    before = (Source.objects.count(), Record.objects.count(), Person.objects.count(), Exhibit.objects.count())
    again = list_file.rename(list_file.with_name("another name.csv"))
    with pytest.raises(ConflictError) as refused:
        import_list(again, viewer=mission.viewer())
    assert refused.value.code == "list.known"
    assert (Source.objects.count(), Record.objects.count(), Person.objects.count(), Exhibit.objects.count()) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("book.xlsx", b"PK\x03\x04 and then nothing"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    ],
)
def test_a_broken_file_leaves_nothing(mission: TestMission, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadInputError):
        import_list(file, viewer=mission.viewer())
    assert not Source.objects.exists()
    assert not Exhibit.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert list(blobs.kept_digests(mission.folder / "exhibits")) == []


def test_a_failure_in_the_middle_leaves_the_exhibit_and_nothing_else(
    mission: TestMission, list_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tawthiq.actions import import_list as module

    def out_of_disk(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(module, "lay_down_new", out_of_disk)
    with pytest.raises(OSError, match="no space left"):
        import_list(list_file, viewer=mission.viewer())
    assert Exhibit.objects.count() == 1
    assert not Source.objects.exists()
    assert not Record.objects.exists()
    assert not ListRow.objects.exists()
    assert LedgerEntry.objects.count() == 1
    monkeypatch.undo()
    assert import_list(list_file, viewer=mission.viewer()).records == 4


@pytest.mark.parametrize("role", [Role.MONITOR, Role.LAWYER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not_add_sources_adds_none(mission: TestMission, list_file: Path, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        import_list(list_file, viewer=mission.viewer(role))
    assert not Exhibit.objects.exists()
