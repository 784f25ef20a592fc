"""Judgements on pairs of records: the only thing that makes two records one person, or keeps them apart."""

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
    """What the judgement rests on: two records read side by side, or a proposal accepted as a batch."""

    REVIEWED = "reviewed"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judgement on one pair; `probability` is the score shown or accepted, where there was one."""

    record_a: str
    record_b: str
    decision: Decision
    basis: Basis
    probability: float | None = None
    at: datetime | None = None
    member_id: str = ""
    reason: str = ""
