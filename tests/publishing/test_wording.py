"""Words of counts and estimates: every code of the counting room has them, in both languages."""

from __future__ import annotations

import re

import pytest

from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.wording import codes, say, say_coded

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_every_reason_says_what_would_help() -> None:
    assert set(codes("reasons")) == set(codes("helps"))


@pytest.mark.parametrize(
    "group",
    ["headings", "titles", "sentences", "reasons", "helps", "cautions", "rules", "values", "told", "checks", "changes"],
)
def test_both_languages_speak_of_the_same_values(group: str) -> None:
    for code in codes(group):
        english, arabic = (set(PLACEHOLDER.findall(say(group, code, language=one))) for one in ("en", "ar"))
        assert english == arabic, code
        assert say(group, code, language="ar") != code


def test_values_are_isolated_numbers_grouped_and_methods_named() -> None:
    words = say_coded(
        "cautions", "list_matters", {"list": "A\u202eB", "method": "dga", "without": 1234, "with_all": 1}, language="en"
    )
    assert isolate("1,234") in words
    assert "averaging over graphs" in words
    assert "\u202e" not in words


def test_a_code_without_words_is_shown_and_not_hidden() -> None:
    assert say("methods", "of_a_later_version", language="ar") == "of_a_later_version"
