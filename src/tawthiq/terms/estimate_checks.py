"""What else was tried beside an estimate, and what came of it; none of it moves the estimate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from tawthiq.terms.estimate_parts import Interval, Plain, SensitivityRow
from tawthiq.terms.estimate_words import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted(Plain):
    """What the other lists say of the people on one list, whose number is known.

    Args:
        name: the list.
        known: people on it.
        median: the middle answer of the default method, or None where the other lists cannot carry one.
        interval: its range, or None.
    """

    name: str
    known: int
    median: float | None
    interval: Interval | None

    @property
    def held(self) -> bool | None:
        """Whether the range holds the known number; None where there is no range."""
        return None if self.interval is None else self.interval.lower <= self.known <= self.interval.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks(Plain):
    """Everything that was tried beside an estimate.

    Args:
        rows: the answer with one thing changed: kinds ``prior``, ``classes``, ``cap``, ``without_list``,
            ``without_unlinkable``, ``missed_links`` and ``false_links``.
        predicted: each list as predicted by the others; empty with three lists.
    """

    rows: tuple[SensitivityRow, ...] = ()
    predicted: tuple[Predicted, ...] = ()

    def explain(self, language: str = "en") -> str:
        """All of it in plain words, a line each."""
        said = [say_changed(row, language=language) for row in self.rows if row.median is not None]
        tried = [each for each in self.predicted if each.held is not None]
        if tried:
            held = sum(bool(each.held) for each in tried)
            said.append(tell("told", "predicted", language=language, tried=len(tried), held=held))
            said += [
                tell(
                    "told",
                    "not_predicted",
                    language=language,
                    list=each.name,
                    known=each.known,
                    lower=round(each.interval.lower),
                    upper=round(each.interval.upper),
                )
                for each in tried
                if each.interval and not each.held
            ]
        return "\n".join(said)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        return cls(
            rows=tuple(SensitivityRow.from_dict(row) for row in data["rows"]),
            predicted=tuple(
                Predicted(**{**each, "interval": Interval.from_dict(each["interval"]) if each["interval"] else None})
                for each in data["predicted"]
            ),
        )


def say_changed(row: SensitivityRow, *, language: str = "en") -> str:
    """One changed answer in a sentence; empty where there is no answer."""
    if row.median is None:
        return ""
    return tell(
        "checks",
        row.kind,
        language=language,
        changed=changed_words(row),
        method=row.method,
        median=round(row.median),
        reference=round(row.reference),
    )


def changed_words(row: SensitivityRow) -> str:
    """What was changed, as a reader writes it: shares of links in per cent, everything else as it stands."""
    return f"{float(row.changed):.0%}" if row.kind.endswith("_links") else row.changed
