"""Match weights of incidents: how much each level of each field speaks for the same incident.

A town is hit several times in a day, and sources agree on town, day, kind and perpetrator of different strikes. So
pairs are a mixture of three latent classes, as pairs of persons are of four:

* ``same``: the same incident,
* ``beside``: another incident in the same place on the same day or near it,
* ``other``: incidents elsewhere or at another time that a blocking rule brought together.

Within a class fields are independent; shares are estimated by EM on the counted patterns (Dempster, Laird and Rubin
1977; Winkler 1988) with Dirichlet priors that hold them near what is known of such lists. Missing values carry no
likelihood. The log2 odds of ``same`` against the other two, prior included, are too sure of themselves, because fields
are not quite independent within a class: `SLOPE` and `SHIFT` bring them to what is right (Platt 1999), learned on
invented lists of 300 to 6,000 incidents, where they hardly differed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.incidents.levels import FIELDS, NUMBERS
from tawthiq.matching.weighing import Model, log_likelihoods

Floats = NDArray[np.float64]
CLASSES = ("same", "beside", "other")
CLASS_SHARE = np.array([0.10, 0.20, 0.70])
_NUMBER = {
    "equal_small": (0.25, 0.16, 0.19), "equal_middle": (0.14, 0.03, 0.03), "equal_large": (0.09, 0.003, 0.003),
    "overlap": (0.10, 0.03, 0.03), "near_small": (0.16, 0.23, 0.24), "near_large": (0.06, 0.01, 0.01),
    "factor_two": (0.12, 0.16, 0.15), "apart": (0.04, 0.12, 0.11),
    "contradict": (0.04, 0.27, 0.24),
}  # fmt: skip
# Shares of the levels in each class before anything is seen; what is left out is close to never.
_PRIOR: dict[str, dict[str, tuple[float, float, float]]] = {
    "day": {
        "same_day": (0.78, 0.55, 0.30), "overlap": (0.02, 0.02, 0.02), "next_day": (0.11, 0.20, 0.20),
        "inside_span": (0.05, 0.08, 0.05), "day_month_swapped": (0.01, 0.002, 0.005), "days_apart": (0.02, 0.08, 0.10),
        "within_week": (0.005, 0.04, 0.15), "within_month": (0.004, 0.02, 0.13), "different": (0.001, 0.01, 0.05),
    },
    "place": {
        "same_town": (0.58, 0.74, 0.03), "same_spot": (0.16, 0.03, 0.002), "apart_in_town": (0.01, 0.08, 0.005),
        "inside_place": (0.16, 0.10, 0.12), "nearby": (0.05, 0.03, 0.04), "same_governorate": (0.03, 0.015, 0.65),
        "different": (0.01, 0.005, 0.15),
    },
    "means": {
        "same": (0.76, 0.58, 0.25), "related": (0.14, 0.14, 0.20), "same_weapon": (0.04, 0.03, 0.03),
        "different": (0.06, 0.25, 0.52),
    },
    "actor": {"same": (0.80, 0.70, 0.35), "some_shared": (0.08, 0.06, 0.05), "different": (0.12, 0.24, 0.60)},
    **dict.fromkeys(NUMBERS, _NUMBER),
    "words": {
        "shared_rare": (0.35, 0.04, 0.01), "shared": (0.35, 0.12, 0.06), "few_shared": (0.15, 0.14, 0.10),
        "other_words": (0.15, 0.70, 0.83),
    },
    "victims": {
        "several_shared": (0.25, 0.001, 0.0005), "one_shared": (0.35, 0.01, 0.005), "none_shared": (0.40, 0.99, 0.99),
    },
    "company": {"alone": (0.72, 0.25, 0.60), "two": (0.18, 0.35, 0.25), "many": (0.10, 0.40, 0.15)},
    "lists": {"two_lists": (0.97, 0.72, 0.74), "same_list": (0.03, 0.28, 0.26)},
    "rival": {
        "best": (0.85, 0.30, 0.35), "near": (0.10, 0.15, 0.15), "behind": (0.04, 0.25, 0.20),
        "far_behind": (0.01, 0.30, 0.30),
    },
}  # fmt: skip
_STRENGTH = {"same": 0.5, "beside": 1.0, "other": 0.05}
"""Pseudo-pairs of the prior for each pair of the class."""
_LEAST = 60.0
SLOPE, SHIFT = 0.64, -0.94
_SHARE_STRENGTH = 40.0


def prior_tables() -> dict[str, Floats]:
    """Level shares (rows classes, columns levels) before any pair is seen."""
    tables = {}
    for field, levels in _PRIOR.items():
        table = np.zeros((len(CLASSES), len(FIELDS[field])))
        for level, shares in levels.items():
            table[:, FIELDS[field].index(level)] = shares
        table[:, 1:] += 1e-5
        tables[field] = table / table.sum(axis=1, keepdims=True)
    return tables


def fit_incidents(
    patterns: NDArray[np.int8],
    counts: Floats,
    fields: tuple[str, ...],
    *,
    start: Model | None = None,
    rounds: int = 100,
    tolerance: float = 5e-4,
) -> Model:
    """Estimate the model on counted patterns (one row a pattern, one column a field).

    Args:
        patterns: levels, in the order of `fields`.
        counts: how many pairs have each pattern.
        fields: names of the columns.
        start: a model to start from for the fields it has; the priors elsewhere.
        rounds: most rounds of EM.
        tolerance: stop when no class share and no level share moves by more.
    """
    priors = prior_tables()
    levels = {f: (start.levels if start and f in start.levels else priors)[f].copy() for f in fields}
    share = CLASS_SHARE.copy() if start is None else start.class_share.copy()
    model = Model(fields=fields, class_share=share, levels=levels, rounds=0, converged=False)
    for step in range(1, rounds + 1):
        weight = class_probabilities(log_likelihoods(model, patterns)) * counts[:, None]
        levels = {f: _update(patterns[:, n], weight, priors[f]) for n, f in enumerate(fields)}
        share = weight.sum(axis=0) + _SHARE_STRENGTH * CLASS_SHARE
        share = share / share.sum()
        moved = max(
            float(np.abs(share - model.class_share).max()),
            *(float(np.abs(levels[f] - model.levels[f]).max()) for f in fields),
        )
        model = Model(fields=fields, class_share=share, levels=levels, rounds=step, converged=moved < tolerance)
        if model.converged:
            break
    return model


def calibrated_weights(raw: Floats) -> Floats:
    """Weights (log2 odds) that can be taken at their word, from those of the model."""
    return SLOPE * raw + SHIFT


def class_probabilities(log_likelihood: Floats) -> Floats:
    """Probabilities of the classes (columns) from log likelihoods."""
    shifted = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    out: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return out


def _update(column: NDArray[np.int8], weight: Floats, prior: Floats) -> Floats:
    table = np.zeros_like(prior)
    for c, name in enumerate(CLASSES):
        seen = np.bincount(column, weights=weight[:, c], minlength=prior.shape[1])
        seen[0] = 0
        pseudo = max(_LEAST, _STRENGTH[name] * float(seen.sum()))
        table[c] = (seen + pseudo * prior[c]) / (seen.sum() + pseudo)
    return table


def model_parameters(model: Model) -> dict[str, Any]:
    """The parameters as plain values, for reports and for explaining pairs."""
    return {
        "class_share": dict(zip(CLASSES, (round(float(x), 6) for x in model.class_share), strict=True)),
        "levels": {
            field: {
                level: {c: round(float(p), 7) for c, p in zip(CLASSES, table[:, n], strict=True)}
                for n, level in enumerate(FIELDS[field])
                if n
            }
            for field, table in model.levels.items()
        },
        "rounds": model.rounds,
        "converged": model.converged,
    }
