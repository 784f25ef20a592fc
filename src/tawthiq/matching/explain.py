"""Why two records are, or are not, taken for one person: field by field, as codes for any language.

The weight of a field is the log2 ratio of how often its level occurs for the same person and how often for
other people; of the three kinds of other people (relatives, namesakes, people of one event) each counts as
much as it explains this pair. The last row, ``together``, is what is left of the pair's weight: how rare
matches are at all, and what the fields say only in combination. The weights of all rows add up to the
pair's weight.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from tawthiq.matching.comparing import compare
from tawthiq.matching.encoding import PLAIN_TEXTS, encode
from tawthiq.matching.folding import script_of
from tawthiq.matching.lettering import Mark, mark_letters
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.locating import locate_parts
from tawthiq.matching.names import NamePart, parse_name
from tawthiq.matching.schema import conform, read_partial
from tawthiq.matching.weighing import (
    CLASSES,
    NO_CHANCE,
    Floats,
    Model,
    log_likelihoods,
    match_weights,
    posteriors,
    prior_tables,
)

Span = tuple[int, int]
_UNLIKE = ("differs", "only")
_NAME_FIELDS = ("given", "father", "grandfather", "family", "kunya")
_SAME = {
    "same", "same_common", "same_date", "same_age", "same_day", "same_day_busy", "inside_span", "same_town",
    "same_town_common", "two_lists", "best", "ahead",
}  # fmt: skip
_CLOSE = {
    "swapped", "close", "alike", "one_part_off", "day_month_swapped", "one_year", "two_years", "days_apart",
    "within_month", "town_alike", "inside_place", "town_only", "same_governorate", "near",
    "tied",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEvidence:
    """What one field says about a pair.

    Args:
        field: name of the field (`tawthiq.matching.levels.FIELDS`) or ``together``.
        value_a: the value compared of the one record, None where it has none.
        value_b: of the other.
        level: ``same``, ``close``, ``different`` or ``missing``.
        code: the reason, stable (``spelling``, ``across_scripts``, ``days_apart`` …).
        parameters: what the sentence of the code needs (``years``, ``days``, ``rarity``).
        weight: log2 weight, positive for the same person.
        marks_a: of a name, what is said of each letter of ``value_a`` (`tawthiq.matching.lettering`).
        marks_b: of each letter of ``value_b``.

    Names are the words as given, everything else as it was compared.
    """

    field: str
    value_a: str | None
    value_b: str | None
    level: str
    code: str
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    weight: float = 0.0
    marks_a: tuple[Mark, ...] = ()
    marks_b: tuple[Mark, ...] = ()

    @property
    def spans_a(self) -> tuple[Span, ...]:
        """Places in ``value_a`` whose letters the other does not have."""
        return tuple((mark.start, mark.end) for mark in self.marks_a if mark.kind in _UNLIKE)

    @property
    def spans_b(self) -> tuple[Span, ...]:
        """Places in ``value_b`` whose letters the other does not have."""
        return tuple((mark.start, mark.end) for mark in self.marks_b if mark.kind in _UNLIKE)


def explain_pair(
    record_a: Mapping[str, Any],
    record_b: Mapping[str, Any],
    *,
    levels: Mapping[str, str] | None = None,
    model: Mapping[str, Any] | None = None,
) -> tuple[FieldEvidence, ...]:
    """Explain the comparison of two records, in the order of the fields, ``together`` last.

    Args:
        record_a: one record, with canonical or common headings; ``record_id`` may be missing.
        record_b: the other.
        levels: the levels of the pair as its row of ``Linkage.pairs`` holds them. Without them the two
            records are compared alone; then no name is known to be rare and agreement on names weighs as
            for very common ones.
        model: ``report["model"]`` of the linkage. Without it the weights are those held before any data.

    Raises:
        BadInputError: a record has no name column.
    """
    frame = _two_rows(record_a, record_b)
    found = {f: str(levels[f]) for f in FIELDS if f in levels} if levels else _compare_alone(frame)
    found = {f: found.get(f, "missing") for f in FIELDS}
    weights, rest = _weights(found, _model_of(model))
    values = _values(frame)
    rows = [_evidence(f, found[f], values[f], weights[f]) for f in FIELDS]
    together = FieldEvidence(
        field="together", value_a=None, value_b=None, level="missing", code="fields_together", weight=rest
    )
    return (*rows, together)


def _two_rows(a: Mapping[str, Any], b: Mapping[str, Any]) -> pl.DataFrame:
    columns = list(dict.fromkeys([*a, *b]))
    rows = [{c: None if r.get(c) is None else str(r[c]) for c in columns} for r in (a, b)]
    rows[0]["record_id"], rows[1]["record_id"] = "a", "b"
    return conform(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)))


def _compare_alone(frame: pl.DataFrame) -> dict[str, str]:
    levels = compare(encode(frame), np.zeros(1, dtype=np.int32), np.ones(1, dtype=np.int32))
    return {f: FIELDS[f][int(values[0])] for f, values in levels.items()}


def _model_of(parameters: Mapping[str, Any] | None) -> Model:
    tables: dict[str, Floats] = prior_tables()
    share = np.array([0.06, 0.10, 0.44, 0.40, NO_CHANCE])
    if parameters is not None:
        share = np.array([parameters["class_share"][c] for c in CLASSES])
        for name, by_level in parameters["levels"].items():
            for level, by_class in by_level.items():
                tables[name][:, FIELDS[name].index(level)] = [by_class[c] for c in CLASSES]
    return Model(fields=tuple(FIELDS), class_share=share, levels=tables, rounds=0, converged=True)


def _weights(found: Mapping[str, str], model: Model) -> tuple[dict[str, float], float]:
    """Weight of each field and what is left of the whole."""
    pattern = np.array([[FIELDS[f].index(found[f]) for f in FIELDS]], dtype=np.int8)
    likelihood = log_likelihoods(model, pattern)
    others = posteriors(likelihood[:, 1:])[0]
    weights = {}
    for n, name in enumerate(FIELDS):
        column = np.log2(np.maximum(model.levels[name][:, pattern[0, n]], 1e-12))
        weights[name] = float(column[0] - others @ column[1:]) if pattern[0, n] else 0.0
    return weights, float(match_weights(likelihood)[0]) - sum(weights.values())


def _values(frame: pl.DataFrame) -> dict[str, tuple[Any, Any]]:
    """What is shown for each field of the two records."""
    sides: list[dict[str, Any]] = []
    for row in frame.iter_rows(named=True):
        name = row["name"] or row["name_other"] or ""
        parts = parse_name(name)
        places = locate_parts(name)
        place = [row[c] for c in ("town", "governorate") if row[c]]
        sides.append({
            **{f: _as_given(name, getattr(parts, f), places.get(f)) for f in _NAME_FIELDS},
            "birth": row["birth"] or (f"{row['age']:g}" if row["age"] is not None else None),
            "death": _span_text(row["death_from"], row["death_to"]),
            "place": ", ".join(place) or None,
            "sex": row["sex"],
            **{f: row[f] for f in PLAIN_TEXTS},
            "lists": row["list"] or None,
            "rival": None,
        })  # fmt: skip
    return {f: (sides[0][f], sides[1][f]) for f in FIELDS}


def _as_given(name: str, part: NamePart | None, place: Span | None) -> tuple[NamePart, str] | None:
    """A part with the words it stands in; its folded text where it has no place of its own."""
    if part is None:
        return None
    return part, name[slice(*place)] if place else part.text


def _span_text(start: date | None, end: date | None) -> str | None:
    if start is None or end is None or start == end:
        return start.isoformat() if start else None
    if start.day == 1 and start.isoformat()[:7] == end.isoformat()[:7]:
        return start.isoformat()[:7]
    return f"{start.isoformat()}/{end.isoformat()}"


def _evidence(name: str, level: str, values: tuple[Any, Any], weight: float) -> FieldEvidence:
    if name in _NAME_FIELDS:
        return _name_evidence(name, level, values, weight)
    state = (
        "missing" if level == "missing" else "same" if level in _SAME else "close" if level in _CLOSE else "different"
    )
    code, parameters = _reason(name, level, values)
    return FieldEvidence(
        field=name,
        value_a=values[0],
        value_b=values[1],
        level=state,
        code=code,
        parameters=parameters,
        weight=weight,
    )


def _reason(name: str, level: str, values: tuple[Any, Any]) -> tuple[str, dict[str, Any]]:
    if name == "death" and level in ("days_apart", "within_month", "same_year", "different"):
        starts = [date.fromisoformat((str(v) + "-01")[:10]) for v in values if v]
        days = abs((starts[0] - starts[1]).days) if len(starts) == 2 else None
        return ("days_apart" if level == "days_apart" else level), {"days": days} if days is not None else {}
    if name == "birth" and level in (
        "over_ten_years",
        "over_five_years",
        "years_apart",
        "two_years",
        "one_year",
    ):
        years = _years_between(*values)
        return "years_apart", {"years": years} if years is not None else {}
    if name == "death" and level == "inside_span":
        return "same_month", {}
    if level.startswith(("same_day", "same_town")):
        return level.removesuffix("_busy").removesuffix("_common"), {"common": level.endswith(("_busy", "_common"))}
    return level, {}


def _years_between(a: str | None, b: str | None) -> int | None:
    """Whole years between two births or two ages; None where one of each is given."""
    if a is None or b is None or ("-" in a or len(a) == 4) != ("-" in b or len(b) == 4):
        return None
    dates = read_partial(a), read_partial(b)
    if dates[0] and dates[1]:
        return abs(dates[0][0] - dates[1][0])
    return round(abs(float(a) - float(b)))


def _name_evidence(name: str, level: str, values: tuple[Any, Any], weight: float) -> FieldEvidence:
    texts = tuple(value[1] if value else None for value in values)
    grade, _, rarity = level.partition("_") if level != "two_names" else (level, "", "")
    state = {"equal": "same", "sound": "close", "close": "close", "swapped": "close", "missing": "missing"}
    code = {"sound": "sounds_alike", "close": "spelling", "alike": "only_alike"}.get(grade, grade)
    marked = None
    if grade != "missing":
        code = _code_of(code, *values) if values[0] and values[1] else "elsewhere"
        marked = mark_letters(texts[0], texts[1]) if texts[0] and texts[1] else None
    return FieldEvidence(
        field=name,
        value_a=texts[0],
        value_b=texts[1],
        level=state.get(grade, "different"),
        code=code,
        parameters={"rarity": rarity} if rarity else {},
        weight=weight,
        marks_a=marked.marks_a if marked else (),
        marks_b=marked.marks_b if marked else (),
    )


def _code_of(code: str, one: tuple[NamePart, str], other: tuple[NamePart, str]) -> str:
    """The reason, said more exactly from the two parts themselves."""
    a, b = one[0], other[0]
    if code == "equal":
        return "across_scripts" if script_of(a.core) != script_of(b.core) else "same_words"
    return "compound_left_out" if code == "spelling" and a.core == b.core else code
