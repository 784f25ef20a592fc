"""Runs a checkpoint, a bag and a backup, and kills each with SIGKILL before every step that reaches the disk.

    python -m keeping.kill_points FOLDER        (with src and tests on the path)

One process makes a mission in FOLDER. For each deed a child first runs through and names its durable steps: flush,
rename, link, and commit, each with the function that takes it. Then, for each step, a child works on a fresh copy and
is killed before it; another child looks at what is left, and does the deed again. One line of JSON a kill is printed.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OFTEN = 4
WORDS = b"the bytes of a photograph"


class Killer:
    """Counts durable steps and kills its process before one of them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.steps: list[str] = []

    def watch(self) -> None:
        """Stand before everything that makes something last."""
        from django.db.backends.base.base import BaseDatabaseWrapper

        for name in ("fsync", "replace", "rename", "link"):
            setattr(os, name, self._before(name, getattr(os, name)))
        commit = BaseDatabaseWrapper._commit
        BaseDatabaseWrapper._commit = self._before("commit", commit)  # type: ignore[method-assign]

    def _before(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if len(self.steps) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
            self.steps.append(f"{name} in {_caller()}")
            return real(*given, **named)

        return call


def _caller() -> str:
    frame = sys._getframe(2)
    while frame is not None and not str(frame.f_globals.get("__name__", "")).startswith("tawthiq."):
        frame = frame.f_back  # type: ignore[assignment]
    return f"{frame.f_globals['__name__'].removeprefix('tawthiq.')}.{frame.f_code.co_name}" if frame else "?"


def main() -> None:
    """Make the mission, then kill everything at every step."""
    from django.db import connection

    from tawthiq.keeping.opening import Mission, make_folder, migrate, open_store

    place = Path(sys.argv[1])
    os.environ["TAWTHIQ_LEDGER_KEYS"] = str(place / "keys")
    folder = place / "mission"
    make_folder(folder, Mission(name="Invented"))
    open_store(folder)
    migrate()
    connection.close()  # a child must open its own, on the copy it works on
    made = _in_child(lambda: _prepare(folder), place)
    shutil.copytree(folder, place / "as-made")
    deeds: dict[str, Callable[[dict[str, str], Path], None]] = {
        "checkpoint": checkpoint,
        "bag": bag,
        "backup": backup,
    }
    for name, deed in deeds.items():
        _afresh(place)
        steps = _in_child(lambda deed=deed: _run(deed, made, place, at=-1), place)
        met: Counter[str] = Counter()
        for at, step in enumerate(steps):
            met[step] += 1
            if met[step] > OFTEN:  # the flush of one more file of the same bag
                continue
            _afresh(place)
            killed = _in_child(lambda deed=deed, at=at: _run(deed, made, place, at=at), place)
            left = _in_child(lambda deed=deed: _look(deed, made, place), place)
            sys.stdout.write(json.dumps({"deed": name, "step": step, "was_killed": killed is None, **(left or {})}))
            sys.stdout.write("\n")


def _afresh(place: Path) -> None:
    for name in ("mission", "out", "keys", "again"):
        shutil.rmtree(place / name, ignore_errors=True)
    shutil.copytree(place / "as-made", place / "mission")


def _in_child(work: Callable[[], Any], place: Path) -> Any:
    """What `work` returns in a process of its own; None where that was killed."""
    answer = place / "answer.json"
    answer.unlink(missing_ok=True)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            text = json.dumps(work())
            answer.write_text(text, encoding="utf-8")
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    if status != 0:
        raise SystemExit("a child failed: see above")
    return json.loads(answer.read_text(encoding="utf-8"))


def _prepare(folder: Path) -> dict[str, str]:
    from django.db import connection

    from tawthiq.actions.receive_exhibit import receive_exhibit
    from tawthiq.keeping.writes.members import add_member
    from tawthiq.terms.members import Role, Viewer

    member_id = uuid4()
    add_member(
        member_id=member_id,
        username="coordinator",
        passphrase=uuid4().hex,
        role=Role.COORDINATOR,
        display_name="",
        language="en",
        at=MOMENT,
    )
    viewer = Viewer(member_id=str(member_id), role=Role.COORDINATOR)
    exhibit = receive_exhibit(io.BytesIO(WORDS), viewer=viewer, media_type="image/jpeg", original_name="a.jpg")
    connection.close()
    return {"member": str(member_id), "exhibit": str(exhibit), "folder": str(folder)}


def _viewer(made: dict[str, str]) -> Any:
    from tawthiq.terms.members import Role, Viewer

    return Viewer(member_id=made["member"], role=Role.COORDINATOR)


def _run(deed: Callable[[dict[str, str], Path], None], made: dict[str, str], place: Path, *, at: int) -> list[str]:
    (place / "out").mkdir(exist_ok=True)
    killer = Killer(at)
    killer.watch()
    deed(made, place / "out")
    return killer.steps


def checkpoint(made: dict[str, str], out: Path) -> None:  # noqa: ARG001 (one signature for all deeds)
    """Sign the ledger."""
    from tawthiq.actions.sign_ledger import make_checkpoint

    make_checkpoint(viewer=_viewer(made))


def bag(made: dict[str, str], out: Path) -> None:
    """Make a packed bag and one in a folder."""
    from tawthiq.actions.make_bag import BagRequest, make_bag, make_packed_bag

    asked = BagRequest(
        exhibit_ids=(UUID(made["exhibit"]),), recipient="A court", purpose="national_prosecutor", reason="It asked."
    )
    make_packed_bag(asked, out / "bag.zip", viewer=_viewer(made), ask=lambda _url, _request: b"")
    make_bag(asked, out / "bag", viewer=_viewer(made), ask=lambda _url, _request: b"")


def backup(made: dict[str, str], out: Path) -> None:
    """Back the mission up."""
    from tawthiq.actions.back_up import back_up

    back_up(out / "backup", viewer=_viewer(made), may_lie_open=True)


def _look(deed: Callable[[dict[str, str], Path], None], made: dict[str, str], place: Path) -> dict[str, Any]:
    """What a kill left, whether it is whole, and whether the deed works again."""
    before = _state(made, place / "out", place)
    again = place / "again"
    again.mkdir()
    deed(made, again)
    after = _state(made, again, place)
    return {"left": before, "again": after}


def _state(made: dict[str, str], out: Path, place: Path) -> dict[str, Any]:
    from tawthiq.actions.restore_backup import restore
    from tawthiq.actions.verify_mission import verify_mission
    from tawthiq.custody.bag_packing import unpacked
    from tawthiq.custody.bag_verification import verify_bag
    from tawthiq.custody.checkpoints import open_checkpoint
    from tawthiq.keeping.leftovers import KINDS
    from tawthiq.keeping.queries import ledger

    viewer = _viewer(made)
    verdict = verify_mission(viewer=viewer)
    verifiers = [key.verifier for key in ledger.keys(viewer=viewer)]
    checkpoints = ledger.checkpoints(viewer=viewer)
    for view in checkpoints:
        open_checkpoint(view.note, verifiers)
    hidden = [
        path.name for folder in (out, place / "mission", place / "mission/exhibits") for path in folder.glob(".*")
    ]
    visible = sorted(path.name for path in out.iterdir() if not path.name.startswith(".")) if out.is_dir() else []
    findings = [f"{found.code} {found.where}" for found in verdict.findings]
    for name in visible:
        if name == "backup":
            shutil.rmtree(place / "restored", ignore_errors=True)
            restore(out / name, place / "restored")
            continue
        with unpacked(out / name) as folder:
            findings += [f"{found.code} {found.where}" for found in verify_bag(folder).findings]
    return {
        "visible": visible,
        "hidden": len(hidden),
        "unknown": [name for name in hidden if not any(kind.pattern.fullmatch(name) for kind in KINDS)],
        "findings": findings,
        "checkpoints": len(checkpoints),
        "entries": verdict.entries,
        "exhibits": verdict.exhibits,
    }


if __name__ == "__main__":
    main()
