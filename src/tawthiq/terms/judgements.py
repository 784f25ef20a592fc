"""Judgements on pairs of records: the only thing that makes two records one person, or keeps them apart.

A judgement is never changed or deleted. A member's later one on the same pair takes the place of their earlier
one; what those of several members come to is said in `tawthiq.terms.opinions`. Who belongs to whom is computed
again from all of them. ``reviewed`` means that a member read the two records side by side; ``accepted`` that a
member accepted links the machine proposed, without reading this pair on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    """What was judged of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Basis(StrEnum):
    """What the judgement rests on."""

    REVIEWED = "reviewed"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judgement on one pair of records, by one member, at one time.

    `settles` marks one that decides between contradicting judgements of others. `probability` is the machine's
    probability of "same" that was shown or accepted, None where there was none.
    Refuses (ValueError) a pair of one record, a time without zone, an unknown basis, a probability outside 0 to 1.
    """

    record_a: str
    record_b: str
    decision: Decision
    basis: Basis
    probability: float | None
    at: datetime
    member_id: str
    reason: str = ""
    settles: bool = False

    def __post_init__(self) -> None:
        if self.record_a == self.record_b:
            raise ValueError("a judgement is about two records, not one")
        if self.at.tzinfo is None:
            raise ValueError("the time of a judgement is aware")
        if self.basis not in {"reviewed", "accepted"}:
            raise ValueError("the basis of a judgement is reviewed or accepted")
        if self.probability is not None and not 0.0 <= self.probability <= 1.0:
            raise ValueError("a probability is between 0 and 1")

    @property
    def pair(self) -> tuple[str, str]:
        """The two records in a fixed order, smaller id first."""
        return (min(self.record_a, self.record_b), max(self.record_a, self.record_b))
