"""How one name, date or number comes to be written in many ways.

Each list has a hand of its own: which letters it bothers to write, which parts of the name it keeps, how often it
slips. The words here are what a list holds; the truth stays as it was.
"""

import datetime as dt
import random
from dataclasses import dataclass

from tawthiq.sample.chance import happens
from tawthiq.sample.geography import Place, places
from tawthiq.sample.naming import FullName, NamePart

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PLAIN_LETTERS = {"أ": "ا", "إ": "ا", "آ": "ا"}
# Letters that slip into each other in haste or on the keyboard.
_SLIPS = {"ض": "ظ", "ظ": "ض", "ص": "س", "س": "ص", "ت": "ط", "ط": "ت", "ذ": "د", "ز": "ر", "ح": "ه", "ق": "ف", "غ": "ع"}
_LATIN_SLIPS = {"ou": "u", "ee": "i", "kh": "k", "aa": "a", "dh": "d", "ss": "s", "mm": "m", "y": "i"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How a list writes: each number is a share of names or values.

    Args:
        hamza: the hamza on an alef is left off.
        marbuta: a final teh marbuta is written as heh.
        yeh: a final alef maqsura is written as yeh, or the reverse.
        joined: ``عبد الله`` is written as one word.
        bin: ``بن`` is put before the father's name.
        slip: a name part is misspelt.
        father, grandfather: the part is kept.
    """

    hamza: float = 0.0
    marbuta: float = 0.0
    yeh: float = 0.0
    joined: float = 0.0
    bin: float = 0.0
    slip: float = 0.0
    father: float = 1.0
    grandfather: float = 0.0


def kept_parts(stream: random.Random, name: FullName, hand: Hand) -> list[NamePart]:
    """Choose which parts of the name are written; the given name and the family name always are."""
    parts = [name.given]
    if happens(stream, hand.father):
        parts.append(name.father)
        if happens(stream, hand.grandfather):
            parts.append(name.grandfather)
    return [*parts, name.family]


def write_arabic(stream: random.Random, name: FullName, hand: Hand) -> str:
    """Write a name in Arabic letters in this hand."""
    parts = kept_parts(stream, name, hand)
    words = [_arabic_part(stream, part.ar, hand) for part in parts]
    if len(words) > 2 and name.father.ar == parts[1].ar and happens(stream, hand.bin):
        words.insert(1, "بنت" if words[0].endswith(("ة", "ه")) else "بن")
    return " ".join(words)


def _arabic_part(stream: random.Random, text: str, hand: Hand) -> str:
    if happens(stream, hand.hamza):
        text = "".join(_PLAIN_LETTERS.get(letter, letter) for letter in text)
    if text.endswith("ة") and happens(stream, hand.marbuta):
        text = text[:-1] + "ه"
    if text.endswith(("ى", "ي")) and happens(stream, hand.yeh):
        text = text[:-1] + ("ي" if text.endswith("ى") else "ى")
    if text.startswith(("عبد ", "أبو ")) and happens(stream, hand.joined):
        text = text.replace(" ", "", 1)
    return _slip_arabic(stream, text) if happens(stream, hand.slip) else text


def _slip_arabic(stream: random.Random, text: str) -> str:
    place = stream.randrange(1, len(text)) if len(text) > 2 else 0
    letter = text[place]
    if letter in _SLIPS:
        return text[:place] + _SLIPS[letter] + text[place + 1 :]
    return text[:place] + text[place + 1 :] if len(text) > 4 and letter != " " else text


def write_latin(stream: random.Random, name: FullName, hand: Hand) -> str:
    """Write a name in Latin letters in this hand; the article is written as whoever writes likes it."""
    parts = kept_parts(stream, name, hand)
    article = stream.choice(("al-", "al-", "Al-", "Al ", "El-", "Al"))
    return " ".join(_latin_part(stream, part, article, hand) for part in parts)


def _latin_part(stream: random.Random, part: NamePart, article: str, hand: Hand) -> str:
    text = part.latin[0] if happens(stream, 0.55) else stream.choice(part.latin)
    if text.startswith("al-"):
        text = article + text[3:]
    if happens(stream, hand.slip):
        for found, put in _LATIN_SLIPS.items():
            if found in text:
                return text.replace(found, put, 1)
    return text


def write_place(stream: random.Random, place: Place, *, arabic: bool, usual: float) -> str:
    """Write a place's name: the usual one in this share of cases, else one of its other spellings."""
    spellings = place.spellings(arabic=arabic)
    return spellings[0] if happens(stream, usual) else stream.choice(spellings)


def governorate_of(place: Place) -> Place:
    """Return the governorate a town lies in, or the place itself where it is one."""
    return places()[place.parent] if place.parent else place


def eastern(value: object) -> str:
    """Write a number or date with Arabic-Indic digits."""
    return str(value).translate(ARABIC_DIGITS)


def off_by_days(stream: random.Random, day: dt.date, *, share: float, most: int) -> dt.date:
    """Return the day, in this share of cases wrong by up to `most` days, later more often than earlier."""
    if not happens(stream, share):
        return day
    return day + dt.timedelta(days=stream.choice([shift for shift in range(-1, most + 1) if shift]))


def rounded_age(stream: random.Random, age: int, *, exact: float) -> int:
    """Return the age, exact in this share of cases, else a year or two off or heaped on fives."""
    if happens(stream, exact):
        return age
    if age > 12 and happens(stream, 0.4):
        return round(age / 5) * 5
    return max(0, age + stream.choice((-2, -1, 1, 2)))
