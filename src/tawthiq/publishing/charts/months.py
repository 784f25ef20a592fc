"""Persons by month, stacked by how many independent origins speak of each, with estimates by period.

Darkest and lowest are those in three or more origins, lightest and highest those in one: the chart shows
at once how much of a month rests on a single voice. An estimate by period is a hatched range, never a
line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import (
    DOC,
    DOC1,
    DOC2,
    EST,
    EST_SOFT,
    INK,
    LINE,
    SMALL,
    Canvas,
    Svg,
    element,
    hatch,
    hatched,
    link,
    picture,
    write_text,
)
from tawthiq.publishing.layout import Scale, legend, nice_ticks, swatch, text_width
from tawthiq.terms.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBar:
    """One month, gaps included: months must follow each other without holes.

    Args:
        label: short name of the month under the axis.
        year: the year as written under the first month of it.
        words: the whole sentence for this bar, such as "March 2012: 34 persons".
        three: persons in three or more origins.
        two: persons in two origins.
        one: persons in one origin.
        href: where the persons of this month are listed.
    """

    label: str
    year: str
    words: str
    three: int
    two: int
    one: int
    href: str | None = None

    @property
    def total(self) -> int:
        """All persons of the month."""
        return self.three + self.two + self.one


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEstimate:
    """An estimate for the months `first` to `last` (places in the list, both included), per month.

    Refuses (BadInputError) a period that ends before it begins and an interval without width.
    """

    first: int
    last: int
    low: float
    high: float
    words: str
    href: str | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.first <= self.last and 0 <= self.low < self.high):
            raise BadInputError(
                "publishing.bare_estimate",
                "An estimate by period needs a period and a low end below its high end.",
                "Give the interval, or leave the estimate out.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLegend:
    """The words of the legend, already translated."""

    three: str
    two: str
    one: str
    estimate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """The field of the chart: px from the left and top, and its axis of persons."""

    left: float
    top: float
    bottom: float
    step: float
    axis: Scale


def draw_months(
    months: Sequence[MonthBar],
    *,
    canvas: Canvas,
    words: MonthLegend,
    estimates: Sequence[PeriodEstimate] = (),
) -> Svg:
    """Draw one bar per month; each bar is a link as high as the field, so that small ones can be hit."""
    head, head_height = legend(canvas, _legend_entries(words, estimates, canvas))
    highest = max([bar.total for bar in months] + [item.high for item in estimates], default=0)
    ticks = nice_ticks(highest, most=4)
    left = max(text_width(canvas.format_number(value)) for value in ticks) + 10
    top = head_height + 12
    bottom = top + (150.0 if canvas.is_narrow else 190.0)
    plot = _Plot(
        left=left,
        top=top,
        bottom=bottom,
        step=(canvas.width - left - 4) / max(len(months), 1),
        axis=Scale(start=bottom, length=top - bottom, maximum=ticks[-1]),
    )
    grid = [_draw_tick(value, canvas=canvas, plot=plot) for value in ticks]
    bands = [_draw_estimate(item, canvas=canvas, plot=plot) for item in estimates if item.last < len(months)]
    bars = [_draw_month(bar, place=place, plot=plot) for place, bar in enumerate(months)]
    names = _draw_names(months, plot=plot)
    return picture(canvas, bottom + 36, head, *grid, *bands, *bars, *names, defs=(hatch(canvas),))


def _legend_entries(words: MonthLegend, estimates: Sequence[PeriodEstimate], canvas: Canvas) -> list[tuple[str, Svg]]:
    entries = [(words.three, swatch(DOC)), (words.two, swatch(DOC2)), (words.one, swatch(DOC1))]
    if estimates and words.estimate:
        entries.append((words.estimate, swatch(hatched(canvas), stroke=EST)))
    return entries


def _draw_tick(value: float, *, canvas: Canvas, plot: _Plot) -> Svg:
    y = plot.axis.at(value)
    line = element("line", x1=plot.left, y1=y, x2=canvas.width, y2=y, stroke=LINE)
    return Svg(line + write_text(canvas.format_number(value), plot.left - 6, y + 4, anchor="end"))


def _draw_estimate(item: PeriodEstimate, *, canvas: Canvas, plot: _Plot) -> Svg:
    x = plot.left + item.first * plot.step
    width = (item.last - item.first + 1) * plot.step
    high, low = plot.axis.at(item.high), plot.axis.at(item.low)
    backing = element("rect", x=x + 1, y=high, width=width - 2, height=low - high, fill=EST_SOFT)
    shape = element("rect", x=x + 1, y=high, width=width - 2, height=low - high, fill=hatched(canvas), stroke=EST)
    return link((backing, shape), href=item.href, label=item.words)


def _draw_month(bar: MonthBar, *, place: int, plot: _Plot) -> Svg:
    gap = min(plot.step * 0.25, 6.0)
    x, width = plot.left + place * plot.step + gap / 2, plot.step - gap
    parts = []
    below = 0
    for count, fill in ((bar.three, DOC), (bar.two, DOC2), (bar.one, DOC1)):
        if count:
            y, foot = plot.axis.at(below + count), plot.axis.at(below)
            parts.append(element("rect", x=x, y=y, width=width, height=foot - y, fill=fill))
        below += count
    if bar.href is not None:
        field = plot.bottom - plot.top
        parts.append(element("rect", x=x, y=plot.top, width=width, height=field, fill="none", pointer_events="all"))
    return link(parts, href=bar.href, label=bar.words)


def _draw_names(months: Sequence[MonthBar], *, plot: _Plot) -> list[Svg]:
    """Names of months as often as they fit, and each year under its first month."""
    widest = max((text_width(bar.label) for bar in months), default=0.0) + 8
    every = next((n for n in (1, 2, 3, 4, 6, 12) if n * plot.step >= widest), 12)
    names: list[Svg] = []
    year, year_end = "", -1.0
    for place, bar in enumerate(months):
        x = plot.left + (place + 0.5) * plot.step
        if place % every == 0:
            names.append(write_text(bar.label, x, plot.bottom + 16, anchor="middle"))
        if bar.year != year and x >= year_end:
            names.append(write_text(bar.year, x, plot.bottom + 31, anchor="middle", bold=True, fill=INK))
            year, year_end = bar.year, x + text_width(bar.year, size=SMALL, bold=True) + 8
    return names
