"""How a picture is written: escaped SVG, colours by token, text that fits and reads in both directions.

Rules that every chart and map keeps, because pages run under a policy without inline styles or scripts:

- Every piece of text and every attribute is escaped here, once. `Svg` marks what was written by this module.
- Looks come from presentation attributes whose colours are the page's custom properties with a fallback for
  paper, so one string serves light, dark, print and a file saved on its own.
- Documented is solid slate, estimated is hatched amber: never the same fill, so it survives greyscale.
- The picture runs left to right in every language (axes and maps are not mirrored), each text finds its own
  direction, and only legends follow the page's direction.
- A picture with links inside is a group, not an image: an image would hide its links from a screen reader.
"""

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tawthiq.terms.errors import BadInputError

Direction = Literal["ltr", "rtl"]
Anchor = Literal["start", "middle", "end"]

WIDE = 720
NARROW = 340

DOC = "var(--documented, #23303d)"
DOC2 = "var(--documented-2, #5f7387)"
DOC1 = "var(--documented-1, #a9b8c6)"
EST = "var(--estimated, #a8560b)"
EST_SOFT = "var(--estimated-soft, #f6e3cf)"
LINE = "var(--line, #d5d6d1)"
INK = "var(--ink, #1b1f23)"
INK2 = "var(--ink-soft, #4c545b)"
SURFACE = "var(--surface, #fff)"
SUNKEN = "var(--sunken, #eeeeea)"
BAND = "var(--ground, #f6f6f3)"
ACCENT = "var(--accent, #1c4e80)"
SAME = "var(--agree, #0d6650)"
DIFF = "var(--conflict, #8a4b00)"
RESTRICTED = "var(--restricted, #6a2c70)"

SMALL = 12.0  # axes and counts, in px at the picture's own width
NORMAL = 13.0  # names of bars and lanes

_WITHOUT_CONTENT = frozenset({"rect", "line", "circle", "path", "meta"})
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))
_FALLBACK = re.compile(r"var\(--[a-z0-9-]+, ?([^)]+)\)")


class Svg(str):
    """Text that this module wrote as SVG; everything that is not `Svg` is escaped."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Where and how a picture is drawn.

    Args:
        id: prefix of the ids in the picture, unique on its page.
        title: name of the picture, already translated.
        description: what it shows in a sentence or two, for those who cannot see it, already translated.
        direction: direction of the page; legends follow it.
        format_number: how a number is written in the page's language.
        width: width in px the picture is drawn for; text keeps its size, so draw one for each width wanted.

    Refuses (BadInputError) an id that cannot stand in a page and a width below 240.
    """

    id: str
    title: str
    description: str
    direction: Direction
    format_number: Callable[[float], str]
    width: int = WIDE

    def __post_init__(self) -> None:
        if not _IDENTIFIER.fullmatch(self.id):
            raise BadInputError(
                "publishing.canvas_id",
                "The id of a picture must begin with a letter and hold letters, digits, - and _ only.",
                "Choose another id.",
            )
        if self.width < 240:
            raise BadInputError("publishing.canvas_width", "A picture needs a width of at least 240.", "Draw it wider.")

    @property
    def is_narrow(self) -> bool:
        """Whether the picture must do with a phone's width."""
        return self.width < 520


def escape(text: object) -> Svg:
    """Text made safe for element content and attributes; control characters that XML forbids are dropped."""
    return Svg(html.escape(str(text).translate(_CONTROLS), quote=True))


def element(name: str, /, *children: str, **attributes: object) -> Svg:
    """One element. Names of attributes write `_` for `-`; None is left out; a trailing `_` is dropped."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(child if isinstance(child, Svg) else escape(child) for child in children)
    closes_itself = name in _WITHOUT_CONTENT and not inside
    return Svg(f"<{name}{written}/>" if closes_itself else f"<{name}{written}>{inside}</{name}>")


def _short(value: object) -> object:
    if not isinstance(value, float):
        return value
    return f"{value:.1f}".removesuffix(".0")


def write_text(
    words: str,
    x: float,
    y: float,
    *,
    anchor: Anchor = "start",
    size: float = SMALL,
    bold: bool = False,
    fill: str = INK2,
    halo: bool = False,
) -> Svg:
    """One line of text at its baseline; its own letters decide its direction, the anchor stays physical."""
    return element(
        "text",
        words,
        x=x,
        y=y,
        text_anchor=None if anchor == "start" else anchor,
        font_size=size,
        font_weight=600 if bold else None,
        fill=fill,
        unicode_bidi="plaintext",
        paint_order="stroke" if halo else None,
        stroke=SURFACE if halo else None,
        stroke_width=3 if halo else None,
        stroke_linejoin="round" if halo else None,
    )


def link(inside: Sequence[str], *, href: str | None, label: str) -> Svg:
    """A group that opens an address, or without an address only says its label on hover.

    Refuses (BadInputError) an address that is not a path on this site or a plain web address.
    """
    content = Svg("".join((element("title", label), *inside)))
    if href is None:
        return element("g", content)
    return element("a", content, href=check_href(href), class_="chart-link")


def check_href(href: str) -> str:
    """The address itself, when following it can run nothing: a path, a query, a fragment, http or https."""
    plain = href.strip()
    before = re.split(r"[/?#]", plain, maxsplit=1)[0]
    if ":" in before and before.lower() not in {"http:", "https:"}:
        raise BadInputError(
            "publishing.link", "A picture's link may lead to a page only.", "Give a path or a web address."
        )
    return plain


def picture(canvas: Canvas, height: float, *parts: str, defs: Sequence[str] = ()) -> Svg:
    """The whole `<svg>` with its name and description, from the parts drawn on it."""
    body = Svg("".join(parts))
    return element(
        "svg",
        element("title", canvas.title, id=f"{canvas.id}-title"),
        element("desc", canvas.description, id=f"{canvas.id}-desc"),
        Svg("".join(("<defs>", *defs, "</defs>")) if defs else ""),
        body,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        viewBox=f"0 0 {canvas.width} {math.ceil(height)}",
        width=canvas.width,
        height=math.ceil(height),
        role="group" if "<a " in body else "img",
        aria_labelledby=f"{canvas.id}-title",
        aria_describedby=f"{canvas.id}-desc",
        direction="ltr",
        font_family="var(--font, Inter, 'IBM Plex Sans Arabic', 'Noto Sans Arabic', system-ui, sans-serif)",
    )


def hatch(canvas: Canvas) -> Svg:
    """Definition of the hatched amber fill of everything estimated; use it through `hatched`."""
    return element(
        "pattern",
        element("rect", width=6, height=6, fill=EST_SOFT),
        element("line", x1=0, y1=0, x2=0, y2=6, stroke=EST, stroke_width=2.2),
        id=f"{canvas.id}-hatch",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def hatched(canvas: Canvas) -> str:
    """The value of `fill` that paints with the hatch."""
    return f"url(#{canvas.id}-hatch)"


def draw_standalone(svg: str) -> Svg:
    """The same picture with colours for paper written in, for a file opened outside the pages."""
    return Svg(_FALLBACK.sub(r"\1", svg))


def draw_wide_and_narrow(draw: Callable[[Canvas], Svg], *, canvas: Canvas) -> Svg:
    """The picture for a desk and for a phone in one block; a container query shows one of them.

    The page's stylesheet hides `.chart-narrow` when the container is at least 33rem wide, else `.chart-wide`.
    """
    variants = []
    for name, width in (("wide", max(canvas.width, 520)), ("narrow", NARROW)):
        variant = Canvas(
            id=f"{canvas.id}-{name}",
            title=canvas.title,
            description=canvas.description,
            direction=canvas.direction,
            format_number=canvas.format_number,
            width=width,
        )
        variants.append(element("div", draw(variant), class_=f"chart-{name}"))
    return element("div", *variants, class_="chart-box")
