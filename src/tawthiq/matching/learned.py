"""Weights moved by judgements: what was learned, kept, applied and explained; see `tawthiq.matching.learning`.

    weight = unsupervised weight + reach x (intercept + slope x unsupervised weight
             + one adjustment per level of each field
             + one adjustment per combination of grades for a few pairs of fields)

All in log2 odds, so that each field's share of a weight can be shown and the shares add up to the weight.
``reach`` falls from 1 for a pair in doubt to 0 for one that is certain (`reach`): review asks about doubtful
pairs, and what it finds there says little about the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.levels import FIELDS
from tawthiq.terms.errors import BadInputError

Floats = NDArray[np.float64]
Patterns = NDArray[np.int8]
_REACH = 8.0
_CHUNK = 500_000


class NotLearnedReason(StrEnum):
    """Why nothing was learned."""

    TOO_FEW = "too_few"
    ONE_KIND_ONLY = "one_kind_only"
    NO_GAIN = "no_gain"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLearned:
    """Nothing was learned from the judgements: the unsupervised weights stay.

    Args:
        reason: why.
        judgements: how many were given (``same`` and ``different`` only).
        same: how many of them say ``same``.
        needed: how many are needed, of the kind that is short.
    """

    reason: NotLearnedReason
    judgements: int
    same: int
    needed: int

    def explain(self) -> str:
        """Say why in English."""
        return {
            NotLearnedReason.TOO_FEW: (
                f"{self.judgements:,} judgements are too few to learn from; {self.needed} are needed."
            ),
            NotLearnedReason.ONE_KIND_ONLY: (
                f"{self.same:,} of {self.judgements:,} judgements say same; to learn, at least {self.needed} of each"
                " answer are needed."
            ),
            NotLearnedReason.NO_GAIN: (
                f"The {self.judgements:,} judgements are not predicted better by a model that learns from them: the"
                " weights stay as they were."
            ),
        }[self.reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedModel:
    """Adjustments of the unsupervised weight that judgements support; all in log2 odds. See `learn`.

    Args:
        fields: order of the columns of patterns.
        intercept: added to every pair, as far as the reach goes.
        slope: what is added for each bit of the unsupervised weight.
        levels: by field one adjustment per level (level 0, missing, is 0).
        together: by pair of fields a table of adjustments, grades of the first by grades of the second.
        judgements: how many it was learned from.
        same: how many of them say ``same``.
        loss_before: mean log loss (bits) of the unsupervised weights on the judgements.
        loss_after: the same of this model on judgements that each fold did not see.
    """

    fields: tuple[str, ...]
    intercept: float
    slope: float
    levels: Mapping[str, Floats]
    together: Mapping[tuple[str, str], Floats]
    judgements: int
    same: int
    loss_before: float
    loss_after: float

    def weights(self, patterns: Patterns, base: Floats) -> Floats:
        """Log2 odds that pairs are the same person.

        Args:
            patterns: levels, rows pairs (or distinct patterns: cheaper), columns in the order of ``fields``.
            base: their unsupervised weights (log2 odds).
        """
        check_patterns(patterns, base, self.fields)
        out = np.empty(len(base))
        for start in range(0, len(base), _CHUNK):
            part = slice(start, start + _CHUNK)
            out[part] = self.contributions(patterns[part], base[part]).sum(axis=1)
        return out

    def contributions(self, patterns: Patterns, base: Floats, *, parts: Floats | None = None) -> Floats:
        """What each field adds; rows pairs, columns the fields and last what they say together.

        Each row sums to the pair's weight.

        Args:
            patterns: levels, as for `weights`.
            base: unsupervised weights of the pairs.
            parts: what each field adds to the unsupervised weight, with a last column for the rest (rows sum
                to ``base``); without it all of it stands in the last column.
        """
        check_patterns(patterns, base, self.fields)
        far = reach(base)
        out = np.zeros((len(base), len(self.fields) + 1))
        for n, field in enumerate(self.fields):
            out[:, n] = self.levels[field][patterns[:, n]]
        out[:, -1] = self.intercept + self.slope * base
        for (one, two), table in self.together.items():
            a, b = (grades(f)[patterns[:, self.fields.index(f)]] for f in (one, two))
            out[:, -1] += table[a, b]
        out *= far[:, None]
        if parts is None:
            out[:, -1] += base
        else:
            out += parts
        return out

    def probabilities(self, patterns: Patterns, base: Floats) -> Floats:
        """Probabilities that pairs are the same person, from their weights."""
        out: Floats = 1.0 / (1.0 + np.exp2(-self.weights(patterns, base)))
        return out

    def to_plain(self) -> dict[str, Any]:
        """The model as numbers, words and lists (JSON); `from_plain` reads it again without loss."""
        return {
            "fields": list(self.fields),
            "intercept": self.intercept,
            "slope": self.slope,
            "levels": {f: dict(zip(FIELDS[f], map(float, v), strict=True)) for f, v in self.levels.items()},
            "together": [[*pair, table.tolist()] for pair, table in self.together.items()],
            "judgements": self.judgements,
            "same": self.same,
            "loss_before": self.loss_before,
            "loss_after": self.loss_after,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "LearnedModel":
        """Read what `to_plain` wrote. Levels are found by their words.

        Raises:
            BadInputError: a field or a level is unknown to this version, or something is missing.
        """
        try:
            fields = tuple(plain["fields"])
            return cls(
                fields=fields,
                levels={f: _by_level(f, plain["levels"][f]) for f in fields},
                together={(a, b): np.array(table, dtype=np.float64) for a, b, table in plain["together"]},
                intercept=float(plain["intercept"]),
                slope=float(plain["slope"]),
                judgements=int(plain["judgements"]),
                same=int(plain["same"]),
                loss_before=float(plain["loss_before"]),
                loss_after=float(plain["loss_after"]),
            )
        except (KeyError, TypeError) as error:
            raise BadInputError(
                "matching.learned_model",
                "The learned model is of another version.",
                "Link again with the judgements to learn it anew.",
            ) from error

    def explain(self) -> str:
        """Say in English what was learned."""
        moved = [
            (abs(float(v)), field, level, float(v))
            for field in self.fields
            for level, v in zip(FIELDS[field], self.levels[field], strict=True)
        ]
        most = [m for m in sorted(moved, reverse=True)[:5] if m[0] >= 0.1]
        lines = [
            f"Learned from {self.judgements:,} judgements, {self.same:,} of them same.",
            f"Bits of surprise a judgement: {self.loss_before:.2f} before, {self.loss_after:.2f} on those set aside.",
        ]
        if most:
            told = "; ".join(f"{field} {level.replace('_', ' ')} {value:+.1f}" for _, field, level, value in most)
            lines.append(f"Moved most (log2 odds): {told}.")
        return "\n".join(lines)


def reach(base: Floats) -> Floats:
    """How far judgements reach a pair of this unsupervised weight: 1 at even odds, under .4 beyond 8 bits."""
    out: Floats = np.exp(-((base / _REACH) ** 2))
    return out


def _by_level(field: str, adjustments: Mapping[str, float]) -> Floats:
    out = np.zeros(len(FIELDS[field]))
    at = {level: n for n, level in enumerate(FIELDS[field])}
    for level, value in adjustments.items():
        out[at[level]] = value
    return out


def check_patterns(patterns: Patterns, weight: Floats, fields: tuple[str, ...]) -> None:
    """Refuse patterns that do not fit the weights, the fields or their levels (BadInputError)."""
    sizes = np.array([len(FIELDS[f]) for f in fields])
    fits = patterns.ndim == 2 and patterns.shape == (len(weight), len(fields))
    if not fits or (len(weight) and ((patterns.max(axis=0) >= sizes).any() or patterns.min() < 0)):
        raise BadInputError(
            "matching.patterns",
            "The patterns do not fit the weights and the fields.",
            "Give one row of levels for each pair and one column for each field.",
        )


def grades(field: str) -> NDArray[np.int64]:
    """Grade of each level: 0 missing, then the lower, middle and upper third of the ladder."""
    size = len(FIELDS[field]) - 1
    return np.concatenate(([0], 1 + 3 * np.arange(size) // size)).astype(np.int64)
