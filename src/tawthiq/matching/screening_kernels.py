"""Compiled points of `screening`; rows are those of `tawthiq.matching.glance`."""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled
from tawthiq.matching.drawing_kernels import mixed
from tawthiq.matching.glance import (
    BORN,
    BORN_ON,
    DIED_FROM,
    DIED_TO,
    INNER,
    KEYS,
    KEYS_OTHER,
    OUTER,
    STANDS_FOR,
    TEXTS,
    WIDTH,
)

Rows = NDArray[np.int32]
_NO_DAY = -(2**30)
_HOPELESS = -4
_DRAWN = np.uint64(0x5851F42D4C957F2D)


@compiled
def _points_of_names(rows: Rows, i: int, j: int, at: int, other_at: int) -> int:
    """Points of two readings: given name, father, grandfather, family."""
    given, father, grand, last = rows[i, at], rows[i, at + 1], rows[i, at + 2], rows[i, at + 3]
    points = 0
    one, two, three, four = rows[j, other_at], rows[j, other_at + 1], rows[j, other_at + 2], rows[j, other_at + 3]
    if given >= 0 and one >= 0:
        if given == one:
            points += 4
        else:
            points += -2 if given in (two, four) or one in (father, last) else -5
    if last >= 0 and four >= 0:
        if last == four:
            points += 5
        else:
            points += -1 if last in (two, three) or four in (father, grand) else -4
    if father >= 0 and two >= 0:
        if father == two:
            points += 3
        else:
            points += 0 if father == three or (grand == two and grand >= 0) else -3
    if grand >= 0 and three >= 0:
        points += 3 if grand == three else -2
    return points


@compiled
def _points_of_facts(rows: Rows, i: int, j: int) -> int:
    """Points of births, days of death, places, and what else two records tell alike."""
    points = 0
    for text in range(TEXTS, WIDTH):
        if rows[i, text] >= 0 and rows[i, text] == rows[j, text]:
            points += 6
    if rows[i, BORN_ON] != _NO_DAY and rows[i, BORN_ON] == rows[j, BORN_ON]:
        points += 7
    elif rows[i, BORN] >= 0 and rows[j, BORN] >= 0:
        years = abs(rows[i, BORN] - rows[j, BORN])
        points += 2 if years <= 1 else 0 if years <= 3 else -3 if years <= 10 else -6
    if rows[i, DIED_FROM] != _NO_DAY and rows[j, DIED_FROM] != _NO_DAY:
        days = max(0, rows[i, DIED_FROM] - rows[j, DIED_TO], rows[j, DIED_FROM] - rows[i, DIED_TO])
        points += 5 if days == 0 else 3 if days <= 5 else 0 if days <= 45 else -4 if days <= 366 else -6
    if rows[i, INNER] >= 0 and rows[i, INNER] == rows[j, INNER]:
        points += 3
    elif rows[i, OUTER] >= 0 and rows[j, OUTER] >= 0:
        points += 1 if rows[i, OUTER] == rows[j, OUTER] else -3
    return points


@compiled
def stand_for(
    rows: Rows, left: Rows, right: Rows, one: NDArray[np.int64], two: NDArray[np.int64], times: NDArray[np.int8]
) -> None:
    """Write for each pair how many it stands for: 1, or for the hopeless 0 and now and then `STANDS_FOR`.

    ``left`` and ``right`` are places in ``rows``; ``one`` and ``two`` the numbers of the same records among all.
    """
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        facts = _points_of_facts(rows, i, j)
        names = _points_of_names(rows, i, j, KEYS, KEYS)
        if names + facts <= _HOPELESS:
            names = max(
                _points_of_names(rows, i, j, KEYS_OTHER, KEYS),
                _points_of_names(rows, i, j, KEYS, KEYS_OTHER),
                _points_of_names(rows, i, j, KEYS_OTHER, KEYS_OTHER),
            )
        if names + facts > _HOPELESS:
            times[pair] = 1
        else:
            code = (np.uint64(one[pair]) << np.uint64(32)) | np.uint64(two[pair])
            times[pair] = STANDS_FOR if mixed(code + _DRAWN) % np.uint64(STANDS_FOR) == 0 else 0
