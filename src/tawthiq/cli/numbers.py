"""Commands about numbers: figures, count, estimate, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("figures")(figures)
    app.command("count")(count)
    app.command("estimate")(estimate)
    app.command("publish")(publish)


def figures(
    status: Annotated[str, typer.Option(help="pending, confirmed, edited or rejected. Default: all.")] = "",
    category: Annotated[str, typer.Option(help="killed, displaced_internal, …")] = "",
) -> None:
    """Show reported figures with speaker, hedge, place and span."""
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


def count() -> None:
    """Count what is documented now, and keep the result."""
    viewer = session.start()
    from tawthiq.actions.count_documented import count_documented

    kept = count_documented(viewer=viewer)
    first = kept.data["tables"][0]
    lines = [f"{'':<14}{'verified':>10}{'reported':>10}"]
    lines += [f"{row['keys'][0]:<14}{row['verified']:>10,.0f}{row['reported']:>10,.0f}" for row in first["rows"]]
    lines.append(f"At ledger position {kept.ledger_seq}, standard of proof: {kept.data['standard_of_proof']}.")
    session.show("\n".join(lines), {"result_id": kept.result_id, "ledger_seq": kept.ledger_seq, **kept.data})


def estimate(
    table: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="A table of 0/1 columns and `count` (or one row a person), without a mission.",
        ),
    ] = None,
    outcome: Annotated[str, typer.Option(help="Of whom: killed, injured, missing, detained, …")] = "killed",
    seed: Annotated[int, typer.Option(help="Seed; kept with the result.")] = 1,
    linkage_draws: Annotated[
        int, typer.Option(help="So many tables drawn from the linking widen the range by its error (20 or 50).")
    ] = 0,
) -> None:
    """Estimate how many there were in all, or refuse with the reasons."""
    if table is not None:
        from tawthiq.counting.capture_files import read_capture_csv
        from tawthiq.counting.estimate import estimate as estimate_table

        captures = read_capture_csv(table)
        with session.progress("Estimating") as tell:
            answer = estimate_table(captures, seed=seed, progress=tell)
        session.show(answer.explain(), _flat(answer.to_dict()))
        return
    viewer = session.start()
    from tawthiq.actions.estimate_total import estimate_total

    with session.progress("Estimating") as tell:
        result_id, answer = estimate_total(
            viewer=viewer, outcome=outcome, seed=seed, linkage_draws=linkage_draws, progress=tell
        )
    session.show(answer.explain(), {"result_id": result_id, **_flat(answer.to_dict())})


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """The answer with `lower` and `upper`, or `refusal`, at the top where scripts look for them."""
    if data["kind"] == "refusal":
        return {"refusal": data["reasons"], **data}
    return {"lower": data["interval"]["lower"], "upper": data["interval"]["upper"], **data}


def publish(
    title: Annotated[str, typer.Argument(help="The release's title.")],
    purpose: Annotated[str, typer.Option(help="The consent purpose it rests on.")] = "anonymous_publication",
    language: Annotated[list[str] | None, typer.Option(help="Languages of the report: en, ar. Default: both.")] = None,
) -> None:
    """Publish the latest count and estimate as an immutable bundle; small cells are hidden."""
    languages = tuple(language or ("en", "ar"))
    if not set(languages) <= {"en", "ar"}:
        raise BadInputError("publish.language", "Reports are written in English and Arabic.", "Use en, ar or both.")
    viewer = session.start()
    from tawthiq.actions.publish_release import publish_release

    with session.progress("Publishing") as tell:
        made = publish_release(title=title, viewer=viewer, purpose=purpose, languages=languages, progress=tell)
    session.show(
        f"Release {made.number}: {made.folder}\nManifest SHA-256 {made.manifest_sha256}",
        made,
    )
