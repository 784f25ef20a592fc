"""Commands about who is who: link, review figures of the queue, members."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.terms.members import Viewer


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("link")(link)
    app.command("confirm")(confirm)
    app.command("members")(members)


def link(
    files: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, help="Files to link without a mission (CSV, Parquet)."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write clusters, when files are linked.")] = None,
    accept: Annotated[
        bool, typer.Option("--accept/--propose", help="Accept links from the threshold up as one batch of judgements.")
    ] = False,
    threshold: Annotated[
        float | None, typer.Option(help="Probability from which links are accepted. Default: the mission's policy.")
    ] = None,
    one_per_list: Annotated[
        bool, typer.Option("--one-per-list", help="With files: no list holds anybody twice.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed; kept with the result.")] = 0,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Take back every link that the last run accepted; link nothing.")
    ] = False,
) -> None:
    """Find records that speak of the same person. Proposals wait for review; --accept takes the sure ones."""
    if files:
        _link_files(files, out=out, one_per_list=one_per_list, seed=seed)
        return
    viewer = session.start()
    if take_back:
        _take_back(viewer)
        return
    from tawthiq.actions.link_records import link_records
    from tawthiq.keeping.opening import mission_folder, read_mission

    chosen = threshold if threshold is not None else read_mission(mission_folder()).policies.accept_links_from
    with session.progress("Linking") as tell:
        outcome = link_records(viewer=viewer, accept=accept, threshold=chosen, seed=seed, progress=tell)
    session.show(
        f"{outcome.records} records, {outcome.persons} persons. {outcome.links_accepted} links accepted from "
        f"probability {chosen} up, {outcome.links_taken_back} taken back, {outcome.pairs_to_review} pairs to review"
        + (f", {outcome.conflicts} joins refused by judgements" if outcome.conflicts else "")
        + ".",
        outcome,
    )


def _take_back(viewer: Viewer) -> None:
    from tawthiq.actions.link_records import undo_accepted
    from tawthiq.keeping.queries.accepted import last_accepting_run

    run_id = last_accepting_run(viewer=viewer)
    if run_id is None:
        raise BadInputError("link.nothing_accepted", "No run has accepted links that still stand.", "Nothing to do.")
    count = undo_accepted(run_id, viewer=viewer)
    session.show(f"{count} accepted links are taken back.", {"taken_back": count})


def _link_files(files: list[Path], *, out: Path | None, one_per_list: bool, seed: int) -> None:
    from tawthiq.matching import link as link_frame
    from tawthiq.matching.schema import conform

    frame = conform(_read_frames(files))
    with session.progress("Linking") as tell:
        linkage = link_frame(
            frame,
            one_per_list=frame["list"].unique().to_list() if one_per_list else (),
            seed=seed,
            progress=tell,
        )
    if out is not None:
        linkage.clusters.write_csv(out)
    session.show(linkage.explain(), dict(linkage.report))


def _read_frames(files: list[Path]) -> pl.DataFrame:
    import polars as pl

    frames = []
    for file in files:
        try:
            frame = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file, infer_schema=False)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadInputError(
                "link.file", f"{file.name} cannot be read as CSV or Parquet.", "Save it as CSV in UTF-8."
            ) from error
        frames.append(frame if "list" in frame.columns else frame.with_columns(pl.lit(file.stem).alias("list")))
    return pl.concat(frames, how="diagonal_relaxed")


def confirm(
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="Decide 'verified' on every person that fits the mission's rule.")
    ] = False,
) -> None:
    """Verify persons by the mission's rule: enough independent origins, a name, a month and a place."""
    if not by_rule:
        raise BadInputError(
            "confirm.rule", "Persons are verified one by one on their pages.", "Give --by-rule to apply the rule."
        )
    viewer = session.start()
    from tawthiq.actions.verify_persons import verify_by_rule

    count = verify_by_rule(viewer=viewer)
    session.show(f"{count} persons are verified by the rule.", {"verified": count})


def members(
    add: Annotated[str, typer.Option(help="Sign-in name of a new member.")] = "",
    role: Annotated[str, typer.Option(help="Role of the new member.")] = "",
    language: Annotated[str, typer.Option(help="en or ar.")] = "en",
    passphrase: Annotated[
        str, typer.Option(envvar="TAWTHIQ_PASSPHRASE", help="Passphrase of the new member; asked for if not given.")
    ] = "",
) -> None:
    """List the members, or add one. Whoever holds the mission's folder may do this here."""
    from tawthiq.terms.members import Role

    session.open()
    from dataclasses import replace

    from tawthiq.actions.manage_members import add_member
    from tawthiq.keeping.queries import members as queries

    keeper = replace(session.viewer(), role=Role.ADMINISTRATOR)
    if not add:
        rows = queries.members(viewer=keeper)
        session.show(
            "\n".join(f"{m.username:<20} {m.role:<20} {'' if m.is_active else 'locked'}".rstrip() for m in rows), rows
        )
        return
    if role not in {kind.value for kind in Role}:
        raise BadInputError("members.role", "Say which role the member gets.", f"Use one of: {', '.join(Role)}.")
    secret = passphrase or typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    made = add_member(viewer=keeper, username=add, passphrase=secret, role=Role(role), language=language)
    session.show(f"{add} is a member now ({role}).", {"member_id": made.member_id, "role": role})
