"""Estimates by stratum, and their sum.

- Strata are estimated apart, each from its own table and its own stream of random numbers.
- The sum adds draws, not middles: within one assumption the draws of strata are added, each stratum's in an
  order of its own, and the sums are then pooled over assumptions as a single table's are. Adding middles or
  ends of ranges would give a range that is too wide or too narrow.
- Where one stratum is refused, so is the sum; the others keep their estimates. A stratum is never left out in
  silence.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimate import Budget, Worked, pool, provenance, work
from tawthiq.counting.estimators.draws import Answer, answer_from_draws, evenly_chosen
from tawthiq.counting.wording import give_reason
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedResult:
    """Each stratum's estimate or refusal, and the sum's.

    Args:
        by_stratum: pairs of stratum and result, in order of name.
        total: the sum over strata, or a refusal that names the strata that were refused.
    """

    by_stratum: tuple[tuple[str, Estimate | Refusal], ...]
    total: Estimate | Refusal

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "kind": "strata",
            "by_stratum": {name: result.to_dict() for name, result in self.by_stratum},
            "total": self.total.to_dict(),
        }


def estimate_strata(
    table: CaptureTable,
    *,
    seed: int,
    budget: Budget | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> StratifiedResult:
    """Estimate each stratum and their sum.

    Args:
        table: a capture table with strata.
        seed: not negative; the same seed and table give the same bytes.
        budget: how much may be computed for each stratum.
        progress: called with the share done and the name of a stratum; what it raises ends the run.

    Raises:
        BadInputError: where the table has no strata.
    """
    if not table.strata:
        raise BadInputError(
            "counting.no_strata", "The table is not divided into strata.", "Give a column named stratum."
        )
    budget = budget or Budget()
    worked: list[tuple[str, Worked]] = []
    for number, (name, part) in enumerate(table.strata):
        own_seed = zlib.crc32(f"{seed}/{name}".encode())

        def tell(share: float, _step: str, *, done: int = number, stratum: str = name) -> None:
            if progress:
                progress((done + share) / len(table.strata), stratum)

        worked.append((name, work(part, seed=own_seed, budget=budget, progress=tell)))
    by_stratum = tuple((name, each.result) for name, each in worked)
    return StratifiedResult(by_stratum=by_stratum, total=_total(table, worked, seed=seed, budget=budget))


def _total(table: CaptureTable, worked: list[tuple[str, Worked]], *, seed: int, budget: Budget) -> Estimate | Refusal:
    made = replace(provenance(table.canonical(), seed=seed, budget=budget), inputs_digest=table.digest())
    refused = [name for name, each in worked if isinstance(each.result, Refusal)]
    if refused:
        return Refusal(reasons=tuple(give_reason("stratum_refused", stratum=name) for name in refused), made=made)
    rng = np.random.default_rng([seed, zlib.crc32(b"sum over strata")])
    sums = [
        _add([each.answers[which] for _, each in worked], rng=rng, level=budget.level)
        for which in range(len(worked[0][1].answers))
    ]
    pooled = pool(*sums, level=budget.level)
    return Estimate(
        median=pooled.median,
        interval=pooled.interval,
        method="sum_over_strata_of_" + pooled.method,
        assumption=pooled.assumption,
        made=made,
        panel=tuple(
            AssumptionRow(
                method=a.method, assumption=a.assumption, role="default", median=a.median, interval=a.interval
            )
            for a in sums[:2]
        ),
        diagnostics={"strata": [name for name, _ in worked]},
    )


def _add(answers: list[Answer], *, rng: np.random.Generator, level: float) -> Answer:
    """Add the draws of strata under one assumption, each stratum's in an order of its own."""
    size = min(answer.draws.size for answer in answers)
    draws = np.sum([rng.permutation(evenly_chosen(answer.draws, size)) for answer in answers], axis=0)
    return answer_from_draws(draws, method=answers[0].method, assumption=answers[0].assumption, level=level)
