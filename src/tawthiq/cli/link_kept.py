"""Keeping a linkage of files, and linking new files to a kept one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.matching import Added, Kept, Linkage
    from tawthiq.terms.judgements import Judgement

SENSITIVE = "It holds names and all that the lists hold: guard it as you guard them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A linkage of files with what is shown of it.

    Args:
        linkage: as it was made.
        frame: the records that stand in its clusters.
        clusters: of all records, kept ones too.
        lists: ``record_id`` and ``list`` of all records.
        notes: what to say of the files.
    """

    linkage: Linkage
    frame: pl.DataFrame
    clusters: pl.DataFrame
    lists: pl.DataFrame
    notes: tuple[str, ...]


def linked_alone(linkage: Linkage, frame: pl.DataFrame, notes: Sequence[str]) -> Linked:
    """Files linked by themselves."""
    lists = frame.select("record_id", "list")
    return Linked(linkage=linkage, frame=frame, clusters=linkage.clusters, lists=lists, notes=tuple(notes))


def link_against(
    kept: Kept,
    frame: pl.DataFrame,
    notes: Sequence[str],
    *,
    one_per_list: Collection[str],
    judgements: Sequence[Judgement],
    progress: Callable[[float, str], None],
) -> Linked:
    """Link new files to what was kept."""
    import polars as pl

    from tawthiq.cli.link_labels import judgement_notes
    from tawthiq.matching import link_new

    added = link_new(kept, frame, one_per_list=one_per_list, judgements=judgements, progress=progress)
    lists = pl.concat([kept.frame.select("record_id", "list").collect(), frame.select("record_id", "list")])
    return Linked(
        linkage=added,
        frame=added.shown,
        clusters=added.all_clusters,
        lists=lists,
        notes=(*notes, *judgement_notes(list(judgements), lists), *_changes(added)),
    )


def _changes(added: Added) -> list[str]:
    """The clusters that somebody should look at: ids only, the first few of each kind."""
    import polars as pl

    told = []
    for kind, words in (
        ("merged", "kept clusters brought together by new records"),
        ("split", "parts of kept clusters taken apart by new records"),
        ("regrouped", "clusters of parts of several kept ones"),
    ):
        found = added.changes.filter(pl.col("change") == kind)
        if found.height:
            first = "; ".join(
                f"{row['cluster_id']} (of {', '.join(row['kept_cluster_ids'])})" for row in found.head(5).to_dicts()
            )
            told.append(f"{words}: {first}" + (f" and {found.height - 5} more." if found.height > 5 else "."))
    return told


def keep_linked(linked: Linked, folder: Path) -> str:
    """Keep what was linked in a folder; returns what to say of it."""
    from tawthiq.matching import Added, keep, write_kept

    linkage = linked.linkage
    kept = linkage.kept() if isinstance(linkage, Added) else keep(linked.frame, linkage)
    write_kept(kept, folder)
    return f"Kept for later: {folder}, {kept.size:,} records. {SENSITIVE}"
