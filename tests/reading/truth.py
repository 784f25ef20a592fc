"""Sentences with their truth, and how far a reading agrees with it: one scoring for tests and for a person who asks.

A figure of the truth is written ``58 killed; at_least; flow; at:Harim``: value (``7000-9000`` a range, a vague
word for an order of magnitude) and category, then marks. The marks' form is explained in ``sentences/en.yaml``.
Run ``python tests/reading/truth.py`` from the root for scores and every difference.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tawthiq.reading import read_report
from tawthiq.terms.figures import Hedge, Measure, Modality, ReportedFigure, Unit

FOLDER = Path(__file__).parent / "sentences"
HEDGES = {str(item) for item in Hedge}
MEASURES = {str(item) for item in Measure}
MODALITIES = {str(item) for item in Modality}


@dataclass(frozen=True, slots=True)
class TrueFigure:
    """What a careful person reads: only the marks that the words settle are compared."""

    low: float | None
    high: float | None
    vague: str
    category: str
    hedge: str = "exact"
    modality: str = "asserted"
    unit: str = "person"
    measure: str = ""
    named: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and its figures."""

    language: str
    text: str
    published_on: date | None
    figures: tuple[TrueFigure, ...]


def load_cases(name: str) -> list[Case]:
    """The sentences of one file."""
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        Case(
            language=row.get("language", data.get("language")),
            text=row["text"],
            published_on=date.fromisoformat(str(row["published"])) if "published" in row else None,
            figures=tuple(parse_figure(words) for words in row["figures"]),
        )
        for row in data["sentences"]
    ]


def parse_figure(words: str) -> TrueFigure:
    """One line of the truth."""
    head, *marks = [part.strip() for part in words.split(";")]
    value, category = head.rsplit(" ", 1)
    first, _, last = value.partition("-")
    known = first.replace(".", "").isdigit()
    found: dict[str, Any] = {"named": {}}
    for mark in marks:
        name, colon, what = mark.partition(":")
        if colon:
            found["named"].setdefault(name, []).append(what)
        elif mark in HEDGES:
            found["hedge"] = mark
        elif mark in MEASURES:
            found["measure"] = mark
        elif mark in MODALITIES:
            found["modality"] = mark
        else:
            found["unit"] = Unit(mark).value
    low = float(first) if known else None
    return TrueFigure(low, float(last) if last and known else low, "" if known else value, category, **found)


def same_value(found: ReportedFigure, truth: TrueFigure) -> bool:
    """Whether value and category agree; a bound counts by its number."""
    if truth.vague:
        return found.vague == truth.vague and found.category == truth.category
    low, high = found.value, found.value_max if found.value_max is not None else found.value
    return (low, high) == (truth.low, truth.high) and found.category == truth.category and not found.vague


def differences(found: ReportedFigure, truth: TrueFigure) -> Iterable[tuple[str, str, str]]:
    """Every compared attribute as (name, found, true)."""
    yield "hedge", str(found.hedge), truth.hedge
    yield "modality", str(found.modality), truth.modality
    yield "unit", str(found.unit), truth.unit
    if truth.measure:
        yield "measure", str(found.measure), truth.measure
    for name, words in truth.named.items():
        if name in ("at", "from", "to"):
            mine = sorted(place.words for place in found.places if place.relation == name)
            yield name, ", ".join(mine), ", ".join(sorted(words))
        elif name in ("period", "asof"):
            time = found.period if name == "period" else found.as_of
            yield name, time.text if time else "", words[0]
        elif name == "group":
            yield name, words[0] if words[0] in found.group else found.group, words[0]
        else:
            yield name, str(getattr(found, name)), words[0]


@dataclass(slots=True)
class Score:
    """Counts over many sentences."""

    right: int = 0
    found: int = 0
    true: int = 0
    attributes: dict[str, list[int]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Of value and category together."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


def score(cases: Iterable[Case]) -> Score:
    """Read every sentence and compare."""
    total = Score()
    for case in cases:
        reading = read_report(case.text, published_on=case.published_on)
        left = list(reading.figures)
        total.found += len(left)
        total.true += len(case.figures)
        for truth in case.figures:
            match = next((item for item in left if same_value(item, truth)), None)
            if match is None:
                total.lines.append(f"MISS {truth.vague or truth.low} {truth.category} | {case.text}")
                continue
            left.remove(match)
            total.right += 1
            for name, mine, true in differences(match, truth):
                counts = total.attributes.setdefault(name, [0, 0])
                counts[1] += 1
                counts[0] += mine == true
                if mine != true:
                    total.lines.append(f"{name.upper()} {mine!r} not {true!r} | {match.words} | {case.text}")
        total.lines += [f"EXTRA {item.vague or item.value} {item.category} {item.rules} | {case.text}" for item in left]
    return total


def main() -> None:
    """Print scores and differences."""
    for name in sys.argv[1:] or [path.stem for path in sorted(FOLDER.glob("*.yaml"))]:
        cases = load_cases(name)
        for language in dict.fromkeys(case.language for case in cases):
            total = score([case for case in cases if case.language == language])
            print("\n".join(total.lines))  # noqa: T201
            print(f"{name} {language}: P {total.right}/{total.found} R {total.right}/{total.true} F1 {total.f1:.3f}")  # noqa: T201
            print("  ", {key: f"{a}/{b}" for key, (a, b) in total.attributes.items()})  # noqa: T201


if __name__ == "__main__":
    main()
