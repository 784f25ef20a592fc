"""What the judgements of several members on one pair of records come to.

The rules, in order:

1. Of each member the latest judgement on the pair counts: their opinion.
2. A judgement that settles takes the place of all opinions before it. Opinions after it count beside it.
3. Where one opinion says same and another different, the pair is contested. Until somebody settles it, nothing
   holds: it counts as unsure, it joins no records and keeps none apart.
4. Otherwise the opinion that decides holds, whoever was unsure beside it. Where all are unsure, unsure holds.

A pair waits for another member while it has fewer opinions than are wanted of it, and while nobody but one
has looked at it and that one was unsure.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from tawthiq.terms.judgements import Basis, Decision, Judgement


class Opinion(Protocol):
    """What the rules ask of a judgement."""

    @property
    def member_id(self) -> str:
        """Who judged."""

    @property
    def decision(self) -> str:
        """Same, different or unsure."""

    @property
    def settles(self) -> bool:
        """Whether it decides between opinions before it."""


Given = TypeVar("Given", bound=Opinion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the opinions on one pair come to; `decision` is None where there are none."""

    decision: Decision | None
    is_contested: bool = False


def opinions(judgements: Sequence[Given]) -> list[Given]:
    """The judgements that count on one pair, oldest first; they are given oldest first, undone ones left out."""
    settled = max((n for n, judged in enumerate(judgements) if judged.settles), default=0)
    latest = {judged.member_id: n for n, judged in enumerate(judgements) if n >= settled}
    return [judgements[n] for n in sorted(latest.values())]


def weigh(counted: Sequence[Opinion]) -> Verdict:
    """What opinions (as `opinions` gives them) come to.

    >>> weigh([]).decision is None
    True
    """
    decisions = {Decision(judged.decision) for judged in counted}
    if not decisions:
        return Verdict(decision=None)
    decided = decisions - {Decision.UNSURE}
    if len(decided) == 1:
        return Verdict(decision=decided.pop())
    return Verdict(decision=Decision.UNSURE, is_contested=len(decided) > 1)


def waits_for_another(counted: Sequence[Opinion], *, wanted: int) -> bool:
    """Whether another member should look at the pair; never once it was settled."""
    if any(judged.settles for judged in counted):
        return False
    return len(counted) < wanted or (len(counted) < 2 and weigh(counted).decision is Decision.UNSURE)


def may_settle(counted: Sequence[Opinion], *, member_id: str, settles_own: bool) -> bool:
    """Whether a member may settle a contested pair: a third one, or who may settle what is their own too."""
    return weigh(counted).is_contested and (settles_own or all(judged.member_id != member_id for judged in counted))


def wants_second(record_a: str, record_b: str, *, share: float) -> bool:
    """Whether a pair belongs to the share that two members judge; drawn from its ids, so nobody chooses.

    >>> wants_second("a", "b", share=1.0), wants_second("a", "b", share=0.0)
    (True, False)
    """
    pair = "|".join(sorted((record_a, record_b)))
    return zlib.crc32(pair.encode()) < share * 2**32


def holding(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements that hold: one reviewed one for each pair, and every accepted one.

    Contested pairs are there as unsure. Judgements are given and returned oldest first.
    """
    held: list[Judgement] = []
    by_pair: dict[tuple[str, str], list[Judgement]] = {}
    for judged in judgements:
        if judged.basis is Basis.REVIEWED:
            by_pair.setdefault(judged.pair, []).append(judged)
        else:
            held.append(judged)
    for pair in by_pair.values():
        counted = opinions(pair)
        verdict = weigh(counted)
        last = next((j for j in reversed(counted) if j.decision is verdict.decision), counted[-1])
        held.append(last if last.decision is verdict.decision else replace(last, decision=Decision.UNSURE))
    return sorted(held, key=lambda judged: judged.at)
