"""Codes of counts and estimates as words in the language of the reader, for releases and for pages alike.

The rule: the counting room gives codes with parameters, this list gives the sentence, and every value put into one
is isolated so that it cannot reorder it. A code without words is shown as it is and never hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files

import yaml

from tawthiq.publishing.bidi import format_number, isolate
from tawthiq.terms.estimate_words import METHODS, Words, estimate_words


@lru_cache(maxsize=1)
def _all_words() -> Words:
    text = files("tawthiq.publishing").joinpath("wording.yaml").read_text(encoding="utf-8")
    # The words of estimates are also those of commands, which do not publish: they stand with the terms.
    return {**estimate_words(), **yaml.safe_load(text)}


def codes(group: str) -> tuple[str, ...]:
    """Every code of a group, such as ``methods``."""
    return tuple(_all_words()[group])


def say(group: str, code: str, *, language: str, **values: object) -> str:
    """The words of a code with the values put in, each isolated; the code itself where the list has no words.

    >>> say("values", "few", language="en", below="5") == "fewer than " + isolate("5")
    True
    """
    entry = _all_words()[group].get(code)
    if entry is None:
        return code
    words = entry.get(language.split("-", maxsplit=1)[0], entry["en"])
    return words.format_map({name: isolate(value) for name, value in values.items()}) if values else words


def say_coded(
    group: str,
    code: str,
    params: Mapping[str, object],
    *,
    language: str,
    write: Callable[[str, object], object] | None = None,
) -> str:
    """A reason, caution or rule: numbers as the language writes them, methods by their names.

    Args:
        group: ``reasons``, ``helps``, ``cautions`` or ``rules``.
        code: of the sentence.
        params: what it speaks of.
        language: of the reader.
        write: may replace a value by another before it is written, given its name and the value.
    """
    shown = {}
    for name, given in params.items():
        value = write(name, given) if write else given
        if name in METHODS:
            shown[name] = say("methods", str(value), language=language)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            shown[name] = format_number(value, locale=language)
        else:
            shown[name] = str(value)
    return say(group, code, language=language, **shown)
