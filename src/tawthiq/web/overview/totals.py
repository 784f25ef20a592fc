"""The documented count beside the estimate, as bars and a band on one axis."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tawthiq.keeping.queries.overview import OutcomeCount
from tawthiq.publishing.charts.intervals import (
    DocumentedBar,
    EstimatedInterval,
    IntervalRow,
    RefusedEstimate,
    draw_intervals,
)
from tawthiq.terms.estimates import Estimate, Refusal
from tawthiq.web.formats import write_number, write_share
from tawthiq.web.overview.drawing import WIDE, Picture, TableRow, canvas_for, draw_both
from tawthiq.web.persons.filters import persons_address
from tawthiq.web.wording import fill, word_reason


def draw(counted: OutcomeCount, answer: Estimate | Refusal | None, *, language: str) -> Picture:
    """Verified, documented, and the interval or the refusal."""
    documented = persons_address(outcome=counted.outcome, counted="documented")
    verified = persons_address(outcome=counted.outcome, counted="verified")
    numbers = {
        name: write_number(n, language=language) for name, n in (("d", counted.documented), ("v", counted.verified))
    }
    rows: list[IntervalRow] = [
        DocumentedBar(label=fill(_("Verified: {number}"), number=numbers["v"]), value=counted.verified, href=verified),
        DocumentedBar(
            label=fill(_("Documented: {number}"), number=numbers["d"]),
            value=counted.documented,
            reported=True,
            href=documented,
        ),
    ]
    table = [
        TableRow(name=_("Verified"), cells=((numbers["v"], verified),)),
        TableRow(name=_("Documented, verified ones among them"), cells=((numbers["d"], documented),)),
    ]
    estimated = _estimated(answer, language=language)
    if estimated is not None:
        rows.append(estimated)
        said = _("refused") if isinstance(estimated, RefusedEstimate) else _range(answer, language=language)
        table.append(TableRow(name=_("Estimated in all"), cells=((said, ""),)))
    canvas = canvas_for(
        "totals",
        title=_("Documented and estimated"),
        description=_(
            "The number of people documented as killed, the verified ones among them, and the estimated total."
        ),
        language=language,
        width=WIDE,
    )
    return Picture(svg=draw_both(lambda on: draw_intervals(rows, canvas=on), canvas=canvas), rows=tuple(table))


def _estimated(answer: Estimate | Refusal | None, *, language: str) -> IntervalRow | None:
    if answer is None:
        return None
    if isinstance(answer, Refusal):
        reasons = tuple(word_reason(reason, language=language).words for reason in answer.reasons)
        return RefusedEstimate(label=_("No estimate can be given"), reasons=reasons)
    low, high = answer.interval.lower, answer.interval.upper
    if not low < high:
        return None
    label = fill(
        _("Estimated in all, {level} interval: {range}"),
        level=write_share(answer.interval.level, language=language),
        range=_range(answer, language=language),
    )
    middle = answer.median if low <= answer.median <= high else None
    return EstimatedInterval(label=label, low=low, high=high, middle=middle)


def _range(answer: Estimate | Refusal | None, *, language: str) -> str:
    if not isinstance(answer, Estimate):
        return ""
    ends = (answer.interval.lower, answer.interval.upper)
    return " – ".join(write_number(round(end), language=language) for end in ends)
