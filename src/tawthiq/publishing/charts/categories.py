"""Counts by category as horizontal bars: by place, age band, sex, cause of death, category of person.

A count that may not be shown (small cells, see `tawthiq.publishing.suppression`) keeps its row and says so in
words; it gets no bar, because the length of a bar is the count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import (
    DOC,
    DOC2,
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

_ROW = 26.0
_BAR = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryBar:
    """One category.

    Args:
        label: its name, already translated.
        value: persons, or None when the count may not be shown.
        words: the sentence for this bar, such as "Homs: 512 persons".
        verified: of these, the persons verified; drawn darker. None draws the whole bar dark.
        href: where the persons are listed.
    """

    label: str
    value: int | None
    words: str
    verified: int | None = None
    href: str | None = None


def draw_categories(bars: Sequence[CategoryBar], *, canvas: Canvas, hidden_words: str) -> Svg:
    """Draw the bars in the order given; `hidden_words` stand where a count may not be shown.

    On a narrow picture each name stands above its bar.
    """
    stacked = canvas.is_narrow
    names = 0.0 if stacked else min(canvas.width * 0.45, _widest([bar.label for bar in bars], NORMAL) + 10)
    written = [hidden_words if bar.value is None else canvas.format_number(bar.value) for bar in bars]
    room = max(canvas.width - names - _widest(written, NORMAL) - 12, 40.0)
    axis = Scale(start=names, length=room, maximum=max([bar.value or 0 for bar in bars] + [1]))
    row = _ROW + 18 if stacked else _ROW
    rows = [
        _draw_bar(bar, words, canvas=canvas, axis=axis, top=place * row)
        for place, (bar, words) in enumerate(zip(bars, written, strict=True))
    ]
    foot = row * len(bars)
    base = element("line", x1=names, y1=0, x2=names, y2=foot, stroke=LINE)
    return picture(canvas, foot + 4, base, *rows)


def _widest(words: Sequence[str], size: float) -> float:
    return max((text_width(item, size=size) for item in words), default=0.0)


def _draw_bar(bar: CategoryBar, written: str, *, canvas: Canvas, axis: Scale, top: float) -> Svg:
    above = 18.0 if canvas.is_narrow else 0.0
    y = top + above + (_ROW - _BAR) / 2
    base = y + _BAR - 3
    if canvas.is_narrow:
        name = write_text(shorten(bar.label, width=canvas.width, size=NORMAL), 2, top + 15, size=NORMAL, fill=INK)
    else:
        label = shorten(bar.label, width=axis.start - 10, size=NORMAL)
        name = write_text(label, axis.start - 8, base, anchor="end", size=NORMAL, fill=INK)
    if bar.value is None:
        return link((name, write_text(written, axis.start + 6, base, fill=INK2)), href=bar.href, label=bar.words)
    end = axis.at(bar.value)
    dark = bar.value if bar.verified is None else min(bar.verified, bar.value)
    shapes = [
        element("rect", x=axis.start, y=y, width=axis.at(count) - axis.start, height=_BAR, fill=fill)
        for count, fill in ((bar.value, DOC2), (dark, DOC))
        if count
    ]
    number = write_text(written, end + 6, base, size=NORMAL, bold=True, fill=INK)
    return link((name, *shapes, number), href=bar.href, label=bar.words)
