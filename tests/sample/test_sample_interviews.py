import itertools
import re

import pytest

from sample.conftest import Built
from sample.reading_back import read_json, read_table
from tawthiq.sample.geography import is_arabic
from tawthiq.terms.vocabularies import ConsentAnswer, vocabulary


@pytest.fixture(scope="module")
def sittings(full: Built) -> list[dict]:
    return [read_json(path) for path in sorted((full.folder / "interviews").glob("*.json"))]


def test_forty_in_two_languages_under_distinct_codes(sittings: list[dict]) -> None:
    assert len({sitting["witness_code"] for sitting in sittings}) == 40
    assert sum(sitting["language"] == "ar" for sitting in sittings) == 18
    assert {sitting["language"] for sitting in sittings} == {"en", "ar"}


def test_every_span_holds_the_name_it_is_for(sittings: list[dict]) -> None:
    for sitting in sittings:
        for person in sitting["persons"]:
            start, end = person["quote_span"]
            assert sitting["narrative"][start:end] == person["name"]
        spans = sorted(tuple(person["quote_span"]) for person in sitting["persons"])
        assert all(one[1] <= next_one[0] for one, next_one in itertools.pairwise(spans))
        for incident in sitting["incidents"]:
            start, end = incident["quote_span"]
            assert sitting["narrative"][start:end] == incident["title"]


def test_what_is_noted_was_said(sittings: list[dict]) -> None:
    for sitting in sittings:
        said = sitting["narrative"].casefold()
        for person in sitting["persons"]:
            assert person["age"].casefold() in said
            assert person["place"].casefold() in said
            assert person["place_part_of"]
            assert person["relation"].casefold() in said
            assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", person["date"])
        for incident in sitting["incidents"]:
            assert str(incident["killed_min"]) in said
            assert str(incident["killed_max"]) in said
            assert incident["killed_min"] < incident["killed_max"]


def test_narratives_are_in_their_language_in_paragraphs_and_all_different(sittings: list[dict]) -> None:
    assert len({sitting["narrative"] for sitting in sittings}) == 40
    for sitting in sittings:
        assert is_arabic(sitting["narrative"]) == (sitting["language"] == "ar")
        assert len(sitting["narrative"].split("\n\n")) >= 4
        assert "{" not in sitting["narrative"]


def test_a_sitting_comes_after_what_it_tells_of(sittings: list[dict]) -> None:
    for sitting in sittings:
        assert sitting["persons"]
        assert all(person["date"] < sitting["held_on"] for person in sitting["persons"])
        assert all(earlier["when"] <= sitting["held_on"] for earlier in sitting["earlier_accounts"])
    assert any(sitting["earlier_accounts"] for sitting in sittings)


def test_no_field_could_hold_a_witness_by_name(sittings: list[dict]) -> None:
    for sitting in sittings:
        assert re.fullmatch(r"W-\d{3}", sitting["witness_code"])
        assert {key for key in sitting if key.startswith("witness")} == {"witness_code"}


def test_consent_answers_each_purpose_and_conditions_stand_with_ask_first(sittings: list[dict]) -> None:
    for sitting in sittings:
        answers = sitting["consent"]["answers"]
        assert len(answers) == len({(answer["purpose"], answer["recipient"]) for answer in answers}) == 9
        for answer in answers:
            assert bool(answer["condition"]) == (ConsentAnswer(answer["answer"]) is ConsentAnswer.ASK_FIRST)
    given = {answer["answer"] for sitting in sittings for answer in sitting["consent"]["answers"]}
    assert given == {"yes", "no", "ask_first"}


def test_the_people_named_are_known_in_truth(full: Built, sittings: list[dict]) -> None:
    persons = {row["person_id"]: row for row in read_table(full.folder / "truth" / "persons.csv")}
    records = read_table(full.folder / "truth" / "records.csv")
    told = {row["row_id"]: persons[row["person_id"]] for row in records if row["list"] == "interviews"}
    for sitting in sittings:
        for number, person in enumerate(sitting["persons"], start=1):
            truth = told[f"{sitting['witness_code']}/{number}"]
            assert (truth["sex"], truth["outcome"]) == (person["sex"], person["outcome"])
            assert truth["day"].startswith(person["date"])
    unlisted = [row for row in told.values() if "1" not in [row[key] for key in row if key.startswith("on_")]]
    assert unlisted
    assert {row["outcome"] for row in told.values()} == {"killed", "injured", "detained", "missing"}


def test_codes_are_those_of_the_vocabularies(sittings: list[dict]) -> None:
    for sitting in sittings:
        assert sitting["mode"] in vocabulary("interview_mode").codes()
        assert {one["purpose"] for one in sitting["consent"]["answers"]} == set(vocabulary("consent_purpose").codes())
        for person in sitting["persons"]:
            assert person["sex"] in vocabulary("sex").codes()
            assert person["outcome"] in vocabulary("outcome").codes()
            assert person["cause"] in ("", *vocabulary("cause").codes())


def test_how_many_fled_is_what_the_narrative_says_and_contains_the_truth_at_its_upper_end(
    full: Built, sittings: list[dict]
) -> None:
    told = [
        (sitting, incident) for sitting in sittings for incident in sitting["incidents"] if "displaced_min" in incident
    ]
    assert len(told) >= 8
    for sitting, incident in told:
        assert str(incident["displaced_min"]) in sitting["narrative"]
        if "displaced_max" in incident:
            assert incident["displaced_min"] <= incident["displaced_max"]
            assert str(incident["displaced_max"]) in sitting["narrative"]
    assert any("displaced_max" not in incident for _, incident in told)
    truth = read_table(full.folder / "truth" / "incidents.csv")
    assert sum(int(row["displaced"]) > 0 for row in truth) >= 40


def test_hit_schools_and_hospitals_are_said_and_are_kinds_of_their_own(full: Built, sittings: list[dict]) -> None:
    kinds = {incident["kind"] for sitting in sittings for incident in sitting["incidents"]}
    assert "attack_on_school" in kinds
    for sitting in sittings:
        for incident in sitting["incidents"]:
            if incident["kind"] == "attack_on_school":
                assert "school" in sitting["narrative"] or "مدرسة" in sitting["narrative"]
    hit = [row["hit"] for row in read_table(full.folder / "truth" / "incidents.csv")]
    assert hit.count("school") >= 3
    assert hit.count("hospital") >= 2
