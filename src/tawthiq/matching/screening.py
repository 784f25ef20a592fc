"""Which candidates are compared in full: those that a glance at whole keys does not rule out.

Blocks bring together many pairs that nobody would look at twice: they share a day and a town, or two common names, and
differ in all else. Nine of ten candidates at a million records are such. Here each pair is given points by whole
numbers alone, equal or not: consonant skeletons of the name parts, births, days of death, places, texts. The points
are rough log2 odds, fixed, and generous: a part that is misspelt counts as another one, a part that is missing or
stands elsewhere as nothing. A pair far below even odds is **hopeless**.

Hopeless pairs are not simply dropped, because the model learns from them what different people have in common: one in
eight, chosen by a hash of the two records, stays and counts for all of them (`tawthiq.matching.glance.STANDS_FOR`). So
shares estimated from the pairs that stay are those of all candidates, with a little noise (Horvitz and Thompson 1952).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.encoding import Encoded
from tawthiq.matching.glance import glance_rows

Ints = NDArray[np.int32]
SCREENED_FROM = 1_000_000
"""So many candidates are worth screening; fewer are all compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The candidates that are compared.

    Args:
        left: one record of each pair.
        right: the other.
        times: how many candidates each pair stands for.
        hopeless: how many candidates were found hopeless.
    """

    left: Ints
    right: Ints
    times: NDArray[np.int8]
    hopeless: int


def screen(data: Encoded, left: Ints, right: Ints) -> Screened:
    """Leave out most of the candidates that are hopeless (see the module).

    Neither the order of the rows of a frame nor the number of threads changes what stays.
    """
    from tawthiq.matching.compiling import over_slices

    if len(left) < SCREENED_FROM:
        return Screened(left=left, right=right, times=np.ones(len(left), dtype=np.int8), hopeless=0)
    rows = glance_rows(data)
    times = np.zeros(len(left), dtype=np.int8)

    def one_slice(cut: slice) -> None:
        times[cut] = times_of(rows, left[cut], right[cut])

    over_slices(one_slice, len(left))
    kept = np.flatnonzero(times)
    hopeless = len(left) - int((times == 1).sum())
    return Screened(left=left[kept], right=right[kept], times=times[kept], hopeless=hopeless)


def times_of(
    rows: Ints, left: Ints, right: Ints, *, numbers: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
) -> NDArray[np.int8]:
    """How many candidates each pair stands for; 0 for those that are left out.

    ``numbers`` are those of the records among all, where ``rows`` holds only some of them.
    """
    from tawthiq.matching.screening_kernels import stand_for

    one, two = numbers or (left.astype(np.int64), right.astype(np.int64))
    times = np.zeros(len(left), dtype=np.int8)
    stand_for(rows, left, right, one, two, times)
    return times
