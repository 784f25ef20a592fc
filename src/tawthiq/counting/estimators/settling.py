"""Whether chains have settled: R-hat and effective draws of the middle and of the tails.

- R-hat of the draws as they are compares means alone and is blind to chains that lie wider, or that have another
  tail. Draws are therefore replaced by the normal scores of their ranks among all draws, and once more after
  folding about the median: the larger R-hat of the two counts (Vehtari, Gelman, Simpson, Carpenter and Buerkner
  2021, Bayesian Analysis 16(2):667, sections 3 and 4).
- There are many short chains, in islands that never met. R-hat is the nested one, sqrt(1 + B/W), of islands
  (Margossian and others 2024, Bayesian Analysis). Each island's draws are cut into an earlier and a later half,
  so that all islands drifting together are seen too.
- Effective draws are W over the variance of a mean, from how far the means of all chains lie apart, or of islands
  where that says much less. A few chains that sit in a mode of their own, as many on each island, change no
  island's mean and show in no R-hat; but they are worth one draw each of that tail. So effective draws are also
  asked of the shares of draws up to the 5 % and to the 95 % point, and the fewer of both are the tail's (the same
  paper, section 4.3).
- Halves agree where the mean change within chains from the earlier to the later half is no more than chance would
  make it, of the scores and of the folded ones.
"""

from dataclasses import dataclass

import numpy as np

from tawthiq.counting.estimators.draws import Floats

TAILS = (0.05, 0.95)
_FEW_ISLANDS = 3.0
_CHANCE = 3.0  # standard errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What draws of independent islands say of themselves.

    Args:
        r_hat: the larger of the R-hats of normal scores and of folded ones; infinite where islands stand still apart.
        bulk: effective draws of the middle.
        tail: effective draws of the lower or the upper tail, whichever has fewer.
        halves_agree: whether chains have stopped drifting.
    """

    r_hat: float
    bulk: float
    tail: float
    halves_agree: bool

    @property
    def effective(self) -> float:
        """Effective draws that may be claimed: the fewer of middle and tails."""
        return min(self.bulk, self.tail)


def judge(draws: Floats) -> Settling:
    """Judge draws of shape (islands, turns, chains), all finite."""
    scores, wide = normal_scores(draws), normal_scores(np.abs(draws - np.median(draws)))
    ends = [(draws <= end).astype(np.float64) for end in np.quantile(draws, TAILS)]
    return Settling(
        r_hat=max(nested_r_hat(scores), nested_r_hat(wide)),
        bulk=effective_draws(scores),
        tail=min(effective_draws(end) for end in ends),
        halves_agree=_agree(scores) and _agree(wide),
    )


def normal_scores(draws: Floats) -> Floats:
    """Normal quantiles of (rank - 3/8) / (draws + 1/4); draws of one value share their mean rank."""
    from scipy.special import ndtri

    _, which, many = np.unique(draws, return_inverse=True, return_counts=True)
    rank = np.cumsum(many) - (many - 1) / 2
    scores: Floats = np.asarray(ndtri((rank - 0.375) / (draws.size + 0.25)))
    return np.asarray(scores[which.reshape(draws.shape)])


def nested_r_hat(draws: Floats) -> float:
    """R-hat from draws of shape (islands, turns, chains), of the draws as they are.

    Infinite where islands stand still at different places; 1 where all stand at the same place.
    """
    within, between = _within(draws), _between(draws)
    if between == 0:
        return 1.0
    return float(np.sqrt(1 + between / within)) if within else float("inf")


def effective_draws(draws: Floats) -> float:
    """How many independent draws would give a mean as sure; at most as many as there are."""
    islands, _, chains = draws.shape
    within, between = _within(draws), _between(draws)
    if between == 0:
        return float(draws.size)
    by_islands = islands * within / between
    among_chains = float(draws.mean(axis=1).var(ddof=1))
    by_chains = islands * chains * within / among_chains if among_chains else float(draws.size)
    # Few islands say little about their own spread: the many chains say it better, unless islands differ.
    effective = by_chains if by_chains < _FEW_ISLANDS * by_islands else by_islands
    return min(effective, float(draws.size))


def _within(draws: Floats) -> float:
    """Variance within islands; nought, not a rounding error, where all of them stand still."""
    still = np.array_equal(draws.min(axis=(1, 2)), draws.max(axis=(1, 2)))
    return 0.0 if still else float(draws.var(axis=(1, 2)).mean())


def _between(draws: Floats) -> float:
    """Variance of the means of islands, or what all of them drifting together amounts to."""
    first, second = (half.mean(axis=(1, 2)) for half in _halves(draws))
    among = float(((first + second) / 2).var(ddof=1))
    # All islands drifting together counts as soon as the halves lie two Monte Carlo errors apart.
    return max(among, len(draws) * float((second - first).mean() ** 2) / 16)


def _halves(draws: Floats) -> tuple[Floats, Floats]:
    half = draws.shape[1] // 2
    return draws[:, :half], draws[:, half:]


def _agree(draws: Floats) -> bool:
    first, second = (half.mean(axis=1) for half in _halves(draws))
    change = second - first
    return bool(abs(change.mean()) <= _CHANCE * change.std(ddof=1) / np.sqrt(change.size))
