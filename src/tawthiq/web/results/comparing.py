"""Where estimates are compared: each assumption's own answer beside the pool, and each stratum beside the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tawthiq.publishing.bidi import format_partial_date, isolate
from tawthiq.publishing.charts.lanes import Lane, draw_lanes
from tawthiq.publishing.charts.traces import draw_traces
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal
from tawthiq.terms.strata import CoverageRate, StratifiedResult
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number, write_share
from tawthiq.web.overview.drawing import WIDE, Picture, TableRow, canvas_for, draw_both
from tawthiq.web.wording import Worded, fill, word_caution, word_reason

#: What joins the parts of a stratum that was divided in several ways, and strata that were estimated together.
BETWEEN, JOINED = " · ", " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A stratum without an estimate, and why."""

    name: str
    reasons: tuple[Worded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStrata:
    """An estimate divided: pictures with their tables, sentences on the sum, refusals."""

    by: str
    sum_words: tuple[str, ...]
    cautions: tuple[str, ...]
    people: Picture
    coverage: Picture | None
    refused: tuple[Refused, ...]


def draw_agreement(answer: Estimate | Refusal, *, language: str) -> Picture | None:
    """The pooled answer and every method's own on one axis, the people documented marked; None without answers."""
    rows = [row for row in answer.panel if row.interval is not None and row.interval.lower < row.interval.upper]
    if not rows or isinstance(answer, Refusal):
        return None
    pooled = _lane(
        _("The estimate"),
        answer.interval.lower,
        answer.interval.upper,
        answer.median,
        language=language,
    )
    lanes = [pooled, *(_method_lane(row, language) for row in rows)]
    canvas = canvas_for(
        "agreement",
        title=_("What each way of reasoning gives on its own"),
        description=_("One range a method under that of the estimate; a line across marks the people documented."),
        language=language,
        width=WIDE,
    )
    svg = draw_both(lambda on: draw_lanes(lanes, canvas=on, mark=answer.n_observed), canvas=canvas)
    return Picture(svg=svg, rows=())


def draw_runs(answer: Estimate | Refusal, *, language: str) -> Picture | None:
    """The course of the independent runs for latent classes; None where none was kept."""
    runs: list[list[float]] = next(
        (row.diagnostics.get("trace", []) for row in answer.panel if row.method == "lcm"), []
    )
    if not runs or any(len(run) < 2 for run in runs):
        return None
    canvas = canvas_for(
        "runs",
        title=_("Course of the independent runs"),
        description=_("One line a run. Where the lines lie over each other, the runs agree."),
        language=language,
    )
    return Picture(svg=draw_both(lambda on: draw_traces(runs, canvas=on), canvas=canvas), rows=())


def show_strata(data: Mapping[str, Any], *, places: Mapping[str, str], language: str) -> ShownStrata:
    """The divided part of a kept estimate.

    Args:
        data: as kept.
        places: names of places in the language of the page, by their English names.
        language: of the page.
    """
    found = StratifiedResult.from_dict(data)
    by = tuple(data["by"])
    names = {name: _name(name, by, places, language) for name, _ in found.by_stratum}
    return ShownStrata(
        by=" – ".join(str(_DIVIDES[each]()) for each in by),
        sum_words=tuple(_sums(found, language)),
        cautions=tuple(word_caution(caution, language=language) for caution in found.total.cautions),
        people=_people(found, names, language),
        coverage=_coverage(found, names, language),
        refused=tuple(
            Refused(name=names[name], reasons=tuple(word_reason(r, language=language) for r in result.reasons))
            for name, result in found.by_stratum
            if isinstance(result, Refusal)
        ),
    )


_DIVIDES = {
    "place": lambda: _("by place"),
    "month": lambda: _("by month"),
    "sex": lambda: _("by sex"),
}


def _name(stratum: str, by: tuple[str, ...], places: Mapping[str, str], language: str) -> str:
    """A stratum in the language of the page: months, places and sexes by their names there."""

    def one(part: str) -> str:
        values = part.split(BETWEEN)
        if len(values) != len(by):
            return part
        return BETWEEN.join(_value(kind, value, places, language) for kind, value in zip(by, values, strict=True))

    return JOINED.join(one(part) for part in stratum.split(JOINED))


def _value(kind: str, value: str, places: Mapping[str, str], language: str) -> str:
    if kind == "place":
        return places.get(value, value)
    if kind == "sex":
        return vocabulary("sex").label(value, language)
    try:
        first = date.fromisoformat(f"{value}-01")
    except ValueError:
        return value
    return format_partial_date(first, first, precision="month", locale=language)


def _sums(found: StratifiedResult, language: str) -> list[str]:
    total, only = found.total, found.estimated_only
    if isinstance(total, Estimate):
        return [
            fill(
                _("Added up, the strata give between {lower} and {upper} people, {median} in the middle."),
                lower=write_number(round(total.interval.lower), language=language),
                upper=write_number(round(total.interval.upper), language=language),
                median=write_number(round(total.median), language=language),
            )
        ]
    said = [_("They cannot be added up, because some of them cannot be estimated.")]
    if only is not None:
        said.append(
            fill(
                _(
                    "Those that can be estimated have {documented} documented people and add up to between {lower} and "
                    "{upper}; the others are not in this sum."
                ),
                documented=write_number(only.n_observed, language=language),
                lower=write_number(round(only.interval.lower), language=language),
                upper=write_number(round(only.interval.upper), language=language),
            )
        )
    return said


def _people(found: StratifiedResult, names: Mapping[str, str], language: str) -> Picture:
    """Documented (solid) against estimated (hatched), a lane each stratum."""
    lanes, rows = [], []
    for stratum, result in found.by_stratum:
        documented = write_number(result.n_observed, language=language)
        label = _labelled(names[stratum], documented)
        if isinstance(result, Refusal) or not result.interval.lower < result.interval.upper:
            refused = _("no estimate can be given")
            lanes.append(Lane(label=label, words=f"{label}; {refused}", documented=result.n_observed, note=refused))
            rows.append(TableRow(name=names[stratum], cells=((documented, ""), (refused, ""))))
            continue
        ends = _range(result.interval.lower, result.interval.upper, language)
        low, high = result.interval.lower, result.interval.upper
        lanes.append(
            Lane(
                label=label,
                words=f"{label}; {ends}",
                documented=result.n_observed,
                low=low,
                high=high,
                middle=result.median,
            )
        )
        rows.append(TableRow(name=names[stratum], cells=((documented, ""), (ends, ""))))
    canvas = canvas_for(
        "strata",
        title=_("Documented and estimated, divided"),
        description=_("Solid: people documented. Hatched: the range of the estimate of all, a line at its middle."),
        language=language,
        width=WIDE,
    )
    return Picture(svg=draw_both(lambda on: draw_lanes(lanes, canvas=on), canvas=canvas), rows=tuple(rows))


def _coverage(found: StratifiedResult, names: Mapping[str, str], language: str) -> Picture | None:
    """Which share of the people the lists saw, a lane each stratum; None where no stratum has one."""
    rates = found.coverage
    if all(rate.lower is None for rate in rates):
        return None
    lanes = [_rate_lane(rate, names[rate.stratum], language) for rate in rates]
    rows = [TableRow(name=names[rate.stratum], cells=((_shares(rate, language), ""),)) for rate in rates]
    canvas = canvas_for(
        "coverage",
        title=_("Which share of the people did the lists see?"),
        description=_("Hatched: the range of the share in per cent, from 0 to 100, a line at its middle."),
        language=language,
        width=WIDE,
    )
    svg = draw_both(lambda on: draw_lanes(lanes, canvas=on, longest=100.0), canvas=canvas)
    return Picture(svg=svg, rows=tuple(rows))


def _rate_lane(rate: CoverageRate, name: str, language: str) -> Lane:
    words = _shares(rate, language)
    label = _labelled(name, words)
    if rate.lower is None or rate.upper is None or rate.middle is None or not rate.lower < rate.upper:
        return Lane(label=name, words=label, note=words)
    return Lane(label=label, words=label, low=100 * rate.lower, high=100 * rate.upper, middle=100 * rate.middle)


def _shares(rate: CoverageRate, language: str) -> str:
    if rate.lower is None or rate.upper is None:
        return _("no estimate can be given")
    ends = (write_share(rate.lower, language=language), write_share(rate.upper, language=language))
    return " – ".join(ends)


def _method_lane(row: AssumptionRow, language: str) -> Lane:
    assert row.interval is not None  # noqa: S101 — the caller asked
    return _lane(
        say("methods", row.method, language=language),
        row.interval.lower,
        row.interval.upper,
        row.median,
        language=language,
    )


def _labelled(name: str, value: str) -> str:
    """A name and its value. The name is not isolated: a text of a picture takes its direction from it."""
    return f"{name}: {isolate(value)}"


def _lane(name: str, low: float, high: float, middle: float | None, *, language: str) -> Lane:
    words = _labelled(name, _range(low, high, language))
    return Lane(label=words, words=words, low=low, high=high, middle=middle)


def _range(low: float, high: float, language: str) -> str:
    return " – ".join(write_number(round(end), language=language) for end in (low, high))
