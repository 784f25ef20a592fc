"""One spelling for the letters: what a typist or a keyboard changes is taken away, what a name means stays.

The rule, in order:

1. Compatibility forms are decomposed and recomposed (Unicode NFKC: presentation forms of Arabic, full-width
   Latin, non-breaking spaces); marks of direction, joiners of no width and soft hyphens go; every hyphen and
   dash becomes one hyphen.
2. Arabic: vowel marks, superscript alef and tatweel go; alef with hamza or madda becomes alef; teh marbuta
   becomes heh; alef maqsura becomes yeh; hamza on waw or yeh becomes waw or yeh; hamza alone goes; letters
   of Persian, Urdu and Kurdish become the Arabic letters a typist in Arabic would use; Arabic-Indic and
   Persian digits become 0 to 9. (UNGEGN 1972 and ISO 233 list what the letters are; Buckwalter and Parkinson
   2011 what typists leave out.) In Sorani Kurdish the letter ە is a vowel: it goes inside a word, and the
   carrier ئ in front of a word is an alef (W. M. Thackston, Sorani Kurdish, 2006, section 1).
3. Latin: letters lose their accents (Turkish ş, ç, ğ, Croatian č, ć and German ß become sh, ch, gh, ss; ISO
   233 and DIN 31635 š, ḫ, ġ, ṯ, ḏ become sh, kh, gh, th, dh), capitals become small, apostrophes and the
   marks for ayn and hamza go; beside letters the digits 2 3 5 6 7 9 are read as chat spellings, and 3' 6' 7'
   9' as the dotted letters (M. A. Yaghan, Arabizi, Design Issues 24/2, 2008).
4. Cyrillic: Ukrainian, Russian, Belarusian and Serbian letters for one sound become one (і ї й ы и, є э ё
   е, ґ г, ў у), soft and hard signs go (Ukrainian Cabinet resolution 55 of 2010 leaves them out as well).
5. A word in two alphabets is written in the one to which all its letters can belong: Latin A in a Cyrillic
   word is the Cyrillic letter (Unicode Technical Standard 39, confusables).

The words as given are never replaced by this: it is a key beside them.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

Answer = TypeVar("Answer")
WORDS_KEPT = 1 << 18
"""How many distinct words each of the caches of this room remembers."""


class Remembered(dict[str, Answer]):
    """What a function answers for each word: a cache that costs one look-up, emptied when it is full.

    (An ``lru_cache`` moves every word it is asked for to the front of a list, which costs more than the answer
    when names are read by the million.)
    """

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        """Remember what `answer` says of a word."""
        super().__init__()
        self._answer = answer

    def __missing__(self, word: str) -> Answer:
        """Ask, and keep the answer."""
        if len(self) >= WORDS_KEPT:
            self.clear()
        answer = self[word] = self._answer(word)
        return answer


_ARABIC_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ة": "ه", "ۀ": "ه", "ە": "ه",
    "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ۂ": "ه",
    "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي", "ۓ": "ي", "ئ": "ي", "ؤ": "و", "ۆ": "و", "ۇ": "و",
    "ۋ": "و", "ۊ": "و", "ۉ": "و", "ء": "", "ٴ": "",
    "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "پ": "ب", "چ": "ج", "ژ": "ز", "ڤ": "ف", "ڕ": "ر", "ڵ": "ل",
    "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ں": "ن", "ټ": "ت", "ډ": "د", "ړ": "ر", "ڼ": "ن", "ښ": "ش", "ږ": "ز",
}  # fmt: skip
_DIGITS = dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True))
_HYPHENS = dict.fromkeys("\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_FIRST = str.maketrans(_ARABIC_LETTERS | _DIGITS | _HYPHENS)
_PLAIN_ARABIC = re.compile("(?!ئ)[\u0621-\u063a\u0640-\u0652\u0670]+")
_PLAIN_LETTERS = str.maketrans(_ARABIC_LETTERS | dict.fromkeys(map(chr, [0x640, *range(0x64B, 0x653), 0x670]), ""))
_LATIN_LETTERS = str.maketrans({
    "ş": "sh", "ș": "sh", "š": "sh", "ŝ": "shch", "ç": "ch", "č": "ch", "ć": "ch", "ğ": "gh", "ġ": "gh",
    "ḫ": "kh", "ẖ": "kh", "ṯ": "th", "ḏ": "dh", "ə": "a", "ħ": "h",
    "ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "dh", "þ": "th",
})  # fmt: skip
_CYRILLIC_LETTERS = str.maketrans({
    "і": "и", "ы": "и", "є": "е", "э": "е", "ѣ": "е", "ґ": "г", "ъ": "", "ь": "", "ј": "и", "љ": "л", "њ": "н",
    "ћ": "ч", "ђ": "дж", "џ": "дж", "җ": "дж", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у",
    "һ": "х", "ѕ": "дз", "ҳ": "х", "ҷ": "дж",
})  # fmt: skip
_CHAT = {"2": "", "3": "", "5": "kh", "6": "t", "7": "h", "9": "q"}
_CHAT_DOTTED = {"3": "gh", "6": "z", "7": "kh", "9": "d"}
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHES = re.compile("['’‘`´ʻʼʽʾʿˈʹʺ′\u02bf\u02be]")
_CHAT_DIGIT = re.compile(r"(?<=[a-z])[235679](?=[a-z]|\b)|\b[235679](?=[a-z]{2})")
_CHAT_WITH_MARK = re.compile(r"(?<![0-9])([3679])['’`](?=[A-Za-z])")
_KURDISH = re.compile("ە(?=[\u0621-\u063a\u0641-\u064a\u0671-\u06d5])")
_KURDISH_FRONT = re.compile("^ئ[ەا]?")
_MIXED = re.compile("[a-z].*[\u0430-\u045f]|[\u0430-\u045f].*[a-z]", re.IGNORECASE)
_TO_CYRILLIC = dict(zip("ABCEHIKMOPTXYaceikopxy", "АВСЕНІКМОРТХУасеікорху", strict=True))
_TO_LATIN = {cyrillic: latin for latin, cyrillic in _TO_CYRILLIC.items()}
_PARTS_OF_WORD = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """Bring the letters of a text in Arabic, Latin or Cyrillic script to one spelling; words and their order stay.

    >>> fold("مُحَمَّــد إبراهيم")
    'محمد ابراهيم'
    >>> fold("Moḥammed Sa'īd")
    'mohammed said'
    >>> fold("Сергій Кравцов") == fold("Сергий Кравцов")
    True
    """
    folded = " ".join([_FOLDED[word] for word in text.split()])
    if "  " in folded or folded[:1] == " " or folded[-1:] == " ":
        return " ".join(folded.split())
    return folded


def fold_word(word: str) -> str:
    """Fold one word without spaces; the answer can hold spaces where a single sign stands for several words."""
    return _FOLDED[word]


def _fold_word(word: str) -> str:
    if word.isascii() and word.isalpha():
        return word.lower()
    if _PLAIN_ARABIC.fullmatch(word):
        return word.translate(_PLAIN_LETTERS)
    folded = _fold_once(word)
    for _ in range(4):
        if not _MIXED.search(folded):
            break
        folded = _fold_once(folded)
    return folded


_FOLDED = Remembered(_fold_word)


def _fold_once(word: str) -> str:
    text = unicodedata.normalize("NFKC", word.replace("´", "'"))
    if "ە" in text or "\u200c" in text or text[:1] == "ئ":
        text = _KURDISH.sub("", text.replace("ه\u200c", "ە"))
        text = _KURDISH_FRONT.sub("ا", text)
    text = _UNSEEN.sub("", text).translate(_FIRST)
    text = _CHAT_WITH_MARK.sub(lambda m: _CHAT_DOTTED[m.group(1)], text)
    text = _APOSTROPHES.sub("", text).replace("İ", "i")
    if _MIXED.search(text):
        text = _PARTS_OF_WORD.sub(lambda m: _in_one_alphabet(m.group()), text)
    text = text.lower().translate(_LATIN_LETTERS)
    decomposed = unicodedata.normalize("NFD", text)
    text = "".join([c for c in decomposed if not unicodedata.combining(c)]).translate(_CYRILLIC_LETTERS)
    found = 1
    while found:
        text, found = _CHAT_DIGIT.subn(lambda m: _CHAT[m.group()], text)
    return " ".join(text.split())


def _in_one_alphabet(letters: str) -> str:
    """Write a word that mixes Latin and Cyrillic letters in the alphabet all of them can belong to."""
    if not _MIXED.search(letters):
        return letters
    latin = [c for c in letters if c.isascii()]
    cyrillic = [c for c in letters if "\u0400" <= c <= "\u052f"]
    if all(c in _TO_CYRILLIC for c in latin):
        return "".join([_TO_CYRILLIC.get(c, c) for c in letters])
    if all(c in _TO_LATIN for c in cyrillic):
        return "".join([_TO_LATIN.get(c, c) for c in letters])
    return letters


@lru_cache(maxsize=WORDS_KEPT)
def script_of(folded: str) -> str:
    """Return ``arabic``, ``latin``, ``cyrillic`` or ``other``: the script of a word, by its first known letter."""
    for letter in folded:
        if "a" <= letter <= "z":
            return "latin"
        if "\u0621" <= letter <= "\u064a":
            return "arabic"
        if "\u0430" <= letter <= "\u052f":
            return "cyrillic"
    return "other"
