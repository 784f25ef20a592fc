"""Second opinions: given blind, listed where they contradict, settled by a third, measured."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.actions.judge_pair import judge_pair
from tawthiq.keeping.models import Judgement, LinkPair, Member, Settlement
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer
from web.evidence import Evidence, propose

SignIn = Callable[..., Client]


@pytest.fixture
def pair(evidence: Evidence, coordinator: Viewer) -> LinkPair:
    propose([tuple(sorted((evidence.records[0], evidence.records[2])))], coordinator)  # type: ignore[list-item]
    return LinkPair.objects.get()


@pytest.fixture
def contested(
    pair: LinkPair, evidence: Evidence, coordinator: Viewer, make_member: Callable[..., Member]
) -> tuple[UUID, UUID]:
    """A pair on which the coordinator and a coder differ, each with a comment: the records as they came in."""
    omar = viewer_of(make_member(role=Role.CODER, username="omar"))
    judge_pair(pair.record_a_id, pair.record_b_id, Decision.SAME, viewer=coordinator, reason="one father")
    judge_pair(pair.record_a_id, pair.record_b_id, Decision.DIFFERENT, viewer=omar, reason="two ages")
    return evidence.records[0], evidence.records[2]


def test_after_the_own_decision_the_other_is_told(pair: LinkPair, coordinator: Viewer, sign_in: SignIn) -> None:
    judge_pair(pair.record_a_id, pair.record_b_id, Decision.SAME, viewer=coordinator, reason="one father")
    client = sign_in()
    answer = client.post(reverse("review:judge", args=[pair.id]), {"decision": "different", "newest": "0"}, follow=True)
    assert "Another member judged this pair differently." in answer.content.decode()
    shown = client.get(reverse("review:pair", args=[pair.id])).content.decode()
    assert "one father" in shown
    assert "Members judged this pair differently." in shown


def test_who_agrees_at_the_same_time_is_told_that_both_are_kept(
    pair: LinkPair, coordinator: Viewer, sign_in: SignIn
) -> None:
    judge_pair(pair.record_a_id, pair.record_b_id, Decision.SAME, viewer=coordinator)
    form = {"decision": "same", "newest": "0"}
    answer = sign_in().post(reverse("review:judge", args=[pair.id]), form, follow=True)
    assert "Both judgements are kept." in answer.content.decode()
    assert Judgement.objects.count() == 2


def test_another_member_can_be_asked(pair: LinkPair, sign_in: SignIn) -> None:
    client = sign_in()
    client.post(reverse("review:judge", args=[pair.id]), {"decision": "same"})
    assert "Ask another member too" in client.get(reverse("review:pair", args=[pair.id])).content.decode()
    client.post(reverse("review:second", args=[pair.id]))
    shown = client.get(reverse("review:pair", args=[pair.id])).content.decode()
    assert "It waits for another member, who does not see your decision." in shown
    other = sign_in(Role.COORDINATOR)
    assert other.get(reverse("review:next"))["Location"] == reverse("review:pair", args=[pair.id])


def test_a_third_sees_both_comments_and_settles(contested: tuple[UUID, UUID], sign_in: SignIn) -> None:
    client = sign_in()
    listed = client.get(reverse("review:conflicts")).content.decode()
    for words in (
        "one father",
        "two ages",
        "Same person",
        "Different people",
        reverse("review:conflict", args=contested),
    ):
        assert words in listed
    page = client.get(reverse("review:conflict", args=contested)).content.decode()
    assert "Which of the two is right?" in page
    assert "Probability" not in page
    newest = Judgement.objects.order_by("-number").values_list("number", flat=True)[0]
    answer = client.post(
        reverse("review:settle", args=contested), {"decision": "different", "newest": newest, "reason": "the register"}
    )
    assert answer["Location"] == reverse("review:conflicts")
    assert Settlement.objects.get().judgement.reason == "the register"
    assert "Nobody contradicts anybody" in client.get(reverse("review:conflicts")).content.decode()
    assert client.get(reverse("review:conflict", args=contested)).status_code == 404


def test_one_of_the_two_does_not_settle_and_bad_input_is_refused(contested: tuple[UUID, UUID], sign_in: SignIn) -> None:
    client = Client()
    client.force_login(Member.objects.get(username="omar"))
    assert "You are one of the two" in client.get(reverse("review:conflict", args=contested)).content.decode()
    newest = Judgement.objects.order_by("-number").values_list("number", flat=True)[0]
    settle = reverse("review:settle", args=contested)
    assert client.post(settle, {"decision": "same", "newest": newest}).status_code == 403
    third = sign_in()
    assert third.post(settle, {"decision": "same", "newest": newest - 1}).status_code == 409
    assert third.post(settle, {"decision": "same", "newest": "x"}).status_code == 400
    assert third.post(settle, {"decision": "perhaps", "newest": newest}).status_code == 400
    assert third.get(settle).status_code == 405
    assert not Settlement.objects.exists()


def test_agreement_is_told_with_the_number_of_pairs(contested: tuple[UUID, UUID], sign_in: SignIn) -> None:
    shown = sign_in().get(reverse("review:conflicts")).content.decode()
    assert "0 of 1 pair judged by two members was judged alike." in shown
    assert "Too few pairs for a kappa" in shown
    assert "By members" not in shown
    assert "By members" in sign_in(Role.COORDINATOR).get(reverse("review:conflicts")).content.decode()
    assert len(contested) == 2


def test_in_arabic(contested: tuple[UUID, UUID], sign_in: SignIn) -> None:
    client = sign_in(language="ar")
    shown = client.get(reverse("review:conflict", args=contested)).content.decode()
    assert 'dir="rtl"' in shown
    assert "أيّ الحكمين أصح؟" in shown
    assert "السجل \u2068أ\u2069" in shown
    assert "الاتفاق بين المراجعين" in client.get(reverse("review:conflicts")).content.decode()


@pytest.mark.parametrize("role", [Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.LAWYER, Role.INTAKE])
def test_only_those_who_judge_see_second_opinions(contested: tuple[UUID, UUID], sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get(reverse("review:conflicts")).status_code == 404
    assert client.get(reverse("review:conflict", args=contested)).status_code == 404
    assert client.post(reverse("review:settle", args=contested), {"decision": "same", "newest": "2"}).status_code == 404
