"""The review queue: which pair to ask about next, and what a reviewer needs to see of it.

Before the decision nothing here tells what the linker thinks of a pair, nor what another member judged: pairs come
from the head of the queue in an order of each member's own, other candidates stand in the order of their numbers,
and the records that A and B are joined to are worked out without any judgement of this very pair.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Judgement, LinkPair, LinkRun, PersonRecord
from tawthiq.keeping.queries.frames import effective_judgements, first_versions
from tawthiq.keeping.queries.opinions import OpinionView, conflict_count, open_for, opinions_on
from tawthiq.keeping.queries.persons import JudgementView, judgement_view
from tawthiq.keeping.queries.records import RecordView, records
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Viewer

#: The next pair is one of so many at the head of the queue, so that its place there says nothing of it.
HEAD = 30
CANDIDATES = 4
JOINED = 10

KEPT_MODEL = "kept_model"
"""Where a run's report holds what later records are linked with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """How the queue stands.

    Args:
        open: pairs that wait for this viewer.
        waiting_for_others: pairs this viewer has judged that wait for another member.
        conflicts: pairs judged differently and not settled.
        more: persons that the pairs waiting here are expected to tell from others; None where no run said.
        fewer: persons they are expected to find to be others; None where no run said.
        outlook: what the last run said of more review; empty where it said nothing.
        last_run_at: when records were linked last.
    """

    open: int
    waiting_for_others: int
    conflicts: int
    more: float | None
    fewer: float | None
    outlook: dict[str, Any]
    last_run_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One pair to judge.

    `weight`, `probability` and `persons_change` are not for the page before the decision: they anchor.

    `mine` is the viewer's own standing judgement. `opinions` are all standing ones, for the page only once there is
    one of the viewer's own. `is_joined` says that A and B are one person already through other records.
    """

    id: int
    record_a: RecordView
    record_b: RecordView
    weight: float
    probability: float
    persons_change: float | None
    opinions_wanted: int
    is_open: bool
    others_a: list[RecordView]
    others_b: list[RecordView]
    is_joined: bool
    candidates: list[tuple[int, RecordView]]
    opinions: list[OpinionView]
    mine: OpinionView | None


def queue(*, viewer: Viewer) -> QueueView:
    """The state of the queue."""
    require_sight(viewer, Permission.READ_CONTENT)
    waiting = open_for(viewer).aggregate(
        pairs=Count("id"),
        more=Sum("persons_change", filter=Q(persons_change__gt=0)),
        fewer=Sum("persons_change", filter=Q(persons_change__lte=0)),
    )
    run = LinkRun.objects.order_by("-at").values("at", "report").first()
    return QueueView(
        open=waiting["pairs"],
        waiting_for_others=visible(viewer, LinkPair).filter(is_open=True).count() - waiting["pairs"],
        conflicts=conflict_count(viewer=viewer),
        more=waiting["more"],
        fewer=None if waiting["fewer"] is None else -waiting["fewer"],
        outlook=_outlook(run["report"]) if run else {},
        last_run_at=run["at"] if run else None,
    )


def _outlook(report: dict[str, Any]) -> dict[str, Any]:
    held = report.get("review_outlook")
    return held if isinstance(held, dict) else {}


def next_pair_id(*, viewer: Viewer, skipped: Collection[int] = ()) -> int | None:
    """The pair to ask this viewer about next: one of the `HEAD` most telling that wait for them.

    Which of these comes first is drawn from the ids of pair and member: the order within the head tells nothing, and
    two members at work at once seldom meet. `skipped` pairs come again when nothing else waits.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    rows = open_for(viewer).order_by("-urgency", "id").values_list("id", flat=True)
    head = list(rows.exclude(id__in=list(skipped))[:HEAD]) or list(rows[:HEAD])
    return min(head, key=lambda pair: zlib.crc32(f"{viewer.member_id}|{pair}".encode()), default=None)


def pair(pair_id: int, *, viewer: Viewer) -> PairView:
    """One pair with both records, what they are joined to already, and other candidates for either."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = found(visible(viewer, LinkPair).filter(id=pair_id).first())
    both = records([row.record_a_id, row.record_b_id], viewer=viewer)
    record_a, record_b = sorted(both, key=lambda r: r.number)
    judged = opinions_on(record_a.id, record_b.id, viewer=viewer)
    others_a, others_b, is_joined = joined_to(record_a.id, record_b.id, viewer=viewer)
    return PairView(
        id=row.id,
        record_a=record_a,
        record_b=record_b,
        weight=row.weight,
        probability=row.probability,
        persons_change=row.persons_change,
        opinions_wanted=row.opinions_wanted,
        is_open=row.is_open,
        others_a=others_a,
        others_b=others_b,
        is_joined=is_joined,
        candidates=_candidates(row, viewer),
        opinions=judged,
        mine=next((j for j in reversed(judged) if j.member_id == viewer.member_id), None),
    )


def joined_to(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> tuple[list[RecordView], list[RecordView], bool]:
    """The other records of A's person and of B's, and whether these are one person without this pair's judgements."""
    require_sight(viewer, Permission.READ_CONTENT)
    held = dict(
        visible(viewer, PersonRecord).filter(record_id__in=[record_a, record_b]).values_list("record_id", "person_id")
    )
    members: dict[UUID, list[UUID]] = {}
    for person, record in (
        visible(viewer, PersonRecord).filter(person_id__in=set(held.values())).values_list("person_id", "record_id")
    ):
        members.setdefault(person, []).append(record)
    around_a, around_b = (set(members.get(held.get(r), [r])) for r in (record_a, record_b))  # type: ignore[arg-type]  # None is no key
    if record_b in around_a:
        around_a, around_b = (_reached(r, around_a, {record_a, record_b}, viewer) for r in (record_a, record_b))
    both = {record_a, record_b}
    shown = {view.id: view for view in records(_some(around_a - both) | _some(around_b - both), viewer=viewer)}
    others_a, others_b = ([shown[i] for i in shown if i in around] for around in (around_a, around_b))
    return others_a, others_b, record_b in around_a


def _some(ids: set[UUID]) -> set[UUID]:
    return set(sorted(ids)[:JOINED])


def _reached(start: UUID, within: set[UUID], pair_: set[UUID], viewer: Viewer) -> set[UUID]:
    """The records of a person that hang together with one of them, by judgements on other pairs than this."""
    firsts = {record: UUID(first) for record, (first, _) in first_versions(viewer=viewer).items()}
    lineage = {record: firsts.get(str(record), record) for record in within}
    asked = {lineage[record] for record in pair_}
    near: dict[UUID, set[UUID]] = {}
    for judged in effective_judgements(viewer=viewer, touching=[*within, *lineage.values()]):
        a, b = UUID(judged.record_a), UUID(judged.record_b)
        if judged.decision is Decision.SAME and {a, b} != asked:
            near.setdefault(a, set()).add(b)
            near.setdefault(b, set()).add(a)
    reached: set[UUID] = set()
    frontier = {lineage[start]}
    while frontier:
        reached |= frontier
        frontier = {other for one in frontier for other in near.get(one, ())} - reached
    return {record for record in within if lineage[record] in reached}


def _candidates(row: LinkPair, viewer: Viewer) -> list[tuple[int, RecordView]]:
    """Other pairs that hold one of the two records and wait for this viewer, by the number of the other record."""
    both = {row.record_a_id, row.record_b_id}
    near = open_for(viewer).filter(Q(record_a_id__in=both) | Q(record_b_id__in=both)).exclude(id=row.id)
    other: dict[UUID, int] = {}
    for near_id, a, b in near.order_by("id").values_list("id", "record_a_id", "record_b_id"):
        other.setdefault(b if a in both else a, near_id)
    return [(other[view.id], view) for view in records(other, viewer=viewer)[:CANDIDATES]]


def recent_judgements(*, viewer: Viewer, limit: int = 10, mine: bool = False) -> list[JudgementView]:
    """The newest reviewed judgements, undone ones among them; `mine` narrows to the viewer's own."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, Judgement).filter(basis="reviewed", undoes__isnull=True)
    if mine:
        rows = rows.filter(member_id=viewer.member_id)
    rows = rows.select_related("record_a", "record_b", "member", "undone_by").order_by("-number")[:limit]
    return [judgement_view(row) for row in rows]


def times_of_mine(*, viewer: Viewer, limit: int = 500) -> list[datetime]:
    """When this viewer judged, newest first."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, Judgement).filter(basis="reviewed", undoes__isnull=True, member_id=viewer.member_id)
    return list(rows.order_by("-number").values_list("at", flat=True)[:limit])


def judgement(judgement_id: str | UUID, *, viewer: Viewer) -> JudgementView:
    """One judgement."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = (
        visible(viewer, Judgement)
        .select_related("record_a", "record_b", "member", "undone_by")
        .filter(id=as_uuid(judgement_id))
    )
    return judgement_view(found(row.first()))


def pair_of_records(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> int | None:
    """The proposal for these two records, if a run made one."""
    return pairs_of_records([(record_a, record_b)], viewer=viewer).get(
        (min(record_a, record_b), max(record_a, record_b))
    )


def pairs_of_records(pairs: Iterable[tuple[UUID, UUID]], *, viewer: Viewer) -> dict[tuple[UUID, UUID], int]:
    """The proposals for pairs of records, by the two ids, the smaller first."""
    require_sight(viewer, Permission.READ_CONTENT)
    wanted = {(min(a, b), max(a, b)) for a, b in pairs}
    rows = (
        visible(viewer, LinkPair)
        .filter(record_a_id__in={a for a, _ in wanted})
        .values_list("record_a_id", "record_b_id", "id")
    )
    return {(a, b): i for a, b, i in rows if (a, b) in wanted}


def opinions_wanted(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> int:
    """How many members are to judge these two records."""
    require_sight(viewer, Permission.READ_CONTENT)
    a, b = sorted((record_a, record_b))
    rows = visible(viewer, LinkPair).filter(record_a_id=a, record_b_id=b).values_list("opinions_wanted", flat=True)
    return max(rows, default=1)


def last_model(*, viewer: Viewer) -> dict[str, Any] | None:
    """The weights that the last run of the linker worked with, or None where none has run."""
    require_sight(viewer, Permission.READ_CONTENT)
    report: dict[str, Any] | None = LinkRun.objects.order_by("-at").values_list("report", flat=True).first()
    return (report or {}).get("model")


def last_kept_model(*, viewer: Viewer) -> tuple[datetime, dict[str, Any]] | None:
    """When the linker last ran, and what it kept for linking later records by the same model; None where it did not.

    It holds parts of names, as consonants: it stays in the store and is in no report.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    run = LinkRun.objects.order_by("-at").values("at", "report").first()
    held = None if run is None else run["report"].get(KEPT_MODEL)
    return None if run is None or not isinstance(held, dict) else (run["at"], held)
