"""The words of one language, loaded once from YAML and compiled into patterns.

Everything a rule needs to know about a language is in ``lexicons/``: words there, never in code. A pattern
of the lexicon is a regular expression on the folded view, with ``{country}`` and ``{wire}`` standing for
those lists.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tawthiq.reading.folding import fold_words
from tawthiq.terms.figures import Category, Hedge, Measure, Modality

#: The loader in C where it is built in: a lexicon is read in a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class LayoutRule:
    """A pattern that tells a part of the page."""

    id: str
    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that says what happened to the people counted.

    ``after`` must stand before the quantity of a trigger behind it ("ordered 400 people to leave"); ``then`` must
    follow the people of a trigger ahead of them ("forced 400 people from their homes").
    """

    id: str
    category: Category
    position: str
    measure: Measure | None
    modality: Modality | None
    after: re.Pattern[str] | None
    then: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class TriggerSet:
    """All triggers of one position in one pattern; the matched group tells which."""

    pattern: re.Pattern[str]
    triggers: tuple[Trigger, ...]
    each: tuple[re.Pattern[str], ...]

    def which(self, match: re.Match[str]) -> Trigger:
        """The trigger whose words were matched."""
        return self.triggers[int(str(match.lastgroup)[1:])]

    def others(self, known: Trigger, words: str) -> list[tuple[Trigger, re.Match[str]]]:
        """Other triggers that share a word ("took" prisoners, "took" hostages), with their matches in some words."""
        found = ((trigger, pattern.search(words)) for trigger, pattern in zip(self.triggers, self.each, strict=True))
        return [(trigger, match) for trigger, match in found if match is not None and trigger is not known]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words. ``data`` is the YAML as folded; patterns are compiled on first use and kept."""

    language: str
    data: dict[str, Any]
    abbreviations: frozenset[str]
    layout: tuple[LayoutRule, ...]
    wires: re.Pattern[str]
    dateline: re.Pattern[str]
    closing_credit: re.Pattern[str]
    countries: str

    def pattern(self, name: str, template: str = r"\b(?:{})\b") -> re.Pattern[str]:
        """The named entry (a pattern, or a list joined by "or"; dots lead into nests) in a template."""
        return _compiled(self.language, name, template)

    def words(self, name: str) -> frozenset[str]:
        """The named list as a set of lower-case words."""
        return _words(self.language, name)

    def triggers(self, position: str) -> TriggerSet:
        """The triggers of a position, in the lexicon's order."""
        return _triggers(self.language, position)

    def hedges(self, name: str) -> "Hedges":
        """Hedge words of a list, longest first."""
        return _hedges(self.language, name)


@dataclass(frozen=True, slots=True)
class Hedges:
    """Hedge words as one alternation, and the class of each matched one."""

    source: str
    classes: tuple[tuple[re.Pattern[str], Hedge], ...]

    def classify(self, words: str) -> Hedge:
        """The class of matched hedge words."""
        return next((hedge for pattern, hedge in self.classes if pattern.fullmatch(words)), Hedge.EXACT)


@cache
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of one of the languages that have one: en, ar, fr, es, ru, uk."""
    data = _fold(_read(f"{language}.yaml"))
    page = _fold(_read("layout.yaml"))
    other = "" if language in ("en", "ar") else "_other"
    countries = _fold(_read(f"countries{other}.yaml"))["countries"]
    wire = "|".join(sorted(page["wires"], key=lambda word: (-len(word), word)))
    names = sorted({name for row in countries.values() for name in row[language]}, key=lambda n: (-len(n), n))
    rules = [LayoutRule(row["id"], row["kind"], _layout(row["pattern"], row["kind"], wire)) for row in page["rules"]]
    return Lexicon(
        language=language,
        data=data,
        abbreviations=frozenset(data["abbreviations"]),
        layout=tuple(rules),
        wires=re.compile(rf"(?<!\w)(?:{wire})(?!\w)"),
        dateline=re.compile(page["dateline"].replace("{wire}", wire)),
        closing_credit=re.compile(page["closing_credit"].replace("{wire}", wire)),
        countries="|".join(_bent(name) if language in ("ru", "uk") else re.escape(name) for name in names),
    )


def _bent(name: str) -> str:
    """A Slavic name in any case: each word without its last vowel, with an open end."""
    words = [re.escape(re.sub(r"[аяоеиіыьй]$", "", word)) + r"\w{0,3}" for word in name.split()]
    return r"\s+".join(words)


@cache
def load_categories() -> dict[str, dict[str, str]]:
    """Label and meaning of each category in English and Arabic, as written."""
    found: dict[str, dict[str, str]] = _read("categories.yaml")["categories"]
    return found


@cache
def load_marks() -> dict[str, str]:
    """The small words of each language, as one alternation each."""
    found: dict[str, str] = _read("languages.yaml")["marks"]
    return found


def _layout(pattern: str, kind: str, wire: str) -> re.Pattern[str]:
    case = re.NOFLAG if kind == "credit" and "{wire}" in pattern else re.IGNORECASE
    return re.compile(pattern.replace("{wire}", wire), case)


def _read(name: str) -> dict[str, Any]:
    file = resources.files("tawthiq.reading") / "lexicons" / name
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are safe)
    return found


def _fold(value: Any) -> Any:
    if isinstance(value, str):
        return fold_words(value) if value.strip() else value
    if isinstance(value, list):
        return [_fold(item) for item in value]
    if isinstance(value, dict):
        return {_fold(key): _fold(item) for key, item in value.items()}
    return value


def _entry(data: dict[str, Any], name: str) -> Any:
    found: Any = data
    for part in name.split("."):
        found = found[part]
    return found


@cache
def _words(language: str, name: str) -> frozenset[str]:
    return frozenset(_entry(load_lexicon(language).data, name))


@cache
def _compiled(language: str, name: str, template: str) -> re.Pattern[str]:
    lexicon = load_lexicon(language)
    entry = _entry(lexicon.data, name)
    source = entry if isinstance(entry, str) else "|".join(entry)
    source = _filled(source, lexicon)
    return re.compile(template.replace("{}", source), re.IGNORECASE)


def _filled(source: str, lexicon: Lexicon) -> str:
    """A pattern with the lists it names put in: ``{country}``, ``{month}``, ``{weekday}``, ``{date_phrase}``."""
    data = lexicon.data
    source = source.replace("{date_phrase}", f"(?:{data.get('date_phrase', '')})")
    source = source.replace("{month}", "|".join(_longest(data["months"])))
    source = source.replace("{weekday}", "|".join(_longest(data["weekdays"])))
    return source.replace("{country}", f"(?:{lexicon.countries})")


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


@cache
def _triggers(language: str, position: str) -> TriggerSet:
    lexicon = load_lexicon(language)
    rows = [row for row in lexicon.data["triggers"] if row["position"] == position]
    groups = [f"(?P<t{index}>{'|'.join(row['forms'])})" for index, row in enumerate(rows)]
    source = "|".join(groups).replace("{country}", f"(?:{lexicon.countries})")
    prefix, suffix = _edges(language, position)
    ending = r"$" if position == "left" else ""
    pattern = re.compile(f"{prefix}(?:{source}){suffix}{ending}", re.IGNORECASE)
    each = [_lone(row, prefix, suffix, ending) for row in rows]
    return TriggerSet(pattern, tuple(_trigger(row) for row in rows), tuple(each))


def _lone(row: dict[str, Any], prefix: str, suffix: str, ending: str) -> re.Pattern[str]:
    """A trigger by itself; only those that need words behind the people ever share their own words."""
    forms = "|".join(row["forms"]) if "then" in row else "(?!)"
    return re.compile(f"{prefix}(?:{forms}){suffix}{ending}", re.IGNORECASE)


def _edges(language: str, position: str) -> tuple[str, str]:
    """What must stand before and behind a trigger: no letter; in Arabic a joined "and", before nouns the article."""
    if language == "ar":
        joined = {"head": "(?:ال)?", "before": r"(?:[بل](?=\w{3}))?"}.get(position, "")  # "بقتل", "لمقتل"
        return rf"(?<!\w)[وف]?{joined}", r"(?!\w)"
    if language == "fr":  # "d'évacuer"
        return r"(?<![\w-])", r"(?![\w'])"
    return r"(?<![\w'-])", r"(?![\w'])"


def _trigger(row: dict[str, Any]) -> Trigger:
    return Trigger(
        id=row["id"],
        category=Category(row["category"]),
        position=row["position"],
        measure=Measure(row["measure"]) if "measure" in row else None,
        modality=Modality(row["modality"]) if "modality" in row else None,
        after=re.compile(row["after"], re.IGNORECASE) if "after" in row else None,
        then=re.compile(row["then"], re.IGNORECASE) if "then" in row else None,
    )


@cache
def _hedges(language: str, name: str) -> Hedges:
    entry: dict[str, list[str]] = load_lexicon(language).data[name]
    rows = [(form, Hedge(kind)) for kind, forms in entry.items() for form in forms]
    rows.sort(key=lambda row: (-len(row[0]), row[0]))
    classes = tuple((re.compile(form, re.IGNORECASE), hedge) for form, hedge in rows)
    return Hedges("|".join(form for form, _ in rows), classes)
