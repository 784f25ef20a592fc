"""What `verify` finds: a changed or missing file, a changed ledger, a store rolled back; and that backups are whole."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from missions import TestMission, opened
from tawthiq.actions.back_up import back_up
from tawthiq.actions.restore_backup import restore
from tawthiq.actions.verify_mission import Verdict, verify_mission
from tawthiq.keeping import blobs
from tawthiq.keeping.copies import CONTENTS
from tawthiq.keeping.models import Exhibit, Record
from tawthiq.terms.errors import BadInputError, EvidenceError, NotAllowedError
from tawthiq.terms.members import Role


def verify(mission: TestMission, *, held: tuple[int, str] | None = None) -> Verdict:
    return verify_mission(viewer=mission.viewer(), held_copy=held)


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


def an_exhibit(mission: TestMission) -> Path:
    return blobs.path_of(mission.folder / "exhibits", Exhibit.objects.order_by("id")[0].sha256)


def tamper(mission: TestMission, statement: str) -> None:
    """Edit the database file as somebody with a SQLite shell would, triggers dropped first."""
    with closing(sqlite3.connect(mission.folder / "mission.db")) as store:
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            store.execute(f"DROP TRIGGER {name}")
        store.execute("PRAGMA ignore_check_constraints = ON")
        assert store.execute(statement).rowcount > 0
        store.commit()


def test_an_untouched_mission_holds(small_mission: TestMission) -> None:
    verdict = verify(small_mission)
    assert verdict.holds
    assert verdict.exhibits == Exhibit.objects.count() > 50
    assert verdict.entries > verdict.exhibits
    assert verdict.unnamed == ()
    assert verify(small_mission, held=(verdict.head_seq, verdict.head_sha256)).holds


def test_a_changed_file_is_found(small_mission: TestMission) -> None:
    file = an_exhibit(small_mission)
    content = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert codes(verify(small_mission)) == ["exhibit.changed"]


def test_a_missing_file_is_found(small_mission: TestMission) -> None:
    an_exhibit(small_mission).unlink()
    assert codes(verify(small_mission)) == ["exhibit.missing"]


def test_a_file_that_nothing_names_is_said(small_mission: TestMission) -> None:
    root = small_mission.folder / "exhibits"
    (root / "ab").mkdir(exist_ok=True)
    (root / "ab" / ("ab" * 32)).write_bytes(b"left over")
    verdict = verify(small_mission)
    assert verdict.holds
    assert verdict.unnamed == ("ab" * 32,)


def test_a_changed_ledger_line_is_found(small_mission: TestMission) -> None:
    a_received = "(SELECT min(seq) FROM keeping_ledgerentry WHERE line LIKE '%\"received\"%')"
    tamper(
        small_mission,
        f"UPDATE keeping_ledgerentry SET line = replace(line, 'received', 'derived') WHERE seq = {a_received}",  # noqa: S608
    )
    assert "ledger.changed" in codes(verify(small_mission))


def test_a_removed_ledger_line_is_found(small_mission: TestMission) -> None:
    tamper(small_mission, "DELETE FROM keeping_ledgerentry WHERE seq = 5")
    found = codes(verify(small_mission))
    assert {"ledger.gap", "ledger.broken_link"} <= set(found)


def test_an_exhibit_slipped_in_beside_the_ledger_is_found(small_mission: TestMission) -> None:
    from tawthiq.sealing.digests import digest_bytes

    content = b"never received"
    digest = digest_bytes(content)
    path = blobs.path_of(small_mission.folder / "exhibits", digest)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    tamper(
        small_mission,
        f"UPDATE keeping_exhibit SET sha256 = '{digest}', size = {len(content)} "  # noqa: S608
        "WHERE id = (SELECT min(id) FROM keeping_exhibit)",
    )
    assert "exhibit.not_entered" in codes(verify(small_mission))


def test_the_end_of_the_ledger_cut_off_shows_only_against_a_held_head(small_mission: TestMission) -> None:
    before = verify(small_mission)
    tamper(small_mission, f"DELETE FROM keeping_ledgerentry WHERE seq = {before.head_seq}")  # noqa: S608
    assert verify(small_mission).holds
    held = (before.head_seq, before.head_sha256)
    assert codes(verify(small_mission, held=held)) == ["ledger.rolled_back"]


@pytest.mark.parametrize("role", [Role.CODER, Role.MONITOR])
def test_who_may_neither_back_up_nor_read_the_ledger_does_not_verify(small_mission: TestMission, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        verify_mission(viewer=small_mission.viewer(role))


@pytest.fixture
def backup(small_mission: TestMission, tmp_path: Path) -> Path:
    made = back_up(tmp_path / "mission.zip", viewer=small_mission.viewer(Role.ADMINISTRATOR), may_lie_open=True)
    assert made.size > 0
    return made.path


def test_a_backup_restores_to_the_same_mission(small_mission: TestMission, backup: Path, tmp_path: Path) -> None:
    head = verify(small_mission)
    records = Record.objects.count()
    restored = restore(backup, tmp_path / "restored")
    assert (restored.ledger_seq, restored.ledger_sha256) == (head.head_seq, head.head_sha256)
    with opened(restored.folder):
        again = verify(small_mission, held=(head.head_seq, head.head_sha256))
        assert again.holds
        assert (again.exhibits, again.entries) == (head.exhibits, head.entries)
        assert Record.objects.count() == records


def test_a_backup_does_not_overwrite_and_a_restore_does_not_mix(
    small_mission: TestMission, backup: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInputError):
        back_up(backup, viewer=small_mission.viewer(), may_lie_open=True)
    with pytest.raises(BadInputError):
        restore(backup, small_mission.folder)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def rewrite(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup whose members were changed by somebody."""
    with zipfile.ZipFile(backup) as packed:
        members = {item.filename: packed.read(item) for item in packed.infolist()}
    change(members)
    target = backup.with_name("tampered.zip")
    with zipfile.ZipFile(target, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
    return target


def _change_an_exhibit(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("exhibits/"))
    members[name] += b"."


def _leave_an_exhibit_out(members: dict[str, bytes]) -> None:
    del members[next(name for name in members if name.startswith("exhibits/"))]


def _add_a_file(members: dict[str, bytes]) -> None:
    members["exhibits/extra"] = b"extra"


def _climb_out(members: dict[str, bytes]) -> None:
    from tawthiq.sealing.digests import digest_bytes

    contents = json.loads(members[CONTENTS])
    contents["sha256"]["../outside"] = digest_bytes(b"outside")
    members[CONTENTS] = json.dumps(contents).encode()
    members["../outside"] = b"outside"


@pytest.mark.parametrize("change", [_change_an_exhibit, _leave_an_exhibit_out, _add_a_file, _climb_out])
def test_a_tampered_backup_is_refused_and_leaves_nothing(
    backup: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    tampered = rewrite(backup, change)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(EvidenceError):
        restore(tampered, tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert not (tmp_path / "outside").exists()


def test_half_a_backup_is_refused_and_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    with backup.open("rb") as whole, half.open("wb") as out:
        shutil.copyfileobj(whole, out)
        out.truncate(backup.stat().st_size // 2)
    with pytest.raises(BadInputError):
        restore(half, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def _add_what_no_mission_has(members: dict[str, bytes]) -> None:
    from tawthiq.sealing.digests import digest_bytes

    contents = json.loads(members[CONTENTS])
    contents["sha256"][".bashrc"] = digest_bytes(b"x")
    members[CONTENTS] = json.dumps(contents).encode()
    members[".bashrc"] = b"x"


def test_a_member_that_no_mission_has_is_refused(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as refused:
        restore(rewrite(backup, _add_what_no_mission_has), tmp_path / "restored")
    assert refused.value.code == "restore.path"


def test_a_bomb_is_refused_before_it_is_unpacked(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tawthiq.actions import restore_backup

    usage = shutil.disk_usage(tmp_path)
    full = type(usage)(usage.total, usage.used, restore_backup.SPARE)
    monkeypatch.setattr(restore_backup.shutil, "disk_usage", lambda _path: full)
    with pytest.raises(EvidenceError) as refused:
        restore(backup, tmp_path / "restored")
    assert refused.value.code == "restore.size"
    assert not (tmp_path / "restored").exists()


def test_a_sealed_backup_opens_for_each_key_holder_and_nobody_else(small_mission: TestMission, tmp_path: Path) -> None:
    import pyrage

    holders = [pyrage.x25519.Identity.generate() for _ in range(3)]
    stranger = pyrage.x25519.Identity.generate()
    made = back_up(
        tmp_path / "sealed.age",
        viewer=small_mission.viewer(),
        recipients=[str(holder.to_public()) for holder in holders],
    )
    assert made.sealed_to == 3
    sealed = made.path.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert b"mission.toml" not in sealed
    assert b"SQLite format" not in sealed
    for number, holder in enumerate(holders):
        restored = restore(made.path, tmp_path / f"restored-{number}", identity=str(holder))
        assert restored.ledger_seq == made.ledger_seq
        assert not list(restored.folder.glob(".opened*"))
    with pytest.raises(EvidenceError) as refused:
        restore(made.path, tmp_path / "never", identity=str(stranger))
    assert refused.value.code == "backup.sealed"
    with pytest.raises(BadInputError) as asked:
        restore(made.path, tmp_path / "never")
    assert asked.value.code == "restore.sealed"
    cut = tmp_path / "cut.age"
    cut.write_bytes(sealed[: len(sealed) // 2])
    with pytest.raises(EvidenceError):
        restore(cut, tmp_path / "never", identity=str(holders[0]))
    assert not (tmp_path / "never").exists()


def test_a_backup_that_would_lie_open_is_not_made_by_chance(small_mission: TestMission, tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        back_up(tmp_path / "open.zip", viewer=small_mission.viewer())
    assert refused.value.code == "backup.no_recipients"
    assert not (tmp_path / "open.zip").exists()
