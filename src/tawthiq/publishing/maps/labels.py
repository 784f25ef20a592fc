"""Room for names on a map: the weightier place chooses first, and a name that finds no room is left out.

A name that was left out is still there on hover and in the table beside the map; two names on top of each
other serve nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import SMALL, Anchor
from tawthiq.publishing.layout import text_width
from tawthiq.publishing.maps.projection import is_inside
from tawthiq.publishing.maps.shapes import Line, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A circle with the words that belong to it, in order of weight."""

    x: float
    y: float
    radius: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLabel:
    """Words with their baseline and anchor; `mark` is the place of its mark in the list given."""

    mark: int
    x: float
    y: float
    anchor: Anchor
    box: Box


def place_labels(
    marks: Sequence[Mark], *, width: float, height: float, taken: Sequence[Box] = ()
) -> tuple[PlacedLabel, ...]:
    """Place the words of the marks around them, none over another, over a circle or over the edge.

    Args:
        marks: the weightiest first.
        width: of the picture in px.
        height: of the picture in px.
        taken: rectangles that must stay free, such as the scale bar.
    """
    circles = [_circle_box(mark) for mark in marks]
    used = list(taken)
    placed = []
    for place, mark in enumerate(marks):
        others = circles[:place] + circles[place + 1 :]
        for label in _candidates(mark, place):
            box = label.box
            fits = box.left >= 2 and box.top >= 2 and box.right <= width - 2 and box.bottom <= height - 2
            if fits and not any(box.meets(other) for other in (*used, *others)):
                used.append(box)
                placed.append(label)
                break
    return tuple(placed)


def _circle_box(mark: Mark) -> Box:
    half = mark.radius * 0.8  # the corners of a square around a circle are free
    return Box(left=mark.x - half, top=mark.y - half, right=mark.x + half, bottom=mark.y + half)


def _candidates(mark: Mark, place: int) -> tuple[PlacedLabel, ...]:
    wide = text_width(mark.words, size=SMALL, bold=True)
    aside, slant = mark.radius + 5, mark.radius * 0.75 + 4
    spots: tuple[tuple[float, float, Anchor], ...] = (
        (mark.x + aside, mark.y + 4, "start"),
        (mark.x - aside, mark.y + 4, "end"),
        (mark.x, mark.y + mark.radius + 13, "middle"),
        (mark.x, mark.y - mark.radius - 5, "middle"),
        (mark.x + slant, mark.y - slant, "start"),
        (mark.x + slant, mark.y + slant + 8, "start"),
        (mark.x - slant, mark.y - slant, "end"),
        (mark.x - slant, mark.y + slant + 8, "end"),
    )
    return tuple(
        PlacedLabel(mark=place, x=x, y=y, anchor=anchor, box=text_box(x, y, wide, anchor)) for x, y, anchor in spots
    )


def text_box(x: float, y: float, wide: float, anchor: Anchor) -> Box:
    """The rectangle a line of text takes, from its baseline."""
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return Box(left=left, top=y - 12, right=left + wide, bottom=y + 4)


def find_middle(rings: Sequence[Line], *, width: float, height: float, words: str) -> Point | None:
    """A place in the visible part of an area where its name has most room, or None when it has too little.

    Points of a grid over the picture are tried; the best is furthest from the border and the edge.
    """
    half = text_width(words) / 2 + 4
    columns, rows = 28, 20
    inside = {
        (column, row)
        for column in range(columns)
        for row in range(rows)
        if is_inside(((column + 0.5) * width / columns, (row + 0.5) * height / rows), rings)
    }
    need = half / (width / columns)

    def room(spot: tuple[int, int]) -> float:
        column, row = spot
        edge = min(column + 0.5, columns - column - 0.5)
        free = next((n for n in range(1, columns) if not _all_inside(inside, column, row, n, rows)), columns)
        return min(edge, free)

    best = max(sorted(inside), key=room, default=None)
    if best is None or room(best) < need:
        return None
    x, y = (best[0] + 0.5) * width / columns, (best[1] + 0.5) * height / rows
    return max(half, min(width - half, x)), max(14.0, min(height - 8, y))


def _all_inside(inside: set[tuple[int, int]], column: int, row: int, reach: int, rows: int) -> bool:
    """Whether the cells up to `reach` to either side are inside, and a third of it above and below."""
    up = max(reach // 3, 0)
    return all(
        (column + move, min(max(row + lift, 0), rows - 1)) in inside
        for move in (-reach, reach)
        for lift in (-up, 0, up)
    )
