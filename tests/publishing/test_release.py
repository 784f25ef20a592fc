import json
import os
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publishing import pictures
from publishing.pictures import canvas
from tawthiq.publishing.drawing import Svg
from tawthiq.publishing.release import (
    Difference,
    Release,
    ReleaseMetadata,
    ReleaseParts,
    ReportPicture,
    bundle,
    verify_release,
    write_release,
)
from tawthiq.publishing.tables import SUPPRESSED, Column, Table
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
CANARY = "canary-7f3a: my brother was taken at the bridge"

KILLED = Table(
    name="killed-by-place",
    title="Killed by place",
    columns=(
        Column(name="place", label="Place", description="Governorate."),
        Column(name="narrative", label="Narrative"),
        Column(name="killed", label="Killed", kind="count", description="Persons, verified | not reported."),
    ),
    rows=(("Homs", CANARY, 5120), ("<b>Hama</b>", CANARY, SUPPRESSED)),
)


def parts(**changes: object) -> ReleaseParts:
    given = {
        "summary": ("At least 5,120 persons are documented.",),
        "tables": (KILLED,),
        "allowed": {"killed-by-place": ("place", "killed")},
        "pictures": (ReportPicture(name="totals", title="Totals", svg=pictures.intervals(canvas())),),
    }
    return ReleaseParts(**{**given, **changes})


def metadata(**changes: object) -> ReleaseMetadata:
    given = {
        "name": "first-report",
        "title": "First <report>",
        "mission": "Invented mission",
        "locale": "en",
        "version": "0.1.0",
        "seed": 20120313,
        "ledger_position": 418,
        "ledger_digest": "ab" * 32,
        "settings": {
            "matching": {"threshold": 0.92, "rules": ("name", "date")},
            "standard_of_proof": "two | origins",
        },
        "audience": ("Commission of inquiry",),
        "cautions": ("Counts are a minimum.",),
        "suppressed_below": 5,
    }
    return ReleaseMetadata(**{**given, **changes})


def write(folder: Path, *, given: ReleaseParts | None = None, about: ReleaseMetadata | None = None) -> Release:
    return write_release(folder, parts=given or parts(), metadata=about or metadata(), written_at=NOW)


def unlock(path: Path) -> Path:
    path.parent.chmod(0o755)
    if path.exists():
        path.chmod(0o644)
    return path


def test_a_release_holds_what_it_lists_and_nothing_differs(tmp_path: Path) -> None:
    release = write(tmp_path)
    assert release.files == (
        "manifest.json",
        "methods.md",
        "pictures/totals.svg",
        "report.html",
        "tables/killed-by-place.csv",
        "tables/killed-by-place.json",
    )
    assert verify_release(release.folder, manifest_sha256=release.manifest_sha256) == ()


def test_the_manifest_says_where_the_numbers_come_from(tmp_path: Path) -> None:
    manifest = json.loads((write(tmp_path).folder / "manifest.json").read_text())
    assert manifest["seed"] == 20120313
    assert manifest["ledger"] == {"position": 418, "digest": "ab" * 32}
    assert manifest["audience"] == ["Commission of inquiry"]
    assert manifest["settings"]["matching"]["threshold"] == 0.92
    assert manifest["software"]["version"] == "0.1.0"
    assert manifest["written_at"] == "2026-01-02T03:04:00+00:00"
    assert manifest["withheld_columns"] == 1


def test_an_undeclared_column_never_leaves(tmp_path: Path) -> None:
    release = write(tmp_path)
    for file in release.folder.rglob("*"):
        if file.is_file():
            assert b"canary" not in file.read_bytes(), file.name
            assert b"arrative" not in file.read_bytes(), file.name
    assert release.withheld_columns == 1


def test_an_undeclared_table_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError, match="No column of the table"):
        write(tmp_path, given=parts(allowed={}))
    assert list(tmp_path.iterdir()) == []


def test_a_declared_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no column age"):
        write(tmp_path, given=parts(allowed={"killed-by-place": ("place", "age")}))


def test_the_same_release_has_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert write(tmp_path / "a").manifest_sha256 == write(tmp_path / "b").manifest_sha256


def test_a_release_is_never_written_over(tmp_path: Path) -> None:
    first = write(tmp_path)
    with pytest.raises(ConflictError, match="never written over"):
        write(tmp_path, about=metadata(title="Another"))
    assert verify_release(first.folder, manifest_sha256=first.manifest_sha256) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["first-report"]


def test_everything_is_read_only(tmp_path: Path) -> None:
    folder = write(tmp_path).folder
    assert all(path.stat().st_mode & 0o222 == 0 for path in (folder, *folder.rglob("*")))


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle.os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_name_is_taken_only_when_every_file_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    sync = os.fsync
    monkeypatch.setattr(
        bundle.os, "fsync", lambda handle: (seen.append((tmp_path / "first-report").exists()), sync(handle))
    )
    write(tmp_path)
    assert seen[:-1] == [False] * (len(seen) - 1)
    assert seen[-1] is True


def test_changed_missing_and_extra_files_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path).folder
    unlock(folder / "tables/killed-by-place.csv").write_bytes(b"place,killed\r\nHoms,512\r\n")
    unlock(folder / "report.html").unlink()
    unlock(folder / "tables/more.csv").write_text("x")
    assert str(verify_release(folder)[0]) == "missing: report.html"
    assert verify_release(folder) == (
        Difference(kind="missing", path="report.html"),
        Difference(kind="changed", path="tables/killed-by-place.csv"),
        Difference(kind="extra", path="tables/more.csv"),
    )


def test_a_change_of_one_byte_that_keeps_the_size_is_seen(tmp_path: Path) -> None:
    folder = write(tmp_path).folder
    file = unlock(folder / "methods.md")
    data = bytearray(file.read_bytes())
    data[10] ^= 1
    file.write_bytes(data)
    assert verify_release(folder) == (Difference(kind="changed", path="methods.md"),)


def test_a_link_in_place_of_a_file_is_a_change(tmp_path: Path) -> None:
    folder = write(tmp_path).folder
    file = unlock(folder / "methods.md")
    (tmp_path / "copy").write_bytes(file.read_bytes())
    size = file.stat().st_size
    file.unlink()
    padding = size - len(f"{tmp_path}//copy")
    file.symlink_to(f"{tmp_path}/{'/' * padding}/copy")  # a link whose own size is the file's
    assert file.lstat().st_size == size
    assert verify_release(folder) == (Difference(kind="changed", path="methods.md"),)


def test_a_manifest_rewritten_to_fit_is_caught_by_its_own_digest(tmp_path: Path) -> None:
    release = write(tmp_path)
    manifest = json.loads((release.folder / "manifest.json").read_text())
    del manifest["files"]["report.html"]
    unlock(release.folder / "report.html").unlink()
    unlock(release.folder / "manifest.json").write_text(json.dumps(manifest))
    assert verify_release(release.folder) == ()
    wanted = (Difference(kind="manifest", path="manifest.json"),)
    assert verify_release(release.folder, manifest_sha256=release.manifest_sha256) == wanted


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": "other"}', '{"format": "tawthiq-release/1", "files": [1]}']
)
def test_a_manifest_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert verify_release(tmp_path) == (Difference(kind="manifest", path="manifest.json"),)


def test_a_folder_without_manifest_is_said(tmp_path: Path) -> None:
    assert verify_release(tmp_path) == (Difference(kind="manifest", path="manifest.json"),)


@pytest.mark.parametrize(("locale", "direction", "word"), [("en", "ltr", "Tables"), ("ar", "rtl", "الجداول")])
def test_the_report_is_one_file_in_its_language(tmp_path: Path, locale: str, direction: str, word: str) -> None:
    html = (write(tmp_path, about=metadata(locale=locale)).folder / "report.html").read_text()
    assert f'<html lang="{locale}" dir="{direction}">' in html
    assert word in html
    assert "First &lt;report&gt;" in html
    assert "<b>" not in html
    assert "src=" not in html
    assert "href=" not in html
    assert "<script" not in html
    assert "5,120" in html


def test_the_methods_note_holds_every_live_setting_and_every_column(tmp_path: Path) -> None:
    note = (write(tmp_path).folder / "methods.md").read_text()
    assert "| `matching.threshold` | 0.92 |" in note
    assert '| `standard_of_proof` | "two \\| origins" |' in note
    assert "| `killed` | whole number | Persons, verified \\| not reported. |" in note
    assert "Counts from 1 to 4 are withheld" in note
    assert "| `place` | text | Governorate. |" in note


def test_pictures_are_saved_with_colours_of_their_own(tmp_path: Path) -> None:
    svg = (write(tmp_path).folder / "pictures/totals.svg").read_text()
    assert "var(" not in svg
    assert ET.fromstring(svg).get("role") == "img"  # noqa: S314 - written by the code under test


@pytest.mark.parametrize(
    "svg",
    [
        pictures.intervals(canvas(), href="/persons"),
        Svg("<svg><script/></svg>"),
        Svg('<svg onload="x"/>'),
        Svg('<svg><image href="x"/></svg>'),
        "<svg/>",
    ],
)
def test_a_picture_with_links_or_from_elsewhere_does_not_leave(svg: Svg) -> None:
    with pytest.raises(NotAllowedError, match="holds a link"):
        ReportPicture(name="x", title="X", svg=svg)


def test_a_release_for_nobody_in_particular_is_refused() -> None:
    with pytest.raises(NotAllowedError, match="who may receive"):
        metadata(audience=())


@pytest.mark.parametrize("name", ["", "../x", "a b", ".hidden", "A"])
def test_a_name_that_is_no_folder_name_is_refused(name: str) -> None:
    with pytest.raises(BadInputError, match="small letters"):
        metadata(name=name)


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="one name"):
        write(tmp_path, given=parts(tables=(KILLED, KILLED)))


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="zone"):
        write_release(tmp_path, parts=parts(), metadata=metadata(), written_at=NOW.replace(tzinfo=None))
