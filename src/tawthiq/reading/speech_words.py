"""The words of speech of one language: who can speak, with which verbs, on which occasions.

The rule kept here: verbs, roles, organisations and pronouns are data (``lexicons/speech-LANGUAGE.yaml``), never
code. A language is added by one such file. Entries are regular expressions on the folded view.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tawthiq.reading.folding import fold_words

LANGUAGES = ("en", "ar", "fr", "es", "ru", "uk")


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """One language's words of speech, folded. Patterns are compiled on first use and kept."""

    language: str
    data: dict[str, Any]

    def pattern(self, name: str, template: str = "{}") -> re.Pattern[str]:
        """The named entry (a pattern, or a list joined by "or") in a template, case ignored."""
        return _compiled(self.language, name, template)

    def listed(self, name: str) -> Callable[[str], bool]:
        """A test whether a single word, folded and in lower case, is one of the named list."""
        return _tests(self.language, name)


@cache
def load_speech(language: str) -> SpeechWords:
    """The words of one of ``LANGUAGES``."""
    file = resources.files("tawthiq.reading") / "lexicons" / f"speech-{language}.yaml"
    data: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return SpeechWords(language, _fold(data))


@cache
def countries() -> frozenset[str]:
    """The names of countries in English, folded: they speak as organisations do."""
    folder = resources.files("tawthiq.reading") / "lexicons"
    rows = yaml.safe_load((folder / "countries.yaml").read_text(encoding="utf-8"))["countries"]
    return frozenset(fold_words(name) for row in rows.values() for name in row["en"])


def _fold(value: Any) -> Any:
    if isinstance(value, str):
        return fold_words(value) if value.strip() else value
    if isinstance(value, list):
        return [_fold(item) for item in value]
    if isinstance(value, dict):
        return {_fold(key): _fold(item) for key, item in value.items()}
    return value


@cache
def _compiled(language: str, name: str, template: str) -> re.Pattern[str]:
    entry = load_speech(language).data[name]
    source = entry if isinstance(entry, str) else "|".join(sorted(entry, key=lambda item: (-len(item), item)))
    return re.compile(template.replace("{}", source), re.IGNORECASE)


@cache
def _tests(language: str, name: str) -> Callable[[str], bool]:
    entry = load_speech(language).data.get(name, [])
    plain = frozenset(item for item in entry if item.isalpha())
    others = [item for item in entry if not item.isalpha()]
    pattern = re.compile("|".join(others), re.IGNORECASE) if others else None

    @cache
    def test(word: str) -> bool:
        return word in plain or (pattern is not None and pattern.fullmatch(word) is not None)

    return test
