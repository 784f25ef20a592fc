"""What may be said about the people no list has named: an estimate with its range, or a reasoned refusal.

The rules that these forms carry:

- An estimate is never one number: it has a range at a stated level, the number of people documented, the
  assumption it rests on, and every other assumption's answer beside it.
- A refusal is a result like an estimate. It has reasons, each with a stable code, its parameters, words, and
  what would help; it is stored, shown and published in the same way.
- Both say that people whom no list could reach are not counted. No method that sees only the lists can see
  them.
- Both go to JSON and back unchanged, so that a stored result can be re-opened and compared with a new run.

Codes and parameters are stable: the words of every language are made from them (`estimate_words`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from tawthiq.terms.estimate_checks import Checks
from tawthiq.terms.estimate_parts import (
    UNREACHABLE,
    AssumptionRow,
    Caution,
    Interval,
    Params,
    Plain,
    Provenance,
    Reason,
    SensitivityRow,
)
from tawthiq.terms.explaining import explain_estimate, explain_refusal

__all__ = [
    "UNREACHABLE",
    "AssumptionRow",
    "Caution",
    "Estimate",
    "Interval",
    "Params",
    "Plain",
    "Provenance",
    "Reason",
    "Refusal",
    "SensitivityRow",
    "result_from_dict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Plain):
    """How many people there were, seen and unseen, with the range and what it rests on.

    Args:
        median: middle of the pooled answers, in people, documented ones included.
        interval: range of the pooled answers, documented people included.
        method: stable name of the way the answer was made.
        assumption: stable code of the assumption, or of the pool of assumptions.
        made: number documented, seed, version, settings, digest.
        panel: each assumption's own answer.
        sensitivity: the answer with one thing changed.
        diagnostics: figures that tell whether to believe it.
        cautions: what a reader must know beside the number.
    """

    median: float
    interval: Interval
    method: str
    assumption: str
    made: Provenance
    panel: tuple[AssumptionRow, ...] = ()
    sensitivity: tuple[SensitivityRow, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    result_kind: ClassVar[str] = "estimate"

    @property
    def n_observed(self) -> int:
        """People documented on one list or more."""
        return self.made.n_observed

    @property
    def undocumented(self) -> float:
        """Middle answer for the people on no list."""
        return self.median - self.n_observed

    def explain(self, language: str = "en") -> str:
        """The result in plain words, English or Arabic: cautions, all that was tried, and the limit of the method."""
        return explain_estimate(
            documented=self.n_observed,
            lists=len(self.made.lists),
            median=self.median,
            interval=self.interval,
            panel=self.panel,
            xi=[row for row in self.sensitivity if row.kind == "xi"],
            checks=Checks.from_dict(self.diagnostics["checks"]) if "checks" in self.diagnostics else None,
            cautions=self.cautions,
            language=language,
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(
            median=data["median"],
            interval=Interval.from_dict(data["interval"]),
            method=data["method"],
            assumption=data["assumption"],
            made=Provenance.from_dict(data["made"]),
            panel=tuple(AssumptionRow.from_dict(row) for row in data["panel"]),
            sensitivity=tuple(SensitivityRow.from_dict(row) for row in data["sensitivity"]),
            diagnostics=dict(data["diagnostics"]),
            cautions=tuple(Caution.from_dict(caution) for caution in data["cautions"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Plain):
    """Not estimable, and why. The documented number stands; nothing is said about the rest.

    Args:
        reasons: at least one, the most basic first.
        made: number documented, seed, version, settings, digest.
        panel: what each method answered, where they were run: for diagnosis, never for publication.
        sensitivity: the answers with one thing changed, where they were run.
        diagnostics: figures that led to the refusal.
        cautions: what else a reader must know.
    """

    reasons: tuple[Reason, ...]
    made: Provenance
    panel: tuple[AssumptionRow, ...] = ()
    sensitivity: tuple[SensitivityRow, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    result_kind: ClassVar[str] = "refusal"

    def __post_init__(self) -> None:
        if not self.reasons:
            msg = "a refusal has a reason"
            raise ValueError(msg)

    @property
    def n_observed(self) -> int:
        """People documented on one list or more."""
        return self.made.n_observed

    def explain(self, language: str = "en") -> str:
        """The refusal in plain words, English or Arabic: what is documented, each reason, and what would help."""
        return explain_refusal(
            documented=self.n_observed, reasons=self.reasons, cautions=self.cautions, language=language
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(
            reasons=tuple(Reason.from_dict(reason) for reason in data["reasons"]),
            made=Provenance.from_dict(data["made"]),
            panel=tuple(AssumptionRow.from_dict(row) for row in data["panel"]),
            sensitivity=tuple(SensitivityRow.from_dict(row) for row in data["sensitivity"]),
            diagnostics=dict(data["diagnostics"]),
            cautions=tuple(Caution.from_dict(caution) for caution in data["cautions"]),
        )


def result_from_dict(data: Mapping[str, Any]) -> Estimate | Refusal:
    """An estimate or a refusal from what `to_dict` made of it.

    Raises:
        ValueError: where ``kind`` is neither ``estimate`` nor ``refusal``.
    """
    if data.get("kind") == "estimate":
        return Estimate.from_dict(data)
    if data.get("kind") == "refusal":
        return Refusal.from_dict(data)
    msg = f"neither an estimate nor a refusal: {data.get('kind')!r}"
    raise ValueError(msg)
