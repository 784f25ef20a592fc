"""What is glanced at of each record, one row of whole numbers each; see `tawthiq.matching.screening`."""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.encoding import GIVEN, LAST, MIDDLE1, MIDDLE2, NO_DAY, Encoded

Ints = NDArray[np.int32]
STANDS_FOR = 8
"""How many hopeless pairs one that is compared stands for."""
UNKNOWN = np.int32(-1)
# Columns of a record's row.
KEYS, KEYS_OTHER, BORN, BORN_ON, DIED_FROM, DIED_TO, OUTER, INNER, TEXTS = 0, 4, 8, 9, 10, 11, 12, 13, 14
TOLD = ("number", "contact", "address", "postcode")
WIDTH = TEXTS + len(TOLD)


def glance_rows(data: Encoded) -> Ints:
    """The rows of all records, with the columns named above."""
    rows = np.full((data.size, WIDTH), UNKNOWN, dtype=np.int32)
    key = np.append(data.parts.core_key, UNKNOWN).astype(np.int32)
    for first, slots in ((KEYS, data.slots), (KEYS_OTHER, data.slots_other)):
        rows[:, first : first + 4] = key[slots[:, (GIVEN, MIDDLE1, MIDDLE2, LAST)]]
    rows[:, BORN] = data.years_of_birth
    rows[:, BORN_ON] = np.where((data.birth > 0).all(axis=1), data.birth_day, NO_DAY)
    rows[:, DIED_FROM], rows[:, DIED_TO] = data.death_from, data.death_to
    rows[:, OUTER], rows[:, INNER] = data.governorate, data.town
    for n, field in enumerate(TOLD):
        rows[:, TEXTS + n] = data.texts[field][0]
    return rows
