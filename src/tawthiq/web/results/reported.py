"""What others said how many there were, beside the documented count of the same outcome, and never added to it.

Shown are accepted figures that stand: of each speaker the last number on a thing, of what repeats one origin the first.
What is feared, planned or projected, households, and numbers per period stay out: a count of named persons says
nothing to them. The pages of figures hold them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tawthiq.counting.figures import UNKNOWN, Claim, current, read_claims
from tawthiq.keeping.queries.figures import find_figures
from tawthiq.terms.members import Viewer
from tawthiq.web.figures.comparing import claim_row
from tawthiq.web.figures.sums import figure_address
from tawthiq.web.figures.words import MEASURES, value_of, word

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedShown:
    """One claim: its number as it was said, who said it, of which day and place, and the address of its words."""

    value: str
    speaker: str
    on: date | None
    place: str
    measure: str
    reports: int
    url: str


def reported_beside(outcome: str, *, viewer: Viewer) -> tuple[ReportedShown, ...]:
    """Accepted figures of the category with the outcome's name, the highest first."""
    found = find_figures(viewer=viewer, status="counting", category=outcome) if outcome else []
    counted = {str(f.id): f for f in found if f.value_min is not None or f.value_max is not None}
    claims = [claim for claim in current(read_claims(map(claim_row, counted.values()))) if _speaks_to_persons(claim)]
    claims.sort(key=lambda claim: (-(claim.value_min or claim.value_max or 0), claim.speaker))
    return tuple(
        ReportedShown(
            value=value_of(counted[claim.figure_ids[0]], language=viewer.language),
            speaker="" if claim.speaker == UNKNOWN else claim.speaker,
            on=claim.as_of,
            place="" if claim.place == UNKNOWN else claim.place,
            measure=word(MEASURES, claim.measure),
            reports=claim.n_reports,
            url=figure_address(counted[claim.figure_ids[0]]),
        )
        for claim in claims[:MOST_SHOWN]
    )


def _speaks_to_persons(claim: Claim) -> bool:
    return claim.unit == "person" and claim.measure != "rate" and claim.modality in {"asserted", "verified"}
