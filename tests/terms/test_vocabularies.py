"""Every shipped word list says where it is from, speaks both languages and agrees with the code."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files

import pytest

from tawthiq.terms import vocabularies as words
from tawthiq.terms.errors import SetupError
from tawthiq.terms.members import Role


@pytest.mark.parametrize("name", words.VOCABULARIES)
def test_a_word_list_is_whole(name: str) -> None:
    held = words.vocabulary(name)
    codes = held.codes()
    assert len(codes) == len(set(codes)) >= 2
    assert held.source
    for term in held.terms:
        assert term.labels["en"]
        assert any("\u0600" <= letter <= "\u06ff" for letter in term.labels["ar"]), term.code
        assert len(term.code) <= 64


def test_every_list_in_the_package_is_named() -> None:
    shipped = {file.name.removesuffix(".yaml") for file in (files("tawthiq.terms") / "word_lists").iterdir()}
    assert shipped == set(words.VOCABULARIES)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("sex", words.Sex),
        ("outcome", words.Outcome),
        ("verification_status", words.VerificationStatus),
        ("source_kind", words.SourceKind),
        ("role", Role),
    ],
)
def test_what_code_branches_on_has_its_label(name: str, kinds: type[StrEnum]) -> None:
    assert {kind.value for kind in kinds} <= set(words.vocabulary(name).codes())


def test_labels_fall_back_to_english_and_to_the_code() -> None:
    sex = words.vocabulary("sex")
    assert sex.label(sex.codes()[1], "fr") == sex.label(sex.codes()[1], "en") == sex.terms[1].labels["en"]
    assert sex.label("no such code", "ar") == "no such code"


@pytest.mark.parametrize("lacking", ["source", "dated", "terms"])
def test_a_list_without_its_source_date_or_terms_is_refused(lacking: str) -> None:
    data = {"source": "ours", "dated": "2026-01-01", "terms": [{"code": "a", "labels": {"en": "a"}}]}
    assert words.read_vocabulary("ours", data).codes() == ("a",)
    with pytest.raises(SetupError):
        words.read_vocabulary("ours", {key: value for key, value in data.items() if key != lacking})


def test_a_list_that_does_not_ship_is_refused_by_name() -> None:
    with pytest.raises(SetupError, match="horoscope"):
        words.vocabulary("horoscope")
