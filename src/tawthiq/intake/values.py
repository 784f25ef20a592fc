"""Words of a source turned into codes of the house's vocabularies; what is not known stays words.

A whole cell is looked up first. For vocabularies where sources write sentences (cause, outcome, kind of
perpetrator) known phrases inside the cell count too, unless the cell holds a word of denial or phrases of two
different codes: then nothing is chosen. An unknown word is never an error that stops a row: the code is
``unknown``, the words stay, and the problem says that the lexicon does not hold them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tawthiq.intake.cells import CellReading, CellValue, shown, words_of
from tawthiq.intake.folding import clean_text, fold, folded, lexicon
from tawthiq.terms.errors import Problem
from tawthiq.terms.vocabularies import Outcome, Sex, vocabulary

LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Lookup:
    exact: dict[str, str]
    phrases: dict[str, str]
    pattern: re.Pattern[str] | None


@cache
def _lookup(name: str) -> _Lookup:
    known = vocabulary(name)
    exact: dict[str, str] = {}
    for term in known.terms:
        exact |= {fold(w): term.code for w in (term.code, term.code.replace("_", " "), *term.labels.values())}
    phrases: dict[str, str] = {}
    for code, words in lexicon("values")["vocabularies"].get(name, {}).items():
        exact |= dict.fromkeys(folded(words.get("exact", [])), code)
        phrases |= dict.fromkeys(folded(words.get("phrases", [])), code)
    exact = phrases | exact
    longest_first = sorted(phrases, key=lambda w: (-len(w), w))
    article = r"(?<!\w)(?:[وبفل]?ال|[وبلف])?"
    pattern = re.compile(article + "(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)") if phrases else None
    return _Lookup(exact=exact, phrases=phrases, pattern=pattern)


@cache
def _set_of(name: str) -> frozenset[str]:
    return frozenset(folded(lexicon("values")[name]))


def is_unknown(words: str) -> bool:
    """Whether the words only say that nothing is known; empty counts."""
    plain = fold(words)
    return not plain or plain in _set_of("unknown")


def is_unnamed(words: str) -> bool:
    """Whether words in a column of names say that the name is not known."""
    plain = fold(words)
    return not plain or plain in _set_of("unknown") or plain in _set_of("unnamed")


def is_total(words: str) -> bool:
    """Whether a cell marks a row of totals."""
    return fold(words).rstrip(" :") in _set_of("totals")


def read_text(words: CellValue) -> str:
    """Free words on one line; empty where they only say "unknown"."""
    text = words_of(words)
    return "" if is_unknown(text) else clean_text(text)


def read_term(words: CellValue, *, vocabulary_name: str) -> CellReading[str]:
    """The code that `words` mean in a shipped vocabulary; ``unknown`` and a problem where none."""
    text = words_of(words)
    if is_unknown(text):
        return CellReading(value="unknown")
    known, plain = _lookup(vocabulary_name), fold(text[:LONGEST])
    if (code := known.exact.get(plain.strip(" .,;:()"))) is not None:
        return CellReading(value=code)
    if known.pattern is None or len(text) > LONGEST or _set_of("denials") & set(plain.split()):
        return _not_chosen("value.unknown_word", "The words are not in the list of known words.", text)
    codes = {known.phrases[found] for found in known.pattern.findall(plain)}
    if len(codes) == 1:
        return CellReading(value=codes.pop())
    if codes:
        return _not_chosen("value.several", "The words name more than one entry of the list.", text)
    return _not_chosen("value.unknown_word", "The words are not in the list of known words.", text)


def _not_chosen(code: str, message: str, text: str) -> CellReading[str]:
    step = "Leave it unknown, or map the words in the import."
    return CellReading(value="unknown", problem=Problem(code=code, message=message, next_step=step, value=shown(text)))


def read_sex(words: CellValue) -> CellReading[Sex]:
    """Sex as recorded by the source."""
    found = read_term(words, vocabulary_name="sex")
    return CellReading(value=Sex(found.value), problem=found.problem)


def read_outcome(words: CellValue) -> CellReading[Outcome]:
    """What became of the person."""
    found = read_term(words, vocabulary_name="outcome")
    return CellReading(value=Outcome(found.value), problem=found.problem)
