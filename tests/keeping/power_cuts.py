"""A disk that loses power: what SQLite wrote and did not sync is dropped, kept or torn at random.

A layer under SQLite (apsw's VFS) notes every write since the last sync of its file. At a moment drawn from the seed the
power goes: of what was not synced, each sector of 512 bytes gets to the disk or does not. A second, untouched SQLite
opens what is left. The store is a mission's own, its settings are the program's, and each commit appends entries to the
custody ledger. Not simulated: a disk that says it has synced and has not, and the directory that forgets a file.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from tawthiq.custody.ledger import BEFORE_THE_FIRST, Entry, EntryKind, check_chain
from tawthiq.sealing.digests import digest_text
from tawthiq.settings import SQLITE_START

SECTOR = 512
VFS = "loses-power"
MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
INSERT = "INSERT INTO keeping_ledgerentry (seq, line, entry_sha256, object_id) VALUES (?, ?, ?, ?)"


class PowerCutError(Exception):
    """The power is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One power cut: commits that were acknowledged, how many of them are gone, and whether the store is damaged."""

    acknowledged: int
    lost: int
    is_damaged: bool
    dropped_sectors: int


class Disk:
    """What of each file is on the disk for good, and what was only handed over."""

    def __init__(self, chance: random.Random, steps: int) -> None:
        self.chance, self.steps = chance, steps
        self.synced: dict[str, bytearray] = {}
        self.waiting: dict[str, list[tuple[int, bytes | None]]] = {}
        self.dropped = 0

    def step(self) -> None:
        """One operation; the last one does not return, and none after it does anything."""
        self.steps -= 1
        if self.steps < 0:
            raise PowerCutError

    def hand_over(self, name: str, offset: int, data: bytes | None) -> None:
        """Take a write (or a shortening, without data); the one at which the power goes may arrive in part."""
        if self.steps >= 0:
            self.waiting.setdefault(name, []).append((offset, data))
        self.step()

    def settle(self, name: str) -> None:
        """All of a file is on the disk."""
        for offset, data in self.waiting.pop(name, []):
            _apply(self.synced[name], offset, data)

    def left(self, name: str, share: float) -> bytes:
        """The file as the next start finds it, when each waiting sector arrived with this chance."""
        held = bytearray(self.synced[name])
        for offset, data in self.waiting.get(name, []):
            if data is None:
                if self.chance.random() < share:
                    _apply(held, offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                if self.chance.random() < share:
                    _apply(held, offset + start, data[start : start + SECTOR])
                else:
                    self.dropped += 1
        return bytes(held)


def _apply(held: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del held[offset:]
        return
    if len(held) < offset:
        held.extend(bytes(offset - len(held)))
    held[offset : offset + len(data)] = data


class LosingFile(apsw.VFSFile):
    """A real file whose writes are noted on the disk."""

    def __init__(self, disk: Disk, filename: Any, flags: list[int]) -> None:
        super().__init__("", filename, flags)
        path = filename.filename() if isinstance(filename, apsw.URIFilename) else filename
        self.disk, self.name = disk, Path(path).name
        if self.name not in disk.synced:
            disk.synced[self.name] = bytearray(Path(path).read_bytes())

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 (SQLite's names)
        """Hand over a write."""
        self.disk.hand_over(self.name, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Hand over a shortening."""
        self.disk.hand_over(self.name, newsize, None)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802, ARG002
        """Everything waiting is on the disk when this returns."""
        self.disk.step()
        self.disk.settle(self.name)


class LosingVFS(apsw.VFS):
    """SQLite's way to the disk that loses power."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__(VFS, "", maxpathname=0)

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        """Open a file on the disk."""
        return LosingFile(self.disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        """Delete a file, for good."""
        self.disk.step()
        super().xDelete(filename, syncdir)
        self.disk.synced.pop(Path(filename).name, None)
        self.disk.waiting.pop(Path(filename).name, None)


def cut_power(store: Path, seed: int, *, synchronous: str = "FULL") -> Outcome:
    """Append to a copy of `store` until the power goes, and look at what the next start finds."""
    chance = random.Random(seed)
    disk = Disk(chance, steps=chance.randrange(5, 900))
    with tempfile.TemporaryDirectory(prefix="tawthiq-power-") as name:
        folder, after = Path(name) / "before", Path(name) / "after"
        folder.mkdir()
        after.mkdir()
        shutil.copyfile(store, folder / store.name)
        acknowledged = _append_until_the_end(folder / store.name, disk, chance, synchronous)
        share = chance.choice((0.0, 0.3, 0.7, 0.95))
        for file in disk.synced:
            (after / file).write_bytes(disk.left(file, share))
        found = _read(after / store.name)
    lost = len(acknowledged) if found is None else sum(seqs[-1] > len(found) for seqs in acknowledged)
    return Outcome(acknowledged=len(acknowledged), lost=lost, is_damaged=found is None, dropped_sectors=disk.dropped)


def _append_until_the_end(store: Path, disk: Disk, chance: random.Random, synchronous: str) -> list[list[int]]:
    """The positions of each acknowledged commit."""
    vfs = LosingVFS(disk)
    acknowledged: list[list[int]] = []
    connection = None
    previous = BEFORE_THE_FIRST
    seq = 0
    try:
        connection = apsw.Connection(str(store), vfs=VFS)
        connection.execute(SQLITE_START.replace("synchronous=FULL", f"synchronous={synchronous}")).fetchall()
        # Folding the log back into the store is where most can go wrong: every few pages, not every thousand.
        connection.execute(f"PRAGMA wal_autocheckpoint={chance.choice((7, 40, 1000))}").fetchall()
        while True:
            connection.execute("BEGIN IMMEDIATE")
            seqs = []
            for _ in range(chance.randrange(1, 4)):
                seq += 1
                line = _line(seq, previous, chance)
                previous = digest_text(line)
                connection.execute(INSERT, (seq, line, previous, "mission"))
                seqs.append(seq)
            connection.execute("COMMIT")
            acknowledged.append(seqs)
    except PowerCutError:
        return acknowledged
    finally:
        with suppress(PowerCutError, apsw.Error):
            if connection is not None:
                connection.close(True)
        vfs.unregister()


def _line(seq: int, previous: str, chance: random.Random) -> str:
    return Entry(
        seq=seq,
        at=MOMENT,
        kind=EntryKind.RECEIVED,
        object_id="mission",
        actor="mission",
        salt=f"{chance.getrandbits(128):032x}",
        previous=previous,
    ).line()


def _read(store: Path) -> list[str] | None:
    """The ledger's lines as the next start finds them; None where the store or the chain is damaged."""
    try:
        with closing(sqlite3.connect(store)) as connection:
            # Django's constraints call it, and the check of a whole store evaluates them.
            connection.create_function("REGEXP", 2, lambda rule, value: re.search(rule, str(value)) is not None)
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            rows = connection.execute("SELECT seq, line, entry_sha256 FROM keeping_ledgerentry ORDER BY seq").fetchall()
    except sqlite3.DatabaseError:
        return None
    return None if check_chain(rows) else [line for _, line, _ in rows]
