"""`tawthiq read`: reports by the file or by the folder, with a mission or without one.

The rules kept here: a bad file is said and the rest goes on; the exit status tells that one failed. A folder is read
with everything in it, in the order of the paths. With ``--resume FILE`` what was read is noted there as it is read, by
path, size and time of change, so that a run that was stopped goes on where it stopped; what failed is tried again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.session import session, to_json
from tawthiq.terms.errors import BadInputError, ConflictError, TawthiqError

if TYPE_CHECKING:
    from tawthiq.intake.extracting import Extractor
    from tawthiq.intake.reports import ReportText
    from tawthiq.terms.figures import Reading

PathsArgument = Annotated[list[Path], typer.Argument(exists=True, readable=True, help="The files, or folders of them.")]


def read(
    files: PathsArgument,
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it was published.")] = None,
    outlet: Annotated[str, typer.Option(help="Who published it.")] = "",
    title: Annotated[str, typer.Option(help="What to call it. Default: its own title.")] = "",
    without_mission: Annotated[
        bool, typer.Option("--without-mission", help="Only print what it says; needs and changes no mission.")
    ] = False,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume", dir_okay=False, help="Note in this file what was read, and leave out what it says was read."
        ),
    ] = None,
) -> None:
    """Read reports (text, HTML, PDF, DOCX, scans) and propose their figures and quotations."""
    day = published.date() if published else None
    notes = Notes(resume)
    chosen = [path for path in all_files(files) if not notes.holds(path)]
    if without_mission or session.mission_path() is None:
        failed = _print_all(chosen, day, notes)
    else:
        failed = _keep_all(chosen, day, outlet, title, notes)
    if failed:
        raise typer.Exit(failed[0].exit_status)


def all_files(paths: list[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, hidden ones left out; in the order of the paths."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = (item for item in path.rglob("*") if item.is_file())
        yield from sorted(item for item in found if not _is_hidden(item.relative_to(path)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


class Notes:
    """What was read before, one JSON object a line; a line cut short by a stop is left out."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: set[tuple[str, int, int]] = set()
        if path is None or not path.exists():
            return
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
                self._known.add((row["path"], row["size"], row["changed"]))
            except (ValueError, KeyError, TypeError):
                continue

    def holds(self, path: Path) -> bool:
        """Whether this file, unchanged since, was read."""
        return self._path is not None and _mark(path) in self._known

    def add(self, path: Path) -> None:
        """Note that a file was read, at once."""
        if self._path is None:
            return
        name, size, changed = _mark(path)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"path": name, "size": size, "changed": changed}) + "\n")


def _mark(path: Path) -> tuple[str, int, int]:
    held = path.stat()
    return str(path.resolve()), held.st_size, held.st_mtime_ns


def _print_all(files: list[Path], day: date | None, notes: Notes) -> list[TawthiqError]:
    """Print each reading as soon as it is there."""
    from tawthiq.intake.extracting import Extractor
    from tawthiq.reading import read_report

    failed: list[TawthiqError] = []
    with Extractor() as extractor, session.progress("Reading") as tell:
        for at, file in enumerate(files):
            tell(at / len(files), file.name)
            try:
                report = _open(file, extractor)
                reading = read_report(report.text, published_on=day)
            except TawthiqError as error:
                _say_failure(file, error)
                failed.append(error)
                continue
            session.show(_in_words(file, report.text, reading), _as_data(file, report, reading))
            notes.add(file)
    return failed


def _open(file: Path, extractor: Extractor) -> ReportText:
    from tawthiq.intake.reports import open_report

    try:
        return open_report(file, extractor=extractor)
    except OSError as error:
        raise BadInputError(
            "intake.not_found", f"{file.name} cannot be opened.", "Check the rights to read it."
        ) from error


def _as_data(file: Path, report: ReportText, reading: Reading) -> dict[str, Any]:
    """The contract's object, with the file's name; of documents other than plain text also the text it counts in."""
    from tawthiq.intake.report_kinds import ReportKind
    from tawthiq.reading.contract import to_contract

    data = {"file": str(file), **to_contract(reading)}
    if report.kind is not ReportKind.TEXT:
        data["text"] = report.text
    if report.problems:
        data["problems"] = [{"code": problem.code, "problem": problem.message} for problem in report.problems]
    return data


def _in_words(file: Path, text: str, reading: Reading) -> str:
    words = [
        f"{text[f.span.start : f.span.end]!r} [{f.span.start}:{f.span.end}] {f.category.value}, {f.hedge.value}, "
        f"{f.measure.value}, {f.speaker.organisation or f.speaker.name or f.speaker.role or 'the report itself'}"
        for f in reading.figures
    ]
    sums = [f"{relation.kind}: {relation.arithmetic}" for relation in reading.relations if relation.arithmetic]
    return "\n".join([f"{file.name}: {len(reading.quotations)} quotations, figures:", *words, *sums])


def _say_failure(file: Path, error: TawthiqError) -> None:
    if session.wants_json:
        problem = {"code": error.code, "problem": error.problem, "next_step": error.next_step}
        print(to_json({"file": str(file), "error": problem}))  # noqa: T201
    else:
        session.say(f"{file.name}: {error.problem} {error.next_step} [{error.code}]")


def _keep_all(files: list[Path], day: date | None, outlet: str, title: str, notes: Notes) -> list[TawthiqError]:
    viewer = session.start()
    from tawthiq.actions.file_limits import mission_limits
    from tawthiq.actions.read_report import add_reports
    from tawthiq.intake.extracting import Extractor

    done: list[dict[str, Any]] = []
    failed: list[TawthiqError] = []
    with Extractor(mission_limits()) as extractor, session.progress("Reading") as tell:
        place = {file: at for at, file in enumerate(files)}
        results = add_reports(
            files,
            viewer=viewer,
            organisation=outlet,
            published_on=day,
            title=title,
            extractor=extractor,
            on_reading=lambda file: tell(place[file] / len(files), file.name),
        )
        for file, kept in results:
            if isinstance(kept, TawthiqError):
                session.say(f"{file.name}: {kept.problem} {kept.next_step} [{kept.code}]")
                failed.append(kept)
                if isinstance(kept, ConflictError):
                    notes.add(file)
                continue
            notes.add(file)
            done.append(
                {
                    "file": file,
                    "source": f"S-{kept.number}",
                    "figures": kept.figures,
                    "quotations": kept.quotations,
                    "repeats": None if kept.repeats is None else f"S-{kept.repeats}",
                }
            )
    words = [
        f"{row['source']} {row['file'].name}: {row['figures']} figures and {row['quotations']} quotations proposed"
        + (f", repeats {row['repeats']}" if row["repeats"] else "")
        for row in done
    ]
    session.show("\n".join(words), done)
    return failed
