"""Decides what an evidence bag holds. Nothing else does.

Rules:

1. What was asked for comes whole, where its consent reaches this purpose and this recipient.
2. What speaks of the same persons or incidents comes too, whether or not it agrees, also where the mission itself
   has withdrawn it: what may help the other side is never a matter of choice. Rows of a list that was not asked for
   come as an extract, because the rest of it speaks of other people. All this holds of what the maker of the bag sees:
   what lies in compartments that they are not in is not told of.
3. A working copy may have been made so that its original need not be shown: the original of a working copy that was
   asked for is proved by its entry and stays.
4. An interview comes only where its witness said yes to this purpose. "Ask first" is no yes; withdrawn, expired or
   never asked is a no.
5. What the mission has withdrawn does not leave because somebody asked for it, and a withdrawn interview not at all.
   A file counts as withdrawn when every source taken from it is.
6. Nothing stays behind silently: whatever rules 3 to 5 hold back is listed with its digest, the reason, and whether
   it differs from what was asked for. Its entries are proved.
7. A bag of which nothing asked for may leave is not made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import ConsentAnswer


class Why(StrEnum):
    """Why something is looked at for a bag."""

    ASKED = "asked"
    ORIGINAL = "original"
    SAME_MATTER = "same_matter"


class Form(StrEnum):
    """How it comes."""

    WHOLE = "whole"
    EXTRACT = "extract"


class Held(StrEnum):
    """Why something stays behind."""

    CONSENT_NO = "consent_no"
    CONSENT_ASK_FIRST = "consent_ask_first"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SOURCE_WITHDRAWN = "source_withdrawn"
    ORIGINAL_STAYS = "original_stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One kept file that a bag might hold.

    `source_kind` is empty for a file that no source is taken from. `consent` is None where no interview was taken from
    it. `differs` names what its records say otherwise than those of what was asked for: codes of fields, no values.
    """

    exhibit_id: str
    sha256: str
    size: int
    media_type: str
    why: Why
    source_kind: str = ""
    consent: ConsentAnswer | None = None
    consent_withdrawn: bool = False
    source_withdrawn: bool = False
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that is in the bag."""

    candidate: Candidate
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Something that stays behind, and why."""

    candidate: Candidate
    reason: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class BagPlan:
    """What a bag holds and what it says that it does not hold."""

    items: tuple[Item, ...]
    withheld: tuple[Withheld, ...]


def plan_bag(candidates: Iterable[Candidate]) -> BagPlan:
    """Decide over all candidates; a file that is one twice counts by its strongest reason (asked, original, matter).

    Refuses (BadInputError) a bag of which nothing asked for may leave.
    """
    order = list(Why)
    strongest: dict[str, Candidate] = {}
    for candidate in candidates:
        known = strongest.get(candidate.exhibit_id)
        if known is None or order.index(candidate.why) < order.index(known.why):
            strongest[candidate.exhibit_id] = candidate
    items: list[Item] = []
    withheld: list[Withheld] = []
    for candidate in sorted(strongest.values(), key=lambda c: (order.index(c.why), c.sha256)):
        reason = _held_back(candidate)
        if reason is None:
            is_extract = candidate.why is Why.SAME_MATTER and candidate.source_kind == "list"
            items.append(Item(candidate=candidate, form=Form.EXTRACT if is_extract else Form.WHOLE))
        else:
            withheld.append(Withheld(candidate=candidate, reason=reason))
    if not any(item.candidate.why is Why.ASKED for item in items):
        raise BadInputError(
            "bag.nothing_may_leave",
            "Nothing that was asked for may leave for this purpose and recipient.",
            "Look at the consents, or ask the witnesses first.",
        )
    return BagPlan(items=tuple(items), withheld=tuple(withheld))


def _held_back(candidate: Candidate) -> Held | None:
    if candidate.consent_withdrawn:
        return Held.CONSENT_WITHDRAWN
    if candidate.consent is ConsentAnswer.NO:
        return Held.CONSENT_NO
    if candidate.consent is ConsentAnswer.ASK_FIRST:
        return Held.CONSENT_ASK_FIRST
    if candidate.source_withdrawn and (candidate.why is Why.ASKED or candidate.source_kind == "interview"):
        return Held.SOURCE_WITHDRAWN
    return Held.ORIGINAL_STAYS if candidate.why is Why.ORIGINAL else None
