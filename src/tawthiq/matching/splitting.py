"""A name taken apart into its words and compounds, in Arabic, Latin or Cyrillic letters.

The rules, in order (Schimmel, Islamic Names, 1989, chapters 1-3; Beeston, Arabic Nomenclature, 1971):

1. The letters are folded (`tawthiq.matching.folding`); whatever is neither letter nor chat digit parts words.
2. Honorifics at the front and "junior" at the end go. "Son of" and "daughter of" go.
3. Compounds become one part however they are written: abd + a name of God, abu (Maghrebi bou) + name,
   umm + name at the front, amat and sitt + a word with article, and the second halves al-din, -allah,
   al-islam, al-abidin, al-huda, al-zaman. In front of a second half a feminine end is heard as t
   (هبة الله, Hibat Allah). "Abd" without article belongs to the next word only when that is a name of God.
4. The article al- goes from the front of a part (el-, ul-, аль-, and the assimilated ar- as- ash- ad- an- at-
   az- with or without hyphen before the same letter, as UNGEGN, ALA-LC and BGN/PCGN write it), except from
   words of which it is a part (Elias, Ilham).

Most words need no neighbour to be read: `stands_alone` remembers each of them, so that a list of a million
names costs little more than its distinct words.
"""

import re
from functools import lru_cache

from tawthiq.matching.compounds import (
    ALLAH,
    ARTICLES,
    ARTICLES_INSIDE,
    ASSIMILATED,
    NamePart,
    after_abd,
    construct,
    part_of,
    plain_part,
    second_half,
    strip_article,
    words_of_names,
)
from tawthiq.matching.folding import WORDS_KEPT, Remembered, fold_word, script_of
from tawthiq.matching.skeleton import spell
from tawthiq.matching.slavic import is_patronymic, reads_as_slavic

UNUSUAL = re.compile('[()\\[\\]{}«»"“”,،]')
"""Signs that set a part of a name off: a name with one of them is never read word by word."""

_JOINER = "\u0001"
_ARTICLE_HYPHEN = re.compile(
    r"\b(?:[aeiu]l|[aeu]r(?=-r)|[aeu]sh?(?=-s)|[aeu]dh?(?=-d)|[aeu]n(?=-n)|[aeu]th?(?=-t)|[aeu]z(?=-z)"
    r"|[аеу]л|[ау]р(?=-р)|[ау]с(?=-с)|[ау]ш(?=-ш)|[ау]д(?=-д)|[ау]н(?=-н)|[ау]т(?=-т)|[ау]з(?=-з))-(?=\w{2})"
)
_LONE_ARTICLES = frozenset((article,) for article in ARTICLES)
_BETWEEN_WORDS = re.compile(r"[^\w\u0001]+|[\d_]+")
_ABD_ALONE = frozenset({"عبد", "abd", "abed", "абд"})


@lru_cache(maxsize=WORDS_KEPT)
def _tokens(word: str) -> tuple[str, ...]:
    """The folded words of one written word; a mark stands in front of one that had an article with hyphen."""
    folded = fold_word(word)
    if folded.isalpha():
        return (folded,)
    folded = _ARTICLE_HYPHEN.sub(" " + _JOINER, folded)
    return tuple(w for w in _BETWEEN_WORDS.split(folded) if w.strip(_JOINER))


def _all_tokens(text: str) -> list[str]:
    """The folded words of a text, articles joined to their words."""
    tokens = [token for word in text.split() for token in _tokens(word)]
    joined: list[str] = []
    article = ""
    for token in tokens:
        bare = token.lstrip(_JOINER)
        if article:
            if len(bare) > 1 and (article in ARTICLES or article in ARTICLES_INSIDE or bare.startswith(article[1:])):
                joined.append(_JOINER + bare)
                article = ""
                continue
            joined.append(article)
            article = ""
        if token in ARTICLES or token in ASSIMILATED or (joined and token in ARTICLES_INSIDE):
            article = token
        else:
            joined.append(token)
    return [*joined, article] if article else joined


def _headed(kind: str, words: list[str], at: int, *, first: bool) -> NamePart | None:
    """The compound that starts with the head at this place, if the next word belongs to it."""
    if at + 1 >= len(words) or (kind == "umm" and not first):
        return None
    core = words[at + 1]
    article = core.startswith(_JOINER)
    core = core.lstrip(_JOINER)
    if kind == "abd" and not article and words[at].lstrip(_JOINER) in _ABD_ALONE and not _names_god(core):
        return None
    if core in ("allah", "lah", "llah", "الله", "لله", "له", "аллах"):
        return part_of(kind, ALLAH[script_of(core)])
    if article:
        return part_of(kind, core)
    return part_of(kind, after_abd(core) if kind == "abd" else strip_article(core))


def is_honorific(word: str) -> bool:
    """Whether one written word is an honorific that goes from the front of a name."""
    return _tokens(word)[:1] != () and _tokens(word)[0] in words_of_names().honorifics


def _without_honorifics(words: list[str]) -> list[str]:
    lexicon = words_of_names()
    while len(words) > 1:
        front = words[0].lstrip(_JOINER)
        full = "ال" + front if front != words[0] and script_of(front) == "arabic" else front
        if full not in lexicon.honorifics and not (full in lexicon.honorifics_when_long and len(words) > 3):
            break
        words = words[1:]
    while len(words) > 2 and words[-1] in lexicon.suffixes:
        words = words[:-1]
    return words


def _names_god(word: str) -> bool:
    """Whether a word can follow "abd" without article in a compound: it has one inside, or is a name of God."""
    lexicon = words_of_names()
    return after_abd(word) != word or word in lexicon.god or spell(word).skeleton in lexicon.god_keys


def split_parts(text: str) -> tuple[NamePart, ...]:
    """Split a name (without brackets) into its parts, compounds joined; the rules of this module."""
    parts = regular_parts(text)
    return _split_unusual(text) if parts is None else parts


def regular_parts(text: str) -> tuple[NamePart, ...] | None:
    """The parts of a name to which no rule of order or bracket can apply, from what is known of its words.

    None when the name has a word that only `split_parts` and `tawthiq.matching.ordering` can read.
    """
    words = text.split()
    alone = [_ALONE[word] for word in words]
    if all(alone):
        return tuple(alone)  # type: ignore[arg-type]
    parts: list[NamePart] = []
    at, end = 0, len(words)
    while at < end:
        part, word = alone[at], words[at]
        at += 1
        if part is None and parts:
            role, said = _BEHIND[word]
            if role == "filiation" and at < end:
                continue
            if role == "half" and parts[-1].kind in ("plain", "abu"):
                parts[-1] = part_of(parts[-1].kind, construct(parts[-1].core) + said)
                continue
            if role == "title":
                part = plain_part(said, article_seen=False)
        if part is None and at < end:
            part = _unit(word, words[at], first=not parts)
            at += 1
            if part is None and at < end and alone[at - 1] is None:
                part = _unit(word, f"{words[at - 1]} {words[at]}", first=not parts)
                at += 1
        if part is None:
            return None
        parts.append(part)
    return tuple(parts)


def _behind(word: str) -> tuple[str, str]:
    """What a word is behind the first part of a name: "son of", a second half, a title that is a name there."""
    lexicon = words_of_names()
    tokens = _tokens(word)
    if len(tokens) != 1 or tokens[0][0] == _JOINER or UNUSUAL.search(word) or word.isupper():
        return "", ""
    bare = tokens[0]
    if len(bare) < 2 or script_of(bare) == "cyrillic" or bare in lexicon.suffixes or bare in lexicon.heads:
        return "", ""
    if bare in lexicon.filiation:
        return "filiation", ""
    if half := second_half(bare, article=False):
        return "half", half
    titles = bare in lexicon.honorifics or bare in lexicon.honorifics_when_long
    return ("title", bare) if titles and bare not in lexicon.heads_joined else ("", "")


_BEHIND = Remembered(_behind)


@lru_cache(maxsize=WORDS_KEPT)
def _unit(head: str, rest: str, *, first: bool) -> NamePart | None:
    """The one part that a head or article makes with the word behind it, where no other neighbour matters."""
    opener = _tokens(head)
    kind = words_of_names().heads.get(opener[0]) if len(opener) == 1 else None
    if (kind is None and opener not in _LONE_ARTICLES) or UNUSUAL.search(head) or head.isupper():
        return None
    *articles, last = rest.split()
    if (
        any(_tokens(word) not in _LONE_ARTICLES or kind is None for word in articles)
        or script_of(opener[0]) == "cyrillic"
    ):
        return None
    if "ال" + last in words_of_names().bound or last.isupper():
        return None
    if stands_alone(last) is None and not (kind == "abd" and _tokens(last) in (("الله",), ("allah",))):
        return None
    if (kind is None and second_half(_tokens(last)[0].lstrip(_JOINER), article=True)) or (kind == "umm" and not first):
        return None
    parts = _split_unusual(f"{head} {rest}")
    return parts[0] if len(parts) == 1 else None


def _split_unusual(text: str) -> tuple[NamePart, ...]:
    lexicon = words_of_names()
    words = _without_honorifics(_all_tokens(text))
    parts: list[NamePart] = []
    at = 0
    while at < len(words):
        word = words[at]
        bare = word.lstrip(_JOINER)
        at += 1
        if bare in lexicon.filiation and parts and at < len(words):
            continue
        half = second_half(bare, article=word != bare)
        if half and parts and parts[-1].kind in ("plain", "abu"):
            parts[-1] = part_of(parts[-1].kind, construct(parts[-1].core) + half)
            continue
        kind = lexicon.heads.get(bare)
        if kind and (compound := _headed(kind, words, at - 1, first=not parts)):
            parts.append(compound)
            at += 1
            continue
        if bare in lexicon.heads_joined and at < len(words) and (rest := _with_article(words[at])):
            parts.append(part_of("plain", construct(bare) + rest))
            at += 1
            continue
        parts.append(plain_part(bare, article_seen=word != bare))
    return tuple(parts)


def _with_article(word: str) -> str | None:
    """The word without its article, if it has one."""
    bare = word.lstrip(_JOINER)
    if bare != word:
        return bare
    stripped = strip_article(word)
    return stripped if stripped != word and script_of(word) == "arabic" else None


def stands_alone(word: str) -> NamePart | None:
    """The part that one written word is in every name, or None where its reading depends on its neighbours.

    A name of such words only is the sequence of their parts, and no rule of order, bracket or kunya applies
    to it: its first is the given name, its last the family. The part is plain, or a compound with abd written
    as one word. None for heads, second halves, articles, honorifics, "son of", single letters, words in
    capitals (the French habit for family names), Cyrillic words and Latin words of a Slavic shape (their
    order is told by their ends), and words with brackets, quotes or commas. Answers are remembered.
    """
    part = _ALONE[word]
    return part if part is not None and part.kind != "abu" else None


def _alone(word: str) -> NamePart | None:
    """As `stands_alone`, and abu compounds written as one word, which are a kunya by their place."""
    if UNUSUAL.search(word):
        return None
    tokens = _tokens(word)
    if len(tokens) != 1 or (word.isupper() and word.upper() != word.lower()):
        return None
    bare = tokens[0].lstrip(_JOINER)
    article = bare != tokens[0]
    script = script_of(bare)
    if (
        len(bare) < 2
        or script == "cyrillic"
        or bare in words_of_names().bound
        or (article and "ال" + bare in words_of_names().bound)
    ):
        return None
    if script == "latin" and (reads_as_slavic(bare) or is_patronymic(bare)):
        return None
    if second_half(bare, article=article):
        return None
    return plain_part(bare, article_seen=article)


_ALONE = Remembered(_alone)


def skeleton(token: str) -> str:
    """Return the consonant skeleton of one part of a name in any of the scripts.

    >>> skeleton("قاسم"), skeleton("Qassem"), skeleton("Kasim")
    ('ksm', 'ksm', 'ksm')
    """
    return "".join([part.key for part in split_parts(token)])
