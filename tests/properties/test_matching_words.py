"""A name of words that stand alone is read by the places of its words, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.names import parse_name, split_parts, stands_alone
from tawthiq.matching.ordering import arrange
from tawthiq.matching.splitting import regular_parts

WORDS = st.sampled_from(
    [
        "محمد",
        "أحمد",
        "عبد",
        "الله",
        "الدين",
        "الهدى",
        "أبو",
        "أم",
        "بن",
        "الشيخ",
        "السيد",
        "الحاج",
        "نور",
        "المصري",
        "ال",
        "عبدالله",
        "ابوعلي",
        "هبة",
        "ست",
        "الناس",
        "سيف",
        "الاسلام",
        "د.",
        "Omar",
        "Khaled",
        "al",
        "al-Masri",
        "El",
        "Abd",
        "Abdul",
        "Abed",
        "Rahman",
        "Abu",
        "Abuomar",
        "Umm",
        "bin",
        "bint",
        "Nour",
        "Huda",
        "din",
        "Eddine",
        "Allah",
        "ul",
        "Dr",
        "Sheikh",
        "Said",
        "Ash",
        "Shami",
        "HADDAD",
        "Haddad,",
        "(Abu",
        "Omar)",
        "Jr",
        "A.",
        "-",
        "Шевченко",
        "Тарас",
        "Григорович",
        "Shevchenko",
        "Ivan",
        "Ivanovych",
        "oglu",
        "5aled",
        "Sa'id",
        "Abd-",
        "-Rahman",
        "as-Suwayda",
        "sitt",
        "amat",
        "m",
        "L",
        "ZAYD",
        "عـلي",
    ]
)
TEXT = st.text(st.sampled_from("ابتعلمنهويد abdeilmnoruhAD-'.,("), min_size=1, max_size=9)


@given(st.lists(WORDS | TEXT, min_size=1, max_size=6))
def test_words_that_stand_alone_are_read_by_place(words: list[str]) -> None:
    written = [word for word in " ".join(words).split() if stands_alone(word) is not None]
    parts = tuple(part for word in written if (part := stands_alone(word)) is not None)
    name = " ".join(written)
    assert split_parts(name) == parts
    assert all(part.kind in ("plain", "abd") for part in parts)
    assert all(split_parts(word) == (part,) for word, part in zip(written, parts, strict=True))
    assert arrange(name) == (parts, None)
    parsed = parse_name(name)
    assert parsed.parts == parts
    assert parsed.given == (parts[0] if parts else None)
    assert parsed.family == (parts[-1] if len(parts) > 1 else None)
    assert parsed.father == (parts[1] if len(parts) > 2 else None)
    assert parsed.grandfather == (parts[2] if len(parts) > 3 else None)
    assert parsed.kunya is None
    assert not parsed.kunya_first


@given(st.lists(WORDS | TEXT, min_size=1, max_size=6))
def test_the_short_way_and_the_long_way_agree(words: list[str]) -> None:
    name = " ".join(words)
    parts = regular_parts(name)
    if parts is not None:
        assert split_parts_the_long_way(name) == parts
        assert arrange(name)[0] == parts


def split_parts_the_long_way(name: str) -> tuple[object, ...]:
    """Read a name without what is remembered of its words: an unknown order mark makes no part."""
    return split_parts(f"{name} ,") if regular_parts(f"{name} ,") is None else ()
