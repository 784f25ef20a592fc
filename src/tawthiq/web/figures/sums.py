"""A total as a bracket over its parts, with the arithmetic as the figures stand now.

The rules kept here: the numbers are those that members have accepted or that wait, so a changed part shows at once
whether the total still holds. A hedged sum may miss its total by half of the total's last digit that is not zero;
then it is said to be about equal. What does not add up is said to. A part that is rejected or split takes the
arithmetic away. Parts that are only some of a total ("of whom") are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from tawthiq.keeping.queries.figures import FigureView, SumView
from tawthiq.web import formats
from tawthiq.web.figures import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: its id, whether it is taken away, number, category, address and whether it counts for nothing."""

    id: UUID
    is_taken: bool
    value: str
    category: str
    url: str
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SumShown:
    """One way a total is made up; `arithmetic` is empty where nothing is added up, `holds` says if it comes out."""

    title: str
    parts: tuple[Part, ...]
    total: str
    arithmetic: str
    holds: bool


def figure_address(figure: FigureView) -> str:
    """The address of the words of a figure in their report."""
    page = reverse("sources:source", args=[figure.source_id])
    return f"{page}?figure={figure.id}#span-{figure.span_start}-{figure.span_end}"


def show_sums(total: FigureView, known: Mapping[UUID, FigureView], *, language: str) -> tuple[SumShown, ...]:
    """Every way in which a figure is made up of figures that are `known`; one with a part unknown is left out."""
    return tuple(
        _show(total, way, known, language)
        for way in total.sums
        if way.parts and all(part in known for part, _ in way.parts)
    )


def show_part(figure: FigureView, sign: int, *, language: str) -> Part:
    """A part as it is listed."""
    return Part(
        id=figure.id,
        is_taken=sign < 0,
        value=words.value_of(figure, language=language),
        category=words.word(words.CATEGORIES, figure.category),
        url=figure_address(figure),
        is_out=figure.status in {"rejected", "split"},
    )


def _show(total: FigureView, way: SumView, known: Mapping[UUID, FigureView], language: str) -> SumShown:
    held = [(known[part], sign) for part, sign in way.parts]
    arithmetic, holds = ("", True) if way.kind == "subset" else _add_up(total, held, language)
    return SumShown(
        title=words.word(words.SUMS, way.kind),
        parts=tuple(show_part(figure, sign, language=language) for figure, sign in held),
        total=words.value_of(total, language=language),
        arithmetic=arithmetic,
        holds=holds,
    )


def _add_up(total: FigureView, held: list[tuple[FigureView, int]], language: str) -> tuple[str, bool]:
    """The arithmetic in numbers, and whether it comes out; nothing where a number is missing or counts no more."""
    whole = _number(total)
    numbers = [(_number(figure), sign) for figure, sign in held]
    out = any(figure.status in {"rejected", "split"} for figure, _ in [*held, (total, 1)])
    if whole is None or out or any(number is None for number, _ in numbers):
        return "", True
    known = [(number, sign) for number, sign in numbers if number is not None]
    summed = sum(number * sign for number, sign in known)
    is_hedged = any(figure.hedge != "exact" for figure, _ in [*held, (total, 1)])
    holds = summed == whole or (is_hedged and abs(summed - whole) <= _half_last_digit(whole))
    terms = ""
    for place, (number, sign) in enumerate(known):
        joined = "−" if sign < 0 else "+"
        lead = ("−" if sign < 0 else "") if place == 0 else f" {joined} "
        terms += lead + formats.write_number(number, language=language)
    written = formats.write_number(whole, language=language)
    if summed == whole:
        return f"{terms} = {written}", True
    said = formats.write_number(summed, language=language)
    return f"{terms} = {said} {'≈' if holds else '≠'} {written}", holds


def _number(figure: FigureView) -> float | None:
    """The number as written: the lower end, else the upper one."""
    return figure.value_min if figure.value_min is not None else figure.value_max


def _half_last_digit(number: float) -> float:
    """Half of one in the place of the last digit that is not zero: 500 for 12,000."""
    place = 1
    while number and number % (place * 10) == 0:
        place *= 10
    return place / 2
