"""Folding, skeletons and parts hold for any text."""

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.folding import fold
from tawthiq.matching.lettering import mark_letters
from tawthiq.matching.locating import locate_parts
from tawthiq.matching.names import name_keys, other_reading, parse_name, split_parts
from tawthiq.matching.skeleton import spell, vowel_conflicts

LETTERS = st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةىئؤء abdefghijklmnoqrstuwyz -'()")
NAMES = st.text(LETTERS, max_size=40)
ANY = st.text(max_size=40)
WORDS = st.text(st.sampled_from("ابتجحدرسعفقكلمنهوي"), min_size=2, max_size=8) | st.text(
    st.sampled_from("abdefhiklmnorstuwyz"), min_size=2, max_size=8
)


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_any_text_can_be_taken_apart(text: str) -> None:
    parsed = parse_name(text)
    assert all(part.core for part in parsed.parts)
    assert all(name_keys(text))
    other_reading(parsed)


@given(NAMES)
def test_marks_and_case_change_nothing(text: str) -> None:
    marked = "".join(c + "\u064e" if "\u0621" <= c <= "\u064a" else c.upper() for c in text)
    assert name_keys(marked) == name_keys(text)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_name_never_gains_parts_and_keeps_its_letters(words: list[str]) -> None:
    parts = split_parts(" ".join(words))
    assert len(parts) <= len(words)
    assert {c for p in parts for c in p.core} <= set(fold(" ".join(words))) | set("الديناسلام") | set("allahdin")


@given(WORDS, WORDS)
def test_vowel_conflicts_have_no_direction(one: str, other: str) -> None:
    a, b = spell(fold(one)), spell(fold(other))
    assert bool(vowel_conflicts(a, b)) == bool(vowel_conflicts(b, a))
    assert vowel_conflicts(a, a) == 0


@given(ANY | NAMES, ANY | NAMES)
def test_marks_cover_every_word_and_nothing_twice(a: str, b: str) -> None:
    found = mark_letters(a, b)
    for text, marks in ((a, found.marks_a), (b, found.marks_b)):
        covered = [place for mark in marks for place in range(mark.start, mark.end)]
        assert covered == [n for n, letter in enumerate(text) if not letter.isspace()]
        assert {mark.kind for mark in marks} <= {"same", "alike", "differs", "only", "unwritten"}


@given(ANY | NAMES)
def test_a_name_laid_beside_itself_agrees_in_every_letter(name: str) -> None:
    found = mark_letters(name, name)
    assert {mark.kind for mark in found.marks_a} <= {"same"}
    assert found.marks_a == found.marks_b
    assert {word.kind for word in found.words} <= {"same"}


@given(ANY | NAMES)
def test_parts_stand_within_the_name_as_given(name: str) -> None:
    for start, end in locate_parts(name).values():
        assert 0 <= start < end <= len(name)
        assert name[start:end].strip()
