"""Ages as they are told: a number, months, a band, a word such as "infant", or unknown.

A word is a band (the lexicon says which and after whose definition), "about" widens by what the lexicon
rules, and months, weeks and days are parts of a year. What lies outside 0 to 120, a year of birth or a real
date in an age column is a problem: the words are kept and the age is unknown.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from tawthiq.intake.cells import CellReading, CellValue, shown, words_of
from tawthiq.intake.folding import fold, folded, lexicon
from tawthiq.terms.errors import Problem
from tawthiq.terms.quantities import OLDEST, Age

LONGEST = 60
PER_YEAR = {"years": 1.0, "months": 12.0, "weeks": 52.18, "days": 365.25}
_NEXT = "Correct the cell in the source's own list, or keep the words and leave the age unknown."
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\d\s]*)")


class _UnreadableAge(ValueError):  # noqa: N818 - caught below
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class _Words:
    bands: dict[str, tuple[float, float]]
    units: dict[str, str]
    amounts: dict[str, str]
    unknown: frozenset[str]
    about: re.Pattern[str]
    over: re.Pattern[str]
    under: re.Pattern[str]
    up_to: re.Pattern[str]
    between: re.Pattern[str]
    to: re.Pattern[str]
    fillers: re.Pattern[str]
    reaches: tuple[tuple[float, float], ...]


def _any_of(words: list[str]) -> re.Pattern[str]:
    parts = (re.escape(w) if not w[0].isalnum() else rf"(?<!\w){re.escape(w)}(?!\w)" for w in folded(words))
    return re.compile("|".join(parts))


@cache
def _words() -> _Words:
    data = lexicon("ages")
    amounts = {fold(w): f"{n} {unit}" for w, (n, unit) in data["duals"].items()}
    amounts |= {fold(w): str(n) for w, n in data["numbers"].items()}
    return _Words(
        bands={fold(w): (row["low"], row["high"]) for row in data["bands"] for w in row["words"]},
        units={fold(w): unit for unit, ws in data["units"].items() for w in ws},
        amounts=amounts,
        unknown=frozenset(folded(data["unknown"])),
        about=_any_of(data["about"]),
        over=_any_of(data["over"]),
        under=_any_of(data["under"]),
        up_to=_any_of(data["up_to"]),
        between=re.compile("^(?:" + "|".join(map(re.escape, folded(data["between"]))) + r")\s+"),
        to=re.compile(
            r"\s+(?:" + "|".join(map(re.escape, folded(data["to"]))) + r")\s+|\s+و(?=\d)|(?<=[\w])[-–—/](?=[\w])"
        ),
        fillers=_any_of(data["fillers"]),
        reaches=tuple((row["from"], row["years"]) for row in data["about_reaches"]),
    )


def read_age(words: CellValue) -> CellReading[Age]:
    """Read one age; never raises over its words.

    >>> read_age("20-30").value.low, read_age("20-30").value.high
    (20.0, 30.0)
    """
    text = words_of(words)
    try:
        if isinstance(words, (int, float)) and not isinstance(words, bool):
            low = high = _checked(float(words))
        elif (band := _band(text, of_date=isinstance(words, date))) is None:
            return CellReading(value=Age(words=text))
        else:
            low, high = band
    except _UnreadableAge as failure:
        problem = Problem(code=failure.code, message=failure.message, next_step=_NEXT, value=shown(text))
        return CellReading(value=Age(words=text), problem=problem)
    return CellReading(value=Age(low=low, high=high, words=text))


def _checked(number: float) -> float:
    if not math.isfinite(number) or not 0 <= number <= OLDEST:
        year = math.isfinite(number) and 1850 <= number <= 2100
        if year:
            raise _UnreadableAge("age.year", "A year stands where an age is expected.")
        raise _UnreadableAge("age.impossible", f"An age lies between 0 and {OLDEST}.")
    return number


def _band(text: str, *, of_date: bool) -> tuple[float, float] | None:
    """Low and high end, or None where the words say it is unknown."""
    if of_date:
        raise _UnreadableAge("age.date", "A date stands where an age is expected.")
    if len(text) > LONGEST:
        raise _UnreadableAge("age.unreadable", "The words are too long for an age.")
    words, plain = _words(), fold(text)
    if not plain or plain in words.unknown:
        return None
    if plain in words.bands:
        return words.bands[plain]
    if plain.startswith(("-", "−")) and _AMOUNT.fullmatch(plain[1:]):
        raise _UnreadableAge("age.impossible", f"An age lies between 0 and {OLDEST}.")
    return _hedged(plain)


def _hedged(plain: str) -> tuple[float, float]:
    words = _words()
    if found := words.up_to.search(plain):
        return 0.0, _simple(_without(plain, found))[1]
    if found := words.under.search(plain):
        bound = _simple(_without(plain, found))[0]
        return 0.0, bound - 1 if bound > 1 and bound.is_integer() else bound
    if found := words.over.search(plain):
        return _simple(_without(plain, found))[1], float(OLDEST)
    if plain.endswith("+"):
        return _simple(plain[:-1])[0], float(OLDEST)
    if found := words.about.search(plain):
        low, high = _simple(_without(plain, found))
        reach = next(years for start, years in reversed(words.reaches) if low >= start)
        return max(0.0, low - reach), min(float(OLDEST), high + reach)
    return _simple(plain)


def _without(plain: str, found: re.Match[str]) -> str:
    return (plain[: found.start()] + " " + plain[found.end() :]).strip()


def _simple(plain: str) -> tuple[float, float]:
    words = _words()
    bare = words.between.sub("", plain.strip())
    if bare in words.bands:
        return words.bands[bare]
    cut = words.to.search(bare)
    if cut and bare[: cut.start()].strip() and bare[cut.end() :].strip() and not _is_sum(bare):
        right_unit = _unit_of(bare[cut.end() :])
        low = _amount(bare[: cut.start()], unit=right_unit)
        high = _amount(bare[cut.end() :])
        if low > high:
            raise _UnreadableAge("age.backwards", "The band ends before it starts.")
        return low, high
    stripped = " ".join(words.fillers.sub(" ", bare).split())
    if stripped in words.bands:
        return words.bands[stripped]
    number = _amount(bare)
    return number, number


def _is_sum(text: str) -> bool:
    """Whether two units make one age: "2 years and 3 months" does, "3 to 6 months" is a band."""
    units = [_words().units.get(unit.strip(".")) for _, unit in _AMOUNT.findall(text)]
    order = [list(PER_YEAR).index(u) for u in units if u]
    return len(order) == len(units) == 2 and order[0] < order[1]


def _unit_of(text: str) -> str:
    known = _words().units
    return next((known[w] for w in re.findall(r"[^\d\s]+", text) if w in known), "years")


def _amount(text: str, *, unit: str = "years") -> float:
    """A number with its units, summed: "2 years 3 months" is 2.25; a bare unit counts once ("سنة")."""
    words = _words()
    tokens = [words.amounts.get(token, token) for token in text.split()]
    spaced = " ".join(tokens)
    amounts = _AMOUNT.findall(spaced)
    rest = " ".join(words.fillers.sub(" ", _AMOUNT.sub(" ", spaced)).split())
    if not amounts and rest in words.units:
        return 1 / PER_YEAR[words.units[rest]]
    total, leftover = (
        0.0,
        [w for w in rest.split() if w not in words.units and not words.to.fullmatch(f" {w} ")],
    )
    for number, word in amounts:
        found = words.units.get(word.strip("."), words.units.get(word))
        if word and found is None and not words.fillers.fullmatch(word):
            leftover.append(word)
        if len(number) > 6:
            raise _UnreadableAge("age.impossible", f"An age lies between 0 and {OLDEST}.")
        total += float(number.replace(",", ".")) / PER_YEAR[found or unit]
    if not amounts or leftover or (len(amounts) > 1 and not _is_sum(spaced)):
        raise _UnreadableAge("age.unreadable", "The words do not say an age.")
    return _checked(round(total, 2))
