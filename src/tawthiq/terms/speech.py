"""Who says something, through whom, to whom and when, and how that was found."""

from dataclasses import dataclass
from datetime import date

from tawthiq.terms.figure_kinds import How
from tawthiq.terms.plain import Plain, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerChain(Plain):
    """Who says it, through whom, to whom and when, and how that was found.

    Empty strings are unknown. ``via`` is who relayed the words of the first speaker. ``said_on_words`` are
    kept as written; ``said_on`` only where a publication day was given to resolve them against. ``occasion`` is
    the speech, statement or interview; ``outlet`` the paper or station it was given to or carried by; ``wire``
    the agencies the report credits.
    """

    name: str = ""
    role: str = ""
    organisation: str = ""
    via: str = ""
    addressee: str = ""
    how: How = How.NONE
    said_on_words: str = ""
    said_on: date | None = None
    occasion: str = ""
    outlet: str = ""
    wire: str = ""
    span: Span | None = None
    cue: Span | None = None

    @property
    def label(self) -> str:
        """The shortest words that tell this speaker from others: name, else role, else organisation."""
        return self.name or self.role or self.organisation

    @property
    def known(self) -> bool:
        """Whether anybody at all is named."""
        return bool(self.label)
