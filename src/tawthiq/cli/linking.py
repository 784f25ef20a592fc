"""The command ``link``: in a mission on its records, or on files without a mission, with the same report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.link_kept import Linked, keep_linked, link_against, linked_alone
from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.matching import Linkage
    from tawthiq.matching.evaluate import Evaluation
    from tawthiq.matching.summary import Summary
    from tawthiq.terms.members import Viewer


def add_commands(app: typer.Typer) -> None:
    """Add this command."""
    app.command("link")(link)


def link(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True, dir_okay=False, help="Lists to link without a mission (CSV, XLSX, Parquet); none: the mission."
        ),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option(help="With files: where to write record_id, cluster_id, probability (CSV, Parquet).")
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="With files: where to write the pairs with weights and reasons (CSV, Parquet).")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="With files: HEADING=field, or a YAML file of such pairs; HEADING= leaves a column out."
        ),
    ] = None,
    one_per_list: Annotated[
        bool, typer.Option("--one-per-list", help="With files: no list holds anybody twice.")
    ] = False,
    one_per_list_of: Annotated[
        list[str] | None, typer.Option("--one-per-list-of", help="With files: this list holds nobody twice.")
    ] = None,
    ids_per_list: Annotated[
        bool, typer.Option("--ids-per-list", help="With files: ids are unique inside a list only; write LIST:ID.")
    ] = False,
    judgements: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="With files: reviewed pairs (record_id_l, record_id_r, judgement: same, different, unsure).",
        ),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="With files: who is who (record_id, entity_id), to measure against."
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="With files: a folder to keep the linkage in, for later lists. It is as sensitive as the lists."
        ),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="With files: link them, as new records, to the linkage kept in this folder.")
    ] = None,
    spark: Annotated[
        str | None,
        typer.Option(
            "--spark", metavar="MASTER", help="With files: link on Apache Spark, such as local[2] (tawthiq[spark])."
        ),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="With files: show the names of uncertain pairs on this terminal.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is no earlier result.")] = False,
    incidents: Annotated[
        bool, typer.Option("--incidents", help="In a mission: find records of the same incident instead.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="In a mission: link only what came since the last run, by its model.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept/--propose", help="Accept links from the threshold up as one batch of judgements.")
    ] = False,
    threshold: Annotated[
        float | None, typer.Option(help="Probability from which links are accepted. Default: the mission's policy.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed; kept with the result.")] = 0,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Take back every link that the last run accepted; link nothing.")
    ] = False,
) -> None:
    """Find records of one person (or incident). Proposals wait for review; --accept takes the sure ones."""
    if files:
        if accept or take_back or incidents or new or threshold is not None:
            raise BadInputError(
                "link.options", "Some of these options are about a mission.", "Leave out the files, or those options."
            )
        _check_targets(files, [path for path in (judgements, truth) if path], out=out, pairs=pairs, force=force)
        if keep is not None:
            if spark is not None:
                raise BadInputError("link.options", "A linkage on Spark is not kept.", "Leave out --keep or --spark.")
            _check_folder(keep)
        linked = _link_files(
            files,
            mapping or [],
            one_per_list=one_per_list,
            one_per_list_of=one_per_list_of or [],
            ids_per_list=ids_per_list,
            judgements=judgements,
            against=against,
            seed=seed,
            spark=spark,
        )
        _write(linked, out=out, pairs=pairs)
        told = [] if keep is None else [keep_linked(linked, keep)]
        told += [f"Written: {path}" for path in (out, pairs) if path]
        _show(linked, truth=truth, names=names, told=told)
        return
    if any(
        (
            out,
            pairs,
            mapping,
            judgements,
            truth,
            one_per_list,
            one_per_list_of,
            ids_per_list,
            names,
            force,
            keep,
            against,
            spark,
        )
    ):
        raise BadInputError("link.options", "No files are named.", "Name the files of the lists before the options.")
    if incidents and take_back:
        raise BadInputError("link.options", "Links of incidents are taken back on their pages.", "Leave out one.")
    if new and (incidents or take_back):
        raise BadInputError("link.options", "Only records of persons are linked by what is new.", "Leave out one.")
    viewer = session.start()
    if take_back:
        _take_back(viewer)
    elif incidents:
        _link_incidents(viewer, accept=accept, threshold=threshold, seed=seed)
    else:
        _link_mission(viewer, accept=accept, threshold=threshold, seed=seed, only_new=new)


def _take_back(viewer: Viewer) -> None:
    from tawthiq.actions.link_records import undo_accepted
    from tawthiq.keeping.queries.accepted import last_accepting_run

    run_id = last_accepting_run(viewer=viewer)
    if run_id is None:
        raise BadInputError("link.nothing_accepted", "No run has accepted links that still stand.", "Nothing to do.")
    count = undo_accepted(run_id, viewer=viewer)
    session.show(f"{count} accepted links are taken back.", {"taken_back": count})


def _link_mission(viewer: Viewer, *, accept: bool, threshold: float | None, seed: int, only_new: bool) -> None:
    from tawthiq.actions.link_records import link_records
    from tawthiq.cli.link_report import explain
    from tawthiq.keeping.opening import mission_folder, read_mission

    chosen = threshold if threshold is not None else read_mission(mission_folder()).policies.accept_links_from
    with session.progress("Linking") as tell:
        outcome = link_records(
            viewer=viewer, accept=accept, threshold=chosen, seed=seed, only_new=only_new, progress=tell
        )
    session.show(
        f"{outcome.records} records, {outcome.persons} persons. {outcome.links_accepted} links accepted from "
        f"probability {chosen} up, {outcome.links_taken_back} taken back, {outcome.pairs_to_review} pairs to review"
        + (f", {outcome.conflicts} joins refused by judgements" if outcome.conflicts else "")
        + ".\n"
        + (explain(outcome.summary) if outcome.summary else ""),
        outcome,
    )


def _link_incidents(viewer: Viewer, *, accept: bool, threshold: float | None, seed: int) -> None:
    from tawthiq.actions.link_incidents import link_incidents
    from tawthiq.cli.link_report import explain_incidents
    from tawthiq.keeping.opening import mission_folder, read_mission

    chosen = threshold if threshold is not None else read_mission(mission_folder()).policies.accept_links_from
    with session.progress("Linking incidents") as tell:
        outcome = link_incidents(viewer=viewer, accept=accept, threshold=chosen, seed=seed, progress=tell)
    session.show(
        f"{outcome.records} records of incidents, {outcome.incidents} incidents. {outcome.links_accepted} links "
        f"accepted from probability {chosen} up, {outcome.links_taken_back} taken back, "
        f"{outcome.pairs_to_review} pairs to review"
        + (f", {outcome.conflicts} joins refused by judgements" if outcome.conflicts else "")
        + ".\n"
        + explain_incidents(outcome.report),
        outcome,
    )


def _link_files(
    files: list[Path],
    mapping: list[str],
    *,
    one_per_list: bool,
    one_per_list_of: list[str],
    ids_per_list: bool,
    judgements: Path | None,
    against: Path | None,
    seed: int,
    spark: str | None,
) -> Linked:
    from tawthiq.cli import link_files, link_labels
    from tawthiq.matching import link as link_frame
    from tawthiq.matching import read_kept

    if spark is not None and against is not None:
        raise BadInputError("link.options", "Kept records are linked on one machine.", "Leave out --spark.")
    if spark is not None:
        from tawthiq.matching.spark.session import check_installed

        check_installed()
    fields = link_files.read_map(mapping)
    with session.progress("Linking") as tell:
        tell(0.0, "read")
        kept = None if against is None else read_kept(against)
        lists = link_files.read_lists(files, mapping=fields, ids_per_list=ids_per_list)
        judged = link_labels.read_judgements(judgements) if judgements else []
        names = lists.frame["list"].unique().sort().to_list() if one_per_list else one_per_list_of

        def told(share: float, stage: str) -> None:
            tell(0.1 + 0.9 * share, stage)

        if kept is not None:
            return link_against(kept, lists.frame, lists.notes, one_per_list=names, judgements=judged, progress=told)
        if spark is None:
            linkage = link_frame(lists.frame, one_per_list=names, judgements=judged, seed=seed, progress=told)
        else:
            known: dict[str, Any] = {"one_per_list": names, "judgements": judged, "seed": seed, "progress": told}
            linkage = _link_on_spark(spark, lists.frame, **known)
    notes = [*lists.notes, *link_labels.judgement_notes(judged, lists.frame)]
    return linked_alone(linkage, lists.frame, notes)


def _check_folder(folder: Path) -> None:
    from tawthiq.matching.kept.folder import check_folder

    check_folder(folder)


def _link_on_spark(master: str, frame: pl.DataFrame, **how: Any) -> Linkage:
    """Link on Spark and bring the result back."""
    from tawthiq.matching.spark import link_on_spark, start_session

    spark = start_session(master)
    try:
        return link_on_spark(spark, spark.createDataFrame(frame.to_arrow()), **how).collect()
    finally:
        spark.stop()


def _check_targets(
    inputs: list[Path], others: list[Path], *, out: Path | None, pairs: Path | None, force: bool
) -> None:
    from tawthiq.cli.link_results import check_target

    if out is not None and pairs is not None and out.resolve() == pairs.resolve():
        raise BadInputError("link.out_input", "Clusters and pairs would go to one file.", "Name two files.")
    for target in (out, pairs):
        if target is not None:
            check_target(target, inputs=[*inputs, *others], force=force)


def _write(linked: Linked, *, out: Path | None, pairs: Path | None) -> None:
    from tawthiq.cli import link_results

    if out is not None:
        link_results.write(linked.clusters.select(link_results.CLUSTER_COLUMNS), out)
    if pairs is not None:
        link_results.write(link_results.with_reasons(linked.linkage.pairs), pairs)


def _show(linked: Linked, *, truth: Path | None, names: bool, told: list[str]) -> None:
    from tawthiq.cli.link_report import explain, explain_evaluation
    from tawthiq.matching.summary import summarise

    linkage, frame, notes = linked.linkage, linked.frame, list(linked.notes)
    summary = summarise(linkage, frame)
    measured = _measure(linked, truth) if truth else None
    words = [explain(summary, names=_names_of(frame, summary) if names else {})]
    words += [f"Note: {note}" for note in notes]
    if measured is not None:
        words.append(explain_evaluation(measured))
    words += told
    data: dict[str, Any] = {
        **linkage.report,
        "summary": asdict(summary),
        "notes": notes,
        "evaluation": None if measured is None else asdict(measured),
    }
    session.show("\n".join(words), data)


def _names_of(frame: pl.DataFrame, summary: Summary) -> Mapping[str, str]:
    ids = [record for pair in summary.uncertain for record in (pair.record_id_l, pair.record_id_r)]
    shown = frame.filter(frame["record_id"].is_in(ids)).select("record_id", "name")
    return {record: name or "" for record, name in shown.iter_rows()}


def _measure(linked: Linked, path: Path) -> Evaluation:
    """Compare with a truth, which may be about some of the records only."""
    from tawthiq.cli.link_labels import read_truth
    from tawthiq.matching.evaluate import evaluate

    truth = read_truth(path).join(linked.lists, on="record_id", how="semi")
    if not truth.height:
        raise BadInputError("link.truth", f"{path.name} knows none of these records.", "Give the truth of these lists.")
    clusters = linked.clusters.join(truth, on="record_id", how="semi")
    linkage = linked.linkage
    whole = len(linkage.compared.ids) == linked.lists.height  # new records against kept ones: most pairs were before
    return evaluate(clusters, truth, linked.lists, pairs=linkage.pairs, compared=linkage.compared if whole else None)
