"""Latent classes: people fall into kinds, and within a kind the lists find them independently.

How the posterior of Manrique-Vallier (2016), Biometrics 72:1246, sections 2 and 3, is sampled, so that chains
neither start in one place nor stay where they start:

- Islands of particles start from the prior. The counts are let in by degrees (sequential Monte Carlo by data
  tempering: Chopin 2002, Biometrika 89:539); after each step particles are chosen within their island by how
  well they tell the people just let in, then moved. Islands never exchange particles.
- Then every particle is a chain on the whole table. A turn is a long Hamiltonian trajectory with classes,
  missing people and alpha summed out (Neal 2011, Handbook of Markov Chain Monte Carlo, chapter 5), which
  crosses the flat directions that a Gibbs sampler creeps along; Gibbs sweeps, more of them where there are few
  people; and neighbouring classes that change places. The first third of all turns is thrown away.
- Islands are independent, so how far their means lie apart is the true Monte Carlo error. R-hat is the nested
  R-hat of log N, sqrt(1 + B/W) (Margossian and others 2024, Bayesian Analysis). Each island's draws are cut
  into an earlier and a later half, so that all islands drifting together are seen too. Effective draws follow
  from how far the means of all chains lie apart, or of islands where that says much less.
- Sampling goes on in blocks until both are good or the budget of turns is spent. A budget is a number of
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

Result = TypeVar("Result")
ASSUMPTION = "independent_within_classes"
_THREADS = 2
_TRACE = 40
_WANTED_ACCEPTANCE = 0.75
_AT_ONCE = 10  # turns between two calls of progress
_FEW_ISLANDS = 3.0


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
        r_hat: nested R-hat of log N that ends the run.
        effective: effective draws of log N that end the run.
        kept: draws handed back.
    """

    classes: int = 10
    prior: float = 0.25
    islands: int = 8
    particles: int = 16
    moves: int = 3
    block: int = 100
    most_turns: int = 1_200
    trajectory: float = 2.4
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
        cap=settings.cap, trajectory=settings.trajectory, most_steps=settings.most_steps, prior=settings.prior
    )
    start = partial(
        start_island,
        lists=x.shape[1],
        classes=min(2 ** x.shape[1] - 1, settings.classes),
        chains=settings.particles,
        prior=settings.prior,
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
        stages = run.each(lambda island: let_in_all(island, run.x, run.y, course=course, turns=settings.moves))
        run.tell(0.2)
        missing, turns, capped_share = _sample(run, course)
    return _answer(missing, run, stages=max(stages), turns=turns, capped_share=capped_share)


def nested_r_hat(log_n: Floats) -> tuple[float, float]:
    """R-hat and effective draws from draws of shape (islands, turns, chains) of independent islands.

    Infinite and nought where islands stand still at different places; 1 where all stand at the same place.
    """
    islands, turns, chains = log_n.shape
    half = turns // 2
    means = np.stack([log_n[:, :half].mean(axis=(1, 2)), log_n[:, half:].mean(axis=(1, 2))])
    within = float(log_n.var(axis=(1, 2)).mean())
    among = float(means.mean(axis=0).var(ddof=1))
    # All islands drifting together counts as soon as the halves lie two Monte Carlo errors apart.
    drift = islands * float((means[1] - means[0]).mean() ** 2) / 16
    between = max(among, drift)
    if between == 0:
        return 1.0, float(log_n.size)
    if within == 0:
        return float("inf"), 0.0
    by_islands = islands * within / between
    by_chains = islands * chains * within / float(log_n.mean(axis=1).var(ddof=1))
    # Few islands say little about their own spread: the many chains say it better, unless islands differ.
    effective = by_chains if by_chains < _FEW_ISLANDS * by_islands else by_islands
    return float(np.sqrt(1 + between / within)), min(effective, float(log_n.size))


def _sample(run: _Run, course: Course) -> tuple[Floats, int, float]:
    """Missing people of shape (islands, turns, chains) from the later two thirds, turns made, share capped."""
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
        later = np.concatenate(kept[len(kept) // 3 :], axis=1)
        capped_share = float(np.mean(capped[len(capped) // 3 :]))
        r_hat, effective = nested_r_hat(np.log(n + later))
        settled = r_hat <= settings.r_hat and effective >= settings.effective
        hopeless = turns > settings.block and capped_share > settings.hopeless
        if settled or hopeless or turns >= settings.most_turns:
            return later, turns, capped_share


def _answer(missing: Floats, run: _Run, *, stages: int, turns: int, capped_share: float) -> Answer:
    n, settings = int(run.y.sum()), run.settings
    r_hat, effective = nested_r_hat(np.log(n + missing))
    thin = np.unique(np.linspace(0, missing.shape[1] - 1, _TRACE).round().astype(int))
    return answer_from_draws(
        n + evenly_chosen(missing.ravel(), min(settings.kept, missing.size)),
        method="lcm",
        assumption=ASSUMPTION,
        diagnostics={
            "r_hat": round(r_hat, 4) if np.isfinite(r_hat) else None,
            "effective_draws": round(effective, 1),
            "converged": bool(r_hat <= settings.r_hat and effective >= settings.effective),
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
