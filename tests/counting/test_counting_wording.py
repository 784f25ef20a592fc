"""Every code has words, and its parameters are in them."""

import string

import pytest

from tawthiq.counting.wording import give_caution, give_reason
from tawthiq.terms.estimate_words import estimate_words

REASONS, CAUTIONS = (
    {code: words["en"] for code, words in estimate_words()[group].items()} for group in ("reasons", "cautions")
)


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_words_and_a_way_on(code: str) -> None:
    reason = give_reason(code, **dict.fromkeys(fields(REASONS[code]), 3))
    assert reason.words.endswith(".")
    assert "{" not in reason.words
    assert reason.what_would_help.endswith(".")


@pytest.mark.parametrize("code", CAUTIONS)
def test_every_caution_has_words(code: str) -> None:
    caution = give_caution(code, **dict.fromkeys(fields(CAUTIONS[code]), 3))
    assert caution.words.endswith(".")
    assert "{" not in caution.words


def test_an_unknown_code_or_a_missing_parameter_is_a_defect() -> None:
    with pytest.raises(KeyError):
        give_reason("weather")
    with pytest.raises(KeyError):
        give_caution("saturated_graph")


def test_numbers_are_written_for_reading() -> None:
    words = give_reason("answers_too_far_apart", lower=1234, upper=45678.0, limit=10.0).words
    assert "from 1,234 to 45,678, more than 10 times" in words
