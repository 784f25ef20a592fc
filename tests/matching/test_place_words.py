"""Words for places mean what is spelt so, narrowed by the kind and the neighbours that the report names."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tawthiq.matching.place_words import Spellings, index_spellings


@dataclass(frozen=True)
class Entry:
    """A place as the index needs it."""

    id: int
    parent_id: int | None
    level: str
    spellings: tuple[str, ...]


@pytest.fixture(scope="module")
def spellings() -> Spellings:
    return index_spellings(
        [
            Entry(1, None, "country", ("Qamar", "قمر")),
            Entry(2, 1, "admin1", ("Tell Nour", "تل نور")),
            Entry(3, 2, "town", ("Tell Nour", "تل نور")),
            Entry(4, 1, "admin1", ("Wadi Sabr", "وادي صبر")),
            Entry(5, 4, "town", ("Ain Zayt", "عين زيت")),
            Entry(6, 2, "town", ("Ain Zayt", "عين زيت")),
            Entry(7, 2, "site", ("Amal", "أمل")),
        ]
    )


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["Wadi Sabr"], [(4,)]),
        (["وادي صبر"], [(4,)]),
        (["Wadi Sabir"], [()]),
        (["Tell Nour"], [(2, 3)]),
        (["Tell Nour governorate"], [(2,)]),
        (["the city of Tell Nour"], [()]),
        (["city of Tell Nour"], [(3,)]),
        (["محافظة تل نور"], [(2,)]),
        (["مدينة تل نور"], [(3,)]),
        (["ريف تل نور"], [()]),
        (["rural Tell Nour"], [()]),
        (["city of Wadi Sabr"], [()]),
        (["مخيم أمل"], [(7,)]),
        (["Ain Zayt"], [(5, 6)]),
        (["Ain Zayt", "Wadi Sabr"], [(5,), (4,)]),
        (["Ain Zayt", "Qamar"], [(5, 6), (1,)]),
        (["Ain Zayt", "Tell Nour"], [(5, 6), (2, 3)]),
        (["city"], [()]),
        ([""], [()]),
        ([], []),
    ],
)
def test_nothing_is_guessed(spellings: Spellings, words: list[str], meant: list[tuple[int, ...]]) -> None:
    assert spellings.meanings(words) == meant


def test_an_empty_gazetteer_means_nothing() -> None:
    assert index_spellings([]).meanings(["Wadi Sabr"]) == [()]
