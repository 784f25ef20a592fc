"""Runs the linker over all current records: it proposes; what it proposes counts only when a member accepts it.

Accepting takes the links above the mission's threshold as one batch of judgements, so they can be told from
reviewed ones and undone together. Accepting a later run takes back accepted links that it no longer
supports. Reviewed judgements are never touched by either.

A run sees every record at once, so only a member who is in every compartment may ask for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.actions.link_since import link_since, what_is_kept
from tawthiq.actions.performing import Deed, performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import frames
from tawthiq.keeping.queries.accepted import accepted_judgements
from tawthiq.keeping.queries.review import KEPT_MODEL
from tawthiq.keeping.queries.sight import require_all
from tawthiq.keeping.writes import identity
from tawthiq.keeping.writes.identity import NewJudgement, NewPair
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement
from tawthiq.terms.members import Viewer
from tawthiq.terms.opinions import wants_second

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.matching import Added, Linkage
    from tawthiq.matching.summary import Summary

Progress = Callable[[float, str], None]
QUEUE_LENGTH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOutcome:
    """What a run came to: pairs waiting for review, links accepted, persons now, the linker's report and doubts."""

    run_id: UUID
    records: int
    pairs_to_review: int
    links_accepted: int
    links_taken_back: int
    persons: int
    conflicts: int
    report: dict[str, Any] = field(default_factory=dict)
    summary: Summary | None = None


def matching_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The store's record frame in the shape that matching works on."""
    import polars as pl

    def partial(name: str) -> pl.Expr:
        start, end = pl.col(f"{name}_start"), pl.col(f"{name}_end")
        return (
            pl.when(start == end)
            .then(start.dt.strftime("%Y-%m-%d"))
            .when((start.dt.year() == end.dt.year()) & (start.dt.month() == end.dt.month()))
            .then(start.dt.strftime("%Y-%m"))
            .when(start.dt.year() == end.dt.year())
            .then(start.dt.strftime("%Y"))
        )

    def words(column: str) -> pl.Expr:
        return pl.when(pl.col(column) != "").then(pl.col(column))

    exact_age = pl.when(pl.col("age_low") == pl.col("age_high")).then(pl.col("age_low"))
    sex = pl.col("sex").replace_strict({"male": "m", "female": "f"}, default=None, return_dtype=pl.String)
    is_inside = pl.col("place_id") != pl.col("admin1_id")
    return frame.select(
        pl.col("record_id"),
        pl.col("source_id").alias("list"),
        pl.col("name"),
        words("name_other").alias("name_other"),
        sex.alias("sex"),
        exact_age.alias("age"),
        pl.col("age_low").alias("age_min"),
        pl.col("age_high").alias("age_max"),
        partial("birth").alias("birth"),
        pl.col("event_start").alias("death_from"),
        pl.col("event_end").alias("death_to"),
        pl.coalesce("admin1_en", words("place_part_of")).alias("governorate"),
        pl.coalesce(pl.when(is_inside).then(pl.col("place_en")), words("place_words")).alias("town"),
        pl.col("admin1_id").cast(pl.String).alias("governorate_id"),
        pl.when(is_inside).then(pl.col("place_id")).cast(pl.String).alias("town_id"),
    )


def link_records(
    *,
    viewer: Viewer,
    accept: bool,
    threshold: float,
    seed: int = 0,
    only_new: bool = False,
    progress: Progress | None = None,
) -> LinkOutcome:
    """Link all current records; with `accept`, accept links from `threshold` up as a batch of judgements.

    With `only_new`, only records that came since the last run are compared, by the model of that run, and only
    what these touch is proposed, accepted or taken back (`tawthiq.actions.link_since`).
    """
    from tawthiq.matching import link
    from tawthiq.matching.summary import summarise

    require(viewer, Permission.LINK)
    require_all(viewer)
    if not 0.5 <= threshold <= 1:
        raise BadInputError("link.threshold", "The threshold lies between 0.5 and 1.", "Give it as 0.9, for example.")
    tell = progress or (lambda _share, _stage: None)
    frame = frames.record_frame(viewer=viewer)
    if frame.is_empty():
        raise BadInputError("link.nothing", "There are no records to link yet.", "Import a list first.")
    one_per_list = [i for i, _, _, one in frames.list_sources(viewer=viewer) if one]
    held = set(frame["source_id"].unique().to_list())
    judgements = judgements_on_current_versions(viewer)
    matched = matching_frame(frame)
    clean = [source for source in one_per_list if source in held]

    def told(share: float, stage: str) -> None:
        tell(share * 0.8, stage)

    up_to = int(frame["number"].max())  # type: ignore[arg-type]  # polars knows no narrower type
    if only_new:
        found, kept_model = link_since(
            matched, frame["number"], one_per_list=clean, judgements=judgements, viewer=viewer, progress=told
        )
        linkage: Linkage = found
    else:
        linkage = link(matched, one_per_list=clean, judgements=judgements, seed=seed, progress=told)
        kept_model = what_is_kept(linkage, up_to=up_to)
    tell(0.8, "write")
    with performing("link_records", viewer=viewer, permission=Permission.LINK) as deed:
        outcome = _keep(
            deed, linkage, _Run(accept=accept, threshold=threshold, seed=seed, kept_model=kept_model), frame
        )
    tell(1.0, "done")
    return replace(outcome, summary=summarise(linkage, matched))


def judgements_on_current_versions(viewer: Viewer) -> list[Judgement]:
    """Standing judgements, on the versions of the records that count now."""
    current = {first: record for record, (first, _) in frames.first_versions(viewer=viewer).items()}
    return [
        replace(j, record_a=current.get(j.record_a, j.record_a), record_b=current.get(j.record_b, j.record_b))
        for j in frames.effective_judgements(viewer=viewer)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What was asked of a run, and what it leaves for the next."""

    accept: bool
    threshold: float
    seed: int
    kept_model: dict[str, Any]


def _keep(deed: Deed, linkage: Linkage, run: _Run, frame: pl.DataFrame) -> LinkOutcome:
    from tawthiq.matching import Added

    run_id = deed.new_id()
    report = dict(linkage.report)
    looked_at = None if not isinstance(linkage, Added) else _looked_at(linkage, frame)
    if looked_at is None:
        report |= {"review_outlook": _outlook(linkage, judgements_on_current_versions(deed.viewer))}
    identity.add_run(
        run_id=run_id,
        at=deed.at,
        member_id=deed.viewer.member_id,
        seed=run.seed,
        version=__version__,
        settings={"threshold": run.threshold, "accept": run.accept, "only_new": looked_at is not None},
        report=report | {KEPT_MODEL: run.kept_model},
    )
    added, taken_back = _accept(deed, linkage, run_id, run.threshold, looked_at) if run.accept else (0, 0)
    waiting = _queue(linkage, judgements_on_current_versions(deed.viewer), run.threshold)
    identity.replace_pairs(run_id, waiting, settled=looked_at)
    laid = lay_down_all(viewer=deed.viewer)
    deed.enter(EntryKind.JUDGED, run_id)
    deed.note("link_run", run_id, accepted=added, taken_back=taken_back, to_review=len(waiting))
    return LinkOutcome(
        run_id=run_id,
        records=frame.height,
        pairs_to_review=len(waiting),
        links_accepted=added,
        links_taken_back=taken_back,
        persons=laid.persons,
        conflicts=laid.conflicts,
        report=report,
    )


def _looked_at(added: Added, frame: pl.DataFrame) -> Callable[[UUID, UUID], bool]:
    """Whether a run over what is new decided about two records: both were touched, or one counts no more."""
    touched = {UUID(record) for record in added.touched.to_list()}
    current = {UUID(record) for record in frame["record_id"].to_list()}

    def looked_at(a: UUID, b: UUID) -> bool:
        return (a in touched and b in touched) or a not in current or b not in current

    return looked_at


def _accept(
    deed: Deed,
    linkage: Linkage,
    run_id: UUID,
    threshold: float,
    looked_at: Callable[[UUID, UUID], bool] | None,
) -> tuple[int, int]:
    """Write accepted links that do not stand yet, and take back those that this run no longer supports."""
    from tawthiq.matching.persons import accepted_links

    links = {frozenset((a, b)): p for a, b, p in accepted_links(linkage, threshold=threshold)}
    standing = accepted_judgements(viewer=deed.viewer)
    fresh = [
        NewJudgement(
            id=deed.new_id(),
            record_a=UUID(min(pair)),
            record_b=UUID(max(pair)),
            decision=Decision.SAME,
            basis=Basis.ACCEPTED,
            probability=probability,
            run_id=run_id,
        )
        for pair, probability in links.items()
        if pair not in standing
    ]
    unsupported = {pair: i for pair, i in standing.items() if pair not in links}
    if looked_at is not None:
        unsupported = _held_apart(linkage, unsupported, looked_at)
    gone = _undoing(deed, unsupported, run_id)
    identity.add_judgements([*fresh, *gone], batch=deed.batch, at=deed.at, member_id=deed.viewer.member_id)
    return len(fresh), len(gone)


def _held_apart(
    linkage: Linkage, standing: dict[frozenset[str], UUID], looked_at: Callable[[UUID, UUID], bool]
) -> dict[frozenset[str], UUID]:
    """Those of these links that a run over what is new looked at, and whose records it does not have together.

    A person stays held together by the links that did so, though a new record has stronger ones.
    """
    cluster = dict(linkage.clusters.select("record_id", "cluster_id").iter_rows())
    apart = {}
    for pair, judgement_id in standing.items():
        a, b = sorted(pair)
        together = a in cluster and cluster[a] == cluster.get(b)
        if looked_at(UUID(a), UUID(b)) and not together:
            apart[pair] = judgement_id
    return apart


def _undoing(deed: Deed, standing: dict[frozenset[str], UUID], run_id: UUID) -> list[NewJudgement]:
    """Judgements that take these accepted links back."""
    return [
        NewJudgement(
            id=deed.new_id(),
            record_a=UUID(min(pair)),
            record_b=UUID(max(pair)),
            decision=Decision.SAME,
            basis=Basis.ACCEPTED,
            run_id=run_id,
            undoes=judgement_id,
        )
        for pair, judgement_id in standing.items()
    ]


def _reviewed(judgements: Sequence[Judgement]) -> list[tuple[str, str]]:
    return [(j.record_a, j.record_b) for j in judgements if j.basis is Basis.REVIEWED]


def _outlook(linkage: Linkage, judgements: Sequence[Judgement]) -> dict[str, Any]:
    """What more review could still change, as plain values."""
    from tawthiq.matching.queue import review_outlook

    return asdict(review_outlook(linkage.pairs, linkage.clusters, judged=_reviewed(judgements)))


def _queue(linkage: Linkage, judgements: Sequence[Judgement], threshold: float) -> list[NewPair]:
    """The pairs worth asking about, most urgent first, without those a member has reviewed."""
    from tawthiq.matching.queue import review_queue

    asked = review_queue(linkage.pairs, limit=QUEUE_LENGTH, judged=_reviewed(judgements), clusters=linkage.clusters)
    rows = [row for row in asked.iter_rows(named=True) if row["probability"] < threshold or _is_doubtful(row)]
    total = max(1, len(rows))
    doubled = read_mission(mission_folder()).policies.second_opinions
    return [
        NewPair(
            record_a=UUID(row["record_id_l"]),
            record_b=UUID(row["record_id_r"]),
            weight=row["weight"],
            probability=row["probability"],
            urgency=1 - place / total,
            persons_change=row.get("persons_change"),
            opinions_wanted=2 if wants_second(row["record_id_l"], row["record_id_r"], share=doubled) else 1,
        )
        for place, row in enumerate(rows[:QUEUE_LENGTH])
    ]


def _is_doubtful(row: dict[str, Any]) -> bool:
    """Above the threshold but refused by the clustering: somebody should look."""
    return bool(row.get("across_clusters", False))


def undo_accepted(run_id: UUID, *, viewer: Viewer) -> int:
    """Take back every standing link that was accepted with this run; returns how many."""
    with performing("undo_accepted", viewer=viewer, permission=Permission.LINK) as deed:
        require_all(viewer)
        standing = accepted_judgements(viewer=viewer, run_id=run_id)
        identity.add_judgements(
            _undoing(deed, standing, run_id),
            batch=deed.batch,
            at=deed.at,
            member_id=viewer.member_id,
        )
        lay_down_all(viewer=viewer)
        deed.enter(EntryKind.UNDONE, run_id)
        deed.note("link_run", run_id, taken_back=len(standing))
    return len(standing)
