"""Commands about numbers: figures, count, publish."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError


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
