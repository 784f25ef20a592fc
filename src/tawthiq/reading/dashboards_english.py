"""English: numbers that no sentence holds: key figures, dashboards, tables, and items under a heading.

The rules kept here:

- A number that opens a line and is followed by a label ("873,987 Total number of refugees") is counted by the label.
- A number alone on its line takes the label below it or above it. Which of the two a block of such numbers uses is
  told once for the block: the side that has a label where the block begins and ends. Below, where both have one.
- "65 civilians, including three women." without a verb, under a heading such as "Civilian fatalities", is what the
  heading says.
- A label is a line without a verb of its own that names what happened to people. Planned, funded and reached
  people, and things, are none.
"""

import re
from dataclasses import dataclass, replace

from tawthiq.reading.binding import Bound, part_clauses
from tawthiq.reading.counted_english import count_people
from tawthiq.reading.lexicon import Lexicon, Trigger
from tawthiq.reading.quantities import Quantity, hedge_with
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Hedge, Unit

Numbered = list[tuple[int, Bound]]

_BULLET = " \t\n-–—•●▪◦‣■▸►*·+~"
_ONLY = re.compile(r"[\s\-–—•●▪◦‣■▸►*·+~|]*\Z")
_BEGINS_LABEL = re.compile(r"[*+]*\s+(?:(?-i:[A-Z])|(?:the )?(?:total|number|estimated|new(?:ly)?|cumulative)\b)")
_LABEL_END = re.compile(r"[.;:!?\n](?=\s|\Z)|\s[–—-]\s")
_RELATIVE = re.compile(r"\b(?:who|that|which)\s+(?:have|had|has|were|was|are|is)\b(?:\s+been)?", re.IGNORECASE)
_HEADING = re.compile(r"[^.;!?\d]{4,90}:?\Z")
_CAUSE = re.compile(r"\bestimated\b|\best\.", re.IGNORECASE)
_MOST_WORDS = 22
_MOST_LINES = 3
_LONGEST = 140
_BACK = 12


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says of the number beside it."""

    trigger: Trigger
    place: tuple[int, int]
    unit: Unit
    estimated: tuple[int, int] | None


def bind_dashboards(
    view: str, sentences: list[Sentence], counted: list[list[Quantity]], found: Numbered, lexicon: Lexicon
) -> Numbered:
    """The figures of a report, with those of its key figures and tables in their places.

    Args:
        view: the folded report.
        sentences: its sentences.
        counted: the quantities of each sentence.
        found: the figures its sentences hold, each with the number of its sentence.
        lexicon: the English one.
    """
    labelled = _opening(view, sentences, counted, lexicon) + _alone(view, sentences, counted, lexicon)
    taken = {bound.quantity.start for _, bound in labelled}
    kept = [(number, bound) for number, bound in found if bound.quantity.start not in taken]
    have = {number for number, _ in [*kept, *labelled]}
    labelled += _under_headings(view, sentences, counted, have, lexicon)
    return sorted([*kept, *labelled], key=lambda item: (item[0], item[1].quantity.start)) if labelled else found


def read_label(view: str, start: int, end: int, lexicon: Lexicon) -> Label | None:
    """What a stretch of the view says as a label, or None."""
    bracket = view.find("(", start, end)
    close = view.find(")", bracket, end) if bracket >= 0 else -1
    words = view[start:end]
    if close >= 0:  # "Internally displaced people (as at December 2017)"
        words = words[: bracket - start] + " " * (close + 1 - bracket) + words[close + 1 - start :]
    stop = _LABEL_END.search(words)
    words = words[: stop.start()] if stop is not None else words
    bare = _RELATIVE.sub(" ", words)
    if len(words.split()) > _MOST_WORDS or lexicon.pattern("finite", r"\b(?:{})\b").search(bare):
        return None
    labels = lexicon.triggers("label")
    match = labels.pattern.search(words)
    if match is None or lexicon.pattern("no_labels").search(words):
        return None
    before = words[: match.start()].lower().replace("-", " ").split()
    things = lexicon.pattern("not_persons", r"(?:{})\Z")
    if len(before) > 9 or any(things.match(word) for word in before[-2:]):
        return None
    households = lexicon.pattern("households", r"\b(?:{})\b").search(words[: match.end() + 20]) is not None
    guess = _CAUSE.search(words)
    return Label(
        labels.which(match),
        (start + match.start(), start + match.end()),
        Unit.HOUSEHOLD if households else Unit.PERSON,
        (start + guess.start(), start + guess.end()) if guess is not None else None,
    )


def _bound(quantity: Quantity, label: Label) -> Bound:
    if label.estimated is not None:
        quantity = hedge_with(quantity, Hedge.ESTIMATED, *label.estimated)
    trigger = label.trigger
    ends = (quantity.begin, quantity.end, *label.place)
    return Bound(
        quantity=quantity,
        category=trigger.category,
        rule=trigger.id,
        trigger=label.place,
        counted=(quantity.end, quantity.end),
        unit=label.unit,
        measure=trigger.measure,
        clause=(min(ends), max(ends)),
        named=True,
    )


def _opening(view: str, sentences: list[Sentence], counted: list[list[Quantity]], lexicon: Lexicon) -> Numbered:
    """Numbers that open a line in front of a label."""
    found: Numbered = []
    for number, (sentence, quantities) in enumerate(zip(sentences, counted, strict=True)):
        if not quantities or view[sentence.start : quantities[0].begin].strip(_BULLET):
            continue
        first = quantities[0]
        if first.year_like or not _BEGINS_LABEL.match(view, first.end, sentence.end):
            continue
        label = read_label(view, first.end, min(sentence.end, first.end + _LONGEST), lexicon)
        if label is not None and _is_label(view, first, label, lexicon):
            found.append((number, _bound(first, label)))
    return found


def _is_label(view: str, first: Quantity, label: Label, lexicon: Lexicon) -> bool:
    """Whether a number is not counting the people right behind it: "12 Syrian refugees and ..." is a sentence."""
    between = view[first.end : label.place[0]].split()
    if any(word.lower().strip("*") in ("number", "total", "estimated", "cumulative") for word in between):
        return True
    opening = view[label.place[0] : label.place[1]]
    return not between and opening[:1].isupper() and lexicon.pattern("finite", r"\b(?:{})\b").search(opening) is None


def _alone(view: str, sentences: list[Sentence], counted: list[list[Quantity]], lexicon: Lexicon) -> Numbered:
    """Numbers alone on their line, each with the label of its block's side."""
    lone = [number for number, quantities in enumerate(counted) if _lone(view, sentences[number], quantities)]
    found: Numbered = []
    while lone:
        block = [lone.pop(0)]
        while lone and lone[0] - block[-1] <= _MOST_LINES + 1:
            block.append(lone.pop(0))
        found += _block(view, sentences, counted, block, lexicon)
    return found


def _lone(view: str, sentence: Sentence, quantities: list[Quantity]) -> bool:
    if len(quantities) != 1 or quantities[0].year_like:
        return False
    quantity = quantities[0]
    return bool(_ONLY.match(view[sentence.start : quantity.begin]) and _ONLY.match(view[quantity.end : sentence.end]))


def _block(
    view: str, sentences: list[Sentence], counted: list[list[Quantity]], block: list[int], lexicon: Lexicon
) -> Numbered:
    below = [_side(view, sentences, counted, number, 1, lexicon) for number in block]
    above = [_side(view, sentences, counted, number, -1, lexicon) for number in block]
    labels = above if below[-1] is None and above[0] is not None else below
    return [
        (number, _bound(counted[number][0], label))
        for number, label in zip(block, labels, strict=True)
        if label is not None
    ]


def _side(
    view: str, sentences: list[Sentence], counted: list[list[Quantity]], number: int, step: int, lexicon: Lexicon
) -> Label | None:
    """The label in the lines next to a number, below (``step`` 1) or above (-1)."""
    last = number
    while (
        abs(last + step - number) <= _MOST_LINES
        and 0 <= last + step < len(sentences)
        and not _lone(view, sentences[last + step], counted[last + step])
        and sentences[last + step].end - sentences[last + step].start <= _LONGEST
    ):
        last += step
        first, end = sorted((number + step, last))
        label = read_label(view, sentences[first].start, sentences[end].end, lexicon)
        if label is not None:
            return label
    return None


def _under_headings(
    view: str, sentences: list[Sentence], counted: list[list[Quantity]], have: set[int], lexicon: Lexicon
) -> Numbered:
    """Items without a verb under a heading that says what happened."""
    found: Numbered = []
    for number, (sentence, quantities) in enumerate(zip(sentences, counted, strict=True)):
        if not quantities or number in have or view[sentence.start : quantities[0].begin].strip(_BULLET):
            continue
        people = count_people(view, quantities[0], sentence.end, lexicon)
        told = lexicon.pattern("finite", r"\b(?:{})\b").search(view, people.end, sentence.end)
        if people.unit is None or told is not None or _has_trigger(view, people.end, sentence.end, lexicon):
            continue
        label = _heading_above(view, sentences, counted, number, lexicon)
        if label is not None:
            bound = _bound(quantities[0], label)
            clauses = part_clauses(view, sentence.start, sentence.end, [bound], re.compile(r"(?!)"))
            counted_words = (quantities[0].end, people.end)
            found.append((number, replace(bound, unit=people.unit, counted=counted_words, clause=clauses[0])))
    return found


def _has_trigger(view: str, start: int, end: int, lexicon: Lexicon) -> bool:
    return lexicon.triggers("right").pattern.search(view, start, end) is not None


def _heading_above(
    view: str, sentences: list[Sentence], counted: list[list[Quantity]], number: int, lexicon: Lexicon
) -> Label | None:
    for at in range(number - 1, max(-1, number - _BACK), -1):
        sentence = sentences[at]
        words = view[sentence.start : sentence.end]
        if counted[at] or sentence.paragraph == sentences[at + 1].paragraph:
            continue
        if _HEADING.match(words) is None:
            return None
        return read_label(view, sentence.start, sentence.end, lexicon)
    return None
