"""What every picture of the first page shares: its canvas in the page's language, and its markup for the template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

from tawthiq.publishing.bidi import direction_of
from tawthiq.publishing.drawing import Canvas, Svg, draw_wide_and_narrow
from tawthiq.web.formats import write_number

#: Widths in px that pictures are drawn for: half of a desk's page, and the wide column beside the aside.
HALF = 560
WIDE = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One line of the table behind a picture: its name, and each number with the address it opens."""

    name: str
    cells: tuple[tuple[str, str], ...]
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with the same numbers as a table, and notes to print under it."""

    svg: SafeString
    rows: tuple[TableRow, ...]
    notes: tuple[SafeString | str, ...] = ()


def canvas_for(name: str, *, title: str, description: str, language: str, width: int = HALF) -> Canvas:
    """A canvas in the language of the page; numbers are written as everywhere on it, and text keeps its size."""
    direction: Literal["ltr", "rtl"] = "rtl" if direction_of(language) == "rtl" else "ltr"

    def written(value: float) -> str:
        return write_number(value, language=language, places=0 if float(value).is_integer() else 1)

    return Canvas(
        id=name, title=title, description=description, direction=direction, format_number=written, width=width
    )


def draw_both(draw: Callable[[Canvas], Svg], *, canvas: Canvas) -> SafeString:
    """The picture for wide and for narrow places, safe to put into the page: publishing escapes all words in it."""
    return mark_safe(draw_wide_and_narrow(draw, canvas=canvas))  # noqa: S308 — written by publishing.drawing only
