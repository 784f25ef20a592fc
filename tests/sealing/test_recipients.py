"""The list of key-holders: what a client takes, and everything a server may offer that it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sealing.ceremony import ceremony
from tawthiq.sealing.keys import make_identity
from tawthiq.sealing.recipients import (
    Holder,
    Pin,
    Recipient,
    SignedList,
    check_list,
    make_organisation_key,
    public_organisation_key,
    read_list,
    read_signed,
    sign_list,
)
from tawthiq.terms.errors import BadInputError, EvidenceError

HELD = ceremony()
PIN = Pin(mission=HELD.listed.mission, organisation=HELD.listed.organisation)


def signed(**changed: Any) -> SignedList:
    return sign_list(replace(HELD.listed, **changed), HELD.organisation_secret)


def refusal(offered: SignedList, pin: Pin = PIN) -> str:
    with pytest.raises((EvidenceError, BadInputError)) as refused:
        check_list(offered, pin)
    return refused.value.code


def test_a_signed_list_is_taken_and_its_version_held_on_to() -> None:
    listed, pin = check_list(signed(version=3), PIN)
    assert listed.keys == HELD.listed.keys
    assert (pin.version, pin.sha256) == (3, signed(version=3).sha256)
    assert check_list(signed(version=3), pin) == (listed, pin)
    assert check_list(signed(version=4), pin)[1].version == 4


def test_an_added_key_is_refused() -> None:
    data = json.loads(signed().text)
    data["recipients"].append({"holder": "case", "label": "helper", "key": make_identity()[1]})
    added = json.dumps(data)
    assert refusal(SignedList(text=added, signature=signed().signature)) == "sealing.list_unsigned"


def test_an_unsigned_list_is_refused() -> None:
    for signature in ("", "AAAA", "A" * 88, "not base64"):
        assert refusal(SignedList(text=signed().text, signature=signature)) == "sealing.list_unsigned"


def test_a_list_signed_by_the_server_is_refused() -> None:
    own = make_organisation_key()
    named = replace(HELD.listed, organisation=public_organisation_key(own))
    assert refusal(sign_list(named, own)) == "sealing.list_unsigned"


def test_an_older_list_is_refused() -> None:
    _listed, pin = check_list(signed(version=5), PIN)
    assert refusal(signed(version=4), pin) == "sealing.list_older"


def test_another_list_of_the_same_number_is_refused() -> None:
    _listed, pin = check_list(signed(version=5), PIN)
    other = signed(version=5, made_on=date(2026, 1, 1))
    assert refusal(other, pin) == "sealing.list_changed"


def test_another_missions_list_is_refused() -> None:
    assert refusal(signed(mission="f" * 32)) == "sealing.list_other_mission"


def test_every_changed_letter_is_refused() -> None:
    whole = signed()
    for place in range(0, len(whole.text), 3):
        letter = "x" if whole.text[place] != "x" else "y"
        changed = whole.text[:place] + letter + whole.text[place + 1 :]
        assert refusal(SignedList(text=changed, signature=whole.signature)) == "sealing.list_unsigned"


@pytest.mark.parametrize("missing", [Holder.OFFICER, Holder.DEPUTY, Holder.RECOVERY])
def test_a_list_without_one_of_the_three_is_not_signed(missing: Holder) -> None:
    fewer = tuple(entry for entry in HELD.listed.recipients if entry.holder is not missing)
    with pytest.raises(BadInputError) as refused:
        signed(recipients=fewer)
    assert refused.value.code == "sealing.list_incomplete"


def test_a_key_stands_on_it_once_and_there_is_one_recovery_key() -> None:
    twice = (*HELD.listed.recipients, replace(HELD.listed.recipients[0], holder=Holder.CASE))
    second = (*HELD.listed.recipients, Recipient(holder=Holder.RECOVERY, label="R2", key=make_identity()[1]))
    for recipients in (twice, second):
        with pytest.raises(BadInputError):
            signed(recipients=recipients)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"format":"tawthiq-recipients-1"}',
        '{"format":"tawthiq-recipients-1","suite":2,"version":1}',
    ],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        read_list(text)


@pytest.mark.parametrize("data", ["", "[]", '{"list": 1, "signature": ""}', '{"list": "x"}', " " * 70_000])
def test_what_is_no_signed_list_is_refused(data: str) -> None:
    with pytest.raises(BadInputError):
        read_signed(data)


def test_a_signed_list_survives_its_file() -> None:
    assert read_signed(signed().to_json()) == signed()


def test_a_wrong_signing_key_is_refused() -> None:
    with pytest.raises(BadInputError):
        sign_list(HELD.listed, make_organisation_key())
    with pytest.raises(BadInputError):
        sign_list(HELD.listed, "no key")
