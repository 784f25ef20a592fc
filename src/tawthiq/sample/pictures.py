"""Pictures the generator draws itself, as exhibits: pages of a burial register, a street plan, a sketch of a route.

They are grey PNG files, drawn stroke by stroke with a slightly unsteady hand from a stream of the seed. The writing
on them is scribble on purpose: nothing can be read from a picture that is not in the mission's truth.
"""

import itertools
import math
import random
import struct
import zlib
from dataclasses import dataclass

from tawthiq.sample.chance import happens, open_stream

_PAPER = 244
_INK = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: its file name, what it shows, and its bytes (PNG)."""

    file: str
    title: str
    description: str
    content: bytes


class Sheet:
    """A sheet of grey paper to draw on; positions in pixels from the top left, outside is ignored."""

    def __init__(self, width: int, height: int, stream: random.Random) -> None:
        self.width = width
        self.height = height
        self.stream = stream
        grain = bytes(_PAPER - stream.randrange(7) for _ in range(4099))
        repeats = width * height // len(grain) + 1
        self.pixels = bytearray((grain * repeats)[: width * height])

    def dot(self, x: float, y: float, *, ink: int = _INK, size: int = 2) -> None:
        """Press the pen down once."""
        left, top = max(0, int(x)), max(0, int(y))
        right = min(self.width, left + size)
        if right > left:
            for row in range(top, min(self.height, top + size)):
                self.pixels[row * self.width + left : row * self.width + right] = bytes([ink]) * (right - left)

    def line(self, start: tuple[float, float], end: tuple[float, float], *, ink: int = _INK, size: int = 2) -> None:
        """Draw from start to end, a little unsteadily."""
        length = math.dist(start, end)
        steps = max(1, int(length / 1.5))
        sway, phase = self.stream.uniform(0, 1.5), self.stream.uniform(0, math.tau)
        for step in range(steps + 1):
            share = step / steps
            off = sway * math.sin(phase + share * length / 60)
            x = start[0] + (end[0] - start[0]) * share
            y = start[1] + (end[1] - start[1]) * share
            self.dot(x + off, y + off, ink=ink, size=size)

    def box(self, left: float, top: float, right: float, bottom: float, *, ink: int = _INK) -> None:
        """Draw a rectangle by hand."""
        corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        for start, end in itertools.pairwise(corners):
            self.line(start, end, ink=ink)

    def scribble(self, right: float, base: float, width: float) -> None:
        """Write a word that is none, from right to left, with dots above and below as Arabic has."""
        x, height = right, 0.0
        while x > right - width:
            height = 0.6 * height + self.stream.uniform(-5, 5)
            step = self.stream.uniform(3, 7)
            self.line((x, base - abs(height)), (x - step, base - abs(height) / 2))
            if happens(self.stream, 0.12):
                self.line((x, base), (x, base - self.stream.uniform(10, 15)))
            if happens(self.stream, 0.2):
                self.dot(x, base + self.stream.choice((-16, 6)), size=3)
            x -= step

    def png(self) -> bytes:
        """Return the sheet as a PNG file of eight-bit grey."""
        rows = b"".join(b"\0" + self.pixels[row * self.width : (row + 1) * self.width] for row in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 0, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def draw_pictures(*, seed: int) -> list[Picture]:
    """Draw every picture of the sample."""
    return [
        Picture(
            file="register-page-1.png",
            title="Page of a burial register",
            description="A ruled page filled by hand; drawn by the sample generator, the writing is scribble.",
            content=_register(open_stream(seed, "picture/register 1"), rows=19),
        ),
        Picture(
            file="register-page-2.png",
            title="Last page of a burial register",
            description="A ruled page, half filled, with a stamp; drawn by the sample generator.",
            content=_register(open_stream(seed, "picture/register 2"), rows=8),
        ),
        Picture(
            file="street-plan.png",
            title="Plan of a street drawn from memory",
            description="Houses along two streets, one marked with a cross; drawn by the sample generator.",
            content=_street_plan(open_stream(seed, "picture/street plan")),
        ),
        Picture(
            file="route-sketch.png",
            title="Sketch of a route to the border",
            description="A winding road past five places to a dashed line; drawn by the sample generator.",
            content=_route(open_stream(seed, "picture/route")),
        ),
    ]


def _register(stream: random.Random, *, rows: int) -> bytes:
    sheet = Sheet(620, 840, stream)
    columns = (580, 520, 330, 240, 130, 40)
    sheet.scribble(430, 60, 230)
    for number in range(21):
        sheet.line((40, 100 + number * 34), (580, 100 + number * 34), ink=150, size=1)
    for x in columns:
        sheet.line((x, 100), (x, 780), ink=150, size=1)
    for row in range(rows):
        base = 126 + row * 34
        for right, left in itertools.pairwise(columns):
            if happens(stream, 0.93):
                sheet.scribble(right - 8, base, (right - left - 16) * stream.uniform(0.4, 1))
    if rows < 15:
        _stamp(sheet, 170, 640)
    return sheet.png()


def _stamp(sheet: Sheet, x: float, y: float) -> None:
    for radius in (58, 52):
        for step in range(360):
            angle = math.radians(step)
            sheet.dot(x + radius * math.cos(angle), y + radius * math.sin(angle), ink=110)
    sheet.scribble(x + 38, y + 5, 76)


def _street_plan(stream: random.Random) -> bytes:
    sheet = Sheet(760, 560, stream)
    for y in (250, 310):
        sheet.line((20, y), (740, y + stream.uniform(-8, 8)))
    for x in (430, 480):
        sheet.line((x, 20), (x + stream.uniform(-6, 6), 540))
    marked = stream.randrange(10)
    houses = [(30 + 78 * number, top) for top in (130, 330) for number in range(5)]
    for number, (left, top) in enumerate(houses):
        right, bottom = left + stream.uniform(50, 66), top + stream.uniform(60, 100)
        sheet.box(left, top, right, bottom)
        if number == marked:
            sheet.line((left, top), (right, bottom), size=4)
            sheet.line((right, top), (left, bottom), size=4)
        elif happens(stream, 0.5):
            sheet.scribble(right - 6, (top + bottom) / 2, 38)
    sheet.box(530, 90, 700, 220)
    sheet.scribble(690, 160, 130)
    sheet.box(540, 350, 690, 500)
    sheet.scribble(670, 430, 100)
    return sheet.png()


def _route(stream: random.Random) -> bytes:
    sheet = Sheet(640, 480, stream)
    point = (90.0, 420.0)
    for _ in range(5):
        onward = (point[0] + stream.uniform(70, 105), point[1] - stream.uniform(30, 85))
        sheet.line(point, onward, size=3)
        sheet.box(point[0] - 8, point[1] - 8, point[0] + 8, point[1] + 8)
        sheet.scribble(point[0] + 20, point[1] + 34, 60)
        point = onward
    sheet.line(point, (point[0] + 20, 60 + point[0] * 0.05), size=3)
    for x in range(20, 620, 24):
        sheet.line((x, 60 + x * 0.05), (x + 12, 60 + x * 0.05), ink=90)
    return sheet.png()
