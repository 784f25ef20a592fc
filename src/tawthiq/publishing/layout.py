"""Where things go in a picture: how wide words are, where an axis is ticked, how a legend runs.

No font is read, so widths are estimates on the safe side; what does not fit is cut with an ellipsis or
wrapped, never painted over something else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publishing.drawing import SMALL, Anchor, Canvas, Svg, element, write_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A straight axis from zero: `at` gives the place in px of a value. A negative length runs upwards."""

    start: float
    length: float
    maximum: float

    def at(self, value: float) -> float:
        """Place of the value in px."""
        return self.start + self.length * value / self.maximum


def text_width(words: str, *, size: float = SMALL, bold: bool = False) -> float:
    """Rough width of a text in px, rather too wide than too narrow; no font is read."""
    units = 0.0
    for letter in words:
        if letter in "\u2066\u2067\u2068\u2069\u200e\u200f" or 0x64B <= ord(letter) <= 0x65F:
            continue
        if letter in " .,:;'|!()[]iIlj":
            units += 0.32
        elif "\u0600" <= letter <= "\u06ff":
            units += 0.5
        elif letter in "mwMW@%":
            units += 0.9
        else:
            units += 0.66 if letter.isupper() else 0.57
    return units * size * (1.06 if bold else 1.0)


def shorten(words: str, *, width: float, size: float = SMALL) -> str:
    """The text cut at its end with an ellipsis so that it fits; its whole belongs in the link's label."""
    if text_width(words, size=size) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size=size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(words: str, *, width: float, size: float = SMALL) -> tuple[str, ...]:
    """The text in lines no wider than the width, broken at spaces."""
    lines: list[str] = []
    for word in words.split():
        if lines and text_width(f"{lines[-1]} {word}", size=size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)


def nice_ticks(maximum: float, *, most: int = 6) -> tuple[float, ...]:
    """Round values from 0 to at least the maximum, in whole steps of 1, 2 or 5 times a power of ten."""
    if maximum <= 0:
        return (0.0, 1.0)
    rough = max(maximum / most, 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    step = max(step, 1.0)
    return tuple(step * place for place in range(math.ceil(maximum / step - 1e-9) + 1))


def legend(canvas: Canvas, entries: Sequence[tuple[str, Svg]], *, y: float = 0.0) -> tuple[Svg, float]:
    """A row or more of sign and word, from the page's starting side; returns it with its height in px.

    Each entry is a word and its sign, drawn in a box of 14 by 14 px from 0, 0.
    """
    row_height, sign, gap = 20.0, 20.0, 16.0
    parts: list[Svg] = []
    used = 0.0
    row = 0
    for words, drawn in entries:
        wide = sign + text_width(words) + gap
        if used and used + wide - gap > canvas.width:
            row, used = row + 1, 0.0
        top = y + row * row_height
        left = used if canvas.direction == "ltr" else canvas.width - used - 14
        parts.append(element("g", drawn, transform=f"translate({left:.1f} {top:.1f})"))
        anchor: Anchor = "start" if canvas.direction == "ltr" else "end"
        at = left + sign if canvas.direction == "ltr" else left - 6
        parts.append(write_text(words, at, top + 11.5, anchor=anchor))
        used += wide
    return Svg("".join(parts)), (row + 1) * row_height if entries else 0.0


def swatch(fill: str, *, stroke: str | None = None) -> Svg:
    """The square sign of a fill in a legend."""
    return element("rect", x=0.5, y=0.5, width=13, height=13, rx=2, fill=fill, stroke=stroke)
