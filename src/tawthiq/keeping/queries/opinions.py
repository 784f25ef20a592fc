"""What members judged of a pair, one beside the other, and where two of them contradict each other.

What others judged of a pair is for those who have judged it themselves, and for those who settle a conflict: a
second opinion is worth something when it is given without knowing the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.keeping.models import Judgement, LinkPair
from tawthiq.keeping.queries.frames import first_versions
from tawthiq.keeping.queries.person_filter import as_is
from tawthiq.keeping.queries.records import RecordView, records
from tawthiq.keeping.queries.sight import records_seen, visible
from tawthiq.terms.members import Viewer
from tawthiq.terms.opinions import may_settle, opinions, weigh

if TYPE_CHECKING:
    from django.db.models import QuerySet

Pair = tuple[str, str]
#: The pair of the row that is asked about, inside a subquery.
PAIR_OF_ROW = {"record_a_id": OuterRef("record_a_id"), "record_b_id": OuterRef("record_b_id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """One member's judgement of one pair; `number` is its place among all judgements."""

    id: UUID
    number: int
    record_a: UUID
    record_b: UUID
    member_id: str
    member: str
    decision: str
    reason: str
    at: datetime
    settles: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """A pair that one member took for the same person and another for two; `newest` is its last judgement's number."""

    record_a: RecordView
    record_b: RecordView
    opinions: list[OpinionView]
    newest: int
    may_settle: bool


def standing_reviews(viewer: Viewer) -> QuerySet[Judgement]:
    """Reviewed judgements that were not taken back."""
    return _standing(visible(viewer, Judgement))


def _standing(judged: QuerySet[Judgement]) -> QuerySet[Judgement]:
    # Not by the index on what is taken back: nearly all take nothing back, so it finds nearly all of them.
    rows = judged.filter(basis="reviewed", undone_by__isnull=True).alias(taken_back=as_is("undoes_id"))
    return rows.filter(taken_back__isnull=True)


def open_for(viewer: Viewer) -> QuerySet[LinkPair]:
    """Pairs that wait for an opinion this viewer has not given yet; nobody is asked about what was withdrawn."""
    # A judgement lies where its pair does, and only pairs that are seen are asked: it need not be asked again.
    mine = _standing(Judgement.objects.filter(member_id=viewer.member_id, **PAIR_OF_ROW))
    counting = {f"{record}__source__withdrawn_at__isnull": True for record in ("record_a", "record_b")}
    return visible(viewer, LinkPair).filter(~Exists(mine), is_open=True, **counting)


def opinions_on(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> list[OpinionView]:
    """The standing judgements on two records in any of their versions, oldest first.

    Every one of them, also those a later one took the place of: `tawthiq.terms.opinions` says which count.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    a, b = (_versions(record, viewer) for record in (record_a, record_b))
    both_ways = Q(record_a_id__in=a, record_b_id__in=b) | Q(record_a_id__in=b, record_b_id__in=a)
    return _views(standing_reviews(viewer).filter(both_ways))


def conflicts(*, viewer: Viewer) -> list[ConflictView]:
    """Pairs judged differently and not settled, the longest waiting first."""
    require_sight(viewer, Permission.JUDGE)
    contested = {pair: counted for pair, counted in _by_pair(viewer).items() if weigh(counted).is_contested}
    needed = {i for counted in contested.values() for i in (counted[-1].record_a, counted[-1].record_b)}
    seen = {view.id: view for view in records(needed, viewer=viewer)}
    settles_own = may(viewer, Permission.SETTLE)
    return [
        ConflictView(
            record_a=a,
            record_b=b,
            opinions=counted,
            newest=counted[-1].number,
            may_settle=may_settle(counted, member_id=viewer.member_id, settles_own=settles_own),
        )
        for counted in sorted(contested.values(), key=lambda counted: counted[-1].number)
        for a, b in [sorted((seen[counted[-1].record_a], seen[counted[-1].record_b]), key=lambda r: r.number)]
    ]


def conflict_count(*, viewer: Viewer) -> int:
    """How many pairs stand contested."""
    require_sight(viewer, Permission.READ_CONTENT)
    return sum(weigh(counted).is_contested for counted in _by_pair(viewer).values())


def independent_opinions(*, viewer: Viewer) -> list[tuple[OpinionView, OpinionView]]:
    """For each pair that two members judged, the first opinion of the first two; settlements are not among them."""
    require_sight(viewer, Permission.READ_CONTENT)
    doubled = []
    for judged in _grouped(_views(standing_reviews(viewer).filter(settlement__isnull=True)), viewer).values():
        firsts: dict[str, OpinionView] = {}
        for opinion in judged:
            firsts.setdefault(opinion.member_id, opinion)
        if len(firsts) > 1:
            one, other, *_ = firsts.values()
            doubled.append((one, other))
    return doubled


def newest_judgement(*, viewer: Viewer) -> int:
    """The number of the newest judgement of the mission; 0 before the first."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, Judgement).order_by("-number").values_list("number", flat=True).first() or 0


def _by_pair(viewer: Viewer) -> dict[Pair, list[OpinionView]]:
    """The opinions that count, by pair: of pairs that may be contested, whatever else was judged.

    These are the pairs that somebody judged same and somebody different, and those with a record that has several
    versions, whose judgements may lie on different ones.
    """
    same, different = (
        Exists(standing_reviews(viewer).filter(decision=decision, **PAIR_OF_ROW)) for decision in ("same", "different")
    )
    versions = Q()
    for record in ("record_a", "record_b"):
        versions |= Q(**{f"{record}__supersedes__isnull": False}) | Q(**{f"{record}__superseded_by__isnull": False})
    grouped = _grouped(_views(standing_reviews(viewer).filter((same & different) | versions)), viewer)
    return {pair: opinions(judged) for pair, judged in grouped.items()}


def _grouped(judged: Iterable[OpinionView], viewer: Viewer) -> dict[Pair, list[OpinionView]]:
    firsts = first_versions(viewer=viewer)
    grouped: dict[Pair, list[OpinionView]] = {}
    for opinion in judged:
        a, b = (firsts.get(str(r), (str(r), 0))[0] for r in (opinion.record_a, opinion.record_b))
        grouped.setdefault((min(a, b), max(a, b)), []).append(opinion)
    return grouped


def _versions(record_id: UUID, viewer: Viewer) -> set[UUID]:
    """All versions of a record."""
    seen = records_seen(viewer)
    reached: set[UUID] = set()
    frontier = {record_id}
    while frontier:
        reached |= frontier
        near = seen.filter(Q(supersedes_id__in=frontier) | Q(superseded_by__in=frontier))
        frontier = set(near.values_list("id", flat=True)) - reached
    return reached


def _views(rows: QuerySet[Judgement]) -> list[OpinionView]:
    columns = ("id", "number", "record_a_id", "record_b_id", "member_id", "decision", "reason", "at")
    more = ("member__display_name", "member__username", "settlement")
    return [
        OpinionView(
            id=row["id"],
            number=row["number"],
            record_a=row["record_a_id"],
            record_b=row["record_b_id"],
            member_id=str(row["member_id"]),
            member=row["member__display_name"] or row["member__username"],
            decision=row["decision"],
            reason=row["reason"],
            at=row["at"],
            settles=row["settlement"] is not None,
        )
        for row in rows.order_by("number").values(*columns, *more)
    ]
