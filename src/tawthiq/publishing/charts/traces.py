"""How independent runs of a sampler wander: where they mix, they agree; where each keeps to its own height, not.

One line a run, from the first kept draw to the last, on one axis of people. Lines are told apart by their shade and
dashes, because it matters only whether they lie over each other.
"""

from collections.abc import Sequence

from tawthiq.publishing.drawing import DOC, DOC2, EST, LINE, Canvas, Svg, element, picture, write_text
from tawthiq.publishing.layout import Scale, text_width
from tawthiq.terms.errors import BadInputError

_INKS = (DOC, EST, DOC2)
_DASHES = (None, "6 3", "2 3")
_TICKS = 4


def draw_traces(runs: Sequence[Sequence[float]], *, canvas: Canvas) -> Svg:
    """Draw the runs.

    Refuses (BadInputError) runs of fewer than two draws.
    """
    if not runs or any(len(run) < 2 for run in runs):
        raise BadInputError(
            "publishing.short_trace", "A run of fewer than two draws has no course.", "Give longer runs."
        )
    values = [value for run in runs for value in run]
    low, high = min(values), max(values)
    # Runs that stand still at one number still need a height.
    high = high if high > low else low + 1
    height = 120.0 if canvas.is_narrow else 150.0
    marks = [low + (high - low) * step / (_TICKS - 1) for step in range(_TICKS)]
    left = max(text_width(canvas.format_number(round(mark))) for mark in marks) + 10
    across = Scale(start=8 + height, length=-height, maximum=high - low)
    grid = [_draw_tick(mark, y=across.at(mark - low), left=left, canvas=canvas) for mark in marks]
    lines = [
        element(
            "path",
            d=_course([across.at(value - low) for value in run], left=left, width=canvas.width - left - 4),
            fill="none",
            stroke=_INKS[number % len(_INKS)],
            stroke_dasharray=_DASHES[number // len(_INKS) % len(_DASHES)],
            stroke_width=1.2,
        )
        for number, run in enumerate(runs)
    ]
    return picture(canvas, height + 20, *grid, *lines)


def _course(heights: Sequence[float], *, left: float, width: float) -> str:
    step = width / (len(heights) - 1)
    return "M" + " L".join(f"{left + place * step:.1f},{y:.1f}" for place, y in enumerate(heights))


def _draw_tick(value: float, *, y: float, left: float, canvas: Canvas) -> Svg:
    line = element("line", x1=left, y1=y, x2=canvas.width, y2=y, stroke=LINE)
    return Svg(line + write_text(canvas.format_number(round(value)), left - 6, y + 4, anchor="end"))
