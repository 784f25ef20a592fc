"""A pair as the review page lays it out: field by field, the differing parts marked, the evidence in words.

What the linker weighed is never among it before the decision: a shown score would steer whoever judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tawthiq.keeping.queries.records import RecordView
from tawthiq.matching.explain import FieldEvidence, differing_spans
from tawthiq.matching.folding import script_of
from tawthiq.terms.dates import DateBasis, DatePrecision, PartialDate
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web import formats
from tawthiq.web.review.words import FIELDS, LEVELS, reason

NAME_PARTS = ("given", "father", "grandfather", "family", "kunya")
#: What may be read but was not compared by the linker.
TERMS = {"outcome": "outcome", "cause": "cause", "civilian_status": "civilian_status"}
TEXTS = ("occupation", "relation", "remarks")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One field of the comparison; `chip` is word, kind and symbol."""

    field: str
    value_a: SafeString | str
    value_b: SafeString | str
    chip: tuple[str, str, str]
    reason: str
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow:
    """What one field weighed, for after the decision; in bits, positive for the same person."""

    field: str
    weight: float


def lay_out(a: RecordView, b: RecordView, evidence: Sequence[FieldEvidence], *, language: str) -> list[EvidenceRow]:
    """All rows of the comparison, names first."""
    by_field = {row.field: row for row in evidence}
    rows = [_name_row("full_name", a.name, b.name)]
    if a.name_other or b.name_other:
        rows.append(_name_row("name_other", a.name_other, b.name_other))
    rows += [_part_row(by_field[name]) for name in NAME_PARTS if name in by_field and _is_told(by_field[name])]
    rows.append(_row("birth", _birth(a, language), _birth(b, language), by_field.get("birth")))
    rows.append(_row("death", _event(a, language), _event(b, language), by_field.get("death")))
    rows.append(_row("place", _place(a, language), _place(b, language), by_field.get("place")))
    rows.append(_row("sex", _term("sex", a.sex, language), _term("sex", b.sex, language), by_field.get("sex")))
    for field, name in TERMS.items():
        value_a, value_b = (_term(name, getattr(record, field), language) for record in (a, b))
        if value_a or value_b:
            rows.append(_row(field, value_a, value_b, None))
    for field in TEXTS:
        value_a, value_b = (str(getattr(record, field)) for record in (a, b))
        if value_a or value_b:
            rows.append(_row(field, value_a, value_b, None))
    return rows


def list_weights(evidence: Sequence[FieldEvidence]) -> list[WeightRow]:
    """What each field weighed, heaviest first."""
    told = [row for row in evidence if abs(row.weight) >= 0.05]
    return [
        WeightRow(field=str(FIELDS.get(row.field, row.field)) if row.field != "together" else "", weight=row.weight)
        for row in sorted(told, key=lambda row: -abs(row.weight))
    ]


def _is_told(evidence: FieldEvidence) -> bool:
    return bool(evidence.value_a or evidence.value_b)


def _name_row(field: str, a: str, b: str) -> EvidenceRow:
    """A name as given, with what differs marked where both are in one script."""
    if not a or not b:
        return _plain(field, a, b, "missing", "")
    if script_of(a.casefold()) != script_of(b.casefold()):
        return _plain(field, a, b, "", "")
    if a == b:
        return _plain(field, a, b, "same", "same_words")
    spans_a, spans_b = differing_spans(a, b)
    return EvidenceRow(
        field=str(FIELDS[field]),
        value_a=underline(a, spans_a),
        value_b=underline(b, spans_b),
        chip=("", "", ""),
        reason="",
    )


def _part_row(evidence: FieldEvidence) -> EvidenceRow:
    chip = LEVELS[evidence.level]
    return EvidenceRow(
        field=str(FIELDS[evidence.field]),
        value_a=underline(evidence.value_a or "", evidence.spans_a),
        value_b=underline(evidence.value_b or "", evidence.spans_b),
        chip=(str(chip[0]), chip[1], chip[2]),
        reason=reason(evidence.code, evidence.parameters) if evidence.level != "missing" else "",
        is_part=True,
    )


def _row(field: str, a: str, b: str, evidence: FieldEvidence | None) -> EvidenceRow:
    if evidence is None:
        level = "missing" if not a or not b else "same" if a == b else "different"
        return _plain(field, a, b, level, "")
    words = reason(evidence.code, evidence.parameters) if evidence.level != "missing" else ""
    return _shown(field, a, b, evidence.level, words)


def _plain(field: str, a: str, b: str, level: str, code: str) -> EvidenceRow:
    return _shown(field, a, b, level, reason(code, {}) if code else "")


def _shown(field: str, a: str, b: str, level: str, words: str) -> EvidenceRow:
    chip = LEVELS.get(level, ("", "", ""))
    differs = level == "different" and a and b
    return EvidenceRow(
        field=str(FIELDS[field]),
        value_a=underline(a, ((0, len(a)),)) if differs else a,
        value_b=underline(b, ((0, len(b)),)) if differs else b,
        chip=(str(chip[0]), chip[1], chip[2]),
        reason=words,
    )


def underline(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """The text with the parts at `spans` in ``<mark>``; within a joined script whole words are marked.

    >>> underline("Yusuf A.", ((6, 8),))
    'Yusuf <mark>A.</mark>'
    """
    wide = _whole_words(text, spans) if script_of(text.casefold()) == "arabic" else list(spans)
    pieces, at = [], 0
    for start, end in wide:
        pieces.append(format_html("{}<mark>{}</mark>", text[at:start], text[start:end]))
        at = end
    pieces.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _whole_words(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans widened to whole words and joined: a mark inside an Arabic word would break its letters apart."""
    words: list[tuple[int, int]] = []
    for start, end in spans:
        begin = text.rfind(" ", 0, start) + 1
        stop = text.find(" ", max(end - 1, start))
        stop = len(text) if stop < 0 else stop
        if stop <= begin:
            continue
        if words and begin <= words[-1][1]:
            words[-1] = (words[-1][0], max(stop, words[-1][1]))
        else:
            words.append((begin, stop))
    return words


def _birth(record: RecordView, language: str) -> str:
    age = ""
    if record.age_low is not None and record.age_high is not None:
        ends = [formats.write_number(end, language=language, places=1) for end in (record.age_low, record.age_high)]
        age = ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
    born = _date(record.birth_start, record.birth_end, record.birth_precision, language)
    return " · ".join(part for part in (age, born) if part)


def _event(record: RecordView, language: str) -> str:
    return _date(record.event_start, record.event_end, record.event_precision, language)


def _date(start: object, end: object, precision: str, language: str) -> str:
    if start is None or end is None:
        return ""
    partial = PartialDate(
        start=start,  # type: ignore[arg-type]  # the store holds days
        end=end,  # type: ignore[arg-type]
        precision=DatePrecision(precision),
        basis=DateBasis.STATED,
    )
    return formats.write_partial_date(partial, language=language)


def _place(record: RecordView, language: str) -> str:
    if record.place is None:
        return ", ".join(part for part in (record.place_words, record.place_part_of) if part)
    wider = record.place.admin1_ar if language == "ar" else record.place.admin1_en
    name = record.place.name(language)
    return name if not wider or wider == name else f"{name}, {wider}"


def _term(name: str, code: str, language: str) -> str:
    return "" if code in {"", "unknown"} else vocabulary(name).label(code, language)


def describe(record: RecordView, *, language: str) -> str:
    """When and where, in one line, for lists of other records."""
    return " · ".join(part for part in (_event(record, language), _place(record, language)) if part)
