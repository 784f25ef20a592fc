"""Commands about numbers: figures, count, publish."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figure_kinds import Category
from tawthiq.terms.vocabularies import DecisionOnProposal, vocabulary


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("figures")(figures)
    app.command("count")(count)
    app.command("publish")(publish)


def figures(
    status: Annotated[str, typer.Option(help="pending, confirmed, edited or rejected. Default: all.")] = "",
    category: Annotated[str, typer.Option(help="killed, displaced_internal, …")] = "",
) -> None:
    """Show reported figures with speaker, hedge, place and span."""
    _check_word("status", status, [one.value for one in DecisionOnProposal] + ["counting"])
    _check_word("category", category, [one.value for one in Category])
    viewer = session.start()
    from tawthiq.keeping.queries.figures import find_figures

    rows = find_figures(viewer=viewer, status=status, category=category)
    words = []
    for row in rows:
        data: dict[str, Any] = row.data
        value = data.get("vague") or _range(row.value_min, row.value_max)
        words.append(
            f"S-{row.source_number} [{row.span_start}:{row.span_end}] {row.status:<9} {row.category:<18} {value:<22} "
            f"{row.hedge:<9} {row.measure:<10} {row.speaker or 'the report itself'}"
            + (f" | {row.place_words}" if row.place_words else "")
        )
    session.show("\n".join(words) or "No figures.", rows)


def _range(low: float | None, high: float | None) -> str:
    """A number, a range, or one that is open at an end."""
    if low is None:
        return "unknown" if high is None else f"up to {high:,.0f}"
    if high is None:
        return f"{low:,.0f} or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def count(
    by: Annotated[
        list[str] | None, typer.Option(help="Divide by this (once or twice): sex, age_band, place_admin1, quarter, …")
    ] = None,
    of: Annotated[
        str, typer.Option(help="What is counted: persons, violations, deaths, displaced, children, grave_violations.")
    ] = "persons",
    outcome: Annotated[str, typer.Option(help="Only persons with this outcome: killed, injured, …")] = "",
    dates: Annotated[
        str, typer.Option(help="Partial dates: whole (else unknown) or spread over their days.")
    ] = "whole",
    disputed: Annotated[
        str, typer.Option(help="Where sources differ: state, hold, unknown or known_only. Default: the policy.")
    ] = "",
    ready: Annotated[str, typer.Option(help="A ready group of tables: sdg, mrm or displacement.")] = "",
    again: Annotated[str, typer.Option(help="Id of a kept count: make it again as of its position and compare.")] = "",
    at: Annotated[int, typer.Option(help="Count as of this position of the ledger; nothing is kept.")] = 0,
    output: Annotated[
        Path | None, typer.Option(help="Write the table that --by asks for to this .csv or .xlsx file.")
    ] = None,
    kept: Annotated[str, typer.Option(help="Id of a kept count: divide that one instead of counting anew.")] = "",
    ask: Annotated[
        str,
        typer.Option(
            help="Why tables of this count are to leave: asks another member to consent, where the policy wants it."
        ),
    ] = "",
) -> None:
    """Count what is documented now and keep the result; divide it, make an old count again, or look at a position.

    Where the policy second_person_for names export, --output needs another member's consent to tables of that very
    count: --ask counts and asks, and within an hour of the consent --kept with the count's id writes the table.
    """
    # Nothing is counted and kept for a question that cannot be answered.
    _check_asked(tuple(by or ()), of=of, outcome=outcome, dates=dates, treatment=disputed)
    viewer = session.start()
    from tawthiq.actions.count_documented import count_as_of, count_documented, recount
    from tawthiq.actions.export_table import ask_second, export_table
    from tawthiq.actions.table_of_count import Asked, table_of_count
    from tawthiq.keeping.queries.sight import as_uuid

    if again:
        remade = recount(as_uuid(again), viewer=viewer)
        same = remade.same_persons and remade.same_numbers
        words = "The same persons and the same numbers." if same else "It does not come out the same."
        session.show(words, {"same_persons": remade.same_persons, "same_numbers": remade.same_numbers})
        if not same:
            raise typer.Exit(1)
        return
    if at:
        digest, found = count_as_of(at, viewer=viewer)
        session.show(_table_words(found["tables"][0]), {"ledger_seq": at, "inputs_sha256": digest, **found})
        return
    if ready not in {"", "sdg", "mrm", "displacement"}:
        raise BadInputError(
            "count.ready", f"There are no ready tables called {ready}.", "Use sdg, mrm or displacement."
        )
    narrowed = bool(by or outcome or disputed or (of, dates) != ("persons", "whole"))
    if kept and not (ask or narrowed):
        raise BadInputError("count.kept", "It is not said by what to divide the kept count.", "Say it with --by.")
    made = None if kept else count_documented(viewer=viewer)
    result_id = made.result_id if made else as_uuid(kept)
    if ask:
        _show_asked(result_id, ask_second(result_id, reason=ask, viewer=viewer))
        return
    if made and ready:
        _show_ready(ready, made.data)
        return
    if made is None or narrowed:
        asked = Asked(of=of, by=tuple(by or ("outcome",)), outcome=outcome, dates=dates, treatment=disputed)
        table = table_of_count(result_id, asked, viewer=viewer)
        if output is not None:
            file = export_table(result_id, 0, kind=output.suffix.lstrip("."), viewer=viewer, ready="asked", asked=asked)
            output.write_bytes(file.data)
        position = {"ledger_seq": made.ledger_seq} if made else {}
        session.show(_table_words(table), {"result_id": result_id, **position, **table})
        return
    first = made.data["tables"][0]
    lines = [f"{'':<14}{'verified':>10}{'reported':>10}"]
    lines += [f"{row['keys'][0]:<14}{row['verified']:>10,.0f}{row['reported']:>10,.0f}" for row in first["rows"]]
    lines.append(f"At ledger position {made.ledger_seq}, standard of proof: {made.data['standard_of_proof']}.")
    session.show("\n".join(lines), {"result_id": made.result_id, "ledger_seq": made.ledger_seq, **made.data})


def _show_asked(result_id: UUID, request: UUID) -> None:
    """Say what was asked for, and how the table is taken once somebody has consented."""
    session.show(
        "Asked. Another member consents on the page Second person; then take the table within an hour: "
        f"tawthiq count --kept {result_id} --by … --output FILE. Request: {request}",
        {"result_id": result_id, "request": request},
    )


def _check_asked(by: tuple[str, ...], *, of: str, outcome: str, dates: str, treatment: str) -> None:
    """Refuse (BadInputError) a table that no count can give."""
    from tawthiq.counting.counted_sets import SETS, UNITS
    from tawthiq.counting.dimensions import check_names
    from tawthiq.counting.violations import refuse_of_victims

    _check_word("of", of, SETS)
    _check_word("outcome", outcome, vocabulary("outcome").codes())
    _check_word("dates", dates, ("whole", "spread"))
    _check_word("disputed", treatment, ("state", "hold", "unknown", "known_only"))
    check_names(by)
    if of in UNITS:
        refuse_of_victims(by)


def _check_word(option: str, word: str, words: Iterable[str]) -> None:
    """Refuse (BadInputError) a word that the option does not know; none at all is one."""
    known = sorted(words)
    if word and word not in known:
        raise BadInputError("cli.word", f"--{option} does not know {word}.", f"Use one of {', '.join(known)}.")


def _show_ready(ready: str, data: dict[str, Any]) -> None:
    if ready == "displacement":
        rows = data["displacement"]["totals"]["by_place"]
        lines = [
            f"{row['measure']:<11}{row['category']:<20}{row['unit']:<10}{row['as_of'] or 'no day':<12}"
            f"{_range(row['low'], row['high']):<24}{row['place']}"
            for row in rows
        ]
        words = [*lines] or ["No confirmed figures of displacement."]
        words += ["", "Documented, by name and in incidents, by id of the place; never added to what was reported:"]
        words += [
            f"{row['place']:<12}{row['named']:>7,} by name  {row['incidents']:>5,} incidents  "
            f"together {_range(row['low'], row['high'])}"
            for row in data["displaced"]
        ]
        session.show("\n".join(words), {**data["displacement"], "documented": data["displaced"]})
        return
    session.show("\n\n".join(map(_table_words, data[ready])), {"tables": data[ready], "rates": data["rates"]})


def _table_words(table: dict[str, Any]) -> str:
    """A table as text: a line a row, with what is documented, its range, and what is verified."""
    lines = [f"{' x '.join(table['by']):<52}{'documented':>11}{'from - to':>19}{'verified':>10}"]
    for row in table["rows"]:
        low, high = row["reported_range"]
        span = f"{low:,} - {high:,}"
        lines.append(f"{' | '.join(row['keys']):<52}{row['reported']:>11,.10g}{span:>19}{row['verified']:>10,.10g}")
    lines.append(f"{'all':<52}{table['reported']:>11,}{'':>19}{table['verified']:>10,}")
    lines += [f"* {rule['words']}" for rule in table["rules"]]
    return "\n".join(lines)


def publish(
    title: Annotated[str, typer.Argument(help="The release's title.")],
    purpose: Annotated[str, typer.Option(help="The consent purpose it rests on.")] = "anonymous_publication",
    language: Annotated[list[str] | None, typer.Option(help="Languages of the report: en, ar. Default: both.")] = None,
    ready: Annotated[
        list[str] | None,
        typer.Option(help="Ready tables that shall leave too: sdg, mrm, displacement. May be repeated. Default: none."),
    ] = None,
) -> None:
    """Publish the latest count and estimate as an immutable bundle; small cells are hidden."""
    languages = tuple(language or ("en", "ar"))
    if not set(languages) <= {"en", "ar"}:
        raise BadInputError("publish.language", "Reports are written in English and Arabic.", "Use en, ar or both.")
    viewer = session.start()
    from tawthiq.actions.publish_release import publish_release

    with session.progress("Publishing") as tell:
        made = publish_release(
            title=title, viewer=viewer, purpose=purpose, languages=languages, ready=tuple(ready or ()), progress=tell
        )
    session.show(
        f"Release {made.number}: {made.folder}\nManifest SHA-256 {made.manifest_sha256}",
        made,
    )
