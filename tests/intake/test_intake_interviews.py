from datetime import date
from typing import Any

import pytest

from tawthiq.intake.interviews import read_interview
from tawthiq.terms.figures import Hedge
from tawthiq.terms.interviews import Interview
from tawthiq.terms.vocabularies import ConsentAnswer, Outcome, Sex

NARRATIVE = "At dawn the shelling began. My neighbour Samer, about 40, was killed by a shell on the square."


def payload(**changes: Any) -> dict[str, Any]:
    return {
        "witness_code": "W-017",
        "held_on": "13 March 2012",
        "place": "border town",
        "language": "en",
        "mode": "in_person",
        "setting_safe": "yes",
        "earlier_accounts": [{"to": "a journalist", "when": "2012"}],
        "consent": {"on": "2012-03-13", "answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
        "narrative": NARRATIVE,
        "persons": [
            {"name": "Samer", "sex": "m", "age": "about 40", "date": "3 آذار 2012", "outcome": "killed",
             "cause": "shelling", "relation": "neighbour", "words": "My neighbour Samer", "incident": "square"},
        ],
        "incidents": [
            {"key": "square", "title": "Shelling of the square", "kind": "killing", "date": "2012-03",
             "killed_min": 3, "killed_max": "٧", "injured": "12", "missing_min": "2", "quote_span": [3, 26]},
        ],
    } | changes  # fmt: skip


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]


def test_a_whole_interview_is_read() -> None:
    interview, problems = read_interview(payload(), today=date(2026, 11, 23))
    assert problems == ()
    assert (interview.witness_code, interview.held_on.text(), interview.setting_safe) == ("W-017", "2012-03-13", True)
    assert interview.consent.answers[0].answer is ConsentAnswer.YES
    person, incident = interview.persons[0], interview.incidents[0]
    assert (person.name, person.sex, person.age.low, person.outcome) == ("Samer", Sex.MALE, 35, Outcome.KILLED)
    assert (person.cause, person.event.text(), person.incident) == ("heavy_weapons", "2012-03-03", "square")
    assert NARRATIVE[person.location.start : person.location.end] == "My neighbour Samer"
    assert person.given["age"].words == "about 40"
    assert person.given["event"].words == "3 آذار 2012"
    assert incident.given["words"].words == "dawn the shelling began"
    assert (incident.killed.low, incident.killed.high, incident.injured.low) == (3, 7, 12)
    assert (incident.missing.low, incident.missing.high, incident.missing.hedge) == (2, None, Hedge.AT_LEAST)


SECRET = "Canary Secretname 555-0199"


@pytest.mark.parametrize(
    "key",
    ["witness_name", "witnessName", "name_of_witness", "phone", "witness_phone", "mobile_number", "email", "address",
     "contact", "contact_details", "whatsapp", "WitnessAddress", "survivor_family_name",
     "passport_no", "interviewee_id"],
)  # fmt: skip
def test_a_field_for_the_identity_of_a_witness_is_refused_without_repeating_it(key: str) -> None:
    interview, problems = read_interview(payload(**{key: SECRET}))
    assert interview is None
    assert codes(problems) == ["interview.identity_refused"]
    assert problems[0].fatal
    assert "Canary" not in repr(problems) + "".join(p.value + p.message + p.next_step + p.column for p in problems)


def test_unknown_fields_are_refused_wherever_they_stand_without_repeating_them() -> None:
    nested = [
        payload(**{SECRET: SECRET}),
        payload(persons=[{"name": "Samer", "blood_group": SECRET}]),
        payload(consent={"answers": [], "signed_with": SECRET}),
        payload(consent={"answers": [{"purpose": "research", "answer": "yes", "by": SECRET}]}),
        payload(earlier_accounts=[{"to": "x", "telephone": SECRET}]),
    ]
    for data in nested:
        interview, problems = read_interview(data)
        assert interview is None
        assert {p.code for p in problems} <= {"interview.unknown_field", "interview.identity_refused"}
        assert "Canary" not in "".join(p.value + p.message + p.column for p in problems)


@pytest.mark.parametrize("code", ["", None, "Samer Haddad", "Samer", "+90 555 0199 222", "05550199222", "a1@b.org", 17])
def test_a_witness_code_that_may_be_a_name_or_number_is_refused(code: str) -> None:
    interview, problems = read_interview(payload(witness_code=code))
    assert interview is None
    assert codes(problems) == ["interview.witness_code"]
    assert not problems[0].value


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_form_is_refused(data: Any) -> None:
    assert read_interview(data)[0] is None


@pytest.mark.parametrize(
    "broken", [{"persons": "x"}, {"persons": ["x"]}, {"incidents": {"a": 1}}, {"consent": []}, {"narrative": 3}]
)
def test_the_wrong_shape_is_refused(broken: Any) -> None:
    interview, problems = read_interview(payload(**broken))
    assert interview is None
    assert all(problem.fatal for problem in problems if problem.code in {"interview.shape", "interview.narrative"})


def test_unreadable_values_keep_their_words_and_are_told() -> None:
    person = {
        "name": "",
        "age": "many",
        "date": "31/02/2012",
        "sex": "zz",
        "words": "not in there",
        "incident": "elsewhere",
    }
    interview, problems = read_interview(payload(persons=[person]))
    assert isinstance(interview, Interview)
    assert interview.persons[0].age.words == "many"
    assert set(codes(problems)) == {
        "interview.words_not_found", "person.unnamed", "interview.no_such_incident", "value.unknown_word",
        "age.unreadable", "date.impossible",
    }  # fmt: skip


def test_consent_must_name_known_purposes_and_silence_counts_as_no() -> None:
    wrong = {"answers": [{"purpose": "everything", "answer": "yes"}]}
    assert read_interview(payload(consent=wrong))[0] is None
    interview, problems = read_interview(payload(consent={}))
    assert interview.consent.answers == ()
    assert codes(problems) == ["interview.no_consent"]


def test_a_number_to_call_in_the_narrative_is_warned_of_and_dates_are_not() -> None:
    _, warned = read_interview(payload(narrative="Call me at +90 555 019 92 22.", persons=[], incidents=[]))
    _, quiet = read_interview(payload(narrative="On 13.03.2012 and 2012-03-14.", persons=[], incidents=[]))
    assert codes(warned) == ["interview.contact_in_narrative"]
    assert not warned[0].value
    assert quiet == ()
