"""Many ranges on one axis, a lane each: documented solid from zero, estimated hatched from its low to its high end.

Used where estimates are compared: by stratum, by assumption, or as shares that the lists saw. A lane whose estimate
was refused keeps its place and says so in words; it is never left out. A line across all lanes may mark one number,
such as the people documented.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import (
    DOC,
    EST,
    INK,
    INK2,
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
from tawthiq.publishing.layout import Scale, nice_ticks, shorten, text_width
from tawthiq.terms.errors import BadInputError

_BAR = 14.0
_LABEL = 20.0
_GAP = 10.0
_SIDE = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One lane.

    Args:
        label: its name, above it.
        words: the whole sentence, already translated.
        documented: people counted one by one, or None where the lane has none.
        low: low end of the estimate, or None where it has none.
        high: high end, above the low one.
        middle: the middle answer.
        note: why there is no estimate.
        href: where its people are listed.

    Refuses (BadInputError) ends that are equal or crossed, and a lane with neither estimate nor note.
    """

    label: str
    words: str
    documented: float | None = None
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    note: str = ""
    href: str | None = None

    def __post_init__(self) -> None:
        has_range = self.low is not None and self.high is not None
        if has_range and not 0 <= (self.low or 0) < (self.high or 0):
            raise BadInputError(
                "publishing.bare_estimate",
                "An estimate is shown with a low end below its high end.",
                "Give the interval, or show the refusal with its reasons.",
            )
        if not has_range and not self.note:
            raise BadInputError(
                "publishing.silent_lane",
                "A lane has neither an estimate nor the reason why there is none.",
                "Give the interval, or the refusal in words.",
            )


def draw_lanes(
    lanes: Sequence[Lane], *, canvas: Canvas, mark: float | None = None, longest: float | None = None
) -> Svg:
    """Draw the lanes one under the other.

    Args:
        lanes: in the order wished.
        canvas: where to draw.
        mark: a number that is marked across all lanes.
        longest: end of the axis, where it is not that of the data.
    """
    ends = [value for lane in lanes for value in (lane.documented, lane.high) if value is not None]
    ends += [mark] if mark is not None else []
    ticks = nice_ticks(longest or max(ends, default=0.0), most=4 if canvas.is_narrow else 7)
    axis = Scale(start=_SIDE, length=canvas.width - 2 * _SIDE, maximum=longest or ticks[-1])
    bottom = len(lanes) * (_LABEL + _BAR + _GAP) + 4
    grid = [_draw_tick(value, canvas=canvas, axis=axis, bottom=bottom) for value in ticks if value <= axis.maximum]
    drawn = [
        _draw_lane(lane, canvas=canvas, axis=axis, top=4 + place * (_LABEL + _BAR + _GAP))
        for place, lane in enumerate(lanes)
    ]
    marked = []
    if mark is not None:
        x = axis.at(mark)
        marked.append(element("line", x1=x, y1=2, x2=x, y2=bottom, stroke=DOC, stroke_width=2))
    return picture(canvas, bottom + 24, *grid, *marked, *drawn, defs=(hatch(canvas),))


def _draw_tick(value: float, *, canvas: Canvas, axis: Scale, bottom: float) -> Svg:
    x = axis.at(value)
    line = element("line", x1=x, y1=0, x2=x, y2=bottom, stroke=LINE)
    words = canvas.format_number(value)
    inside = min(x, canvas.width - text_width(words) / 2)  # the last number of the axis stays in the picture
    return Svg(line + write_text(words, inside, bottom + 16, anchor="middle"))


def _draw_lane(lane: Lane, *, canvas: Canvas, axis: Scale, top: float) -> Svg:
    bar = top + _LABEL
    shapes: list[Svg] = []
    if lane.documented is not None:
        width = max(axis.at(lane.documented) - axis.at(0), 1.0)
        shapes.append(element("rect", x=axis.at(0), y=bar, width=width, height=_BAR, fill=DOC))
    if lane.low is not None and lane.high is not None:
        shapes += _draw_range(lane.low, lane.high, lane.middle, canvas=canvas, axis=axis, top=bar)
    label = shorten(lane.label, width=canvas.width - 2 * _SIDE, size=SMALL * 1.06)
    rtl = canvas.direction == "rtl"
    x = canvas.width - _SIDE if rtl else _SIDE
    anchor = "end" if rtl else "start"
    head = write_text(label, x, top + 14, anchor=anchor, bold=True, fill=INK, halo=True)  # type: ignore[arg-type]
    if lane.note:
        after = max(axis.at(lane.documented or 0) + 8, _SIDE)
        room = canvas.width - after - _SIDE
        words = shorten(lane.note, width=room, size=SMALL)
        place = after if text_width(words) <= room else _SIDE
        shapes.append(write_text(words, place, bar + 11.5, fill=INK2, halo=True))
    return link((head, *shapes), href=lane.href, label=lane.words)


def _draw_range(low: float, high: float, middle: float | None, *, canvas: Canvas, axis: Scale, top: float) -> list[Svg]:
    start = axis.at(low)
    width = max(axis.at(high) - start, 2.0)
    shapes = [element("rect", x=start, y=top, width=width, height=_BAR, fill=hatched(canvas), stroke=EST)]
    if middle is not None:
        x = axis.at(middle)
        shapes.append(element("line", x1=x, y1=top - 3, x2=x, y2=top + _BAR + 3, stroke=EST, stroke_width=3))
    return shapes
