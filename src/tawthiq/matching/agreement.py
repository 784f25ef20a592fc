"""How far two reviewers agree beyond what chance alone would give.

Cohen's kappa (Cohen 1960, Educational and Psychological Measurement 20): κ = (p − e) / (1 − e), with p the share of
pairs judged alike and e the share to expect if each kept their own shares of answers and answered blindly. Its
interval uses the large-sample standard error under the alternative (Fleiss, Cohen and Everitt 1969, Psychological
Bulletin 72, formula 13). Kappa says nothing of who is right, and it is low by nature where almost every answer is
the same: the share of agreement stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 10
"""With fewer pairs than this no kappa is given: its interval would span almost everything."""
_NORMAL = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two reviewers agree.

    Args:
        n: pairs both judged.
        alike: pairs they judged alike.
        kappa: Cohen's kappa, None where it is not given.
        lower: lower end of its 95% interval.
        upper: upper end, at most 1.
        refusal: why there is no kappa: ``few`` (fewer pairs than `LEAST`) or ``one_answer`` (both gave one and the
            same answer throughout, so chance explains everything); empty where there is one.
    """

    n: int
    alike: int
    kappa: float | None = None
    lower: float | None = None
    upper: float | None = None
    refusal: str = ""

    @property
    def share(self) -> float | None:
        """Share of pairs judged alike."""
        return self.alike / self.n if self.n else None


def measure_agreement(answers: Sequence[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of two reviewers from their answers on the same pairs.

    >>> measure_agreement([("same", "same")] * 20 + [("different", "different")] * 20).kappa
    1.0
    """
    n = len(answers)
    alike = sum(one == other for one, other in answers)
    if n < LEAST:
        return Agreement(n=n, alike=alike, refusal="few")
    kinds = sorted({answer for pair in answers for answer in pair})
    if len(kinds) == 1:
        return Agreement(n=n, alike=alike, refusal="one_answer")
    share = {(r, c): sum(answer == (r, c) for answer in answers) / n for r in kinds for c in kinds}
    first = {k: sum(share[k, c] for c in kinds) for k in kinds}
    second = {k: sum(share[r, k] for r in kinds) for k in kinds}
    observed = sum(share[k, k] for k in kinds)
    expected = sum(first[k] * second[k] for k in kinds)
    kappa = (observed - expected) / (1 - expected)
    on = sum(share[k, k] * (1 - (first[k] + second[k]) * (1 - kappa)) ** 2 for k in kinds)
    off = sum(share[r, c] * (second[r] + first[c]) ** 2 for r in kinds for c in kinds if r != c)
    spread = on + (1 - kappa) ** 2 * off - (kappa - expected * (1 - kappa)) ** 2
    error = math.sqrt(max(spread, 0.0) / n) / (1 - expected)
    return Agreement(
        n=n,
        alike=alike,
        kappa=round(kappa, 12) + 0.0,
        lower=max(-1.0, kappa - _NORMAL * error),
        upper=min(1.0, kappa + _NORMAL * error),
    )
