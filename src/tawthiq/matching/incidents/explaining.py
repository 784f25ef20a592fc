"""What each field of two incident records says about whether they are the same incident, in codes and weights.

The weight of a field is the log2 of how often its level stands among pairs of the same incident over how often among
the others, these weighed by how probable each class of them is for this pair; the weights of the fields and what is
left for all together (``together``) sum to the weight of the pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tawthiq.matching.incidents.levels import FIELDS
from tawthiq.matching.incidents.weighing import (
    CLASS_SHARE,
    CLASSES,
    SLOPE,
    calibrated_weights,
    class_probabilities,
    prior_tables,
)
from tawthiq.matching.weighing import Model, log_likelihoods, match_weights

_SAME = {
    "same", "same_day", "same_town", "same_spot", "equal_small", "equal_middle", "equal_large", "overlap", "shared",
    "shared_rare", "one_shared", "several_shared", "alone", "two_lists", "best",
}  # fmt: skip
_CLOSE = {
    "next_day", "inside_span", "day_month_swapped", "days_apart", "nearby", "inside_place", "related", "same_weapon",
    "some_shared", "near_small", "near_large", "factor_two", "few_shared", "two", "near",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvidence:
    """What one field says about a pair.

    Args:
        field: name of the field (`tawthiq.matching.incidents.levels.FIELDS`) or ``together``.
        level: the level reached, a code of that field.
        state: ``same``, ``close``, ``different`` or ``missing``.
        weight: log2 weight, positive for the same incident.
    """

    field: str
    level: str
    state: str
    weight: float


def explain_incident_pair(
    levels: Mapping[str, str], *, model: Mapping[str, Any] | None = None
) -> tuple[IncidentEvidence, ...]:
    """Explain how two incident records compared, in the order of the fields, ``together`` last.

    Args:
        levels: the levels of the pair as its row of the linkage's pairs holds them; a field left out is missing.
        model: ``report["model"]`` of the linkage. Without it the weights are those held before any data.
    """
    found = {f: levels.get(f, "missing") for f in FIELDS}
    fitted = _model_of(model)
    pattern = np.array([[FIELDS[f].index(found[f]) for f in FIELDS]], dtype=np.int8)
    likelihood = log_likelihoods(fitted, pattern)
    others = class_probabilities(likelihood[:, 1:])[0]
    rows = []
    for n, name in enumerate(FIELDS):
        column = np.log2(np.maximum(fitted.levels[name][:, pattern[0, n]], 1e-12))
        weight = SLOPE * float(column[0] - others @ column[1:]) if pattern[0, n] else 0.0
        rows.append(IncidentEvidence(field=name, level=found[name], state=state_of(found[name]), weight=weight))
    rest = float(calibrated_weights(match_weights(likelihood))[0]) - sum(row.weight for row in rows)
    return (*rows, IncidentEvidence(field="together", level="missing", state="missing", weight=rest))


def state_of(level: str) -> str:
    """Whether a level means ``same``, ``close``, ``different`` or ``missing``."""
    if level == "missing":
        return "missing"
    return "same" if level in _SAME else "close" if level in _CLOSE else "different"


def _model_of(parameters: Mapping[str, Any] | None) -> Model:
    tables = prior_tables()
    share = CLASS_SHARE
    if parameters:
        share = np.array([parameters["class_share"][c] for c in CLASSES])
        for name, by_level in parameters["levels"].items():
            for level, by_class in by_level.items():
                tables[name][:, FIELDS[name].index(level)] = [by_class[c] for c in CLASSES]
    return Model(fields=tuple(FIELDS), class_share=share, levels=tables, rounds=0, converged=True)
