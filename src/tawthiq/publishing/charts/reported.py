"""Reported figures over time, each as its speaker gave it: figures stand side by side, never averaged.

An exact figure is a mark, a range is a bar with its two ends, "at least" is a mark with an arrow upwards
and "up to" one with an arrow downwards. A speaker has one colour and one shape, so the shapes alone tell
them apart. A number that its speaker replaced later is a hollow mark. Where speakers differ on one thing and day, a
thin bracket runs from the lowest to the highest that was said. No line joins the marks: two statements do not say what
happened between them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tawthiq.publishing.drawing import (
    ACCENT,
    DIFF,
    DOC,
    DOC2,
    INK,
    LINE,
    RESTRICTED,
    SAME,
    SURFACE,
    Anchor,
    Canvas,
    Svg,
    element,
    link,
    picture,
    write_text,
)
from tawthiq.publishing.layout import Scale, legend, nice_ticks, text_width
from tawthiq.terms.errors import BadInputError

_COLOURS = (ACCENT, DIFF, SAME, RESTRICTED, DOC, DOC2)
_LOG_FROM = 60.0  # largest over smallest figure from which steps of ten are drawn
_MARK = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigure:
    """One figure: by whom, of which day, how many people.

    Args:
        speaker: place of the speaker in the list of speakers.
        on: day the figure speaks of, or was said.
        low: at least so many; None when only an upper bound was given.
        high: at most so many; None when only a lower bound was given.
        words: the sentence for this figure, with speaker, number, hedge and day.
        href: the words in the source.
        is_replaced: whether the same speaker gave a later number on the same thing; drawn hollow.

    Refuses (BadInputError) a figure with no number, a negative one, and crossed ends.
    """

    speaker: int
    on: date
    low: float | None
    high: float | None
    words: str
    href: str | None = None
    is_replaced: bool = False

    def __post_init__(self) -> None:
        given = [end for end in (self.low, self.high) if end is not None]
        if not given or given[0] < 0 or given != sorted(given):
            raise BadInputError(
                "publishing.reported_figure",
                "A reported figure needs at least one number, none below zero, the low one first.",
                "Correct the figure in its source.",
            )

    @property
    def given(self) -> tuple[float, ...]:
        """The ends that were said."""
        return tuple(end for end in (self.low, self.high) if end is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """What several speakers said differently of one thing and day: from the lowest to the highest."""

    on: date
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogScale:
    """An axis in steps of ten; values below the lowest step stand on the foot of the axis."""

    start: float
    length: float
    least: int
    most: int

    def at(self, value: float) -> float:
        """Place of the value in px."""
        place = math.log10(max(value, 10.0**self.least))
        return self.start + self.length * (place - self.least) / max(self.most - self.least, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    left: float
    top: float
    bottom: float
    right: float
    people: Scale | LogScale
    first: date
    days: int

    def across(self, day: date) -> float:
        room = self.right - self.left - 4 * _MARK
        return self.left + 2 * _MARK + room * (day - self.first).days / max(self.days, 1)


def draw_reported(
    figures: Sequence[ReportedFigure],
    speakers: Sequence[str],
    *,
    canvas: Canvas,
    format_day: Callable[[date], str],
    log_words: str,
    rivals: Sequence[Rivalry] = (),
    replaced_words: str = "",
) -> Svg:
    """Draw every figure at its day and number.

    Args:
        figures: in any order; those of one day are set side by side.
        speakers: names as the legend writes them.
        canvas: where to draw.
        format_day: how a day is written under the axis.
        log_words: said above the field when the axis runs in steps of ten, which it does when the largest
            figure is more than sixty times the smallest.
        rivals: drawn as brackets behind the marks.
        replaced_words: what the legend calls a hollow mark; used where there is one.
    """
    signs = [(name, Svg(_draw_mark(place, 7, 7))) for place, name in enumerate(speakers)]
    if replaced_words and any(figure.is_replaced for figure in figures):
        signs.append((replaced_words, Svg(_draw_mark(0, 7, 7, is_hollow=True))))
    head, top = legend(canvas, signs)
    ticks, use_log = _choose_ticks(figures)
    if use_log:
        rtl = canvas.direction == "rtl"
        anchor: Anchor = "end" if rtl else "start"
        head = Svg(head + write_text(log_words, canvas.width if rtl else 0, top + 12, anchor=anchor))
        top += 18
    plot = _lay_out(figures, ticks, canvas=canvas, top=top + 26, use_log=use_log)
    grid = [_draw_tick(value, canvas=canvas, plot=plot) for value in ticks]
    days = _draw_days(plot, canvas=canvas, format_day=format_day)
    taken: list[tuple[float, float, float]] = []
    drawn = []
    for figure in sorted(figures, key=lambda item: (item.on, item.speaker, item.given)):
        x = _find_room(figure, plot=plot, taken=taken)
        drawn.append(_draw_figure(figure, x=x, plot=plot))
    brackets = [_draw_rivalry(rivalry, plot=plot) for rivalry in rivals]
    return picture(canvas, plot.bottom + 24, head, *grid, *days, *brackets, *drawn)


def _choose_ticks(figures: Sequence[ReportedFigure]) -> tuple[tuple[float, ...], bool]:
    said = [number for figure in figures for number in figure.given]
    largest = max(said, default=0.0)
    smallest = min((number for number in said if number > 0), default=1.0)
    if largest / max(smallest, 1.0) <= _LOG_FROM:
        return nice_ticks(largest, most=5), False
    low, high = math.floor(math.log10(max(smallest, 1.0))), math.ceil(math.log10(largest))
    return tuple(10.0**power for power in range(low, high + 1)), True


def _lay_out(
    figures: Sequence[ReportedFigure], ticks: tuple[float, ...], *, canvas: Canvas, top: float, use_log: bool
) -> _Plot:
    bottom = top + (190.0 if canvas.is_narrow else 230.0)
    people: Scale | LogScale = Scale(start=bottom, length=top - bottom, maximum=ticks[-1])
    if use_log:
        least, most = round(math.log10(ticks[0])), round(math.log10(ticks[-1]))
        people = LogScale(start=bottom, length=top - bottom, least=least, most=most)
    first = min((figure.on for figure in figures), default=date(2000, 1, 1))
    last = max((figure.on for figure in figures), default=first)
    return _Plot(
        left=max(text_width(canvas.format_number(value)) for value in ticks) + 10,
        top=top,
        bottom=bottom,
        right=float(canvas.width),
        people=people,
        first=first,
        days=(last - first).days,
    )


def _draw_tick(value: float, *, canvas: Canvas, plot: _Plot) -> Svg:
    y = plot.people.at(value)
    line = element("line", x1=plot.left, y1=y, x2=plot.right, y2=y, stroke=LINE)
    return Svg(line + write_text(canvas.format_number(value), plot.left - 6, y + 4, anchor="end"))


def _draw_days(plot: _Plot, *, canvas: Canvas, format_day: Callable[[date], str]) -> list[Svg]:
    """Days along the foot, as many as fit: always the first and the last."""
    widest = max(text_width(format_day(plot.first + timedelta(days=n))) for n in (0, plot.days)) + 18
    fits = max(min(int((plot.right - plot.left) // widest), plot.days + 1, 2 if canvas.is_narrow else 6), 1)
    steps = max(fits - 1, 1)
    days = sorted({plot.first + timedelta(days=round(plot.days * n / steps)) for n in range(fits)})
    drawn = []
    for place, day in enumerate(days):
        x = plot.across(day)
        anchor: Anchor = "middle"
        if len(days) > 1 and place in {0, len(days) - 1}:
            anchor = "start" if place == 0 else "end"
            x += -_MARK if place == 0 else _MARK
        drawn.append(write_text(format_day(day), x, plot.bottom + 18, anchor=anchor))
        at = plot.across(day)
        drawn.append(element("line", x1=at, y1=plot.bottom, x2=at, y2=plot.bottom + 4, stroke=LINE))
    return drawn


def _find_room(figure: ReportedFigure, *, plot: _Plot, taken: list[tuple[float, float, float]]) -> float:
    """Place in px for the figure's mark: at its day, or just aside enough to keep off marks drawn before."""
    ends = [plot.people.at(number) for number in figure.given]
    arrow = 22.0 if len(figure.given) == 1 else 0.0
    top, bottom = min(ends) - arrow - 2 * _MARK, max(ends) + arrow + 2 * _MARK
    at = plot.across(figure.on)
    for aside in range(25):
        move = ((aside + 1) // 2) * (1 if aside % 2 else -1) * _MARK
        x = min(max(at + move, plot.left + _MARK), plot.right - _MARK)
        if all(abs(x - there) >= 2.4 * _MARK or bottom < high or top > low for there, high, low in taken):
            break
    taken.append((x, top, bottom))
    return x


def _draw_figure(figure: ReportedFigure, *, x: float, plot: _Plot) -> Svg:
    colour = _COLOURS[figure.speaker % len(_COLOURS)]
    ends = [plot.people.at(number) for number in sorted(set(figure.given))]
    parts = [_draw_mark(figure.speaker, x, y, is_hollow=figure.is_replaced) for y in ends]
    if len(ends) == 2:
        parts.insert(
            0,
            element("line", x1=x, y1=ends[0], x2=x, y2=ends[1], stroke=colour, stroke_width=5, opacity=0.45),
        )
    elif len(figure.given) == 1:
        parts.insert(0, _draw_arrow(x, ends[0], up=figure.high is None, colour=colour))
    return link(parts, href=figure.href, label=figure.words)


def _draw_arrow(x: float, y: float, *, up: bool, colour: str) -> Svg:
    turn = -1.0 if up else 1.0
    tip = y + turn * 22
    shaft = f"M{x:.1f} {y:.1f}V{tip:.1f}M{x - 4:.1f} {tip - turn * 5:.1f}L{x:.1f} {tip:.1f}L{x + 4:.1f} "
    return element("path", d=f"{shaft}{tip - turn * 5:.1f}", stroke=colour, stroke_width=1.8, fill="none")


def _draw_rivalry(rivalry: Rivalry, *, plot: _Plot) -> Svg:
    """A bracket at its day, open to the left, from the lowest to the highest."""
    x = min(plot.across(rivalry.on) + 2.2 * _MARK, plot.right - 1)
    low, high = plot.people.at(rivalry.low), plot.people.at(rivalry.high)
    outline = f"M{x - 5:.1f} {low:.1f}h5V{high:.1f}h-5"
    return link([element("path", d=outline, stroke=INK, stroke_width=1.4, fill="none")], href=None, label=rivalry.words)


def _draw_mark(speaker: int, x: float, y: float, *, is_hollow: bool = False) -> Svg:
    """Shape and colour of a speaker: five shapes and six colours, so thirty speakers differ."""
    colour = _COLOURS[speaker % len(_COLOURS)]
    r, d = _MARK, _MARK * 1.35
    outlines = (
        f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z",
        f"M{x:.1f} {y - d:.1f}l{d:.1f} {d:.1f}l{-d:.1f} {d:.1f}l{-d:.1f} {-d:.1f}z",
        f"M{x:.1f} {y - r * 1.2:.1f}l{r * 1.2:.1f} {r * 2.1:.1f}h{-2.4 * r:.1f}z",
        f"M{x:.1f} {y + r * 1.2:.1f}l{r * 1.2:.1f} {-r * 2.1:.1f}h{-2.4 * r:.1f}z",
    )
    shape = speaker % (len(outlines) + 1)
    ink: dict[str, Any] = {"fill": SURFACE, "stroke": colour, "stroke_width": 1.8} if is_hollow else {"fill": colour}
    if shape == 0:
        return element("circle", cx=x, cy=y, r=r, **ink)
    return element("path", d=outlines[shape - 1], **ink)
