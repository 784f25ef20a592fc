"""Two incident records side by side: a row for each field, what it says for or against, and the weights afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.keeping.queries.incident_review import IncidentPairView
from tawthiq.keeping.queries.incidents import IncidentRecordView
from tawthiq.matching.incidents.explaining import IncidentEvidence, explain_incident_pair
from tawthiq.publishing.bidi import isolate
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.incidents.words import FIELDS, NOT_COMPARED, STATES, say_level
from tawthiq.web.persons.side_by_side import write_days, write_place
from tawthiq.web.wording import INCIDENT_KINDS, word_code, write_range

ORDER = (
    "words", "means", "day", "place", "actor", "killed", "injured", "missing", "displaced", "victims", "company",
    "lists",
)  # fmt: skip
NUMBERS = ("killed", "injured", "missing", "displaced")
#: Rows without values of their own, shown where they say something: what the sources have of the day as a whole.
ABOUT_BOTH = ("company", "lists")
SAYS_NOTHING = ("missing", "two_lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One field of a pair: both values, the chip (words, kind, symbol; empty words for none) and the reason."""

    label: str
    value_a: str
    value_b: str
    chip: tuple[str, str, str]
    reason: str


def lay_out(pair: IncidentPairView, *, language: str) -> list[EvidenceRow]:
    """The rows of the page; fields of which neither record says anything are left out."""
    found = {evidence.field: evidence for evidence in explain(pair)}
    rows = []
    for field in ORDER:
        a = _value(pair.record_a, pair.named_a, field, language=language)
        b = _value(pair.record_b, pair.named_b, field, language=language)
        level = found[field].level
        if not (a or b) and (field not in ABOUT_BOTH or level in SAYS_NOTHING):
            continue
        is_open = level == "missing" and a and b
        words, kind, symbol = STATES[found[field].state]
        chip = ("", "", "") if is_open or field in ABOUT_BOTH else (str(words), kind, symbol)
        reason = str(NOT_COMPARED) if is_open else say_level(field, level)
        rows.append(EvidenceRow(label=str(FIELDS[field]), value_a=a, value_b=b, chip=chip, reason=reason))
    return rows


def explain(pair: IncidentPairView) -> Sequence[IncidentEvidence]:
    """The evidence of a pair, under the model of the run that proposed it."""
    return explain_incident_pair(pair.levels, model=pair.model)


def list_weights(pair: IncidentPairView) -> list[tuple[str, float]]:
    """What each field weighed, in bits, the heaviest first; for after the decision."""
    weighed = [(str(FIELDS[e.field]), e.weight) for e in explain(pair) if abs(e.weight) >= 0.05]
    return sorted(weighed, key=lambda line: -abs(line[1]))


def _value(record: IncidentRecordView, named: list[str], field: str, *, language: str) -> str:
    if field in NUMBERS:
        low, high = getattr(record, f"{field}_min"), getattr(record, f"{field}_max")
        return write_range(low, high, language=language)
    kind = "" if record.kind in ("", "unknown") else word_code(INCIDENT_KINDS, record.kind)
    days = (record.event_start, record.event_end, record.event_precision)
    values = {
        "words": record.title,
        "means": _listed([kind, _coded("cause", record.weapon, language)], language),
        "day": write_days(*days, language=language),
        "place": write_place(record.place, language=language) or record.place_words,
        "actor": _coded("perpetrator_kind", record.perpetrator_kind, language),
        "victims": _listed(named, language),
    }
    return values.get(field, "")


def _coded(name: str, code: str, language: str) -> str:
    return "" if code in ("", "unknown") else vocabulary(name).label(code, language)


def _listed(words: list[str], language: str) -> str:
    return ("، " if language == "ar" else ", ").join(isolate(word) for word in words if word)


def describe(record: IncidentRecordView, *, language: str) -> str:
    """A record in one line: its date and its place."""
    place = write_place(record.place, language=language) or record.place_words
    date = write_days(record.event_start, record.event_end, record.event_precision, language=language)
    return " · ".join(part for part in (date, place) if part)
