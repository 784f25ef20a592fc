"""A pair as the review page lays it out: field by field, letters marked in names, the evidence in words.

What the linker weighed is never among it before the decision: a shown score would steer whoever judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tawthiq.keeping.queries.records import RecordView
from tawthiq.matching.explain import FieldEvidence
from tawthiq.matching.folding import fold, script_of
from tawthiq.matching.lettering import mark_letters
from tawthiq.terms.dates import DateBasis, DatePrecision, PartialDate
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web import formats
from tawthiq.web.review.letters import describe_words, level_of_name, write_letters
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
    reasons: list[str]
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow:
    """What one field weighed, for after the decision; in bits, positive for the same person."""

    field: str
    weight: float


def lay_out(a: RecordView, b: RecordView, evidence: Sequence[FieldEvidence], *, language: str) -> list[EvidenceRow]:
    """All rows of the comparison, names first."""
    by_field = {row.field: row for row in evidence}
    rows = _name_rows(a, b)
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


def name_row(field: str, a: str, b: str) -> EvidenceRow:
    """One name of each record as given, with every letter marked as agreeing or not, and the same in words."""
    if not a or not b:
        chip = LEVELS["missing"]
        return EvidenceRow(
            field=str(FIELDS[field]), value_a=a, value_b=b, chip=(str(chip[0]), chip[1], chip[2]), reasons=[]
        )
    found = mark_letters(a, b)
    chip = LEVELS[level_of_name(found)]
    return EvidenceRow(
        field=str(FIELDS[field]),
        value_a=write_letters(a, found.marks_a),
        value_b=write_letters(b, found.marks_b),
        chip=(str(chip[0]), chip[1], chip[2]),
        reasons=describe_words(found),
    )


def _name_rows(a: RecordView, b: RecordView) -> list[EvidenceRow]:
    """The names as given, letter by letter; another name of one record is laid beside what is in its script."""
    rows = [name_row("full_name", a.name, b.name)]
    if a.name_other or b.name_other:
        other_a, other_b = (
            a.name_other or _in_script_of(b.name_other, a),
            b.name_other or _in_script_of(a.name_other, b),
        )
        rows.append(name_row("name_other", other_a, other_b))
    return rows


def _in_script_of(name: str, record: RecordView) -> str:
    """The record's name, where it is in the script of `name` and so worth laying beside it."""
    return record.name if script_of(fold(name)) == script_of(fold(record.name)) else ""


def _part_row(evidence: FieldEvidence) -> EvidenceRow:
    chip = LEVELS[evidence.level]
    return EvidenceRow(
        field=str(FIELDS[evidence.field]),
        value_a=write_letters(evidence.value_a or "", evidence.marks_a),
        value_b=write_letters(evidence.value_b or "", evidence.marks_b),
        chip=(str(chip[0]), chip[1], chip[2]),
        reasons=_reasons(evidence),
        is_part=True,
    )


def _reasons(evidence: FieldEvidence) -> list[str]:
    words = reason(evidence.code, evidence.parameters) if evidence.level != "missing" else ""
    return [words] if words else []


def _row(field: str, a: str, b: str, evidence: FieldEvidence | None) -> EvidenceRow:
    if evidence is None:
        level, reasons = ("missing" if not a or not b else "same" if a == b else "different"), []
    else:
        level, reasons = evidence.level, _reasons(evidence)
    chip = LEVELS.get(level, ("", "", ""))
    differs = level == "different" and a and b
    return EvidenceRow(
        field=str(FIELDS[field]),
        value_a=_whole(a) if differs else a,
        value_b=_whole(b) if differs else b,
        chip=(str(chip[0]), chip[1], chip[2]),
        reasons=reasons,
    )


def _whole(value: str) -> SafeString:
    """A value that differs as a whole."""
    return format_html('<mark class="differs">{}</mark>', value)


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
    comma = "، " if language == "ar" else ", "
    return name if not wider or wider == name else f"{name}{comma}{wider}"


def _term(name: str, code: str, language: str) -> str:
    return "" if code in {"", "unknown"} else vocabulary(name).label(code, language)


def describe(record: RecordView, *, language: str) -> str:
    """When and where, in one line, for lists of other records."""
    return " · ".join(part for part in (_event(record, language), _place(record, language)) if part)
