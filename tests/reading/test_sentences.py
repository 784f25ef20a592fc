"""Realistic sentences of six languages, written before the rules were tried on them: the bars that must hold."""

import pytest

from reading.truth import Score, load_cases, score

SETS = {
    "en": ("en",),
    "en_fresh": ("en",),
    "en_third": ("en",),
    "en_fourth": ("en",),
    "en_fifth": ("en",),
    "en_sixth": ("en",),
    "en_seventh": ("en",),
    "en_eighth": ("en",),
    "ar": ("ar",),
    "ar_fresh": ("ar",),
    "ar_third": ("ar",),
    "ar_fourth": ("ar",),
    "ar_fifth": ("ar",),
    "ar_sixth": ("ar",),
    "ar_seventh": ("ar",),
    "ar_ninth": ("ar",),
    "others": ("fr", "es", "ru", "uk"),
    "others_fresh": ("fr", "es", "ru", "uk"),
}


@pytest.fixture(scope="module", params=[(name, language) for name, languages in SETS.items() for language in languages])
def scored(request: pytest.FixtureRequest) -> Score:
    name, language = request.param
    return score([case for case in load_cases(name) if case.language == language])


def test_values_and_categories_are_found_and_nothing_else(scored: Score) -> None:
    assert scored.right / max(1, scored.found) >= 0.95, scored.lines
    assert scored.right / scored.true >= 0.92, scored.lines


def test_hedge_unit_and_modality_are_read(scored: Score) -> None:
    for name in ("hedge", "unit", "modality"):
        right, total = scored.attributes[name]
        assert right / total >= 0.95, scored.lines


def test_measure_places_days_and_groups_are_read(scored: Score) -> None:
    named = [counts for name, counts in scored.attributes.items() if name not in ("hedge", "unit", "modality")]
    right, total = (sum(counts[at] for counts in named) for at in (0, 1))
    assert not named or right / total >= 0.85, scored.lines
