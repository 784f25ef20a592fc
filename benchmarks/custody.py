"""What keeping and verifying evidence costs, against coreutils on the same files of the same disk.

    python3 run.py benchmark custody [--megabytes 1000] [--files 10000] [--seconds 5]

Wall clock, best of three with the page cache warm for both sides; CPU seconds beside it. Bars: hash-and-keep within
1.5 times of `sha256sum` plus `cp` plus `sync`; verifying within 1.5 times of `sha256sum -c`.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 3


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(wall, CPU) seconds of one run, children counted."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    begun = time.perf_counter()
    work()
    wall = time.perf_counter() - begun
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(a.ru_utime + a.ru_stime - b.ru_utime - b.ru_stime for a, b in zip(after, before, strict=True))
    return wall, cpu


def best(work: Callable[[int], object]) -> tuple[float, float]:
    return min(timed(lambda i=i: work(i)) for i in range(ROUNDS))  # type: ignore[misc]


def say(name: str, ours: tuple[float, float], theirs: tuple[float, float], bar: float) -> None:
    ratio, cpu = ours[0] / theirs[0], ours[1] / theirs[1]
    reached = "reached" if ratio <= bar else "MISSED"
    print(f"{name}: ours {ours[0]:.2f} s ({ours[1]:.2f} CPU), theirs {theirs[0]:.2f} s ({theirs[1]:.2f} CPU); ")
    print(f"    {ratio:.2f} times by wall, {cpu:.2f} times by CPU; bar {bar} {reached}")


def hash_and_keep(folder: Path, megabytes: int) -> None:
    from tawthiq.keeping import blobs

    source = folder / "source"
    block = os.urandom(1_000_000)
    with source.open("wb") as out:
        for i in range(megabytes):
            out.write(i.to_bytes(8, "big") + block[8:])

    def ours(i: int) -> None:
        with source.open("rb") as stream:
            blobs.keep(folder / f"kept-{i}", stream)

    def theirs(i: int) -> None:
        subprocess.run(["sha256sum", source], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cp", source, folder / f"copy-{i}"], check=True)
        subprocess.run(["sync", folder / f"copy-{i}"], check=True)

    kept = best(ours)
    for i in range(ROUNDS):
        shutil.rmtree(folder / f"kept-{i}")
    say(f"hash and keep {megabytes} MB", kept, best(theirs), 1.5)
    for path in folder.glob("copy-*"):
        path.unlink()
    source.unlink()


def verify_many(folder: Path, files: int) -> None:
    """The whole of `verify_mission` on a real mission of so many exhibits, against `sha256sum -c`."""
    import django

    os.environ["TAWTHIQ_MISSION"] = str(folder / "mission")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.settings"
    os.environ["TAWTHIQ_LEDGER_KEYS"] = str(folder / "keys")
    from tawthiq.keeping.opening import Mission, make_folder, migrate

    make_folder(folder / "mission", Mission(name="Benchmark"))
    django.setup()
    migrate()
    from tawthiq.actions.manage_members import add_first_member
    from tawthiq.actions.sign_ledger import make_checkpoint
    from tawthiq.actions.verify_mission import verify_mission
    from tawthiq.terms.members import Role

    viewer = add_first_member(username="bench", passphrase="four invented words here", role=Role.COORDINATOR)  # noqa: S106
    lay_out(folder / "mission" / "exhibits", files, member_id=viewer.member_id)
    make_checkpoint(viewer=viewer)
    exhibits = folder / "mission" / "exhibits"
    listed = folder / "listed"
    listed.write_text("".join(f"{p.name}  {p}\n" for p in sorted(exhibits.glob("??/*"))))

    def ours(_i: int) -> None:
        assert verify_mission(viewer=viewer).holds

    def theirs(_i: int) -> None:
        subprocess.run(["sha256sum", "-c", "--quiet", listed], check=True, stdout=subprocess.DEVNULL)

    theirs(0)
    say(
        f"verify {files} exhibits, {files * 50_000 / 1e6:.0f} MB, with ledger and checkpoint",
        best(ours),
        best(theirs),
        1.5,
    )


def lay_out(root: Path, files: int, *, member_id: str) -> None:
    """The files, their rows and their entries, laid out at once: not what is measured."""
    import uuid
    from datetime import UTC, datetime
    from hashlib import sha256

    from django.db import transaction

    from tawthiq.custody.ledger import BEFORE_THE_FIRST, Entry, EntryKind
    from tawthiq.keeping.models import Exhibit, LedgerEntry

    at, previous = datetime(2026, 1, 1, tzinfo=UTC), BEFORE_THE_FIRST
    block = os.urandom(50_000)
    exhibits, entries = [], []
    for seq in range(1, files + 1):
        content = seq.to_bytes(8, "big") + block[8:]
        digest = sha256(content).hexdigest()
        path = root / digest[:2] / digest
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        one = uuid.uuid4()
        line = Entry(
            seq=seq, at=at, kind=EntryKind.RECEIVED, object_id=str(one), actor=member_id, salt="0" * 32,
            previous=previous, sha256=digest, size=len(content),
        ).line()  # fmt: skip
        previous = sha256(line.encode()).hexdigest()
        exhibits.append(
            Exhibit(id=one, sha256=digest, size=len(content), media_type="x", received_at=at, received_by_id=member_id)
        )
        entries.append(LedgerEntry(seq=seq, line=line, entry_sha256=previous, object_id=str(one)))
    with transaction.atomic():
        Exhibit.objects.bulk_create(exhibits, batch_size=500)
        LedgerEntry.objects.bulk_create(entries, batch_size=500)


def commits(folder: Path, seconds: float) -> None:
    """Acknowledged entries a second (one transaction each) beside the disk's own flushes of 4 KiB."""
    from tawthiq.actions.performing import performing
    from tawthiq.custody.ledger import EntryKind
    from tawthiq.guarding.roles import Permission
    from tawthiq.keeping.queries import members

    viewer = members.only_coordinator()
    assert viewer is not None

    def per_second(once: Callable[[], None]) -> float:
        begun, done = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds:
            once()
            done += 1
        return done / (time.perf_counter() - begun)

    def enter() -> None:
        with performing("bench", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
            deed.enter(EntryKind.RECEIVED, "bench")

    entered = per_second(enter)
    handle = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT)
    block = os.urandom(4096)

    def flush() -> None:
        os.write(handle, block)
        os.fdatasync(handle)

    raw = per_second(flush)
    os.close(handle)
    print(f"acknowledged ledger entries: {entered:.0f}/s; raw fdatasync of 4 KiB: {raw:.0f}/s ({entered / raw:.2f})")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--megabytes", type=int, default=1000)
    given.add_argument("--files", type=int, default=10_000)
    given.add_argument("--seconds", type=float, default=5)
    options = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="tawthiq-bench-") as name:
        folder = Path(name)
        verify_many(folder, options.files)
        commits(folder, options.seconds)
        hash_and_keep(folder, options.megabytes)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", file=sys.stderr)


if __name__ == "__main__":
    main()
