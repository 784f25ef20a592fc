"""Latent classes: people fall into kinds, and within a kind the lists find them independently.

How the posterior of Manrique-Vallier (2016), Biometrics 72:1246, sections 2 and 3, is sampled, so that chains
neither start in one place nor stay where they start:

- Islands of particles start spread out: capture probabilities from the prior, shares of classes all of one order.
  The counts are let in by degrees (sequential Monte Carlo by data tempering: Chopin 2002, Biometrika 89:539);
  after each step particles are chosen within their island by how well they tell the people just let in, then
  moved. Islands never exchange particles. Meanwhile alpha, the concentration of the weights, is held near one.
  Under its own prior a single class tells the first few people best: most particles would enter as one class, in
  which nearly nobody is missing, and on seven lists and more they leave it only after a hundred turns. Chains
  with a class too many lose it quickly where the table does not want it. (Near ten would be too much: then
  chains stay where the last class of the truncated prior holds nearly everybody and alpha is large.)
- Then every particle is a chain on the whole table, under the prior of alpha that was asked for. A turn is a long
  Hamiltonian trajectory with classes, missing people and alpha summed out (Neal 2011, Handbook of Markov Chain
  Monte Carlo, chapter 5), which crosses the flat directions that a Gibbs sampler creeps along; Gibbs sweeps, more
  of them where there are few people; and neighbouring classes that change places. The first third of all turns
  is thrown away, or the first half where chains still drift in the rest.
- Whether the chains have settled is judged in `settling`: R-hat of ranks and of folded ranks over islands, and
  effective draws of the middle and of both tails.
- Sampling goes on in blocks until all of these are good or the budget of turns is spent. A budget is a number of
  turns, not a time, so that a run repeats to the same bytes.
- An answer that has not converged is given and says so in ``converged``: what follows from that is the
  caller's rule.
- The number missing never passes ``cap`` times the number documented; how often a draw would have is reported.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from tawthiq.counting.estimators.draws import Answer, Floats, Ints, answer_from_draws, evenly_chosen
from tawthiq.counting.estimators.lcm_islands import Bits, Course, Island, let_in_all, start_island
from tawthiq.counting.estimators.settling import Settling, judge

Result = TypeVar("Result")
ASSUMPTION = "independent_within_classes"
# Gamma shape and rate of alpha while counts are let in: close to one, so that shares of classes are of one order.
SPREAD_ALPHA = (20.0, 20.0)
_THREADS = 2
_TRACE = 40
_WANTED_ACCEPTANCE = 0.75
_AT_ONCE = 10  # turns between two calls of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class LcmSettings:
    """Settings of the sampler; every one can change the answer.

    Args:
        classes: largest number of classes; at most 2^lists - 1 are used.
        prior: shape and rate of the prior of alpha, the concentration of the weights.
        islands: independent groups of particles; at least four.
        particles: particles on an island.
        moves: turns after each step of letting counts in.
        block: turns between two looks at the diagnostics; the length of steps is fitted in half of the first.
        most_turns: turns on the whole table at which sampling ends whatever the diagnostics say.
        trajectory: length of a trajectory on the log-odds scale.
        most_steps: largest number of steps in a trajectory.
        cap: largest number missing, in multiples of the number documented.
        hopeless: share of draws at the cap that ends the run after the second block: the answer is the cap's.
        r_hat: largest R-hat of log N, of ranks and of folded ranks, that ends the run.
        effective: effective draws of log N, in the middle and in each tail, that end the run.
        kept: draws handed back.
    """

    classes: int = 10
    prior: float = 0.25
    islands: int = 8
    particles: int = 16
    moves: int = 3
    block: int = 100
    most_turns: int = 1_200
    trajectory: float = 2.0
    most_steps: int = 256
    cap: float = 20.0
    hopeless: float = 0.05
    r_hat: float = 1.01
    effective: float = 400.0
    kept: int = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Cells with anybody in them, and what drives the run."""

    x: Bits
    y: Ints
    islands: list[Island]
    settings: LcmSettings
    progress: Callable[[float], None] | None
    threads: ThreadPoolExecutor

    def tell(self, share: float) -> None:
        if self.progress:
            self.progress(share)

    def each(self, work: Callable[[Island], Result]) -> list[Result]:
        """Do something on every island, on all threads; kernels run outside the interpreter's lock."""
        return list(self.threads.map(work, self.islands))


def estimate_lcm(
    histories: Ints,
    counts: Ints,
    *,
    rng: np.random.Generator,
    settings: LcmSettings | None = None,
    progress: Callable[[float], None] | None = None,
) -> Answer:
    """Sample the number of people under latent classes.

    Args:
        histories: 0/1 array (cells, lists), no all-zero row.
        counts: people in each cell; rows of one history are the same as their sum.
        rng: source of randomness.
        settings: sampler settings.
        progress: called with the share of the budget spent; may raise to cancel.
    """
    settings = settings or LcmSettings()
    x, which = np.unique(histories[counts > 0], axis=0, return_inverse=True)
    y = np.bincount(which.ravel(), weights=counts[counts > 0]).astype(np.int64)
    course = Course(
        cap=settings.cap,
        trajectory=settings.trajectory,
        most_steps=settings.most_steps,
        alpha=(settings.prior, settings.prior),
    )
    entry = replace(course, alpha=SPREAD_ALPHA)
    start = partial(
        start_island,
        lists=x.shape[1],
        classes=min(2 ** x.shape[1] - 1, settings.classes),
        chains=settings.particles,
        alpha=SPREAD_ALPHA,
    )
    with ThreadPoolExecutor(_THREADS) as threads:
        run = _Run(
            x=x.astype(np.uint8),
            y=y,
            islands=[start(own) for own in rng.spawn(settings.islands)],
            settings=settings,
            progress=progress,
            threads=threads,
        )
        stages = run.each(lambda island: let_in_all(island, run.x, run.y, course=entry, turns=settings.moves))
        run.tell(0.2)
        missing, turns, capped_share = _sample(run, course)
    return _answer(missing, run, stages=max(stages), turns=turns, capped_share=capped_share)


def _sample(run: _Run, course: Course) -> tuple[Floats, int, float]:
    """Missing people of shape (islands, turns, chains) from the later turns, turns made, share capped."""
    settings, n = run.settings, int(run.y.sum())
    counts = run.y.astype(np.float64)
    kept: list[Floats] = []
    capped: list[float] = []
    turns = 0
    while True:
        for start in range(0, settings.block, _AT_ONCE):
            made = min(_AT_ONCE, settings.block - start)
            for island in run.islands:
                island.tally[:] = 0
            walked = run.each(partial(course.walk, x=run.x, y=counts, turns=made))
            kept.append(np.stack(walked))
            accepted, over, tried = np.sum([island.tally for island in run.islands], axis=0)
            capped.append(float(over / tried))
            if turns < settings.block // 2:
                longer = float(np.exp(accepted / tried - _WANTED_ACCEPTANCE))
                course = replace(course, scale=course.scale * longer)
            turns += made
            run.tell(min(1.0, 0.2 + 0.8 * turns / settings.most_turns))
        dropped, settling = _burn_in(kept, n)
        capped_share = float(np.mean(capped[dropped:]))
        hopeless = turns > settings.block and capped_share > settings.hopeless
        if _good(settling, settings) or hopeless or turns >= settings.most_turns:
            return np.concatenate(kept[dropped:], axis=1), turns, capped_share


def _burn_in(kept: list[Floats], n: int) -> tuple[int, Settling]:
    """How many pieces of the run are thrown away: a third, or half where chains still drift in the rest."""
    third = len(kept) // 3
    settling = judge(np.log(n + np.concatenate(kept[third:], axis=1)))
    if settling.halves_agree:
        return third, settling
    half = len(kept) // 2
    return half, judge(np.log(n + np.concatenate(kept[half:], axis=1)))


def _good(settling: Settling, settings: LcmSettings) -> bool:
    return settling.r_hat <= settings.r_hat and settling.effective >= settings.effective


def _answer(missing: Floats, run: _Run, *, stages: int, turns: int, capped_share: float) -> Answer:
    n, settings = int(run.y.sum()), run.settings
    settling = judge(np.log(n + missing))
    thin = np.unique(np.linspace(0, missing.shape[1] - 1, _TRACE).round().astype(int))
    return answer_from_draws(
        n + evenly_chosen(missing.ravel(), min(settings.kept, missing.size)),
        method="lcm",
        assumption=ASSUMPTION,
        diagnostics={
            "r_hat": round(settling.r_hat, 4) if np.isfinite(settling.r_hat) else None,
            "effective_draws": round(settling.effective, 1),
            "effective_bulk": round(settling.bulk, 1),
            "effective_tail": round(settling.tail, 1),
            "converged": _good(settling, settings),
            "islands": settings.islands,
            "chains": settings.islands * settings.particles,
            "steps_of_tempering": stages,
            "turns": turns,
            "capped_share": capped_share,
            "island_medians": [float(m) for m in n + np.median(missing, axis=(1, 2))],
            "mean": float(n + missing.mean()),
            "trace": [[int(n + m) for m in island[thin, 0]] for island in missing],
        },
    )
