from collections import Counter
from itertools import combinations

import pytest

from sample.conftest import Built
from sample.reading_back import read_json, read_table
from tawthiq.sample.spelling import eastern


@pytest.fixture(scope="module")
def texts(full: Built) -> dict[str, str]:
    index = read_json(full.folder / "reports" / "index.json")
    return {one["file"]: (full.folder / "reports" / one["file"]).read_text(encoding="utf-8") for one in index}


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def test_a_dozen_dated_reports_in_two_languages(full: Built) -> None:
    index = read_json(full.folder / "reports" / "index.json")
    assert len(index) == 12
    assert sum(one["language"] == "ar" for one in index) == 2
    assert all(one["outlet"] and one["title"] and one["kind"] for one in index)
    assert [one["published_on"] for one in index] == sorted(one["published_on"] for one in index)
    assert not any("repeats" in one for one in index)


@pytest.mark.parametrize("built", ["small", "full"])
def test_every_figure_stands_where_the_truth_says(built: str, request: pytest.FixtureRequest) -> None:
    sample: Built = request.getfixturevalue(built)
    figures = read_table(sample.folder / "truth" / "figures.csv")
    assert len(figures) == sample.truth.figures > 55
    for figure in figures:
        text = (sample.folder / "reports" / figure["file"]).read_text(encoding="utf-8")
        assert text[int(figure["start"]) : int(figure["end"])] == figure["quantity"]
        if figure["value_min"] and figure["value_min"] == figure["value_max"]:
            western = f"{int(figure['value_min']):,}"
            assert figure["quantity"] in (western, eastern(western.replace(",", "٬")))


def test_no_markup_is_left_in_a_text(texts: dict[str, str]) -> None:
    assert not [file for file, text in texts.items() if any(mark in text for mark in "[]{}|")]


def test_three_reports_carry_one_wire_story_and_no_others_do(full: Built, texts: dict[str, str]) -> None:
    origins = {row["file"]: row["origin"] for row in read_table(full.folder / "truth" / "origins.csv")}
    assert Counter(origins.values()).most_common(1) == [("wire_june", 3)]
    for one, other in combinations(texts, 2):
        first, second = _shingles(texts[one]), _shingles(texts[other])
        shared = len(first & second) / min(len(first), len(second))
        assert shared > 0.5 if origins[one] == origins[other] else shared < 0.04


def test_totals_are_the_sums_of_their_parts(full: Built) -> None:
    figures = read_table(full.folder / "truth" / "figures.csv")

    def values(file: str, category: str) -> list[int]:
        return [
            int(row["value_min"])
            for row in figures
            if row["file"] == file and row["category"] == category and row["value_min"]
        ]

    total, *parts = values("2012-05-15-situation-1.txt", "refugee")
    assert total == sum(parts)
    _, total, *parts = values("2012-12-31-sindyan.txt", "killed")
    assert total == sum(parts)
    june = "2012-06-21-meridian.txt"
    inside, abroad = values(june, "displaced_internal")[0], values(june, "refugee")[0]
    assert values(june, "displaced") == [inside + abroad]


def test_speakers_disagree_about_the_dead_and_series_run_over_months(full: Built) -> None:
    figures = read_table(full.folder / "truth" / "figures.csv")
    june = {
        row["speaker"]: int(row["value_min"])
        for row in figures
        if row["file"] == "2012-06-21-meridian.txt" and row["category"] == "killed" and row["value_min"]
    }
    assert june["Coordination of Local Councils"] > 2 * june["Health ministry of Orontia"]
    for category in ("displaced_internal", "refugee", "killed"):
        assert len({row["file"][:7] for row in figures if row["category"] == category}) >= 5
    assert {row["category"] for row in figures} >= {"injured", "missing", "detained", "returned", "released"}
    assert {row["measure"] for row in figures} == {"stock", "flow", "rate", "cumulative"}
    assert {row["hedge"] for row in figures} == {"exact", "about", "at_least", "up_to", "estimated", "vague"}
