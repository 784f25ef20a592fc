"""Estimates by stratum with their sum, and which share of the people the lists saw, where and when.

- The share is the documented number of a stratum over its estimated one. Where it falls from one month or place to
  the next, a rise or fall of the documented number is the lists' doing as much as the world's (Price and Ball
  2014, SAIS Review 34:9). The ends of the range change places: many people in all means a small share seen.
- A refused stratum has no share, and says so. Where one stratum is refused so is the sum; what the others add up to
  is given under its own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from tawthiq.terms.estimate_words import tell
from tawthiq.terms.estimates import Estimate, Plain, Refusal, result_from_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRate(Plain):
    """The share of one stratum that the lists saw.

    Args:
        stratum: its name.
        documented: people on one list or more.
        lower: least share that fits, between 0 and 1; None where the stratum was refused.
        middle: documented over the middle estimate, or None.
        upper: greatest share that fits, or None.
    """

    stratum: str
    documented: int
    lower: float | None
    middle: float | None
    upper: float | None

    def explain(self, language: str = "en") -> str:
        """In a sentence, English or Arabic."""
        named = {"stratum": self.stratum, "documented": self.documented}
        if self.lower is None or self.upper is None or self.middle is None:
            return tell("told", "coverage_refused", language=language, **named)
        shares = {"middle": self.middle, "lower": self.lower, "upper": self.upper}
        written = {name: f"{share:.0%}" for name, share in shares.items()}
        return tell("told", "coverage", language=language, **named, **written)


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedResult:
    """Each stratum's estimate or refusal, and the sum's.

    Args:
        by_stratum: pairs of stratum and result, in order of name.
        total: the sum over strata, or a refusal that names the strata that were refused.
        estimated_only: the sum of the strata that were not refused, where some were and some were not.
        joined: names of the strata that were estimated together.
    """

    by_stratum: tuple[tuple[str, Estimate | Refusal], ...]
    total: Estimate | Refusal
    estimated_only: Estimate | None = None
    joined: tuple[str, ...] = ()

    @property
    def coverage(self) -> tuple[CoverageRate, ...]:
        """Which share of the people the lists saw, by stratum."""
        return tuple(rate_of(name, result) for name, result in self.by_stratum)

    def explain(self, language: str = "en") -> str:
        """The sum in plain words, the sum of the others where some are refused, then each stratum."""
        said = [self.total.explain(language)]
        if self.estimated_only is not None:
            found = self.estimated_only
            said.append(
                tell(
                    "told",
                    "estimated_only",
                    language=language,
                    documented=found.n_observed,
                    median=round(found.median),
                    lower=round(found.interval.lower),
                    upper=round(found.interval.upper),
                )
            )
        for rate, (_, result) in zip(self.coverage, self.by_stratum, strict=True):
            said.append(rate.explain(language))
            if isinstance(result, Refusal):
                said += [f"  {line}" for line in result.explain(language).splitlines()[1 : 1 + len(result.reasons)]]
        return "\n".join(said)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "kind": "strata",
            "by_stratum": {name: result.to_dict() for name, result in self.by_stratum},
            "coverage": [rate.to_dict() for rate in self.coverage],
            "joined": list(self.joined),
            "estimated_only": self.estimated_only.to_dict() if self.estimated_only else None,
            "total": self.total.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        only = data["estimated_only"]
        return cls(
            by_stratum=tuple((name, result_from_dict(each)) for name, each in sorted(data["by_stratum"].items())),
            total=result_from_dict(data["total"]),
            estimated_only=Estimate.from_dict(only) if only else None,
            joined=tuple(data["joined"]),
        )


def rate_of(stratum: str, result: Estimate | Refusal) -> CoverageRate:
    """The share that the lists saw, from a result."""
    seen = result.n_observed
    if isinstance(result, Refusal) or seen == 0:
        return CoverageRate(stratum=stratum, documented=seen, lower=None, middle=None, upper=None)
    # Where strata were shared out the documented number moves with the draws: no share passes one.
    lower, middle, upper = (min(1.0, seen / n) for n in (result.interval.upper, result.median, result.interval.lower))
    return CoverageRate(stratum=stratum, documented=seen, lower=lower, middle=middle, upper=upper)
