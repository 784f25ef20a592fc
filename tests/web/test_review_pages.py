"""Two records side by side: judged by one key, undone by another, and no score before the decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.actions.explain_pair import is_of_this_version
from tawthiq.actions.judge_pair import judge_pair
from tawthiq.keeping.models import Judgement, LinkPair, LinkRun
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer
from tawthiq.web.review.sitting import sitting
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


def test_skipped_pairs_come_again_at_the_end(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    first = int(client.get(reverse("review:next"))["Location"].rstrip("/").rsplit("/", 1)[1])
    (second,) = set(pairs) - {first}
    to = lambda pair: reverse("review:pair", args=[pair])  # noqa: E731
    assert client.get(reverse("review:next"), {"skip": first})["Location"] == to(second)
    assert client.get(reverse("review:next"))["Location"] == to(second)
    assert client.get(reverse("review:next"), {"skip": second})["Location"] in {to(first), to(second)}


def test_both_records_stand_field_by_field_with_every_letter_marked(pairs: list[int], sign_in: SignIn) -> None:
    shown = sign_in().get(reverse("review:pair", args=[pairs[0]])).content.decode()
    assert "Are these two records the same person?" in shown
    assert '<mark class="alike">e</mark>' in shown  # Ahmad, Ahmed
    assert '<ins class="only">o</ins>' in shown  # Yusuf, Youssef
    assert '<span class="visually-hidden">Yusuf Ahmad Khatib</span>' in shown
    assert "letters that differ" in shown
    assert "26 August 2012" in shown
    assert "1 year apart" in shown
    assert "the same day" in shown
    assert "Both sources go back to one origin." in shown
    for key in "sdunzk":
        assert f'data-key="{key}"' in shown


def test_the_words_of_the_source_are_one_click_away(pairs: list[int], sign_in: SignIn) -> None:
    shown = sign_in().get(reverse("review:pair", args=[pairs[0]])).content.decode()
    words = shown.split('class="given-words"', 1)[1].split("</section>", 1)[0]
    for given in (
        "Yusuf Ahmad Khatib",
        "Youssef Ahmed Khateeb",
        "Victims of the valley",
        "Open the words in the source",
    ):
        assert given in words
    assert "#row-" in words


def test_nothing_tells_what_the_linker_thinks_before_the_decision(pairs: list[int], sign_in: SignIn) -> None:
    LinkPair.objects.filter(id=pairs[0]).update(
        probability=0.87312, weight=3.51234, urgency=0.91234, persons_change=-0.42424
    )
    client = sign_in()
    answer = client.get(reverse("review:pair", args=[pairs[0]]))
    before = answer.content.decode()
    for trace in ("87.3", "0.87", "3.51", "0.912", "0.424", "Probability", "Weight in bits", "candidate is better"):
        assert trace not in before
    assert not any("87" in str(value) for value in answer.headers.values())
    judge(client, pairs[0], "same")
    after = client.get(reverse("review:pair", args=[pairs[0]])).content.decode()
    assert "87.3%" in after
    assert "Weight in bits" in after
    assert "-0.42" in after


def test_two_pairs_the_linker_thinks_opposite_of_read_alike(
    pairs: list[int], sign_in: SignIn, coordinator: Viewer
) -> None:
    """What is said of a pair is byte for byte the same whatever the linker thinks of it and whatever others judged."""
    client = sign_in()

    def page() -> str:
        whole = client.get(reverse("review:pair", args=[pairs[0]])).content.decode()
        words = whole.split("<main", 1)[1].split("</main", 1)[0]
        return re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|name="newest" value="\d+"', "", words)

    kept: list[str] = []
    for probability in (0.02, 0.98):
        LinkPair.objects.filter(id=pairs[0]).update(probability=probability, weight=-9 if probability < 0.5 else 9)
        kept.append(page())
    row = LinkPair.objects.get(id=pairs[0])
    LinkPair.objects.filter(id=pairs[0]).update(opinions_wanted=2)
    for decision in (Decision.SAME, Decision.DIFFERENT):
        judge_pair(row.record_a_id, row.record_b_id, decision, viewer=coordinator, reason="said in confidence")
        kept.append(page())
    assert len(set(kept)) == 1
    assert "said in confidence" not in kept[0]


def test_a_decision_is_kept_and_the_next_pair_follows(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    answer = judge(client, pairs[0], "different", reason="two brothers")
    assert answer["Location"] == reverse("review:next")
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
    assert "Kept: Different people." in shown
    assert 'id="messages" role="status"' in shown
    assert "1 pair read in this sitting" in shown
    assert "Your last decisions" in shown


def test_what_was_judged_is_kept_though_the_queue_was_made_anew(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    row = LinkPair.objects.get(id=pairs[0])
    LinkPair.objects.all().delete()
    gone = judge(client, pairs[0], "same", record_a=str(row.record_a_id), record_b=str(row.record_b_id))
    assert gone.status_code == 302
    assert Judgement.objects.get().decision == "same"
    assert judge(client, pairs[0], "same").status_code == 404


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
    assert "No pair waits for you" in shown
    assert "2 pairs wait for the opinion of another member." in shown
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


def test_reasons_say_how_far_apart_and_how_rare() -> None:
    assert reason("years_apart", {"years": 3}) == "3 years apart"
    assert reason("same_words", {"rarity": "rare"}) == "the same words; a rare name"
    assert reason("no_such_code", {}) == ""


def test_a_pause_is_offered_after_a_long_while_and_only_then() -> None:
    now = datetime(2026, 1, 2, 12, tzinfo=UTC)

    def after(minutes: int) -> list[datetime]:
        return [now - timedelta(minutes=n) for n in range(0, minutes + 1, 3)]

    assert (sitting([], now=now).judged, sitting([], now=now).offers_pause) == (0, False)
    assert not sitting(after(42), now=now).offers_pause
    assert sitting(after(45), now=now).offers_pause
    assert not sitting(after(54), now=now).offers_pause
    assert sitting(after(90), now=now).offers_pause
    yesterday = [now - timedelta(days=1)]
    assert sitting(yesterday, now=now).judged == 0
    assert sitting([*after(6), *yesterday], now=now).minutes == 6


def test_the_outlook_of_the_last_run_is_told(pairs: list[int], sign_in: SignIn) -> None:
    client = sign_in()
    LinkPair.objects.filter(id=pairs[0]).update(persons_change=-0.75)
    shown = client.get(reverse("review:pair", args=[pairs[1]])).content.decode()
    assert "to find about \u20680.8\u2069 to be somebody else" in shown
    outlook = {"persons": 1684, "lower": 1640.2, "upper": 1691.0, "questions_needed": 37, "enough": False}
    LinkRun.objects.update(report={"review_outlook": outlook})
    shown = client.get(reverse("review:pair", args=[pairs[1]])).content.decode()
    assert "About 37 more answers" in shown
    assert "between \u20681,640\u2069 and \u20681,691\u2069" in shown
    LinkRun.objects.update(report={"review_outlook": outlook | {"enough": True}})
    assert "You may stop here." in client.get(reverse("review:pair", args=[pairs[1]])).content.decode()
