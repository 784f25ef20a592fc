"""A dozen reports, and where each figure in them stands.

The texts are in ``reports.yaml`` with their figures marked; the markup is taken out here and the exact span of the
quantity, without its hedge, is kept. Numbers of dead come from the truth: each speaker
knows of a share of the people killed up to a day. Three reports carry one wire story, cut and led differently: they
have one origin.
"""

import re
from dataclasses import dataclass
from typing import Any

from tawthiq.sample.conflict import load_yaml
from tawthiq.sample.drafting import Draft
from tawthiq.sample.population import Population
from tawthiq.sample.spelling import eastern

_FIGURE = re.compile(r"\[\[(.*?)\]\]")
_VALUE = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFigure:
    """One figure as it stands in a report; a value is None where the words leave it open or vague."""

    words: str
    category: str
    measure: str
    hedge: str
    speaker: str
    value_min: int | None
    value_max: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report: what the index says of it, its text, its figures and the story it carries."""

    file: str
    index: dict[str, str]
    text: str
    origin: str
    figures: tuple[TrueFigure, ...]


def write_reports(population: Population) -> list[Report]:
    """Write every report of the sample."""
    data = load_yaml("reports.yaml")
    return [_write_report(entry, data["texts"][entry["text"]], population) for entry in data["reports"]]


def _write_report(entry: dict[str, Any], source: dict[str, Any], population: Population) -> Report:
    values = _work_out(source["values"], population)
    paragraphs = source["paragraphs"]
    kept = [paragraphs[number] for number in entry["keep"]] if "keep" in entry else paragraphs
    draft = Draft()
    figures: list[TrueFigure] = []
    for paragraph in [*entry.get("before", []), *kept, *entry.get("after", [])]:
        for number, piece in enumerate(_FIGURE.split(paragraph)):
            if number % 2 == 0:
                draft.add(_fill(piece, values))
            else:
                figures.append(_add_figure(draft, piece, values))
        draft.add("\n\n")
    described = {key: str(entry[key]) for key in ("outlet", "title", "published_on", "language", "kind")}
    return Report(
        file=entry["file"],
        index={"file": entry["file"], **described},
        text=draft.text().rstrip("\n") + "\n",
        origin=entry["text"],
        figures=tuple(figures),
    )


def _add_figure(draft: Draft, marked: str, values: dict[str, int]) -> TrueFigure:
    """Add the words of a figure and return it: one value stands for both ends unless a second one is given."""
    words, category, measure, hedge, speaker, *numbers = marked.split("|")
    ends = [_number(number, values) for number in numbers]
    mark = f"{category} {len(draft.spans)}"
    draft.add(_fill(words, values), mark=mark)
    start, end = draft.spans[mark]
    return TrueFigure(
        words=_fill(words, values),
        category=category,
        measure=measure,
        hedge=hedge,
        speaker=speaker,
        value_min=ends[0],
        value_max=ends[-1],
        start=start,
        end=end,
    )


def _number(words: str, values: dict[str, int]) -> int | None:
    if not words:
        return None
    return values[words] if words in values else int(words)


def _work_out(specified: dict[str, Any], population: Population) -> dict[str, int]:
    """Work out the numbers of one report, in the order they are written down; sums come after their parts."""
    values: dict[str, int] = {}
    for name, spec in specified.items():
        if isinstance(spec, int):
            values[name] = spec
        elif "sum" in spec:
            values[name] = sum(values[part] for part in spec["sum"])
        else:
            values[name] = _known_killed(spec, population)
    return values


def _known_killed(spec: dict[str, Any], population: Population) -> int:
    count = sum(
        person.event.day <= spec["killed_until"]
        and spec.get("place", person.event.governorate) == person.event.governorate
        for person in population.killed()
    )
    step: int = spec["round"]
    share: float = spec["share"]
    known: int = round(count * share / step) * step
    return max(step, known)


def _fill(text: str, values: dict[str, int]) -> str:
    def write(match: re.Match[str]) -> str:
        value, style = values[match.group(1)], match.group(2)
        if style == "ar":
            return eastern(f"{value:,}".replace(",", "٬"))
        return f"{value:,}"

    return _VALUE.sub(write, text)
