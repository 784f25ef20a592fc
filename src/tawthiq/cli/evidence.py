"""Commands about what comes in and is kept: gazetteer, import, read, keep, withdraw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.reading import read
from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError, Problem

if TYPE_CHECKING:
    from tawthiq.actions.import_list import ListPreview
    from tawthiq.intake.mapping import Mapping

SHOWN = 20
FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
FilesArgument = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="The files.")]


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("gazetteer")(gazetteer)
    app.command("import")(import_file)
    app.command("read")(read)
    app.command("interview")(interview)
    app.command("keep")(keep)
    app.command("working-copy")(working_copy)
    app.command("withdraw")(withdraw)


def gazetteer(
    file: FileArgument,
    name: Annotated[str, typer.Option(help="What to call it. Default: the file's name.")] = "",
    alternate_names: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="GeoNames' alternateNamesV2 file.")
    ] = None,
) -> None:
    """Load places: a GeoNames dump, an OCHA boundary file (CSV, XLSX, GeoJSON), or a CSV of our own form."""
    from tawthiq.intake.gazetteers import read_gazetteer

    viewer = session.start()
    from tawthiq.actions.load_gazetteer import load_gazetteer

    reading = read_gazetteer(file, alternate_names=alternate_names)
    added = load_gazetteer(name or file.stem, reading.places, viewer=viewer)
    _say_problems(reading.problems)
    session.show(
        f"{len(reading.places)} places read, {added} of them new.",
        {"places": len(reading.places), "new": added, "problems": reading.problems},
    )


def _mapping_from(map_file: Path | None) -> Mapping | None:
    import json

    from tawthiq.intake.mapping import Mapping

    if map_file is None:
        return None
    try:
        return Mapping.from_dict(json.loads(map_file.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        raise BadInputError(
            "mapping.unreadable", f"{map_file.name} is not a saved mapping.", "Save one with --save-map."
        ) from error


def import_file(
    file: FileArgument,
    mapping: Annotated[
        Path | None, typer.Option("--map", exists=True, dir_okay=False, help="A saved mapping (JSON).")
    ] = None,
    save_map: Annotated[
        Path | None, typer.Option(help="Write the mapping that is used to this file, to be looked at and used again.")
    ] = None,
    title: Annotated[str, typer.Option(help="What to call the list. Default: its own title.")] = "",
    organisation: Annotated[str, typer.Option(help="Who made the list.")] = "",
    outcome: Annotated[str, typer.Option(help="What became of everyone on it, where no column says: killed, …")] = "",
    one_per_person: Annotated[
        bool | None, typer.Option("--one-per-person/--with-duplicates", help="Whether nobody is on it twice.")
    ] = None,
    date_order: Annotated[str, typer.Option(help="dmy, mdy or ymd, where the list does not show it.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show how it would be read; keep nothing.")] = False,
) -> None:
    """Import a list (XLSX, XLS, ODS, CSV, TSV): every row is kept, and says what became of it."""
    from dataclasses import replace

    viewer = session.start()
    from tawthiq.actions.import_list import import_list, preview_list
    from tawthiq.terms.vocabularies import Outcome

    seen = preview_list(file, mapping=_mapping_from(mapping))
    changes: dict[str, Any] = {"title": title, "organisation": organisation, "date_order": date_order}
    changes = {key: value for key, value in changes.items() if value}
    if one_per_person is not None:
        changes["one_per_person"] = one_per_person
    if outcome:
        if outcome not in {kind.value for kind in Outcome}:
            raise BadInputError("import.outcome", f"{outcome} is not an outcome.", f"Use one of: {', '.join(Outcome)}.")
        changes["outcome"] = Outcome(outcome)
    chosen = replace(seen.mapping, **changes)
    if save_map is not None:
        _save_mapping(save_map, chosen)
    if preview:
        seen = preview_list(file, mapping=chosen)
        session.show(_preview_words(seen), {"mapping": seen.mapping.to_dict(), "problems": seen.problems})
        return
    with session.progress(f"Importing {file.name}") as tell:
        kept = import_list(file, viewer=viewer, mapping=chosen, progress=tell)
    _say_problems(kept.examples, total=sum(kept.problem_counts.values()))
    session.show(
        f"S-{kept.number}: {kept.rows} rows, {kept.records} records, {kept.set_aside} rows set aside, "
        f"{kept.problems} problems. Every row stands on the list's page.",
        kept,
    )


def _save_mapping(path: Path, mapping: Mapping) -> None:
    import json

    path.write_text(json.dumps(mapping.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _preview_words(seen: ListPreview) -> str:
    sheets, mapping = seen.sheets, seen.mapping
    lines = [
        f"{sheets.name}: {sheets.kind.value}"
        + (f", encoding {sheets.encoding.name} ({sheets.encoding.certainty})" if sheets.encoding else "")
        + (f", sheet {sheets.sheet}" if sheets.sheet else ""),
        f"About {sheets.row_count} rows below the header.",
        "Columns: " + ", ".join(f"{name} <- {header}" for name, header in mapping.columns.items()),
        f"Order of dates: {mapping.date_order or 'as each date shows'}. Outcome: {mapping.outcome.value}.",
    ]
    lines += [_problem_words(problem) for problem in seen.problems]
    for row in seen.rows[:5]:
        claim = row.claim
        lines.append(
            f"  row {row.row.number}: {row.outcome.value}"
            + ("" if claim is None else f" - {claim.name} | {claim.event.text()} | {claim.place} {claim.place_part_of}")
        )
    return "\n".join([*lines, "Nothing was kept."])


def _problem_words(problem: Problem) -> str:
    place = ", ".join(
        part
        for part in (
            f"sheet {problem.sheet}" if problem.sheet else "",
            f"row {problem.row}" if problem.row else "",
            f"column {problem.column}" if problem.column else "",
        )
        if part
    )
    value = f" ({problem.value})" if problem.value else ""
    return f"{place + ': ' if place else ''}{problem.message}{value} {problem.next_step}".rstrip()


def _say_problems(problems: tuple[Problem, ...] | list[Problem], *, total: int | None = None) -> None:
    for problem in problems[:SHOWN]:
        session.say(_problem_words(problem))
    more = (len(problems) if total is None else total) - SHOWN
    if more > 0:
        session.say(f"… and {more} more; --json lists them, and the list's page shows each beside its row.")


def interview(file: FileArgument) -> None:
    """Keep one interview given as JSON (the form's fields; docs/reference/interview)."""
    import json

    viewer = session.start()
    from tawthiq.actions.record_interview import record_interview

    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInputError("interview.json", f"{file.name} is not JSON.", "Mend the file.") from error
    if not isinstance(data, dict):
        raise BadInputError("interview.json", f"{file.name} does not hold one interview.", "Give one JSON object.")
    kept = record_interview(data, viewer=viewer)
    _say_problems(kept.problems)
    session.show(f"S-{kept.number} is kept.", kept)


def keep(
    files: FilesArgument,
    how: Annotated[str, typer.Option(help="How they were acquired: from whom, when, where.")] = "",
) -> None:
    """Keep files, such as photographs, as exhibits."""
    import mimetypes

    viewer = session.start()
    from tawthiq.actions.receive_exhibit import receive_exhibit

    ids = []
    for file in files:
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        with file.open("rb") as stream:
            ids.append(
                receive_exhibit(stream, viewer=viewer, media_type=media_type, original_name=file.name, acquired_how=how)
            )
    session.show(f"{len(ids)} files are kept.", {"exhibits": ids})


def working_copy(
    exhibit: Annotated[str, typer.Argument(help="The exhibit's id.")],
) -> None:
    """Make a copy of a kept picture or film that says nothing of where, when and by whom; the original stays."""
    viewer = session.start()
    from tawthiq.actions.make_working_copy import make_working_copy
    from tawthiq.keeping.queries.sight import as_uuid

    made = make_working_copy(as_uuid(exhibit), viewer=viewer)
    session.show(f"The working copy is exhibit {made}.", {"exhibit": made})


def withdraw(number: Annotated[str, typer.Argument(help="The source's number, such as S-12.")]) -> None:
    """Withdraw a source, such as a list imported by mistake: it stays as evidence and stops counting."""
    viewer = session.start()
    from tawthiq.actions.withdraw import withdraw_source
    from tawthiq.keeping.queries.sources import source_by_number

    digits = number.upper().removeprefix("S-")
    source_id = source_by_number(int(digits), viewer=viewer) if digits.isdigit() else None
    if source_id is None:
        raise BadInputError("source.number", f"There is no source {number}.", "Give it as S-12.")
    withdraw_source(source_id, viewer=viewer)
    session.show(f"S-{digits} is withdrawn.", {"source": f"S-{digits}"})
