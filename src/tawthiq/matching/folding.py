"""One spelling for the letters: what a typist or a keyboard changes is taken away, what a name means stays.

The rule, in order:

1. Compatibility forms are decomposed and recomposed (presentation forms of Arabic, full-width Latin);
   marks of direction and joiners of no width go.
2. Arabic: vowel marks, superscript alef and tatweel go; alef with hamza or madda becomes alef; teh marbuta
   becomes heh; alef maqsura becomes yeh; hamza on waw or yeh becomes waw or yeh; hamza alone goes; letters
   of Persian, Urdu and Kurdish become the Arabic letters a typist in Arabic would use; Arabic-Indic and
   Persian digits become 0 to 9.
3. Latin: letters lose their accents (Turkish ş, ç, ğ and German ß become sh, ch, gh, ss), capitals become
   small, apostrophes and the marks for ayn and hamza go; inside a word the digits 2 3 5 7 9 are read as
   chat spellings.

The words as given are never replaced by this: it is a key beside them.
"""

import re
import unicodedata
from functools import lru_cache

_ARABIC_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ة": "ه", "ۀ": "ه", "ە": "ه",
    "ہ": "ه", "ھ": "ه", "ۃ": "ه",
    "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي", "ئ": "ي", "ؤ": "و", "ۆ": "و", "ۇ": "و",
    "ۋ": "و", "ء": "",
    "ک": "ك", "گ": "ك", "ڭ": "ك", "پ": "ب", "چ": "ج", "ژ": "ز", "ڤ": "ف", "ڕ": "ر", "ڵ": "ل",
    "ٹ": "ت", "ڈ": "د", "ڑ": "ر",
})  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LATIN_LETTERS = str.maketrans({
    "ş": "sh", "ș": "sh", "š": "sh", "ç": "ch", "č": "ch", "ğ": "gh", "ġ": "gh", "ḫ": "kh",
    "ẖ": "kh", "ṯ": "th", "ḏ": "dh",
    "ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "dh", "þ": "th",
})  # fmt: skip
_CHAT = {"2": "", "3": "", "5": "kh", "7": "h", "9": "q"}
_UNSEEN = re.compile("[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_APOSTROPHES = re.compile("['’‘`´ʻʼʽʾʿˈ\u02bf\u02be]")
_CHAT_DIGIT = re.compile(r"(?<=[a-z])[23579](?=[a-z]|\b)|\b[23579](?=[a-z]{2})")
_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN = re.compile("[a-z]")


def fold(text: str) -> str:
    """Bring the letters of a text in Arabic or Latin script to one spelling; words and their order stay.

    >>> fold("مُحَمَّــد إبراهيم")
    'محمد ابراهيم'
    >>> fold("Moḥammed Sa'īd")
    'mohammed said'
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    text = _UNSEEN.sub("", text).translate(_ARABIC_LETTERS).translate(_DIGITS)
    text = _APOSTROPHES.sub("", text).replace("İ", "i").lower().translate(_LATIN_LETTERS)
    decomposed = unicodedata.normalize("NFD", text)
    text = "".join(c for c in decomposed if not unicodedata.combining(c))
    text = _CHAT_DIGIT.sub(lambda m: _CHAT[m.group()], text)
    return " ".join(text.split())


@lru_cache(maxsize=200_000)
def script_of(folded: str) -> str:
    """Return ``arabic``, ``latin`` or ``other``: the script of a folded word, by its first known letter."""
    for letter in folded:
        if _ARABIC.match(letter):
            return "arabic"
        if _LATIN.match(letter):
            return "latin"
    return "other"
