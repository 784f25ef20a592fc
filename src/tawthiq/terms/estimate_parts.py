"""What estimates and refusals are made of: ranges, reasons, cautions, answers of single methods, provenance.

All of it goes to JSON and back unchanged. See `tawthiq.terms.estimates` for the rules that these forms carry.
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
        return cls(**{**data, "interval": interval_or_none(data["interval"])})


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
        return cls(**{**data, "interval": interval_or_none(data["interval"])})


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


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def interval_or_none(data: Mapping[str, Any] | None) -> Interval | None:
    """A range from what `to_dict` made of it, where there was one."""
    return Interval.from_dict(data) if data else None
