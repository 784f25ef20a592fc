"""Whether new records look like those that a model was fitted on; where they do not, all should be linked again.

Five signs, each with its measure:

* ``names``: how many new records have a given or family name whose skeleton no kept record has. As many as there
  are kept records with a name that stands once are expected (Good 1953: the chance of something unseen is the share
  of what was seen once); more than three times that, and more than a fifth, is unlike.
* ``script``: a script in which more than 5% of the new name parts are written, and fewer than 1 in 1,000 kept ones.
* ``field``: a field that more than a fifth of the new records fill, and fewer than 1% of the kept ones: its weights
  are guesses still.
* ``uncompared``: more than half of the new records share no key with anyone.
* ``grown``: what was added since the model was fitted is more than a quarter of what it was fitted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.encoding import GIVEN, LAST, LAST_OTHER, NO_DAY, PLAIN_TEXTS, Encoded
from tawthiq.matching.kept.dictionaries import Columns, columns_of
from tawthiq.matching.kept.holding import Kept
from tawthiq.matching.parts import SCRIPT, SCRIPTS

LEAST_RECORDS: Final = 20
"""Fewer new records than this say nothing of what they are like; only ``grown`` is looked at."""
MOST_UNSEEN, TIMES_UNSEEN = 0.2, 3.0
SCRIPT_NEW, SCRIPT_KEPT = 0.05, 0.001
FIELD_NEW, FIELD_KEPT = 0.2, 0.01
MOST_UNCOMPARED = 0.5
MOST_GROWN = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlike:
    """One way in which new records are unlike the kept ones.

    Args:
        code: ``names``, ``script``, ``field``, ``uncompared`` or ``grown``.
        what: the script or field, "" elsewhere.
        new: share of the new records (of name parts for ``script``; of the records fitted on for ``grown``).
        kept: the same share of the kept ones, or what was expected.
    """

    code: str
    what: str
    new: float
    kept: float

    def explain(self) -> str:
        """Say it in English."""
        return {
            "names": (
                f"{self.new:.0%} of the new records have a name that no kept record has; {self.kept:.0%} were expected."
            ),
            "script": f"{self.new:.0%} of the new names are in {self.what} letters, {self.kept:.1%} of those kept.",
            "field": f"{self.new:.0%} of the new records say {self.what}, {self.kept:.1%} of those kept.",
            "uncompared": f"{self.new:.0%} of the new records share no key with any record.",
            "grown": f"What was added since the model was fitted is {self.new:.0%} of what it was fitted on.",
        }[self.code]

    def plain(self) -> dict[str, Any]:
        """As plain values, with the words."""
        return {"code": self.code, "what": self.what, "new": self.new, "kept": self.kept, "words": self.explain()}


def unlikeness(kept: Kept, fresh: Encoded, report: Mapping[str, Any]) -> list[Unlike]:
    """In which ways new records are unlike the kept ones; see the module.

    Args:
        kept: what was kept.
        fresh: the new records, coded on their own.
        report: how many there are, and how many were compared with none.
    """
    found = []
    if fresh.size >= LEAST_RECORDS:
        found = [*_names(kept, fresh), *_scripts(kept, fresh), *_fields(kept, fresh)]
        uncompared = report["uncompared_records"] / fresh.size
        if uncompared > MOST_UNCOMPARED:
            found.append(Unlike(code="uncompared", what="", new=uncompared, kept=0.0))
    fitted = kept.settings.fitted_on
    grown = (report["records"] - fitted) / max(1, fitted)
    if grown > MOST_GROWN:
        found.append(Unlike(code="grown", what="", new=grown, kept=0.0))
    return found


def _names(kept: Kept, fresh: Encoded) -> list[Unlike]:
    parts, known = kept.words.parts, set(kept.words.parts.words["skeleton"].to_list())
    unseen = np.array([part.spelling.skeleton not in known for part in fresh.parts.parts] + [False])
    share = float(unseen[fresh.slots[:, [GIVEN, LAST]]].any(axis=1).mean())
    once = int((parts.rare_given == 1).sum() + (parts.rare_last == 1).sum())
    expected = min(1.0, once / max(1, kept.size))
    if share <= max(MOST_UNSEEN, TIMES_UNSEEN * expected):
        return []
    return [Unlike(code="names", what="", new=share, kept=expected)]


def _scripts(kept: Kept, fresh: Encoded) -> list[Unlike]:
    new = _script_shares(fresh.parts.rows[:, SCRIPT], np.bincount(_known(fresh.slots), minlength=len(fresh.parts.rows)))
    rows = kept.words.parts.rows
    old = _script_shares(rows[:, SCRIPT], np.bincount(_known(kept.columns["slots"]), minlength=len(rows)))
    return [
        Unlike(code="script", what=script, new=float(new[n]), kept=float(old[n]))
        for n, script in enumerate(SCRIPTS)
        if new[n] > SCRIPT_NEW and old[n] < SCRIPT_KEPT
    ]


def _known(slots: NDArray[Any]) -> NDArray[np.int32]:
    codes: NDArray[np.int32] = slots[:, :LAST_OTHER].ravel()
    return codes[codes >= 0]


def _script_shares(script: NDArray[np.int32], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    total = np.bincount(script, weights=counts, minlength=len(SCRIPTS)).astype(np.float64)
    return total / max(1.0, float(total.sum()))


def _fields(kept: Kept, fresh: Encoded) -> list[Unlike]:
    new, old = _filled(columns_of(fresh)), _filled(kept.columns)
    return [
        Unlike(code="field", what=field, new=new[field], kept=old[field])
        for field in new
        if new[field] > FIELD_NEW and old[field] < FIELD_KEPT
    ]


def _filled(columns: Columns) -> dict[str, float]:
    """Share of records that say each field."""
    if not len(columns["sex"]):
        return {}
    said = {
        "an age": ~np.isnan(columns["age"]),
        "a birth": columns["birth"][:, 0] > 0,
        "a day of death": columns["death_from"] != NO_DAY,
        "a governorate": columns["governorate"] >= 0,
        "a town": columns["town"] >= 0,
        "a sex": columns["sex"] > 0,
        **{f"{'an' if field[0] in 'ao' else 'a'} {field}": columns[f"text_{field}"] >= 0 for field in PLAIN_TEXTS},
    }
    return {field: float(np.mean(filled)) for field, filled in said.items()}
