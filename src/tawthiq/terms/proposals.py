"""What an optional engine proposes about a report: who says a passage. Never a statement, never accepted by itself.

Kept apart from figures and quotations read by rules: a proposal waits for a member whatever engine made it, and
its engine is written on it.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tawthiq.terms.plain import Plain, Span


class DropReason(StrEnum):
    """Why an engine's answer was not taken."""

    ANSWER = "answer"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_VERBATIM = "not_verbatim"
    AMBIGUOUS = "ambiguous"
    NO_QUANTITY = "no_quantity"
    OTHER_VALUE = "other_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerProposal(Plain):
    """A passage and its speaker, both with the exact words of the report.

    ``engine`` is ``llm:MODEL`` or ``spacy:PIPELINE``. Values are parsed by our own rules from the words at
    ``quantity``, never taken from the engine.
    """

    document: str
    engine: str
    span: Span
    words: str
    speaker: str
    speaker_span: Span
    quantity: Span | None = None
    value_min: float | None = None
    value_max: float | None = None
    vague: str = ""

    @property
    def key(self) -> str:
        """Stable name of this proposal: digest, spans and engine."""
        places = (self.span.start, self.span.end, self.speaker_span.start, self.speaker_span.end)
        raw = "\x1f".join([self.document, self.engine, *map(str, places)])
        return hashlib.sha256(raw.encode()).hexdigest()[:32]

    def to_dict(self) -> dict[str, Any]:
        """As every value here, with the ``key`` beside the fields."""
        return {**Plain.to_dict(self), "key": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Plain):
    """What an engine's answers came to: those that stand in the report to the letter, and why others do not."""

    proposals: tuple[SpeakerProposal, ...] = ()
    dropped: tuple[DropReason, ...] = ()
