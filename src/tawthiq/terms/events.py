"""Events that a report mentions, as proposed tags: what happened is for a member to say, not for a machine.

An event mention is a trigger that stands in the text and the parties named beside it, each with its span. It
says that the report speaks of such an event, not that it took place: ``denied``, ``called_for`` and ``expected``
mentions are marked as what they are.
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tawthiq.terms.plain import Plain, Span
from tawthiq.terms.speech import SpeakerChain


class EventKind(StrEnum):
    """Kinds of event that are looked for."""

    ARMS = "arms"
    SANCTIONS = "sanctions"
    DEMAND = "demand"
    MONITORS = "monitors"
    NEGOTIATION = "negotiation"
    CEASEFIRE = "ceasefire"
    PRICES = "prices"


class EventStanding(StrEnum):
    """How the report speaks of the event."""

    REPORTED = "reported"
    EXPECTED = "expected"
    CALLED_FOR = "called_for"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventParty(Plain):
    """Somebody or something named beside the trigger: its words and place, before or behind it."""

    words: str
    span: Span
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention(Plain):
    """One mention: kind, trigger, sentence, parties, standing, and who says it."""

    document: str
    kind: EventKind
    span: Span
    words: str
    sentence: Span
    standing: EventStanding = EventStanding.REPORTED
    parties: tuple[EventParty, ...] = ()
    speaker: SpeakerChain = field(default_factory=SpeakerChain)
    rules: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable name of this proposal: digest, span and kind."""
        raw = f"{self.document}\x1f{self.span.start}\x1f{self.span.end}\x1f{self.kind}"
        return hashlib.sha256(raw.encode()).hexdigest()[:32]

    def to_dict(self) -> dict[str, Any]:
        """As every value here, with the ``key`` beside the fields."""
        return {**Plain.to_dict(self), "key": self.key}
