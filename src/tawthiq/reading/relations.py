"""Which figures of a report belong together: sums of parts, signed sums, and parts of a whole.

The rules kept here:

- Only asserted or verified figures with a value enter arithmetic. "Hundreds" never does.
- Never across a rate and a count, households and persons, as-of days, or two population groups ("mostly Iraqi refugees
  living in Syria" are no part of the Syrians who fled). Parts may each name a group of their own only
  inside one total that names none.
- Parts of a sum stand next to each other in the report, right before or right after their total, within eight
  sentences of it: numbers from anywhere would add up by chance as often as by meaning.
- A lower bound or a rounded part makes a rounded sum: it must meet the total within half of the total's
  last digit that is not zero, and only if a hedge says so. Exact numbers must add up exactly.
"""

import re
from dataclasses import dataclass

from tawthiq.terms.figures import (
    Category,
    FigureRelation,
    Hedge,
    Measure,
    Modality,
    RelationKind,
    ReportedFigure,
    TimeBasis,
    Unit,
)

_FAMILIES = {
    Category.DISPLACED_INTERNAL: "displaced",
    Category.REFUGEE: "displaced",
    Category.HOMELESS: "displaced",
    Category.SHELTERED: "displaced",
    Category.EVACUATED: "displaced",
    Category.RELOCATED: "displaced",
}
_MOST_PARTS = 6
_NEAR = 8
_SIGNS = re.compile(r"\b(?:deduct|subtract|minus|less|excluding|without)\w*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its number among the reading's figures and the number of its sentence."""

    index: int
    figure: ReportedFigure
    sentence: int
    part_of: int | None


def relate_figures(placed: list[Placed], text: str) -> tuple[FigureRelation, ...]:
    """The sums, signed sums and parts among the figures of one report, in the order of their totals."""
    found = [_subset(item) for item in placed if item.part_of is not None]
    families: dict[tuple[str, Unit], list[Placed]] = {}
    for item in placed:
        if _counts(item.figure):
            family = _FAMILIES.get(item.figure.category, str(item.figure.category))
            families.setdefault((family, item.figure.unit), []).append(item)
    for members in families.values():
        found += _sums(members)
    displaced = [item for item in placed if _counts(item.figure) and _moves(item.figure)]
    found += _signed(displaced, text)
    return tuple(sorted(found, key=lambda relation: (relation.total, relation.kind, relation.parts)))


def _subset(item: Placed) -> FigureRelation:
    total = item.part_of if item.part_of is not None else item.index
    return FigureRelation(
        kind=RelationKind.SUBSET, total=total, parts=(item.index,), signs=(1,), rule="relation.part-words"
    )


def _counts(figure: ReportedFigure) -> bool:
    return (
        figure.value is not None
        and not figure.vague
        and figure.measure is not Measure.RATE
        and figure.modality in (Modality.ASSERTED, Modality.VERIFIED)
        and (figure.value_min is None or figure.value_max is None or figure.value_min == figure.value_max)
    )


def _moves(figure: ReportedFigure) -> bool:
    return figure.unit is Unit.PERSON and (
        _FAMILIES.get(figure.category) == "displaced" or figure.category in (Category.DISPLACED, Category.RETURNED)
    )


def _sums(members: list[Placed]) -> list[FigureRelation]:
    found: list[FigureRelation] = []
    used: set[int] = set()
    for place, total in enumerate(members):
        run = _run(members, place, 1, total) or _run(members, place, -1, total)
        if run is None or used & {item.index for item in run}:
            continue
        used |= {item.index for item in run}
        found.append(_sum(total, run))
    return found


def _run(members: list[Placed], place: int, step: int, total: Placed) -> list[Placed] | None:
    """Neighbours after (or before) the total that add up to it; repeats of the total are passed over."""
    value = total.figure.value or 0
    run: list[Placed] = []
    added: float = 0
    at = place + step
    while 0 <= at < len(members) and abs(at - place) <= 2 * _MOST_PARTS and len(run) < _MOST_PARTS:
        item = members[at]
        at += step
        part = item.figure.value or 0
        if abs(item.sentence - total.sentence) > _NEAR:
            break
        if part == value and not run:
            continue
        run.append(item)
        added += part
        if added > value + _slack(total.figure, run):
            break
        if len(run) >= 2 and abs(added - value) <= _slack(total.figure, run):
            run.sort(key=lambda found: found.index)
            fits = _one_population(total, run) and _one_day([total, *run]) and _consistent(total.figure, run)
            return run if fits else None
    return None


def _slack(total: ReportedFigure, run: list[Placed]) -> float:
    hedges = {total.hedge, *(item.figure.hedge for item in run)}
    if hedges <= {Hedge.EXACT, Hedge.AT_LEAST}:
        return 0
    return last_digit(total.value or 0) / 2 if total.hedge in (Hedge.ABOUT, Hedge.ESTIMATED) else 0


def last_digit(value: float) -> float:
    """The weight of a whole number's last digit that is not zero: 232,700 gives 100."""
    weight = 1
    whole = round(value)
    while whole and whole % 10 == 0:
        whole //= 10
        weight *= 10
    return float(weight)


def _one_population(total: Placed, run: list[Placed]) -> bool:
    groups = [item.figure.group.lower() for item in run]
    whole = total.figure.group.lower()
    if whole:
        return all(group in ("", whole) for group in groups)
    if any(groups):
        return all(item.sentence == total.sentence for item in run)
    return True


def _one_day(items: list[Placed]) -> bool:
    """Whether all hold for the same day, as far as the report names days; that of publication says nothing."""
    times = [item.figure.as_of for item in items if item.figure.as_of is not None]
    return len({time.text for time in times if time.text and time.basis is not TimeBasis.PUBLISHED}) <= 1


def _consistent(total: ReportedFigure, run: list[Placed]) -> bool:
    """Equal values; an upper bound among the parts cannot make a lower bound."""
    uppers = any(item.figure.hedge is Hedge.UP_TO for item in run)
    return not (uppers and total.hedge is Hedge.AT_LEAST)


def _sum(total: Placed, run: list[Placed]) -> FigureRelation:
    values = [item.figure.value or 0 for item in run]
    added = sum(values)
    hedged = {total.figure.hedge, *(item.figure.hedge for item in run)} != {Hedge.EXACT}
    note = "rounded" if added != total.figure.value else "bounds" if hedged else "exact"
    return FigureRelation(
        kind=RelationKind.SUM,
        total=total.index,
        parts=tuple(item.index for item in run),
        signs=(1,) * len(run),
        arithmetic=" + ".join(f"{value:,}" for value in values) + f" = {added:,}",
        note=note,
        rule="relation.neighbours-add-up",
    )


def _signed(members: list[Placed], text: str) -> list[FigureRelation]:
    """A total reached by taking away, in words ("deducting"): the returned subtracted, the rest added."""
    found: list[FigureRelation] = []
    for place, total in enumerate(members):
        run = members[place + 1 : place + 2 + _MOST_PARTS]
        run = [item for item in run if abs(item.sentence - total.sentence) <= _NEAR]
        if len(run) < 2 or not any(item.figure.category is Category.RETURNED for item in run):
            continue
        if not _SIGNS.search(text[total.figure.span.start : run[-1].figure.span.end]):
            continue
        value = total.figure.value or 0
        for count in range(2, len(run) + 1):
            signs = tuple(-1 if item.figure.category is Category.RETURNED else 1 for item in run[:count])
            values = [item.figure.value or 0 for item in run[:count]]
            if not _one_day([total, *run[:count]]):
                break
            added = sum(sign * part for sign, part in zip(signs, values, strict=True))
            if abs(added - value) <= last_digit(value) / 2 and -1 in signs:
                found.append(_signed_sum(total, run[:count], signs, added))
                break
    return found


def _signed_sum(total: Placed, run: list[Placed], signs: tuple[int, ...], added: float) -> FigureRelation:
    terms = [f"{'-' if sign < 0 else '+'} {item.figure.value:,}" for sign, item in zip(signs, run, strict=True)]
    return FigureRelation(
        kind=RelationKind.SIGNED_SUM,
        total=total.index,
        parts=tuple(item.index for item in run),
        signs=signs,
        arithmetic=" ".join(terms).removeprefix("+ ") + f" = {added:,}",
        note="exact" if added == total.figure.value else "rounded",
        rule="relation.words-take-away",
    )
