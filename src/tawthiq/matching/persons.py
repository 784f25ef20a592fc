"""Who belongs to whom, computed from judgements alone.

The rules, in order:

1. Of the reviewed judgements about a pair the latest counts (same time: the one given last). A reviewed
   judgement about a pair sets aside every accepted one about it.
2. Reviewed *different* holds two records apart. Reviewed *same* joins them, earliest first.
3. Accepted *same* joins then, most probable first. An accepted *different* holds nothing apart; *unsure*
   does nothing.
4. A join that would bring together two records that are held apart is not made and is reported as a conflict.

The person's root is the first of its records in the given order, so adding records at the end renames nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tawthiq.terms.judgements import Basis, Decision, Judgement

if TYPE_CHECKING:
    import polars as pl


class Linked(Protocol):
    """What a result of linking holds that links are taken from."""

    @property
    def pairs(self) -> "pl.DataFrame":
        """Compared pairs with ``weight`` and ``probability``."""

    @property
    def clusters(self) -> "pl.DataFrame":
        """``record_id`` and ``cluster_id``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """The outcome of `group`.

    Args:
        roots: for every record the first record of its person.
        apart: pairs held apart by a reviewed *different*.
        conflicts: judgements of *same* that were not applied because they join what is held apart.
    """

    roots: dict[str, str]
    apart: tuple[tuple[str, str], ...]
    conflicts: tuple[Judgement, ...]


class _Sets:
    """Disjoint sets with pairs of sets held apart; the smaller side is moved when two sets join."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))
        self.size = [1] * size
        self.first = list(range(size))
        self.apart: dict[int, set[int]] = {}

    def find(self, node: int) -> int:
        root = node
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[node] != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def hold_apart(self, a: int, b: int) -> None:
        one, two = self.find(a), self.find(b)
        self.apart.setdefault(one, set()).add(two)
        self.apart.setdefault(two, set()).add(one)

    def join(self, a: int, b: int) -> bool:
        """Join the sets of two records; False when they are held apart."""
        one, two = self.find(a), self.find(b)
        if one == two:
            return True
        if two in self.apart.get(one, ()):
            return False
        weight_one = self.size[one] + len(self.apart.get(one, ()))
        if weight_one < self.size[two] + len(self.apart.get(two, ())):
            one, two = two, one
        self.parent[two] = one
        self.size[one] += self.size[two]
        self.first[one] = min(self.first[one], self.first[two])
        for other in self.apart.pop(two, set()):
            self.apart[other].discard(two)
            self.apart[other].add(one)
            self.apart.setdefault(one, set()).add(other)
        return True


def group(record_ids: Sequence[str], judgements: Iterable[Judgement]) -> Persons:
    """Compute the persons from the judgements; see the rules of this module.

    Judgements about records that are not in ``record_ids`` are left aside. Deterministic; near-linear in
    records and judgements.

    Args:
        record_ids: every record, in an order that does not change (the order of keeping).
        judgements: all judgements ever made, in any order.
    """
    at = {record: n for n, record in enumerate(record_ids)}
    reviewed, accepted = _latest(j for j in judgements if j.record_a in at and j.record_b in at)
    sets = _Sets(len(at))
    apart = sorted(
        (p for p, j in reviewed.items() if j.decision == Decision.DIFFERENT),
        key=lambda p: (at[p[0]], at[p[1]]),
    )
    for a, b in apart:
        sets.hold_apart(at[a], at[b])
    joins = sorted(
        (j for j in reviewed.values() if j.decision == Decision.SAME), key=lambda j: (j.at, j.pair)
    ) + sorted(
        (j for pair, j in accepted.items() if pair not in reviewed),
        key=lambda j: (-(j.probability or 0.0), j.pair),
    )
    conflicts = tuple(j for j in joins if not sets.join(at[j.record_a], at[j.record_b]))
    ids = list(record_ids)
    roots = {record: ids[sets.first[sets.find(n)]] for n, record in enumerate(ids)}
    return Persons(roots=roots, apart=tuple(apart), conflicts=conflicts)


def _latest(
    judgements: Iterable[Judgement],
) -> tuple[dict[tuple[str, str], Judgement], dict[tuple[str, str], Judgement]]:
    """Latest reviewed judgement by pair, and latest accepted *same* by pair."""
    reviewed: dict[tuple[str, str], Judgement] = {}
    accepted: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        table = reviewed if judgement.basis is Basis.REVIEWED else accepted
        known = table.get(judgement.pair)
        if known is None or judgement.at >= known.at:
            table[judgement.pair] = judgement
    return reviewed, {p: j for p, j in accepted.items() if j.decision == Decision.SAME}


def accepted_links(linkage: Linked, *, threshold: float) -> list[tuple[str, str, float]]:
    """Return links (record, record, probability) that hold the clusters together, strongest first.

    Links are the compared pairs inside the clusters of the result; each cluster's strongest spanning tree
    is taken, and of it the links at or above the threshold. Written as accepted judgements they give back
    the clusters at that threshold.

    Args:
        linkage: a result of `tawthiq.matching.link`.
        threshold: least probability of a link.
    """
    import polars as pl

    roots = linkage.clusters.select("record_id", "cluster_id")
    inside = (
        linkage.pairs.select("record_id_l", "record_id_r", "weight", "probability")
        .filter(pl.col("probability") >= threshold)
        .join(roots, left_on="record_id_l", right_on="record_id")
        .join(roots, left_on="record_id_r", right_on="record_id", suffix="_r")
        .filter(pl.col("cluster_id") == pl.col("cluster_id_r"))
        .sort(["weight", "record_id_l", "record_id_r"], descending=[True, False, False])
    )
    at = {record: n for n, record in enumerate(roots["record_id"].to_list())}
    sets = _Sets(len(at))
    links = []
    for a, b, probability in inside.select("record_id_l", "record_id_r", "probability").iter_rows():
        if sets.find(at[a]) != sets.find(at[b]):
            sets.join(at[a], at[b])
            links.append((a, b, float(probability)))
    return links
