"""What a killed process leaves behind: temporary files and folders that hold content in clear and that nothing names.

The rules kept here:

1. Whatever this program writes for a time has a name that begins with one of `KINDS` and ends in eight letters of
   chance. A test reads the code and fails where a temporary file has another name.
2. What was changed within the last hour may be in use. Only what is older counts as left behind.
3. Only what is surely ours is deleted: the name of a kind, lying where that kind is written, the account's own, and no
   link. Anything else is named and left for a person to look at. Deleting is not wiping: on most disks the bytes stay
   until they are written over, so disks are to be encrypted.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

IN_USE = timedelta(hours=1)
_CHANCE = r"[a-z0-9_]{8}"


class Where(StrEnum):
    """Where leftovers are looked for."""

    MISSION = "mission"
    EXHIBITS = "exhibits"
    RELEASES = "releases"
    BESIDE = "beside"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of temporary file or folder: what it holds, and where it is written and so may be deleted."""

    name: str
    pattern: re.Pattern[str]
    holds: str
    written_in: frozenset[Where]


def _kind(prefix: str, holds: str, *where: Where) -> Kind:
    return Kind(name=prefix, pattern=re.compile(re.escape(prefix) + _CHANCE), holds=holds, written_in=frozenset(where))


KINDS = (
    _kind(".backup-", "a copy of the whole database in clear, or a backup cut short", Where.MISSION, Where.BESIDE),
    _kind(".bag-", "files of an evidence bag in clear", Where.MISSION, Where.BESIDE, Where.TEMPORARY),
    _kind(".restore-", "a mission in clear, not checked to its end", Where.BESIDE),
    _kind(".opening-", "something sealed, opened and in clear", Where.BESIDE),
    _kind(".link-", "a linked list, with names", Where.BESIDE),
    _kind(".incoming-", "a file that was being received", Where.EXHIBITS),
    _kind("tawthiq-", "files in clear that were worked on", Where.TEMPORARY),
    Kind(
        name=".partial-",
        pattern=re.compile(r"\..+\.partial-" + _CHANCE),
        holds="a release that was being written",
        written_in=frozenset({Where.RELEASES, Where.BESIDE}),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One thing that lies about: its kind, its size in bytes, when it was changed last, and what may be done.

    `may_be_in_use` says that it was changed within the hour; `is_ours` that it may be deleted when it was not.
    """

    path: Path
    kind: Kind
    size: int
    changed_at: datetime
    may_be_in_use: bool
    is_ours: bool


def find_leftovers(mission: Path, *, beside: Sequence[Path] = (), temporary: Path, at: datetime) -> list[Leftover]:
    """Everything of these kinds in the mission, in the folder it lies in, in `beside`, and in the `temporary` folder.

    Folders that cannot be read are passed over: they are somebody else's.
    """
    places = {
        mission: Where.MISSION,
        mission / "exhibits": Where.EXHIBITS,
        mission / "releases": Where.RELEASES,
        temporary: Where.TEMPORARY,
    }
    for folder in (mission.parent, *beside):
        places.setdefault(folder.resolve(), Where.BESIDE)
    found = [left for folder, where in places.items() for left in _look(folder, where, at)]
    return sorted(found, key=lambda left: left.path)


def _look(folder: Path, where: Where, at: datetime) -> Iterator[Leftover]:
    try:
        entries = list(folder.iterdir())
    except OSError:
        return
    for path in entries:
        kind = next((kind for kind in KINDS if kind.pattern.fullmatch(path.name)), None)
        if kind is None or (where is Where.TEMPORARY and Where.TEMPORARY not in kind.written_in):
            continue
        try:
            size, changed = _measure(path)
            own = path.lstat()
        except OSError:  # gone meanwhile, or somebody else's
            continue
        is_plain = stat.S_ISREG(own.st_mode) or stat.S_ISDIR(own.st_mode)
        yield Leftover(
            path=path,
            kind=kind,
            size=size,
            changed_at=changed,
            may_be_in_use=at - changed < IN_USE,
            is_ours=is_plain and own.st_uid == getattr(os, "geteuid", lambda: -1)() and where in kind.written_in,
        )


def _measure(path: Path) -> tuple[int, datetime]:
    """Bytes of a file or of all in a folder, and the newest change; links are not followed."""
    seen = [path.lstat()]
    if stat.S_ISDIR(seen[0].st_mode):
        seen += [child.lstat() for child in path.rglob("*")]
    size = sum(one.st_size for one in seen if stat.S_ISREG(one.st_mode))
    return size, datetime.fromtimestamp(max(one.st_mtime for one in seen), tz=UTC)


def remove_leftover(left: Leftover) -> bool:
    """Delete what was left behind; False where it is not surely ours, may be in use, or has changed since it was found.

    A folder is emptied without following links.
    """
    if not left.is_ours or left.may_be_in_use:
        return False
    try:
        if _measure(left.path) != (left.size, left.changed_at):
            return False
        if left.path.is_dir() and not left.path.is_symlink():
            for folder in (left.path, *(p for p in left.path.rglob("*") if p.is_dir() and not p.is_symlink())):
                folder.chmod(0o700)  # a release's folders are read-only
            shutil.rmtree(left.path)
        else:
            left.path.unlink()
    except OSError:
        return False
    return True
