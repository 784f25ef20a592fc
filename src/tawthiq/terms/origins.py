"""Which reports and statements go back to one origin, and why: plain frozen values.

An origin is who first said it. Ten papers that print one wire story are one origin; so is one speaker whom two
agencies quote. Places count from 0 in the order the reports were given.
"""

from dataclasses import dataclass
from enum import StrEnum

from tawthiq.terms.plain import Plain


class OriginBasis(StrEnum):
    """Why two reports or statements are held for one origin."""

    COPY = "copy"
    CREDIT = "credit"
    STATEMENT = "statement"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginLink(Plain):
    """Two reports with one origin.

    ``share`` is the part of the smaller one's five-word shingles that stand in the other (0 to 1); ``shared``
    is their number.
    """

    first: int
    second: int
    basis: OriginBasis
    share: float = 0
    shared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPlace(Plain):
    """A figure or quotation: its report, and its number within the report's figures or quotations."""

    report: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOrigin(Plain):
    """Claims that go back to one origin. ``speaker`` is empty where the reports themselves claim."""

    claims: tuple[ClaimPlace, ...]
    speaker: str
    basis: OriginBasis
