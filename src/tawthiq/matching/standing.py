"""How firmly each pair stands where the clusters put it.

A pair does not speak alone. Between two clusters, or inside one, there are other pairs, and their average says
about as much as the pair itself: measured against known truth on invented lists, answers follow the mean of
the two. That the clusters hold the pair, or were not merged although they could have been, says more than
weights do: of pairs that are held against their own weight four in five are one person, of pairs that are kept
apart against it one in three. So the odds are at least 4 to 1 for a pair that is held, at most 1 to 2 for one
that is kept apart.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_CLIP = 12.0
_HELD, _APART = 2.0, -1.0


def standing_odds(weight: Floats, one: NDArray[np.integer], two: NDArray[np.integer]) -> Floats:
    """Log2 odds that each pair is one person, its own weight and the pairs beside it taken together.

    Args:
        weight: log2 odds of the pairs on their own.
        one: code (0 and up) of the cluster of one record of each pair.
        two: code of the cluster of the other.
    """
    own = np.clip(weight, -_CLIP, _CLIP)
    held = one == two
    codes = int(max(one.max(), two.max())) + 1 if len(own) else 1
    key = np.minimum(one, two).astype(np.int64) * codes + np.maximum(one, two)
    _, group = np.unique(key, return_inverse=True)
    mean = np.bincount(group, weights=own) / np.bincount(group) if len(own) else np.zeros(0)
    odds = (own + mean[group]) / 2
    out: Floats = np.where(held, np.maximum(odds, _HELD), np.minimum(odds, _APART))
    return out
