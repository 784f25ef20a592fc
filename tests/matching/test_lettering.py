"""Names as given, letter by letter, in one script and across two."""

from __future__ import annotations

import pytest

from tawthiq.matching.lettering import mark_letters
from tawthiq.matching.locating import locate_parts

SIGNS = {"same": "", "alike": "~", "differs": "!", "only": "+", "unwritten": "."}


def drawn(text: str, other: str) -> str:
    """The letters of the one name, cut where what is said of them changes."""
    return " ".join(f"{SIGNS[mark.kind]}{text[mark.start : mark.end]}" for mark in mark_letters(text, other).marks_a)


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("يوسف أحمد الخطيب", "يوسف احمد خطيب", "يوسف ~أ حمد +ال خطيب"),  # hamza, article
        ("فاطمة", "فاطمه", "فاطم ~ة"),  # teh marbuta
        ("مصطفى", "مصظفى", "مص !ط فى"),  # a dot too many
        ("عُمَر", "عمر", "~عُمَ ر"),  # vowel marks
        ("Mahmoud Naji", "Mahmud Naji", "Mahm +o ud Naji"),
        ("Qassem", "Kasim", "~Q as ~se m"),
        ("Yusuf Ahmad Khatib", "Yusuf Khatib", "Yusuf +Ahmad Khatib"),
        ("سعيد ناجي", "رامي ناجي", "!سعيد ناجي"),  # another name altogether
        ("Ahmad bin Khaled", "Ahmad Khaled", "Ahmad +bin Khaled"),
    ],
)
def test_letters_within_one_script(text: str, other: str, expected: str) -> None:
    assert drawn(text, other) == expected


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("Muhammad", "محمد", "M .u h .a m .ma d"),  # short vowels and doubling are not written
        ("Khaled", "خالد", "Khal .e d"),  # kh is one letter
        ("Hussein", "حسين", "H .u s .se in"),
        ("Hussein", "حسن", "H .u s .se +i n"),  # the long vowel tells Husayn from Hasan
        ("عبد الرحمن", "Abdulrahman", ".ع بد .ا لرحمن"),  # two words answer one
        ("علاء الدين", "Alaeddin", ".ع لا .ء ا .ل دين"),
        ("سامي", "Rami", "!س امي"),
    ],
)
def test_letters_across_scripts(text: str, other: str, expected: str) -> None:
    assert drawn(text, other) == expected
    assert mark_letters(text, other).across_scripts


def test_words_are_told_of_in_words() -> None:
    kinds = {w.a or w.b: (w.kind, w.changes) for w in mark_letters("خالد سعيد ناجي", "سعيد خالد القاسم").words}
    assert kinds["خالد"][0] in {"same", "moved"}
    assert kinds["سعيد"][0] in {"same", "moved"}
    assert {kinds["خالد"][0], kinds["سعيد"][0]} == {"same", "moved"}
    assert kinds["ناجي"] == ("differs", ())
    found = mark_letters("Mahmoud", "Mahmud").words
    assert [(w.kind, w.changes) for w in found] == [("differs", (("o", ""),))]
    assert [(w.a, w.b, w.kind) for w in mark_letters("", "Ali").words] == [("", "Ali", "only")]


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [
        ("محمد خالد عبد الرحمن المصري", "grandfather", "عبد الرحمن"),
        ("علاء الدين قاسم", "given", "علاء الدين"),
        ("Ahmad bin Khaled al-Masri (Abu Omar)", "kunya", "Abu Omar"),
        ("Ahmad Ahmad Ahmad Naji", "grandfather", "Ahmad"),
    ],
)
def test_parts_are_found_in_the_name_as_given(name: str, field: str, words: str) -> None:
    start, end = locate_parts(name)[field]
    assert name[start:end] == words


def test_three_of_one_name_stand_in_three_places() -> None:
    places = locate_parts("Ahmad Ahmad Ahmad Naji")
    assert [places[f] for f in ("given", "father", "grandfather")] == [(0, 5), (6, 11), (12, 17)]
    assert locate_parts("") == {}
