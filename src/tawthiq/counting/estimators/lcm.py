"""Latent classes: people fall into kinds, and within a kind the lists find them independently.

How the posterior of Manrique-Vallier (2016) is sampled, so that chains neither start in one place nor stay
where they start:

- Islands of particles start from the prior. The counts are let in by degrees (sequential Monte Carlo by data
  tempering: Chopin 2002, Biometrika 89:539); after each step particles are chosen within their island by how
      well
  they tell the people just let in, then moved by Gibbs sweeps. Islands never exchange particles.
- Then every particle is a chain on the whole table: by turns a long move (see `lcm_moves`) and a Gibbs sweep
  (see `lcm_sweep`). The first half of all turns is thrown away.
- Islands are independent, so how far their means lie apart is the true Monte Carlo error. R-hat is the nested
  R-hat of log N, sqrt(1 + B/W), and effective draws follow from W/B (Margossian and others 2024, Bayesian
  Analysis). Each island's draws are cut into an earlier and a later half, so that all islands drifting
  together are seen too.
- Sampling goes on in blocks until both are good or the budget of sweeps is spent. A budget is a number of
  sweeps, not a time, so that a run repeats to the same bytes.
- An answer that has not converged is given and says so in ``converged``: what follows from that is the
  caller's rule.
- The number missing never passes ``cap`` times the number documented; how often a draw ran into the cap is
  reported.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tawthiq.counting.estimators.draws import Answer, Floats, Ints, answer_from_draws, evenly_chosen
from tawthiq.counting.estimators.lcm_moves import move, mover_for
from tawthiq.counting.estimators.lcm_sweep import Chains, log_share_of_cells, start_from_prior, sweep

ASSUMPTION = "independent_within_classes"


@dataclass(frozen=True, slots=True, kw_only=True)
class LcmSettings:
    """Settings of the sampler; every one can change the answer.

    Args:
        classes: largest number of classes; at most 2^lists - 1 are used.
        islands: independent groups of particles; at least four.
        particles: particles on an island.
        moves: Gibbs sweeps after each step of letting counts in.
        block: turns between two looks at the diagnostics; the steps of long moves are fitted in half of the
            first.
        most_turns: turns on the whole table at which sampling ends whatever the diagnostics say.
        trajectory: length of a long move on the log-odds scale.
        most_steps: largest number of steps in a long move.
        cap: largest number missing, in multiples of the number documented.
        hopeless: share of draws at the cap that ends the run after the second block: the answer is the cap's.
        r_hat: nested R-hat of log N that ends the run.
        effective: effective draws of log N that end the run.
        kept: draws handed back.
    """

    classes: int = 10
    islands: int = 8
    particles: int = 32
    moves: int = 10
    block: int = 100
    most_turns: int = 400
    trajectory: float = 1.2
    most_steps: int = 64
    cap: float = 20.0
    hopeless: float = 0.05
    r_hat: float = 1.01
    effective: float = 400.0
    kept: int = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Cells with anybody in them, and what drives the run."""

    x: Floats
    y: Ints
    rng: np.random.Generator
    settings: LcmSettings
    progress: Callable[[float], None] | None

    def tell(self, share: float) -> None:
        if self.progress:
            self.progress(share)


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
        counts: people in each cell.
        rng: source of randomness.
        settings: sampler settings.
        progress: called with the share of the budget spent; may raise to cancel.
    """
    settings = settings or LcmSettings()
    seen = counts > 0
    run = _Run(
        x=histories[seen].astype(np.float64),
        y=counts[seen].astype(np.int64),
        rng=rng,
        settings=settings,
        progress=progress,
    )
    chains = start_from_prior(
        rng,
        lists=histories.shape[1],
        classes=min(2 ** histories.shape[1] - 1, settings.classes),
        chains=settings.islands * settings.particles,
    )
    stages = _let_in_all(chains, run)
    missing, turns, capped_share = _sample(chains, run)
    return _answer(missing, run, stages=stages, turns=turns, capped_share=capped_share)


def nested_r_hat(log_n: Floats) -> tuple[float, float]:
    """R-hat and effective draws from draws of shape (islands, draws in time) of independent islands.

    Infinite and nought where islands stand still at different places; 1 where all stand at the same place.
    """
    islands, half = log_n.shape[0], log_n.shape[1] // 2
    means = np.stack([log_n[:, :half].mean(axis=1), log_n[:, half:].mean(axis=1)])
    within = float(log_n.var(axis=1).mean())
    among = float(means.mean(axis=0).var(ddof=1))
    # All islands drifting together counts as soon as the halves lie two Monte Carlo errors apart.
    drift = islands * float((means[1] - means[0]).mean() ** 2) / 16
    between = max(among, drift)
    if between == 0:
        return 1.0, float(log_n.size)
    if within == 0:
        return float("inf"), 0.0
    return float(np.sqrt(1 + between / within)), min(islands * within / between, float(log_n.size))


def _let_in_all(chains: Chains, run: _Run) -> int:
    """Let the counts in by degrees; returns the number of steps."""
    inside, stages = np.zeros_like(run.y), 0
    while not np.array_equal(inside, run.y):
        log_share = log_share_of_cells(chains, run.x)
        wanted = _next_counts(log_share, inside, run)
        chains.choose(_resample(_weights(log_share, wanted - inside, run.settings.islands), run.rng))
        inside, stages = wanted, stages + 1
        some = inside > 0
        for _ in range(run.settings.moves):
            sweep(chains, run.x[some], inside[some], rng=run.rng, cap=run.settings.cap)
        run.tell(0.2 * float(inside.sum() / run.y.sum()))
    return stages


def _next_counts(log_share: Floats, inside: Ints, run: _Run) -> Ints:
    """The largest share of the counts that leaves half the particles a say, and one more person at least."""

    def wanted(share: float) -> Ints:
        return np.maximum(inside, np.round(share * run.y).astype(np.int64))

    def enough(share: float) -> bool:
        weights = _weights(log_share, wanted(share) - inside, run.settings.islands)
        return bool(np.median(1 / (weights**2).sum(axis=1)) >= run.settings.particles / 2)

    if enough(1.0):
        return run.y
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return wanted(high) if np.array_equal(wanted(low), inside) else wanted(low)


def _weights(log_share: Floats, let_in: Ints, islands: int) -> Floats:
    """Weights of particles within their island, of shape (islands, particles)."""
    log_weight = (log_share @ let_in).reshape(islands, -1)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _resample(weights: Floats, rng: np.random.Generator) -> Ints:
    """Systematic resampling within islands: numbers of the particles chosen."""
    islands, particles = weights.shape
    at = (np.arange(particles) + rng.random((islands, 1))) / particles
    chosen = [
        np.minimum(np.searchsorted(weights[i].cumsum(), at[i]), particles - 1) + i * particles for i in range(islands)
    ]
    return np.concatenate(chosen).astype(np.int64)


def _sample(chains: Chains, run: _Run) -> tuple[Floats, int, float]:
    """Missing people of shape (islands, draws) from the later half, turns made, share of draws capped."""
    settings, n = run.settings, int(run.y.sum())
    mover = mover_for(n, trajectory=settings.trajectory, most_steps=settings.most_steps)
    counts = run.y.astype(np.float64)
    kept: list[Floats] = []
    capped: list[int] = []
    capped_share = 0.0
    later = np.empty((settings.islands, 0))
    while len(kept) < settings.most_turns:
        for _ in range(settings.block):
            accepted = move(chains, run.x, counts, rng=run.rng, mover=mover)
            if len(kept) < settings.block // 2:
                mover.fit(accepted)
            missing, over = sweep(chains, run.x, run.y, rng=run.rng, cap=settings.cap)
            kept.append(missing)
            capped.append(over)
            run.tell(0.2 + 0.8 * len(kept) / settings.most_turns)
        later = _in_time(kept[len(kept) // 2 :], settings.islands)
        half = capped[len(capped) // 2 :]
        capped_share = sum(half) / (len(half) * settings.islands * settings.particles)
        r_hat, effective = nested_r_hat(np.log(n + later))
        settled = r_hat <= settings.r_hat and effective >= settings.effective
        if settled or (len(kept) > settings.block and capped_share > settings.hopeless):
            break
    return later, len(kept), capped_share


def _in_time(kept: list[Floats], islands: int) -> Floats:
    """Draws of shape (islands, turns x particles), earlier turns first."""
    by_sweep = np.stack(kept).reshape(len(kept), islands, -1)
    return np.ascontiguousarray(by_sweep.transpose(1, 0, 2)).reshape(islands, -1)


def _answer(missing: Floats, run: _Run, *, stages: int, turns: int, capped_share: float) -> Answer:
    n, settings = int(run.y.sum()), run.settings
    r_hat, effective = nested_r_hat(np.log(n + missing))
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
            "island_medians": [float(m) for m in n + np.median(missing, axis=1)],
            "mean": float(n + missing.mean()),
        },
    )
