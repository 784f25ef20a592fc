"""A request by one, a consent by another, each for a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tawthiq.guarding.second_person import (
    ANSWER_WITHIN,
    USE_WITHIN,
    RequestTimes,
    Standing,
    may_answer,
    standing,
)
from tawthiq.terms.members import Role, Viewer

ASKED = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REQUEST = RequestTimes(asked_at=ASKED)


def test_a_request_waits_for_a_day_and_is_void_then() -> None:
    assert standing(REQUEST, at=ASKED + ANSWER_WITHIN) is Standing.WAITING
    assert standing(REQUEST, at=ASKED + ANSWER_WITHIN + SECOND) is Standing.VOID


def test_a_consent_is_good_for_an_hour_and_once() -> None:
    consented = replace(REQUEST, answered_at=ASKED, consented=True)
    assert standing(consented, at=ASKED + USE_WITHIN) is Standing.CONSENTED
    assert standing(consented, at=ASKED + USE_WITHIN + SECOND) is Standing.VOID
    assert standing(replace(consented, used_at=ASKED), at=ASKED) is Standing.USED


def test_a_refusal_stands() -> None:
    assert standing(replace(REQUEST, answered_at=ASKED, consented=False), at=ASKED) is Standing.REFUSED


@pytest.mark.parametrize("role", sorted(Role))
def test_nobody_answers_themselves_and_only_some_offices_answer(role: Role) -> None:
    viewer = Viewer(member_id="m", role=role)
    assert not may_answer(viewer, asked_by="m")
    offices = {Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.ADMINISTRATOR, Role.COORDINATOR}
    assert may_answer(viewer, asked_by="other") is (role in offices)
