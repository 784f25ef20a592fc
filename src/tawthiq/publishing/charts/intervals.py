"""The documented count beside the estimate: a solid bar of what is known, a hatched band of what is likely.

A documented count is a bar from zero, because each unit of it is a person one can open. An estimate is an
interval that touches neither zero nor a single value: it has a low and a high end, and at most a line at its
middle. An estimate that was refused keeps its lane and says why in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import (
    DOC,
    DOC2,
    EST,
    INK,
    INK2,
    LINE,
    NORMAL,
    SURFACE,
    Anchor,
    Canvas,
    Svg,
    element,
    hatch,
    hatched,
    link,
    picture,
    write_text,
)
from tawthiq.publishing.layout import Scale, nice_ticks, text_width, wrap
from tawthiq.terms.errors import BadInputError

_BAR = 24.0
_LABEL = 22.0
_GAP = 12.0
_SIDE = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedBar:
    """Persons counted one by one. `reported` marks a count not yet verified: a lighter bar.

    Args:
        label: words above the bar with the number in them, already translated.
        value: persons, zero or more.
        reported: whether these are reported rather than verified.
        href: where the persons are listed.
    """

    label: str
    value: float
    reported: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedInterval:
    """An estimate with both ends of its interval, in persons.

    Refuses (BadInputError) ends that are equal or crossed and a middle outside them: no bare point is drawn.
    """

    label: str
    low: float
    high: float
    middle: float | None = None
    href: str | None = None

    def __post_init__(self) -> None:
        inside = self.middle is None or self.low <= self.middle <= self.high
        if not (0 <= self.low < self.high and inside):
            raise BadInputError(
                "publishing.bare_estimate",
                "An estimate is shown with a low end below its high end and its middle between them.",
                "Give the interval, or show the refusal with its reasons.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEstimate:
    """An estimate that is not possible, with its reasons in words; it is shown, not left out."""

    label: str
    reasons: tuple[str, ...]
    href: str | None = None


IntervalRow = DocumentedBar | EstimatedInterval | RefusedEstimate


def draw_intervals(rows: Sequence[IntervalRow], *, canvas: Canvas) -> Svg:
    """Draw the rows one under the other on one axis of persons that begins at zero."""
    ends = [_end_of(row) for row in rows if not isinstance(row, RefusedEstimate)]
    ticks = nice_ticks(max(ends, default=0.0), most=4 if canvas.is_narrow else 7)
    axis = Scale(start=_SIDE, length=canvas.width - 2 * _SIDE, maximum=ticks[-1])
    parts: list[Svg] = []
    top = 4.0
    for row in rows:
        drawn, height = _draw_row(row, canvas=canvas, axis=axis, top=top)
        parts.append(drawn)
        top += height + _GAP
    grid = [_draw_tick(value, canvas=canvas, axis=axis, bottom=top) for value in ticks if ends]
    return picture(canvas, top + (22 if ends else 0), *grid, *parts, defs=(hatch(canvas),))


def _end_of(row: DocumentedBar | EstimatedInterval) -> float:
    return row.value if isinstance(row, DocumentedBar) else row.high


def _draw_tick(value: float, *, canvas: Canvas, axis: Scale, bottom: float) -> Svg:
    x = axis.at(value)
    line = element("line", x1=x, y1=_LABEL + 2, x2=x, y2=bottom, stroke=LINE)
    return Svg(line + write_text(canvas.format_number(value), x, bottom + 16, anchor="middle"))


def _draw_row(row: IntervalRow, *, canvas: Canvas, axis: Scale, top: float) -> tuple[Svg, float]:
    if isinstance(row, RefusedEstimate):
        return _draw_refusal(row, canvas=canvas, top=top)
    bar = top + _LABEL
    if isinstance(row, DocumentedBar):
        left = axis.at(0)
        shape = _draw_bar(row, axis=axis, top=bar)
    else:
        left = axis.at(row.low)
        shape = _draw_band(row, canvas=canvas, axis=axis, top=bar)
    x = _label_start(row.label, left=left, canvas=canvas)
    words = write_text(row.label, x, top + 14, size=NORMAL, bold=True, fill=INK, halo=True)
    return link((words, shape), href=row.href, label=row.label), _LABEL + _BAR


def _draw_bar(row: DocumentedBar, *, axis: Scale, top: float) -> Svg:
    width = max(axis.at(row.value) - axis.at(0), 1.0)
    return element("rect", x=axis.at(0), y=top, width=width, height=_BAR, fill=DOC2 if row.reported else DOC)


def _draw_band(row: EstimatedInterval, *, canvas: Canvas, axis: Scale, top: float) -> Svg:
    start = axis.at(row.low)
    width = max(axis.at(row.high) - start, 2.0)
    band = element("rect", x=start, y=top, width=width, height=_BAR, fill=hatched(canvas), stroke=EST)
    if row.middle is None:
        return band
    x = axis.at(row.middle)
    middle = element("line", x1=x, y1=top - 3, x2=x, y2=top + _BAR + 3, stroke=EST, stroke_width=3)
    return Svg(band + middle)


def _label_start(label: str, *, left: float, canvas: Canvas) -> float:
    """Where the label begins: at its bar, or further left when it would leave the picture."""
    room = canvas.width - 4 - text_width(label, size=NORMAL, bold=True)
    return max(4.0, min(left, room))


def _draw_refusal(row: RefusedEstimate, *, canvas: Canvas, top: float) -> tuple[Svg, float]:
    rtl = canvas.direction == "rtl"
    x = canvas.width - _SIDE - 12 if rtl else _SIDE + 12
    anchor: Anchor = "end" if rtl else "start"
    lines = [line for reason in row.reasons for line in wrap(reason, width=canvas.width - 2 * _SIDE - 24)]
    height = 16.0 + 18 * len(lines)
    frame = element(
        "rect",
        x=_SIDE,
        y=top + _LABEL,
        width=canvas.width - 2 * _SIDE,
        height=height,
        fill=SURFACE,
        stroke=EST,
        stroke_dasharray="5 4",
    )
    heading = write_text(
        row.label,
        canvas.width - _SIDE if rtl else _SIDE,
        top + 14,
        anchor=anchor,
        size=NORMAL,
        bold=True,
        fill=INK,
        halo=True,
    )
    reasons = [
        write_text(line, x, top + _LABEL + 20 + 18 * place, anchor=anchor, fill=INK2)
        for place, line in enumerate(lines)
    ]
    return link((heading, frame, *reasons), href=row.href, label=row.label), _LABEL + height
