"""What the doctor looks at."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tawthiq.intake.seclusion import NAMESPACE
from tawthiq.terms.errors import TawthiqError

if TYPE_CHECKING:
    from tawthiq.keeping.leftovers import Leftover

LEAST_DISK = 2 * 1024**3
CLOCK_MAY_DIFFER = timedelta(minutes=10)
SIGN_WITHIN = timedelta(hours=2)
STAMP_WITHIN = timedelta(days=3)
HAND_OUT_WITHIN = timedelta(days=31)
HOLDERS = 2
OLDEST_SANE = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: ``ok``, ``warn`` or ``fail``, and what to do."""

    what: str
    state: str
    next_step: str = ""


def examine(mission: Path | None) -> list[Finding]:
    """Look at this machine and, where one is named, at the mission."""
    findings = list(_machine(mission or Path.cwd()))
    if mission is None:
        findings.append(Finding(what="No mission is named.", state="warn", next_step="Name one with --mission."))
        return findings
    try:
        return [*findings, *_mission(mission)]
    except TawthiqError as error:
        return [*findings, Finding(what=error.problem, state="fail", next_step=error.next_step)]


def _machine(folder: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(what=f"Python {version}", state="ok")
    free = shutil.disk_usage(folder if folder.exists() else Path.cwd()).free
    yield Finding(
        what=f"{free / 1024**3:.1f} GB of disk are free.",
        state="ok" if free >= LEAST_DISK else "warn",
        next_step="" if free >= LEAST_DISK else "Make room: a full disk stops every import.",
    )
    clock = datetime.now(UTC)  # noqa: TID251 - the command line reads the clock
    sane = clock > OLDEST_SANE
    yield Finding(
        what=f"The clock says {clock:%Y-%m-%d %H:%M} UTC.",
        state="ok" if sane else "fail",
        next_step="" if sane else "Set the clock: every ledger entry carries its time.",
    )


def _mission(folder: Path) -> Iterator[Finding]:
    from tawthiq.keeping import opening

    mission = opening.read_mission(folder)
    yield Finding(what=f"{opening.MISSION_FILE} is readable.", state="ok")
    if mission.is_demo:
        yield Finding(what="This is the sample mission: nobody in it exists.", state="ok")
    open_to_others = stat.S_IMODE(folder.stat().st_mode) & 0o077
    yield Finding(
        what="Other accounts of this machine cannot open the mission's folder."
        if not open_to_others
        else "Other accounts of this machine can open the mission's folder.",
        state="warn" if open_to_others else "ok",
        next_step=f"Run: chmod 700 {folder}" if open_to_others else "",
    )
    opening.open_store(folder)
    pending = opening.pending_migrations()
    yield Finding(
        what="The database has this version's tables." if not pending else "The database is of an earlier version.",
        state="fail" if pending else "ok",
        next_step="Back up, then run `tawthiq upgrade`." if pending else "",
    )
    if not pending:
        yield from _store()
        yield from _ledger()
        yield from _drill()
    yield from _evidence_files(folder / "exhibits", has_recipients=bool(mission.backup_recipients))
    yield from _leftovers(folder)
    yield _previews()
    tls = os.environ.get("TAWTHIQ_TLS") == "1" or os.environ.get("TAWTHIQ_HOSTS") is None
    yield Finding(
        what="Pages are served to this machine only, or behind TLS." if tls else "Pages are served without TLS.",
        state="ok" if tls else "fail",
        next_step="" if tls else "Put a TLS proxy before it and set TAWTHIQ_TLS=1.",
    )


def leftovers_of(folder: Path) -> list[Leftover]:
    """What stopped processes left in and beside this mission, in the current folder and in the temporary one."""
    from tawthiq.keeping.leftovers import find_leftovers

    moment = datetime.now(UTC)  # noqa: TID251 - the command line reads the clock
    temporary = Path(tempfile.gettempdir())
    return find_leftovers(folder.resolve(), beside=(Path.cwd(),), temporary=temporary, at=moment)


def _leftovers(folder: Path) -> Iterator[Finding]:
    found = leftovers_of(folder)
    for left in found:
        what = f"{left.path} holds {left.kind.holds} ({left.size / 1e6:.1f} MB)"
        if left.may_be_in_use:
            yield Finding(
                what=f"{what}; it was changed at {left.changed_at:%H:%M} UTC and may be in use.",
                state="ok",
                next_step="Look again in an hour: what is still there then was left by a stopped process.",
            )
            continue
        yield Finding(
            what=f"{what}, left by a stopped process on {left.changed_at:%Y-%m-%d}.",
            state="warn",
            next_step="Run `tawthiq doctor --clean`: nothing names it."
            if left.is_ours
            else "It lies where this program writes no such thing, or is another account's: look at it yourself.",
        )
    if not found:
        yield Finding(what="No half-written files.", state="ok")


def _previews() -> Finding:
    """Whether the process that draws previews can be shut in on this machine."""
    from tawthiq.intake.previewing import draw_preview

    with tempfile.TemporaryFile() as file:
        file.write(b"words")
        file.seek(0)
        try:
            held = draw_preview(file).held
        except TawthiqError as error:
            return Finding(what=error.problem, state="warn", next_step=error.next_step)
    network = ", without network by two walls" if NAMESPACE in held else ", without network by one wall"
    return Finding(what=f"Previews are drawn within limits{network}.", state="ok")


def _store() -> Iterator[Finding]:
    from tawthiq.keeping.health import check_store, last_backup_at, silent_jobs, synchronous_is_full
    from tawthiq.keeping.walls import role_goes_through

    sound = check_store()
    yield Finding(
        what="The database is sound." if sound else "The database is damaged.",
        state="ok" if sound else "fail",
        next_step="" if sound else "Stop, keep a copy of the folder, and restore the last backup.",
    )
    full = synchronous_is_full()
    yield Finding(
        what="Every commit reaches the disk before it is acknowledged."
        if full
        else "Commits may be lost on a power cut.",
        state="ok" if full else "fail",
        next_step="" if full else "Set synchronous to FULL (SQLite) or synchronous_commit to on (PostgreSQL).",
    )
    if role_goes_through():
        yield Finding(
            what="The database's own wall (row-level security) does not hold the role this program signs in as.",
            state="warn",
            next_step="Sign in as a role without SUPERUSER and BYPASSRLS: see docs/how-to/move-to-postgresql.md.",
        )
    made = last_backup_at()
    yield Finding(
        what=f"The last backup was made {made:%Y-%m-%d}." if made else "No backup has been made yet.",
        state="ok" if made else "warn",
        next_step="" if made else "Run `tawthiq backup FILE` and keep it on encrypted storage elsewhere.",
    )
    silent = silent_jobs(datetime.now(UTC))  # noqa: TID251 - the command line reads the clock
    yield Finding(
        what=f"{silent} pieces of work have no live worker." if silent else "No work is stuck.",
        state="warn" if silent else "ok",
        next_step="Start `tawthiq serve` or `tawthiq worker`: it takes them up again." if silent else "",
    )


def _drill() -> Iterator[Finding]:
    """A mission with key-holders shows now and then that the recovery key still opens what is sealed to it."""
    from tawthiq.actions.drill_recovery import drill_standing
    from tawthiq.keeping.health import has_key_holders

    if not has_key_holders():
        return
    standing = drill_standing()
    passed = f"passed on {standing.last_passed_at:%Y-%m-%d}" if standing.last_passed_at else "never passed"
    yield Finding(
        what=f"A recovery drill is overdue: {passed}, due every {standing.every_days} days."
        if standing.is_overdue
        else f"The last recovery drill was {passed}.",
        state="warn" if standing.is_overdue else "ok",
        next_step="Bring two holders of shares together and hold one: the page of the keys begins it."
        if standing.is_overdue
        else "",
    )


def _evidence_files(folder: Path, *, has_recipients: bool) -> Iterator[Finding]:
    yield Finding(
        what="Backups are sealed to key-holders." if has_recipients else "Nobody is named to whom backups are sealed.",
        state="ok" if has_recipients else "warn",
        next_step="" if has_recipients else "Write the key-holders' public keys into mission.toml: backup_recipients.",
    )
    files = (Path(path.path) for part in folder.glob("??") for path in os.scandir(part))
    open_files = sum(1 for file in files if stat.S_IMODE(file.stat().st_mode) & 0o222)
    yield Finding(
        what=f"{open_files} kept files can be written to." if open_files else "Kept files are read-only.",
        state="warn" if open_files else "ok",
        next_step="Run `tawthiq verify`, then take the right to write away (chmod a-w)." if open_files else "",
    )


def _ledger() -> Iterator[Finding]:
    from tawthiq.keeping.health import ledger_health

    health = ledger_health()
    if not health.entries:
        return
    moment = datetime.now(UTC)  # noqa: TID251 - the command line reads the clock
    is_back = health.newest_at is not None and health.newest_at > moment + CLOCK_MAY_DIFFER
    yield Finding(
        what="The newest ledger entry is from the future: the clock was set back."
        if is_back
        else "Clock and ledger fit.",
        state="fail" if is_back else "ok",
        next_step="Set the clock before anything else is entered." if is_back else "",
    )
    key_problem = health.key_problem or (
        "The key that signed the ledger last is not on this machine."
        if health.signed_entries and not health.has_key
        else ""
    )
    yield Finding(
        what=key_problem or "The ledger's key is here and private.",
        state="warn" if key_problem else "ok",
        next_step="Was the mission moved? Then: tawthiq checkpoint --new-key, and publish it." if key_problem else "",
    )
    waiting = health.entries - health.signed_entries
    is_late = waiting > 0 and (health.signed_at is None or moment - health.signed_at > SIGN_WITHIN)
    yield Finding(
        what=f"{waiting} ledger entries wait to be signed.",
        state="warn" if is_late else "ok",
        next_step="Start `tawthiq serve` or `tawthiq worker`, or run `tawthiq checkpoint`." if is_late else "",
    )
    is_stamped = health.stamped_at is not None and moment - health.stamped_at < STAMP_WITHIN
    yield Finding(
        what=f"An authority stamped the ledger on {health.stamped_at:%Y-%m-%d}."
        if health.stamped_at
        else "No authority outside has stamped the ledger.",
        state="ok" if is_stamped else "warn",
        next_step=""
        if is_stamped
        else "Run `tawthiq checkpoint` and see what it says."
        if health.authorities
        else "Add two: tawthiq authority NAME --url URL --root FILE.",
    )
    is_held = health.holders >= HOLDERS and (
        health.handed_out_at is not None and moment - health.handed_out_at < HAND_OUT_WITHIN
    )
    yield Finding(
        what=f"{health.holders} holders outside keep copies of the ledger's checkpoints"
        + (f", given last on {health.handed_out_at:%Y-%m-%d}." if health.handed_out_at else "."),
        state="ok" if is_held else "warn",
        next_step="" if is_held else "Name two, and give them the newest one: tawthiq holder --add, --give.",
    )
