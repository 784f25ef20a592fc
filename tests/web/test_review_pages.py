"""Two records side by side: judged by one key, undone by another, and no score before the decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.actions.explain_pair import is_of_this_version
from tawthiq.keeping.models import Judgement, LinkPair, LinkRun
from tawthiq.matching.explain import differing_spans
from tawthiq.terms.members import Role, Viewer
from tawthiq.web.review.evidence import underline
from tawthiq.web.review.words import reason
from web.evidence import Evidence, propose

SignIn = Callable[..., Client]


@pytest.fixture
def pairs(evidence: Evidence, coordinator: Viewer) -> list[int]:
    """Two pairs that wait, most urgent first."""
    first, second, third = evidence.records[0], evidence.records[1], evidence.records[2]
    propose([tuple(sorted((first, third))), tuple(sorted((first, second)))], coordinator)  # type: ignore[list-item]
    return list(LinkPair.objects.order_by("-urgency").values_list("id", flat=True))


def judge(client: Client, pair: int, decision: str, **more: str) -> Any:
    return client.post(reverse("review:judge", args=[pair]), {"decision": decision, **more})


def test_the_most_urgent_pair_comes_first(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    assert client.get(reverse("review:next"))["Location"] == reverse("review:pair", args=[pairs[0]])
    assert client.get(reverse("review:next"), {"skip": pairs[0]})["Location"] == reverse("review:pair", args=[pairs[1]])


def test_both_records_stand_field_by_field_with_what_differs_marked(pairs: list[int], sign_in: SignIn) -> None:
    shown = sign_in().get(reverse("review:pair", args=[pairs[0]])).content.decode()
    assert "Are these two records the same person?" in shown
    assert "<mark>" in shown
    assert "26 August 2012" in shown
    assert "1 year apart" in shown
    assert "the same day" in shown
    assert "Both sources go back to one origin." in shown
    for key in "sdunzk":
        assert f'data-key="{key}"' in shown


def test_no_score_before_the_decision_and_a_score_after(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    before = client.get(reverse("review:pair", args=[pairs[0]])).content.decode()
    words = re.sub(r"<[^>]*>", " ", before.split("<main", 1)[1].split("<dialog", 1)[0])
    for trace in ("87.3", "0.87", "3.5", "Probability", "Weight in bits"):
        assert trace not in words
    judge(client, pairs[0], "same")
    after = client.get(reverse("review:pair", args=[pairs[0]])).content.decode()
    assert "87.3%" in after
    assert "Weight in bits" in after


def test_a_decision_is_kept_and_the_next_pair_follows(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    answer = judge(client, pairs[0], "different", reason="two brothers")
    assert answer["Location"] == f"{reverse('review:next')}?skip={pairs[0]}"
    judged = Judgement.objects.get()
    assert (judged.decision, judged.basis, judged.reason, judged.probability) == (
        "different",
        "reviewed",
        "two brothers",
        None,
    )
    following = client.get(answer["Location"], follow=True)
    assert following.redirect_chain[-1][0] == reverse("review:pair", args=[pairs[1]])
    shown = following.content.decode()
    assert "Different people" in shown
    assert "Your last decisions" in shown


def test_undo_takes_back_the_last_one_and_shows_its_pair(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    judge(client, pairs[0], "same")
    answer = client.post(reverse("review:undo"))
    assert answer["Location"] == reverse("review:pair", args=[pairs[0]])
    assert LinkPair.objects.get(id=pairs[0]).is_open
    assert Judgement.objects.filter(undoes__isnull=False).count() == 1
    assert client.post(reverse("review:undo"))["Location"] == reverse("review:next")
    taken = Judgement.objects.get(undoes__isnull=True)
    assert client.post(reverse("review:undo"), {"judgement": str(taken.id)}).status_code == 409


def test_a_model_of_another_version_is_left_aside(pairs: list[int], sign_in: SignIn) -> None:
    other = {"class_share": {}, "levels": {"given": {"a level that is gone": {}}}}
    LinkRun.objects.update(report={"model": other})
    assert sign_in().get(reverse("review:pair", args=[pairs[0]])).status_code == 200
    assert not is_of_this_version(other)
    assert not is_of_this_version({})
    assert is_of_this_version({"class_share": {}, "levels": {"given": {"different": {}}}})


def test_when_all_are_judged_the_page_says_so(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    for pair in pairs:
        judge(client, pair, "unsure")
    shown = client.get(reverse("review:next")).content.decode()
    assert "No pair waits" in shown
    assert "Not sure" in shown


@pytest.mark.usefixtures("evidence")
def test_before_any_linking_the_page_says_so(sign_in: SignIn) -> None:
    assert "Nothing has been linked yet" in sign_in().get(reverse("review:next")).content.decode()


def test_bad_input_is_refused(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    assert judge(client, pairs[0], "perhaps").status_code == 400
    assert judge(client, 999_999, "same").status_code == 404
    assert client.get(reverse("review:judge", args=[pairs[0]])).status_code == 405
    assert client.get(reverse("review:next"), {"skip": "x"}).status_code == 302
    assert client.post(reverse("review:undo"), {"judgement": "x"}).status_code == 404
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("role", [Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.LAWYER, Role.INTAKE])
def test_only_those_who_judge_see_the_review(pairs: list[int], sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get(reverse("review:next")).status_code == 404
    assert client.get(reverse("review:pair", args=[pairs[0]])).status_code == 404
    assert judge(client, pairs[0], "same").status_code == 404


def test_arabic_from_right_to_left(pairs: list[int], sign_in: SignIn) -> None:
    shown = sign_in(language="ar").get(reverse("review:pair", args=[pairs[0]])).content.decode()
    assert 'dir="rtl"' in shown
    assert "هل هذان السجلان للشخص نفسه؟" in shown
    assert "فرق سنة واحدة" in shown


def test_a_pair_asks_the_store_a_bounded_number_of_times(
    pairs: list[int], sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in()
    with django_assert_max_num_queries(45):
        assert client.get(reverse("review:pair", args=[pairs[0]])).status_code == 200


def test_marks_widen_to_words_where_letters_join() -> None:
    a, b = "يوسف أحمد الخطيب", "يوسف احمد الخطيب"
    assert underline(a, differing_spans(a, b)[0]) == "يوسف <mark>أحمد</mark> الخطيب"
    assert underline("Yusuf <b>", ((6, 7),)) == "Yusuf <mark>&lt;</mark>b&gt;"
    assert underline("", ()) == ""


def test_reasons_say_how_far_apart_and_how_rare() -> None:
    assert reason("years_apart", {"years": 3}) == "3 years apart"
    assert reason("same_words", {"rarity": "rare"}) == "the same words; a rare name"
    assert reason("no_such_code", {}) == ""
