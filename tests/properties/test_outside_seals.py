"""Fuzzers of what reads seals, keys, key lists, shares, passkeys and interviews.

Whatever comes in, the answer is a value or one of our own refusals; and nothing that was changed passes for whole.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from properties.damage import (
    ANY_JSON,
    CHANGES,
    DEEP,
    DEEP_OBJECT,
    change,
    damaged,
    damaged_text,
    fuzzed,
    limited_memory,
)
from sealing.ceremony import ceremony
from tawthiq.intake.interviews import read_interview
from tawthiq.sealing import headers, passkeys
from tawthiq.sealing.bindings import Binding, read_binding
from tawthiq.sealing.envelopes import open_item, seal
from tawthiq.sealing.keys import protect, unprotect
from tawthiq.sealing.padding import pad, unpad
from tawthiq.sealing.recipients import Pin, check_list, read_list, read_signed
from tawthiq.sealing.shares import combine, split
from tawthiq.terms.errors import BadInputError, EvidenceError, TawthiqError

pytestmark = pytest.mark.usefixtures(limited_memory.__name__)
__all__ = ["limited_memory"]  # the fixture, for the tests of this module

HELD = ceremony()
BOUND = Binding(mission=HELD.listed.mission, record="00000000-0000-4000-8000-000000000001", field="name", version=1)
CONTENT = b"an invented name"
SEALED = seal(CONTENT, BOUND, HELD.listed.keys)
SIGNED = HELD.signed.to_json()


# --- seals


@fuzzed(300)
@given(damaged(SEALED))
def test_any_sealed_item_opens_as_it_was_sealed_or_is_refused(sealed: bytes) -> None:
    try:
        bound, content = open_item(sealed, BOUND, HELD.officer)
    except TawthiqError as refusal:
        event(refusal.code)
        return
    assert (bound.field, content) == ("name", CONTENT)


@fuzzed(300)
@given(
    damaged(
        SEALED[:400], b"age-encryption.org/v1\n-> scrypt " + b"A" * 22 + b" 18\n" + b"B" * 43 + b"\n--- " + b"C" * 43
    )
)
def test_any_head_of_an_age_file(head: bytes) -> None:
    for check in (headers.check_item, headers.check_key_file):
        try:
            check(head)
        except BadInputError as refusal:
            event(refusal.code)


@cache
def key_file() -> bytes:
    return protect(HELD.officer, "eight words")


@fuzzed(4)
@given(damaged(key_file()))
def test_any_key_file_gives_its_secret_or_is_refused(data: bytes) -> None:
    try:
        assert unprotect(data, "eight words") == HELD.officer
    except BadInputError as refusal:
        event(refusal.code)


@fuzzed(300)
@given(damaged(BOUND.line(), pad(CONTENT)))
def test_any_inside_of_a_seal(data: bytes) -> None:
    for read in (read_binding, unpad):
        try:
            read(data)
        except EvidenceError as refusal:
            event(refusal.code)


@pytest.mark.parametrize("deep", [DEEP, DEEP_OBJECT])
def test_what_is_deeper_than_any_is_refused(deep: bytes) -> None:
    with pytest.raises(EvidenceError):
        read_binding(deep)
    for read in (read_signed, lambda data: read_list(data.decode())):
        with pytest.raises(BadInputError):
            read(deep)


@fuzzed(300)
@given(damaged(SIGNED.encode()))
def test_any_list_of_key_holders_is_the_signed_one_or_refused(data: bytes) -> None:
    pin = Pin(mission=HELD.listed.mission, organisation=HELD.listed.organisation)
    try:
        signed = read_signed(data)
        listed, _ = check_list(signed, pin)
    except TawthiqError as refusal:
        event(refusal.code)
        return
    assert listed == HELD.listed


@fuzzed(200)
@given(damaged_text(HELD.signed.text), ANY_JSON)
def test_any_text_of_a_list(text: str, given_json: Any) -> None:
    for words in (text, json.dumps(given_json)):
        try:
            read_list(words)
        except BadInputError as refusal:
            event(refusal.code)


@cache
def shares() -> tuple[str, ...]:
    return split(HELD.recovery)


@fuzzed(30)
@given(st.lists(st.one_of(damaged_text(*shares()), st.sampled_from(shares())), max_size=4))
def test_any_shares_give_the_key_or_nothing(given_shares: list[str]) -> None:
    try:
        assert combine(given_shares) == HELD.recovery
    except TawthiqError as refusal:
        event(refusal.code)


# --- passkeys

SITE = passkeys.Site(host="localhost", origin="https://localhost")
ANSWER = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgl",
        "signature": "AAAA",
        "userHandle": "AAAA",
    },
    "clientExtensionResults": {},
}
CREDENTIAL = "AAAAAAAAAAAAAAAAAAAAAAAEAAECAwSlAQIDJiABIVgg" + "A" * 43 + "iWCC" + "A" * 42


@st.composite
def answers(draw: st.DrawFn) -> Any:
    """An answer of a browser with some of its parts changed, missing, or anything at all."""
    answer: dict[str, Any] = {**ANSWER, "response": dict(ANSWER["response"])}  # type: ignore[call-overload]
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from([answer, answer.get("response", answer)]))
        if not isinstance(part, dict):
            continue
        name = draw(st.sampled_from(sorted(part) or ["id"]))
        how = draw(st.integers(0, 2))
        if how == 0:
            part.pop(name, None)
        elif how == 1:
            part[name] = draw(ANY_JSON)
        elif isinstance(part.get(name), str):
            changes = draw(st.lists(CHANGES, min_size=1, max_size=2))
            part[name] = change(part[name].encode(), changes).decode("utf-8", "replace")
    return answer


@fuzzed(300)
@given(answers())
def test_any_answer_of_a_browser_proves_nothing(answer: Any) -> None:
    _, made = passkeys.ask_for_new(SITE, member_id="m-1", name="x")
    _, proved = passkeys.ask_for_proof(SITE)
    with pytest.raises(BadInputError):
        passkeys.take_new(SITE, made, answer)
    with pytest.raises(BadInputError):
        passkeys.check_proof(SITE, proved, answer, credential=CREDENTIAL, sign_count=0)
    assert isinstance(passkeys.credential_named(answer), str)


@pytest.mark.parametrize(
    "part", ["id", "rawId", "type", "clientDataJSON", "attestationObject", "signature", "userHandle"]
)
@pytest.mark.parametrize("value", [2**40, [2**40], {"a": 2**40}, True, None, 1.5])
def test_a_number_in_place_of_a_text_takes_no_memory(part: str, value: Any) -> None:
    """What fuzzing found: the library makes as many bytes as a number says."""
    answer: dict[str, Any] = json.loads(json.dumps(ANSWER))
    (answer if part in answer else answer["response"])[part] = value
    test_any_answer_of_a_browser_proves_nothing.hypothesis.inner_test(answer)


# --- interviews

TOLD = {
    "witness_code": "W-041",
    "held_on": "2013-06",
    "narrative": "We heard the shelling. Yusuf Khatib died there.",
    "consent": {"answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
    "earlier_accounts": [{"to": "a paper", "when": "2012"}],
    "persons": [{"name": "Yusuf Khatib", "outcome": "killed", "quote_span": [23, 35], "age": "34"}],
    "incidents": [{"key": "it", "title": "Shelling", "kind": "shelling", "date": "2012-11"}],
}


@st.composite
def told(draw: st.DrawFn) -> Any:
    """An interview with parts of it changed to anything."""
    data = json.loads(json.dumps(TOLD))
    for _ in range(draw(st.integers(1, 4))):
        part: Any = data
        while isinstance(part, dict | list) and part:
            key = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else list(range(len(part)))))
            if not isinstance(part[key], dict | list) or draw(st.booleans()):
                part[key] = draw(ANY_JSON)
                break
            part = part[key]
    return data


@fuzzed(300)
@given(st.one_of(told(), told(), ANY_JSON))
def test_any_interview_is_taken_or_its_problems_are_told(data: Any) -> None:
    interview, problems = read_interview(data)
    assert interview is not None or problems
    for problem in problems:
        assert problem.message
        assert problem.next_step
