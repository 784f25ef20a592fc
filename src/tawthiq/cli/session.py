"""What the commands share: the options before the command, who acts, and how results and progress are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tawthiq.terms.errors import BadInputError, SetupError, TawthiqError

if TYPE_CHECKING:
    from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]

STAGES = {
    "read": "reading rows",
    "write": "writing",
    "persons": "laying down persons",
    "encode": "coding names",
    "block": "finding candidates",
    "compare": "comparing",
    "weigh": "weighing",
    "cluster": "clustering",
    "report": "summing up",
    "ledger": "checking the ledger",
    "exhibits": "checking exhibits",
    "files": "files",
    "done": "done",
}


@dataclass(slots=True)
class Session:
    """The options of this run of the program."""

    folder: Path | None = None
    member: str = ""
    into: str = ""
    wants_json: bool = False
    is_quiet: bool = False
    is_debugging: bool = False

    def mission_path(self) -> Path | None:
        """The mission folder named by option, environment or the current folder; None where there is none."""
        if self.folder is not None:
            return self.folder
        if named := os.environ.get("TAWTHIQ_MISSION"):
            return Path(named)
        return Path.cwd() if (Path.cwd() / "mission.toml").is_file() else None

    def open(self) -> None:
        """Open the mission; refuses (SetupError) where there is none or its tables are of another version."""
        from tawthiq.keeping import opening

        path = self.mission_path()
        if path is None:
            raise SetupError(
                "mission.none",
                "No mission is named and the current folder is not one.",
                "Run `tawthiq init NAME`, or name a mission with --mission.",
            )
        opening.read_mission(path)
        opening.open_store(path)
        opening.require_current_store()

    def viewer(self) -> Viewer:
        """Who this command acts as, once the mission is open."""
        from tawthiq.keeping.queries import members
        from tawthiq.keeping.walls import let_see

        viewer = members.viewer_named(self.member) if self.member else members.only_coordinator()
        if viewer is None:
            raise BadInputError("cli.who", "It is not clear who is acting.", "Name a member with --as NAME.")
        let_see(viewer, for_process=True)
        if not self.into:
            return viewer
        from tawthiq.keeping.queries.compartments import compartment_with_code

        return replace(viewer, home=compartment_with_code(self.into, viewer=viewer).id)

    def start(self) -> Viewer:
        """Open the mission and return who acts."""
        self.open()
        return self.viewer()

    def say(self, words: str) -> None:
        """Talk on stderr, unless asked to be quiet."""
        if not self.is_quiet:
            print(words, file=sys.stderr)  # noqa: T201

    def show(self, words: str, data: Any) -> None:
        """Print a result on stdout: the words, or with --json the data."""
        print(to_json(data) if self.wants_json else words)  # noqa: T201

    def complain(self, error: TawthiqError) -> None:
        """Print an error: as JSON where a script reads, in words where a person does."""
        if self.wants_json:
            print(  # noqa: T201
                to_json({"error": {"code": error.code, "problem": error.problem, "next_step": error.next_step}})
            )
        else:
            print(f"{error.problem} {error.next_step} [{error.code}]", file=sys.stderr)  # noqa: T201

    @contextmanager
    def progress(self, title: str) -> Iterator[Progress]:
        """A progress bar on a terminal; nothing elsewhere."""
        if self.is_quiet or self.wants_json or not sys.stderr.isatty():
            yield lambda _share, _stage: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
        with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=1.0)

            def tell(share: float, stage: str) -> None:
                bar.update(task, completed=share, description=f"{title}: {STAGES.get(stage, stage)}")

            yield tell


def to_json(data: Any) -> str:
    """One JSON object on one line; dataclasses, paths, ids and dates are written as what they hold."""
    return json.dumps(_plain(data), ensure_ascii=False)


def _plain(data: Any) -> Any:
    if is_dataclass(data) and not isinstance(data, type):
        return _plain(asdict(data))
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return [_plain(value) for value in data]
    if data is None or isinstance(data, str | int | float | bool):
        return data
    return str(data)


session = Session()
