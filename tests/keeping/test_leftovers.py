"""What killed processes leave is found by name, told apart from what is in use, and deleted only where it is ours."""

from __future__ import annotations

import ast
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tawthiq
from tawthiq.keeping.leftovers import KINDS, Leftover, find_leftovers, remove_leftover

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SOURCE = Path(tawthiq.__file__).parent
#: Where a temporary name is made from the name of the user's own output, which no doctor can know.
OF_THE_USERS_FOLDER = {"matching/kept/folder.py"}


def lay(path: Path, *, ago: timedelta = timedelta(hours=2), words: str = "words") -> Path:
    """A file, or a folder with a file in it where the name has no ending, changed that long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix or path.name.startswith(".incoming-"):
        path.write_text(words)
    else:
        path.mkdir()
        (path / "inside").write_text(words)
        os.utime(path / "inside", times=((NOW - ago).timestamp(),) * 2)
    os.utime(path, times=((NOW - ago).timestamp(),) * 2)
    return path


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    folder = tmp_path / "place" / "mission"
    for name in ("exhibits", "releases"):
        (folder / name).mkdir(parents=True)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "out").mkdir()
    return folder


def found_in(mission: Path, *, at: datetime = NOW) -> list[Leftover]:
    place = mission.parents[1]
    return find_leftovers(mission, beside=(place / "out",), temporary=place / "tmp", at=at)


LEFT = (
    "place/mission/.backup-abcd1234",
    "place/mission/exhibits/.incoming-abcd1234",
    "place/mission/releases/.release-1.partial-abcd1234",
    "place/.restore-abcd1234",
    "out/.bag-abcd1234",
    "out/.backup-abcd1234",
    "out/.opening-abcd1234",
    "tmp/tawthiq-abcd1234",
)


@pytest.mark.parametrize("name", LEFT)
def test_each_kind_is_found_where_it_is_written_and_deleted(mission: Path, name: str) -> None:
    path = lay(mission.parents[1] / name)
    (left,) = found_in(mission)
    assert (left.path, left.size, left.may_be_in_use, left.is_ours) == (path, 5, False, True)
    assert left.kind.holds
    assert remove_leftover(left)
    assert not path.exists()
    assert found_in(mission) == []


@pytest.mark.parametrize("name", LEFT)
def test_what_was_changed_within_the_hour_is_left_alone(mission: Path, name: str) -> None:
    path = lay(mission.parents[1] / name, ago=timedelta(minutes=59))
    (left,) = found_in(mission)
    assert left.may_be_in_use
    assert not remove_leftover(left)
    assert path.exists()


@pytest.mark.parametrize(
    "name",
    [
        "place/mission/exhibits/.backup-abcd1234",
        "place/mission/.incoming-abcd1234",
        "place/mission/releases/.bag-abcd1234",
        "out/.incoming-abcd1234",
    ],
)
def test_what_lies_where_it_is_never_written_is_named_and_stays(mission: Path, name: str) -> None:
    path = lay(mission.parents[1] / name)
    (left,) = found_in(mission)
    assert not left.is_ours
    assert not remove_leftover(left)
    assert path.exists()


@pytest.mark.parametrize(
    "name",
    [
        "out/.backup-2026.zip",
        "out/backup-abcd1234",
        "out/.bag-abcd12345",
        "out/.bag-ABCD1234",
        "tmp/.backup-abcd1234",
        "tmp/.restore-abcd1234",
        "out/tawthiq-abcd1234.zip",
        "place/mission/mission.db-journal",
    ],
)
def test_other_names_are_nobodys_business(mission: Path, name: str) -> None:
    lay(mission.parents[1] / name)
    assert found_in(mission) == []


def test_a_link_is_never_followed_or_deleted(mission: Path, tmp_path: Path) -> None:
    kept = lay(tmp_path / "kept")
    (tmp_path / "out" / ".bag-abcd1234").symlink_to(kept)
    (left,) = [one for one in found_in(mission, at=NOW + timedelta(days=9999)) if one.path.is_symlink()]
    assert not left.is_ours
    assert not remove_leftover(left)
    inside = lay(tmp_path / "out" / ".bag-efgh5678")
    (inside / "link").symlink_to(kept)
    (left,) = [one for one in found_in(mission, at=NOW + timedelta(days=9999)) if not one.path.is_symlink()]
    assert remove_leftover(left)
    assert (kept / "inside").read_text() == "words"


def test_what_changed_since_it_was_found_stays(mission: Path) -> None:
    path = lay(mission / ".backup-abcd1234")
    (left,) = found_in(mission)
    (path / "inside").write_text("another")
    assert not remove_leftover(left)
    assert path.exists()
    assert not remove_leftover(
        Leftover(path=path / "gone", kind=KINDS[0], size=0, changed_at=NOW, may_be_in_use=False, is_ours=True)
    )


def test_folders_that_are_not_there_or_not_readable_are_passed_over(tmp_path: Path) -> None:
    assert find_leftovers(tmp_path / "nowhere" / "mission", temporary=tmp_path / "none", at=NOW) == []


def test_a_read_only_release_that_was_being_written_is_deleted(mission: Path) -> None:
    path = lay(mission / "releases" / ".release-1.partial-abcd1234")
    path.chmod(0o500)
    (left,) = found_in(mission)
    assert remove_leftover(left)


def test_every_temporary_file_of_the_program_is_of_a_known_kind() -> None:
    """A new one under another name, or under none, fails here: the doctor would not find it."""
    makers = {"mkdtemp", "mkstemp", "TemporaryDirectory", "NamedTemporaryFile"}
    unknown = []
    for path in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in makers):
                continue
            given = next((word.value for word in call.keywords if word.arg == "prefix"), None)
            name = ast.unparse(given) if given is not None else ""
            known = any(kind.name in name for kind in KINDS)
            if not known and path.relative_to(SOURCE).as_posix() not in OF_THE_USERS_FOLDER:
                unknown.append(f"{path.relative_to(SOURCE)}:{call.lineno} {name}")
    assert unknown == []
