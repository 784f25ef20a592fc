"""Invented data for the tests of charts and maps, and what every picture must keep."""

import re
import xml.etree.ElementTree as ET
from datetime import date

from tawthiq.publishing.bidi import number_formatter
from tawthiq.publishing.charts.categories import CategoryBar, draw_categories
from tawthiq.publishing.charts.intervals import (
    DocumentedBar,
    EstimatedInterval,
    RefusedEstimate,
    draw_intervals,
)
from tawthiq.publishing.charts.lanes import Lane, draw_lanes
from tawthiq.publishing.charts.months import MonthBar, MonthLegend, PeriodEstimate, draw_months
from tawthiq.publishing.charts.overlap import ListRow, Overlap, draw_overlap
from tawthiq.publishing.charts.reported import ReportedFigure, draw_reported
from tawthiq.publishing.drawing import WIDE, Canvas, Direction, Svg
from tawthiq.publishing.maps.drawing import PlaceCount, draw_map
from tawthiq.publishing.maps.shapes import load_base

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script>\"&\x00"


def canvas(*, width: int = WIDE, direction: Direction = "ltr", title: str = "Title", name: str = "chart") -> Canvas:
    return Canvas(
        id=name,
        title=title,
        description="What it shows.",
        direction=direction,
        format_number=number_formatter(locale="ar" if direction == "rtl" else "en"),
        width=width,
    )


def intervals(on: Canvas, *, words: str = "Documented: 3,412", href: str | None = None) -> Svg:
    rows = (
        DocumentedBar(label=words, value=3412, href=href),
        EstimatedInterval(label=words, low=4890, high=6450, middle=5580, href=href),
        RefusedEstimate(label=words, reasons=(words, "Two lists only."), href=href),
    )
    return draw_intervals(rows, canvas=on)


def months(on: Canvas, *, words: str = "March 2012: 12 persons", href: str | None = None) -> Svg:
    bars = [
        MonthBar(label=words, year="2012", words=words, three=place, two=3, one=4, href=href) for place in range(24)
    ]
    estimate = PeriodEstimate(first=0, last=2, low=20, high=60, words=words, href=href)
    legend = MonthLegend(three=words, two=words, one=words, estimate=words)
    return draw_months(bars, canvas=on, words=legend, estimates=(estimate,))


def overlap(on: Canvas, *, words: str = "Registry", href: str | None = None) -> Svg:
    lists = [ListRow(label=words, total=100, words=words, href=href) for _ in range(3)]
    found = [
        Overlap(members=frozenset(members), count=count, words=words, href=href)
        for members, count in (({0}, 60), ({0, 1}, 20), ({1, 2}, 7), ({0, 1, 2}, 0))
    ]
    return draw_overlap(lists, found, canvas=on, say_rest=lambda n, persons: f"{words} {n} {persons}")


def reported(on: Canvas, *, words: str = "Government", href: str | None = None) -> Svg:
    figures = (
        ReportedFigure(speaker=0, on=date(2012, 3, 13), low=8000, high=None, words=words, href=href),
        ReportedFigure(speaker=1, on=date(2012, 3, 13), low=None, high=3800, words=words, href=href),
        ReportedFigure(speaker=1, on=date(2012, 1, 1), low=9000, high=11000, words=words, href=href),
        ReportedFigure(speaker=0, on=date(2012, 2, 1), low=5000, high=5000, words=words, href=href),
    )
    return draw_reported(figures, (words, words), canvas=on, format_day=date.isoformat, log_words=words)


def categories(on: Canvas, *, words: str = "Homs", href: str | None = None) -> Svg:
    bars = (
        CategoryBar(label=words, value=512, verified=400, words=words, href=href),
        CategoryBar(label=words, value=None, words=words, href=href),
    )
    return draw_categories(bars, canvas=on, hidden_words=words)


def lanes(on: Canvas, *, words: str = "Homs: 120", href: str | None = None) -> Svg:
    rows = (
        Lane(label=words, words=words, documented=120, low=130, high=400, middle=200, href=href),
        Lane(label=words, words=words, documented=9, note=words, href=href),
    )
    return draw_lanes(rows, canvas=on, mark=50)


def syria(on: Canvas, *, words: str = "Homs", href: str | None = None) -> Svg:
    places = (
        PlaceCount(label=words, longitude=36.72, latitude=34.73, count=512, words=words, href=href),
        PlaceCount(label=words, longitude=37.16, latitude=36.2, count=604, words=words, href=href),
    )
    base = load_base("SYR", admin1="syr-admin1")
    return draw_map(places, base=base, canvas=on, locale="ar", kilometres=lambda km: f"{km:.0f} km").svg


EVERY = (intervals, months, overlap, reported, categories, lanes, syria)


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - written by the code under test


def texts(svg: str) -> list[str]:
    """The lines of text in a picture, without the isolates around its values."""
    isolates = dict.fromkeys((0x2068, 0x2069))
    return ["".join(found.itertext()).translate(isolates) for found in parse(svg).iter(f"{SVG}text")]


def links(svg: str) -> list[str | None]:
    return [found.get("href") for found in parse(svg).iter(f"{SVG}a")]


def forbidden_in(svg: str) -> list[str]:
    """What the pages' policy does not let run or style."""
    return re.findall(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|<foreignObject", svg)
