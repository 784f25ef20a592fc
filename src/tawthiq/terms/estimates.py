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
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, ClassVar, Self, TypeAlias

from tawthiq.terms.estimate_words import tell

UNREACHABLE = tell("told", "unreachable")

Params: TypeAlias = Mapping[str, str | int | float | bool | None]


class Plain:
    """A frozen form that goes to JSON."""

    __slots__ = ()
    result_kind: ClassVar[str] = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; results name their kind."""
        plain: dict[str, Any] = _plain(self)
        return {"kind": self.result_kind, **plain} if self.result_kind else plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Plain):
    """A range of people, ends included.

    Args:
        lower: smallest number of people in the range.
        upper: largest number of people in the range.
        level: the share of the plausible answers between the ends, such as 0.95.
    """

    lower: float
    upper: float
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.level < 1 or not self.lower <= self.upper:
            msg = f"not an interval: {self.lower}, {self.upper}, {self.level}"
            raise ValueError(msg)

    @property
    def ratio(self) -> float:
        """Upper end over lower end; infinite where the lower end is nought."""
        return self.upper / self.lower if self.lower > 0 else float("inf")

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Plain):
    """Why no number can be given, and what would help.

    Args:
        code: stable code, such as ``too_few_lists``; pages translate by it.
        params: the numbers and list names the words speak of.
        words: the reason in English.
        what_would_help: the next step in English.
    """

    code: str
    params: Params = field(default_factory=dict)
    words: str = ""
    what_would_help: str = ""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution(Plain):
    """Something a reader must know beside the number. Fields as in `Reason`."""

    code: str
    params: Params = field(default_factory=dict)
    words: str = ""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionRow(Plain):
    """What one method answers on its own, under its own assumption.

    Args:
        method: short name, such as ``lcm`` or ``nhoi``.
        assumption: stable code of what must be true for the answer to hold.
        role: ``default`` (part of the headline), ``beside`` (shown for agreement) or ``bound`` (never a
            headline).
        median: its middle answer, or None where it gives none.
        interval: its range, or None.
        note: stable code of why there is no answer, or of what to know about it; empty otherwise.
        diagnostics: its own figures: R-hat, effective draws, weights of models.
    """

    method: str
    assumption: str
    role: str
    median: float | None
    interval: Interval | None
    note: str = ""
    diagnostics: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(**{**data, "interval": _interval(data["interval"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityRow(Plain):
    """The answer with one thing changed.

    Args:
        kind: what was changed: ``without_list``, ``xi``, or one of the kinds of `estimate_checks.Checks`.
        changed: the list left out, or the value that stood in.
        method: the method that was run again.
        median: its middle answer, or None where it refuses.
        interval: its range, or None.
        reference: the same method's median with nothing changed.
    """

    kind: str
    changed: str
    method: str
    median: float | None
    interval: Interval | None
    reference: float

    @property
    def moved(self) -> float | None:
        """Relative change against the reference: 0.25 is a quarter more or less."""
        return None if self.median is None else abs(self.median / self.reference - 1)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(**{**data, "interval": _interval(data["interval"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance(Plain):
    """What a result was made from and with: enough to make it again, to the same bytes.

    Args:
        n_observed: people documented on one list or more.
        seed: seed of the random generator.
        version: version of this software.
        settings: every setting that can change the answer.
        inputs_digest: SHA-256 of the capture table in its canonical form.
        lists: names of the lists with the number of people on each.
    """

    n_observed: int
    seed: int
    version: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs_digest: str = ""
    lists: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(**data)


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
        from tawthiq.terms.explaining import explain_estimate

        return explain_estimate(self, language=language)

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
        from tawthiq.terms.explaining import explain_refusal

        return explain_refusal(self, language=language)

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


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def _interval(data: Mapping[str, Any] | None) -> Interval | None:
    return Interval.from_dict(data) if data else None
