"""The value the mission reports for a person, chosen from what the records say, with the reason.

Rules, for each field on its own:

* Records of one origin count once: ten papers with one wire story are one voice.
* A value stands for every origin that gives it, or gives something wider that holds it (a month holds its
  days, a governorate its towns, an age band its ages).
* The value with most origins is reported; among equals the more precise one; then the one of the earliest
  record. So the order of rows never changes anything.
* Records that give something incompatible are counted as differing, and the person shows a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = Mapping[str, Any]

CODE_FIELDS = ("sex", "outcome", "civilian_status", "cause", "perpetrator_kind")
REAL_CONFLICTS = ("sex", "outcome", "event", "birth", "age", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen value of one field: from which record, why, how many records agree and differ.

    `why` is a code: ``only`` (one record says it), ``agree`` (all that say anything agree), ``most`` (most
    origins), ``precise`` (as many origins, but more precise), ``first`` (as many and as precise: earliest record)
    or ``none`` (nothing is said).
    """

    value: Any
    record_id: str = ""
    why: str = "none"
    agree: int = 0
    differ: int = 0


NOTHING_SAID = Choice(value=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The reported values of one person by field, and in how many fields the records contradict each other."""

    choices: dict[str, Choice]
    conflict_count: int

    def __getitem__(self, name: str) -> Any:
        return self.choices[name].value

    def to_dict(self) -> dict[str, Any]:
        """Why each value was chosen, JSON-safe; the values themselves stand in the person's columns."""
        return {
            name: {"why": c.why, "record_id": c.record_id, "agree": c.agree, "differ": c.differ}
            for name, c in self.choices.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    value: Any
    origin: str
    record_id: str
    order: int
    width: float


def portray(rows: Sequence[Row], *, ancestors: Mapping[int, Sequence[int]] | None = None) -> Portrait:
    """Choose the reported values from records of one person, in the order of their numbers.

    `rows` have the keys of the store's record frame; `ancestors` maps a place to the places around it.
    """
    inside = ancestors or {}
    choices = {
        "name": _choose(rows, lambda row: row["name"] or None, lambda row: -len(row["name"].split())),
        "name_other": _choose(rows, lambda row: row["name_other"] or None, lambda row: -len(row["name_other"].split())),
        "event": _choose(rows, _span("event"), _span_width("event"), holds=_span_holds),
        "birth": _choose(rows, _span("birth"), _span_width("birth"), holds=_span_holds),
        "age": _choose(rows, _band, lambda row: row["age_high"] - row["age_low"], holds=_band_holds),
        "place": _choose(
            rows,
            lambda row: row["place_id"],
            lambda row: -len(inside.get(row["place_id"], ())),
            holds=lambda wide, narrow: wide == narrow or wide in inside.get(narrow, ()),
        ),
    }
    choices |= {name: _choose(rows, _code(name), lambda _row: 0.0) for name in CODE_FIELDS}
    return Portrait(choices=choices, conflict_count=sum(1 for name in REAL_CONFLICTS if choices[name].differ > 0))


def _code(name: str) -> Callable[[Row], Any]:
    return lambda row: None if row[name] in {"unknown", ""} else row[name]


def _span(name: str) -> Callable[[Row], tuple[date, date] | None]:
    return lambda row: None if row[f"{name}_start"] is None else (row[f"{name}_start"], row[f"{name}_end"])


def _span_width(name: str) -> Callable[[Row], float]:
    return lambda row: float((row[f"{name}_end"] - row[f"{name}_start"]).days)


def _span_holds(wide: tuple[date, date], narrow: tuple[date, date]) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def _band(row: Row) -> tuple[float, float] | None:
    return None if row["age_low"] is None else (row["age_low"], row["age_high"])


def _band_holds(wide: tuple[float, float], narrow: tuple[float, float]) -> bool:
    # A year's difference in a remembered age is no contradiction.
    return wide[0] - 1 <= narrow[0] and narrow[1] <= wide[1] + 1


def _choose(
    rows: Sequence[Row],
    value: Callable[[Row], Any],
    width: Callable[[Row], float],
    holds: Callable[[Any, Any], bool] = lambda wide, narrow: bool(wide == narrow),
) -> Choice:
    said = [
        _Said(value=given, origin=row["origin_id"], record_id=row["record_id"], order=order, width=float(width(row)))
        for order, row in enumerate(rows)
        if (given := value(row)) is not None
    ]
    if not said:
        return NOTHING_SAID
    if len(said) == 1:
        return Choice(value=said[0].value, record_id=said[0].record_id, why="only", agree=1)
    ranked = sorted(_voices(said, holds), key=lambda voice: (-voice[0], voice[1].width, voice[1].order))
    support, best = ranked[0]
    agree = sum(1 for other in said if holds(other.value, best.value))
    return Choice(
        value=best.value,
        record_id=best.record_id,
        why=_why(ranked, support, best, all_agree=agree == len(said)),
        agree=agree,
        differ=len(said) - agree,
    )


def _voices(said: Sequence[_Said], holds: Callable[[Any, Any], bool]) -> list[tuple[int, _Said]]:
    """Each distinct value, at its first record, with how many origins support it."""
    voices: list[tuple[int, _Said]] = []
    for one in said:
        if all(one.value != other.value for _, other in voices):
            origins = {other.origin for other in said if holds(other.value, one.value)}
            voices.append((len(origins), one))
    return voices


def _why(ranked: Sequence[tuple[int, _Said]], support: int, best: _Said, *, all_agree: bool) -> str:
    if all_agree:
        return "agree"
    rivals = [one for other, one in ranked[1:] if other == support]
    if not rivals:
        return "most"
    return "precise" if all(one.width > best.width for one in rivals) else "first"
