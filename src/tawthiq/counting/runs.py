"""One table on its way to an answer: the budget, the two default methods, and how their draws are pooled.

Each method has a stream of random numbers of its own, so that none changes another's.

Latent classes (``lcm``) and no highest-order interaction (``nhoi``) rest on different assumptions that the lists
cannot decide between; both have the same say. See `estimate` for what is made of it.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators import lcm, nhoi
from tawthiq.counting.estimators.draws import Answer, Floats, answer_from_draws, evenly_chosen
from tawthiq.counting.estimators.lcm import LcmSettings

Progress = Callable[[float, str], None]
_SUREST = 1.0001
"""Narrower ranges, from end to end, are taken for this wide: no answer is so sure that the other has no say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much may be computed. Counted in draws and turns, not in seconds, so that a run can be repeated.

    Args:
        lcm: settings of the sampler for latent classes.
        nhoi_draws: draws of no highest-order interaction.
        checks: whether to run what `checking` tries beside the estimate.
        level: level of all ranges.
    """

    lcm: LcmSettings = field(default_factory=LcmSettings)
    nhoi_draws: int = 4_000
    checks: bool = True
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One table on its way to an answer, with its seed, budget and whom to tell."""

    table: CaptureTable
    seed: int
    budget: Budget
    progress: Progress | None

    def rng(self, stream: str) -> np.random.Generator:
        """A generator of its own for each method."""
        return np.random.default_rng([self.seed, zlib.crc32(stream.encode())])

    def tell(self, share: float, step: str) -> None:
        """Say how far the run is; what the listener raises ends it."""
        if self.progress:
            self.progress(share, step)


def pool(by_classes: Answer, by_interaction: Answer, by_failing: Answer, *, level: float = 0.95) -> Answer:
    """Pool the draws of the two assumptions, each with the same say in the range.

    In the middle the surer one has more say (`middle_of`), as the middle of equal parts lies in the gap where the
    two disagree, which neither believes in. The range lets the second assumption fail where three lists cannot show it.
    """
    found = answer_from_draws(
        _evenly(by_classes, by_failing), method="pool_of_lcm_and_nhoi", assumption="either_of_several", level=level
    )
    middle = middle_of(by_classes, by_interaction)
    return replace(found, median=min(max(middle, found.interval.lower), found.interval.upper))


def middle_of(*answers: Answer) -> float:
    """The mean of the answers' medians on the log scale, weighed by the inverse square of how wide each range is.

    Inverse-variance weights, with the variance of log N told by the range (Cochran 1954, Biometrics 10:101).
    """
    medians = np.log([a.median for a in answers])
    widths = np.log([max(a.interval.ratio, _SUREST) for a in answers])
    return float(np.exp(np.average(medians, weights=widths**-2.0)))


def _evenly(*answers: Answer) -> Floats:
    size = min(a.draws.size for a in answers)
    return np.concatenate([evenly_chosen(a.draws, size) for a in answers])


def default_answers(run: Run) -> tuple[Answer, Answer, Answer]:
    """Latent classes, no highest-order interaction, and the latter where it may fail."""
    run.tell(0.0, "lcm")
    by_classes = lcm.estimate_lcm(
        run.table.histories,
        run.table.counts,
        rng=run.rng("lcm"),
        settings=run.budget.lcm,
        progress=lambda share: run.tell(0.75 * share, "lcm"),
    )
    run.tell(0.75, "nhoi")
    by_interaction = nhoi_answer(run.table, run)
    if len(run.table.lists) > nhoi.FEWEST_LISTS:
        return by_classes, by_interaction, by_interaction
    failing = nhoi.where_it_fails(by_interaction, people=run.table.n_observed, level=run.budget.level)
    return by_classes, by_interaction, failing


def nhoi_answer(table: CaptureTable, run: Run, *, xi: float = 1.0) -> Answer:
    """No highest-order interaction on a table, with the run's stream for it."""
    return nhoi.estimate_nhoi(table.histories, table.counts, rng=run.rng("nhoi"), draws=run.budget.nhoi_draws, xi=xi)
