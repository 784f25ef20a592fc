"""The words of dates (months, eras, hedges, ranges) from the lexicon, compiled once into patterns."""

from __future__ import annotations

import re
from functools import cache

from tawthiq.intake.folding import fold, folded, lexicon


class DateWords:
    """The date lexicon, compiled once."""

    def __init__(self) -> None:
        data = lexicon("dates")
        self.unknown = frozenset(folded(data["unknown"]))
        names = {fold(w): f" m{n} " for n, ws in data["months"].items() for w in ws}
        names |= {fold(w): f" h{n} " for n, ws in data["hijri_months"].items() for w in ws}
        names |= dict.fromkeys(folded(data["hijri_marks"]), " hijri ")
        names |= dict.fromkeys(folded(data["gregorian_marks"] + data["weekdays"] + data["fillers"]), " ")
        self.names = names
        self.solar = any_of(folded(data["solar_marks"]))
        self.hedges = {key: any_of(folded(data[key])) for key in ("about", "early", "mid", "late", "open_ended")}
        self.corresponding = any_of(folded(data["corresponding"]))
        self.between = re.compile(r"^(?:" + "|".join(map(re.escape, folded(data["between"]))) + r")\s+")
        self.to = any_of(tuple(w for w in folded(data["to"]) if len(w) > 1))
        self.reaches: dict[str, int] = data["about_reaches"]
        self._names = any_of(tuple(sorted(names, key=lambda w: (-len(w), w))))

    def tidy(self, text: str) -> str:
        """Without ordinal endings, brackets and the article glued to a number."""
        text = re.sub(r"(?<=\d)(?:st|nd|rd|th|er|eme)\b", "", text)
        return " ".join(re.sub(r"[()\[\]\"']|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", text).split())

    def substitute(self, text: str) -> str:
        """Month names, eras and filler words replaced by their tokens."""
        return " ".join(self._names.sub(lambda m: self.names[m.group(0)], text).split())


def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the words, standing alone."""
    return re.compile(
        "|".join(
            (r"(?<!\w)" if w[0].isalnum() else "") + re.escape(w) + (r"(?!\w)" if w[-1].isalnum() else "")
            for w in words
        )
    )


@cache
def date_words() -> DateWords:
    """The compiled lexicon, made once."""
    return DateWords()
