"""Spellings that the lists themselves show to be one name.

No rule knows every way to write a name in another script, every pet name or every clerk's habit. But where
everything else about two records agrees, the names that stand against each other tell: a name and its
variant meet there again and again, in one family after another, far more often than brothers with just
these two names do by chance.

The rule: take the pairs that a first model would join without looking at one part of the name (given name,
father or family), and in which that part differs. Two skeletons are one name when they meet there in at
least `LEAST_FAMILIES` different families (for families: under different given names), at least `LEAST_RATIO`
times as often as chance would bring them together, and the excess is beyond doubt: the log likelihood ratio
of the count against its expectation (Dunning 1993) exceeds `LEAST_EVIDENCE`. Hassan and Hussein, given to
brothers so often, stay two names: they meet a few times more often than chance, not thirty times.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.comparing import COMPARED, Levels
from tawthiq.matching.encoding import GIVEN, LAST, MIDDLE1, Encoded
from tawthiq.matching.levels import SOUND
from tawthiq.matching.weighing import Model, log_likelihoods, match_weights

LEAST_FAMILIES: Final = 3
LEAST_RATIO: Final = 30.0
LEAST_EVIDENCE: Final = 12.0
_JOINED_WITHOUT = 1.0
NAME_PARTS: Final = (
    ("given", GIVEN, (MIDDLE1, LAST)),
    ("father", MIDDLE1, (GIVEN, LAST)),
    ("family", LAST, (GIVEN, MIDDLE1)),
)
"""Each part of the name, its slot, and the slots that must differ for two meetings to count as two."""

Pairs = NDArray[np.int32]
Equivalents = NDArray[np.int64]
NONE_FOUND: Equivalents = np.zeros(0, dtype=np.int64)


def find_equivalents(
    data: Encoded,
    model: Model,
    left: Pairs,
    right: Pairs,
    *,
    levels: dict[str, Levels],
    patterns: NDArray[np.int8],
    number: NDArray[np.int32],
) -> Equivalents:
    """Return the pairs of skeletons that are equivalents of one name, sorted, each as ``small * 2**32 + large``.

    Args:
        data: the records.
        model: a first model of the compared pairs.
        left: one record of each pair.
        right: the other.
        levels: of each pair.
        patterns: distinct patterns of levels.
        number: for each pair the row of its pattern.
    """
    found = [NONE_FOUND]
    for field, slot, context in NAME_PARTS:
        differs = (levels[field] > 0) & (levels[field] < SOUND)
        at = np.flatnonzero(joined_without(model, patterns, field)[number] & differs)
        if at.size:
            found.append(_meeting_too_often(meetings(data, left[at], right[at], slot, context)))
    return np.unique(np.concatenate(found))


def joined_without(model: Model, patterns: NDArray[np.int8], field: str) -> NDArray[np.bool_]:
    """Say which patterns the model would join without looking at one field."""
    without = patterns.copy()
    without[:, COMPARED.index(field)] = 0
    joined: NDArray[np.bool_] = match_weights(log_likelihoods(model, without)) > _JOINED_WITHOUT
    return joined


def meetings(data: Encoded, left: Pairs, right: Pairs, slot: int, context: tuple[int, ...]) -> pl.DataFrame:
    """The two skeletons that meet in each pair (small, large), and the family in which they do."""

    def key(records: Pairs, which: int) -> NDArray[np.int64]:
        part = data.slots[records, which]
        return np.where(part >= 0, data.parts.core_key[part], -1).astype(np.int64)

    a, b = key(left, slot), key(right, slot)
    family = sum((key(left, which) + 1) * np.int64(1_000_003) ** n for n, which in enumerate(context))
    frame = pl.DataFrame({"small": np.minimum(a, b), "large": np.maximum(a, b), "family": family})
    return frame.filter((pl.col("small") >= 0) & (pl.col("small") != pl.col("large")))


def _meeting_too_often(meetings: pl.DataFrame) -> Equivalents:
    """Pairs of skeletons that meet too often for chance."""
    return too_often(meetings.group_by("small", "large").agg(pl.col("family").n_unique().alias("seen")))


def too_often(families: pl.DataFrame) -> Equivalents:
    """Pairs of skeletons that meet too often for chance, from the number of families (``seen``) each meets in."""
    families = families.with_columns(pl.col("seen").cast(pl.Float64))
    total = float(families["seen"].sum() or 0.0)
    ends = (
        pl.concat([families.select(pl.col(end).alias("key"), "seen") for end in ("small", "large")])
        .group_by("key")
        .agg((pl.col("seen").sum() / (2 * max(total, 1.0))).alias("share"))
    )
    expected = (
        families.filter(pl.col("seen") >= LEAST_FAMILIES)
        .join(ends, left_on="small", right_on="key")
        .join(ends, left_on="large", right_on="key", suffix="_large")
        .with_columns((2 * total * pl.col("share") * pl.col("share_large")).alias("chance"))
    )
    evidence = pl.col("seen") * (pl.col("seen") / pl.col("chance")).log() - (pl.col("seen") - pl.col("chance"))
    sure = expected.filter((pl.col("seen") >= LEAST_RATIO * pl.col("chance")) & (evidence >= LEAST_EVIDENCE))
    codes: Equivalents = (sure["small"] * 2**32 + sure["large"]).to_numpy()
    return codes
