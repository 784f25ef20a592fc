"""Folding, skeletons and parts hold for any text."""

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.explain import differing_spans
from tawthiq.matching.folding import fold
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


@given(ANY, ANY)
def test_what_does_not_differ_is_the_same(a: str, b: str) -> None:
    spans_a, spans_b = differing_spans(a, b)

    def rest(text: str, spans: tuple[tuple[int, int], ...]) -> str:
        for start, end in reversed(spans):
            text = text[:start] + text[end:]
        return text

    assert rest(a, spans_a) == rest(b, spans_b)
