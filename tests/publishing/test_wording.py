"""Words of counts and estimates: every code of the counting room has them, in both languages."""

from __future__ import annotations

import re

import pytest

from tawthiq.counting.wording import CAUTIONS, REASONS
from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.wording import codes, say, say_coded

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_has_words_and_what_would_help(code: str) -> None:
    assert code in codes("reasons")
    assert code in codes("helps")


@pytest.mark.parametrize("code", sorted(CAUTIONS))
def test_every_caution_has_words(code: str) -> None:
    assert code in codes("cautions")


@pytest.mark.parametrize(
    "group", ["headings", "titles", "sentences", "reasons", "helps", "cautions", "rules", "values"]
)
def test_both_languages_speak_of_the_same_values(group: str) -> None:
    for code in codes(group):
        english, arabic = (set(PLACEHOLDER.findall(say(group, code, language=one))) for one in ("en", "ar"))
        assert english == arabic, code
        assert say(group, code, language="ar") != code


def test_reasons_ask_for_no_value_that_the_counting_room_does_not_give() -> None:
    for code, wording in {**REASONS, **CAUTIONS}.items():
        group = "reasons" if code in REASONS else "cautions"
        given = set(PLACEHOLDER.findall(wording.words))
        assert set(PLACEHOLDER.findall(say(group, code, language="en"))) <= given, code


def test_values_are_isolated_numbers_grouped_and_methods_named() -> None:
    words = say_coded(
        "cautions", "list_matters", {"list": "A\u202eB", "method": "dga", "without": 1234, "with_all": 1}, language="en"
    )
    assert isolate("1,234") in words
    assert "averaging over graphs" in words
    assert "\u202e" not in words


def test_a_code_without_words_is_shown_and_not_hidden() -> None:
    assert say("methods", "of_a_later_version", language="ar") == "of_a_later_version"
