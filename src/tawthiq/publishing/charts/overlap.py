"""Which lists hold the same people: an UpSet chart, one column per combination of lists.

The rows are the lists with how many persons each holds; a column of joined dots is a combination, its bar
the persons found in exactly these lists. Multiple systems estimation lives on this picture, so what does
not fit is summed up in words and never dropped in silence. See Lex et al., UpSet: Visualization of
Intersecting Sets, IEEE TVCG 20(12), 2014.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import (
    BAND,
    DOC,
    INK,
    INK2,
    LINE,
    NORMAL,
    Canvas,
    Svg,
    element,
    link,
    picture,
    write_text,
)
from tawthiq.publishing.layout import Scale, shorten, text_width
from tawthiq.terms.errors import BadInputError

_ROW = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One list: its name, the persons on it, where they are listed."""

    label: str
    total: int
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Persons found in exactly these lists (places in the sequence of lists)."""

    members: frozenset[int]
    count: int
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    left: float
    step: float
    dots: float
    axis: Scale


def draw_overlap(
    lists: Sequence[ListRow],
    overlaps: Sequence[Overlap],
    *,
    canvas: Canvas,
    say_rest: Callable[[int, int], str],
) -> Svg:
    """Draw the largest combinations that fit, largest first.

    Args:
        lists: the rows, in the order wished.
        overlaps: combinations in any order; one with no persons is left out.
        canvas: where to draw.
        say_rest: words for what did not fit, from the number of combinations and of persons in them.

    Refuses (BadInputError) a combination of no list or of a list that is not there.
    """
    if any(not item.members or not item.members <= set(range(len(lists))) for item in overlaps):
        raise BadInputError(
            "publishing.overlap",
            "A combination names no list, or one that is not drawn.",
            "Give its list as a row.",
        )
    left = min(canvas.width * 0.42, max((_row_width(row, canvas) for row in lists), default=0.0) + 18)
    ordered = sorted((item for item in overlaps if item.count), key=lambda item: (-item.count, sorted(item.members)))
    widest = max((text_width(canvas.format_number(item.count)) for item in ordered), default=0.0)
    least = max(26.0, widest + 6)
    shown = ordered[: max(int((canvas.width - left) // least), 1)]
    high = 110.0 if canvas.is_narrow else 130.0
    plot = _Plot(
        left=left,
        step=min((canvas.width - left) / max(len(shown), 1), 56.0),
        dots=high + 32,
        axis=Scale(start=high + 20, length=-high, maximum=max([item.count for item in shown] + [1])),
    )
    rows = [_draw_row(row, place, canvas=canvas, plot=plot) for place, row in enumerate(lists)]
    columns = [_draw_column(item, place, lists=lists, canvas=canvas, plot=plot) for place, item in enumerate(shown)]
    foot = plot.dots + _ROW * len(lists)
    rest = ordered[len(shown) :]
    if rest:
        words = say_rest(len(rest), sum(item.count for item in rest))
        rows.append(write_text(words, canvas.width, foot + 18, anchor="end"))
    return picture(canvas, foot + (26 if rest else 4), *rows, *columns)


def _row_width(row: ListRow, canvas: Canvas) -> float:
    return text_width(row.label, size=NORMAL, bold=True) + text_width(canvas.format_number(row.total)) + 8


def _draw_row(row: ListRow, place: int, *, canvas: Canvas, plot: _Plot) -> Svg:
    top = plot.dots + place * _ROW
    number = canvas.format_number(row.total)
    parts = []
    if place % 2 == 0:
        parts.append(element("rect", x=0, y=top, width=canvas.width, height=_ROW, fill=BAND))
    room = plot.left - 18 - text_width(number)
    label = shorten(row.label, width=room - 8, size=NORMAL * 1.06)
    parts.append(write_text(number, plot.left - 10, top + 16.5, anchor="end", fill=INK2))
    parts.append(write_text(label, room, top + 16.5, anchor="end", size=NORMAL, bold=True, fill=INK))
    return link(parts, href=row.href, label=row.words)


def _draw_column(item: Overlap, place: int, *, lists: Sequence[ListRow], canvas: Canvas, plot: _Plot) -> Svg:
    x = plot.left + (place + 0.5) * plot.step
    width = min(plot.step * 0.62, 22.0)
    top = plot.axis.at(item.count)
    bar = element("rect", x=x - width / 2, y=top, width=width, height=max(plot.axis.start - top, 1.0), fill=DOC)
    number = write_text(canvas.format_number(item.count), x, top - 5, anchor="middle")
    middles = [plot.dots + row * _ROW + _ROW / 2 for row in range(len(lists))]
    dots = [
        element("circle", cx=x, cy=y, r=4.5, fill=DOC if row in item.members else LINE) for row, y in enumerate(middles)
    ]
    inside = [middles[row] for row in sorted(item.members)]
    if len(inside) > 1:
        dots.append(element("line", x1=x, y1=inside[0], x2=x, y2=inside[-1], stroke=DOC, stroke_width=2))
    foot = plot.dots + _ROW * len(lists)
    hit = element("rect", x=x - plot.step / 2, y=0, width=plot.step, height=foot, fill="none", pointer_events="all")
    parts = (bar, number, *dots, *((hit,) if item.href is not None else ()))
    return link(parts, href=item.href, label=item.words)
