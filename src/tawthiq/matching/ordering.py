"""Which part of a name is the given name and which the family name, where the order is not given, father, family.

The first rule that can be told decides; a name that shows nothing keeps the order it is written in.

1. One comma behind one part, or behind words of a family name in capitals: the family stands in front ("Haddad,
   Omar Khaled"; the order of catalogues, ALA-LC and ISO 690).
2. Some words in capitals, the others not: those in capitals are the family name ("HADDAD Omar", the rule of
   French civil registers and of ISO 7501 documents).
3. A patronymic shows the order (Unbegaun, Russian Surnames, 1972, chapter 1; Ukrainian Orthography 2019,
   paragraph 140): at the end it stands behind family and given name (Шевченко Тарас Григорович), in the middle
   between given and family name. It is kept as the father's name (Григорович → Григор). "Ogly" and "kyzy" at the
   end say the same of the word before them.
4. Two initials at the end stand for given name and father ("Шевченко Т. Г.").
5. Two parts of a Slavic name: a given name that is listed stands behind a family name that is not.
"""

import re
from functools import cache

from tawthiq.matching.compounds import NamePart
from tawthiq.matching.folding import fold, fold_word
from tawthiq.matching.lexicon import load_lexicon
from tawthiq.matching.slavic import father_of, is_daughter_of, is_patronymic, reads_as_slavic
from tawthiq.matching.splitting import is_honorific, split_parts
from tawthiq.matching.variants import father_named, is_given_name

_COMMA = re.compile("[,،]")
_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _family_endings() -> tuple[str, ...]:
    return tuple(sorted({fold(end) for end in load_lexicon("slavic")["family_endings"]}))


@cache
def _patronymic_words() -> frozenset[str]:
    return frozenset(fold(word) for word in load_lexicon("slavic")["patronymic_words"])


def arrange(text: str) -> tuple[tuple[NamePart, ...], NamePart | None]:
    """The parts of a name (without brackets) in the order given, father, grandfather, family; and a sure father.

    The father is told where a patronymic says who he is: it then stands behind the given name. In a name of
    two parts of which the second is a daughter's patronymic, no family name is among the parts.
    """
    if (set_off := _set_off(text)) is not None:
        family, others = (split_parts(words) for words in set_off)
        if family and others:
            ordered, father = _by_patronymic(others, family_known=True)
            return (*ordered, *family), father
    parts = split_parts(text)
    if len(parts) < 2 or all(part.spelling.script == "arabic" for part in parts):
        return parts, None
    words = text.split()
    if len(parts) > 2 and fold_word(words[-1].strip(".,")) in _patronymic_words():
        father = parts[-1]
        return (*parts[-2:], *parts[:-2]), father
    return _by_patronymic(parts, family_known=False)


def _set_off(text: str) -> tuple[str, str] | None:
    """The family name and the other words, where a comma or capitals tell them apart."""
    pieces = _COMMA.split(text)
    if len(pieces) == 2 and pieces[1].strip():
        front, behind = pieces
        if len(split_parts(front)) == 1 or (front.isupper() and not behind.isupper()):
            return front, behind
        return None
    words = text.split()
    while words and is_honorific(words[0]):
        words = words[1:]
    if len(words) < 2 or not words[0][:1].isupper():
        return None
    capitals = [_in_capitals(word) for word in words]
    length = capitals.index(False) if False in capitals else 0
    if length and not any(capitals[length:]) and any(letter.islower() for letter in text):
        return " ".join(words[:length]), " ".join(words[length:])
    return None


def _in_capitals(word: str) -> bool:
    letters = "".join(_LETTERS.findall(word))
    return len(letters) > 1 and letters.isupper()


def _by_patronymic(parts: tuple[NamePart, ...], *, family_known: bool) -> tuple[tuple[NamePart, ...], NamePart | None]:
    """Rules 3 to 5 for parts of which the family name is still among them, or is known already."""
    last = len(parts) - 1
    says_father = [at > 0 and part.kind == "plain" and is_patronymic(part.core) for at, part in enumerate(parts)]
    if family_known:
        if last >= 1 and says_father[1]:
            father = _father(parts[1])
            return (parts[0], father, *parts[2:]), father
        return parts, None
    if last >= 2 and says_father[last] and not says_father[last - 1]:
        father = _father(parts[last])
        given = last - 1
        while given > 1 and is_given_name(parts[given - 1].core):
            given -= 1
        return (parts[given], father, *parts[given + 1 : last], *parts[:given]), father
    if last >= 2 and says_father[1]:
        father = _father(parts[1])
        return (parts[0], father, *parts[2:]), father
    if last == 1 and is_daughter_of(parts[1].core):
        father = _father(parts[1])
        return (parts[0], father), father
    return _by_habit(parts), None


def _father(part: NamePart) -> NamePart:
    return NamePart("plain", father_named(father_of(part.core)))


def _by_habit(parts: tuple[NamePart, ...]) -> tuple[NamePart, ...]:
    short = [len(part.core) == 1 and part.spelling.script != "arabic" for part in parts]
    if len(parts) == 3 and short == [False, True, True]:
        return (parts[1], parts[2], parts[0])
    if len(parts) != 2:
        return parts
    first, second = parts
    cyrillic = first.spelling.script == second.spelling.script == "cyrillic"
    if cyrillic and short == [False, True]:
        return (second, first)
    family_shape = _has_family_shape(first)
    behind = is_given_name(second.core) and not is_given_name(first.core) and (cyrillic or family_shape)
    if behind or (cyrillic and family_shape and not is_given_name(first.core) and not _has_family_shape(second)):
        return (second, first)
    return parts


def _has_family_shape(part: NamePart) -> bool:
    if part.spelling.script == "cyrillic":
        return len(part.core) > 4 and part.core.endswith(_family_endings())
    return reads_as_slavic(part.core)
