"""Reported figures: decided on their cards, set side by side, never averaged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import Figure, FigureDecision
from tawthiq.terms.members import Role
from web.evidence import Evidence

SignIn = Callable[..., Client]


def killed(mission: Evidence) -> Figure:
    return Figure.objects.get(source_id=mission.report_id, category="killed")


def decide(client: Client, figure: Figure, decision: str, **more: str) -> Any:
    return client.post(reverse("figures:decide", args=[figure.id]), {"decision": decision, **more})


def test_accepting_goes_on_to_the_next_figure_of_the_report(evidence: Evidence, sign_in: SignIn) -> None:
    figure = killed(evidence)
    page = reverse("sources:source", args=[evidence.report_id])
    answer = decide(sign_in(), figure, "confirmed", next=page)
    figure.refresh_from_db()
    assert figure.status == "confirmed"
    following = (
        Figure.objects.filter(source_id=evidence.report_id, span_start__gt=figure.span_start)
        .order_by("span_start")
        .first()
    )
    assert following is not None
    assert answer["Location"] == f"{page}?figure={following.id}#figure-{following.id}"


def test_a_change_is_kept_with_its_reason(evidence: Evidence, sign_in: SignIn) -> None:
    figure = killed(evidence)
    decide(sign_in(), figure, "edited", value_min="٢١", value_max="1,025", hedge="about", reason="the clause says so")
    figure.refresh_from_db()
    assert (figure.value_min, figure.value_max, figure.hedge, figure.status) == (21, 1025, "about", "edited")
    decision = FigureDecision.objects.get()
    assert decision.reason == "the clause says so"
    assert set(decision.changes) == {"value_min", "value_max", "hedge"}


def test_a_change_of_nothing_is_an_acceptance(evidence: Evidence, sign_in: SignIn) -> None:
    figure = killed(evidence)
    decide(sign_in(), figure, "edited", speaker=figure.speaker)
    figure.refresh_from_db()
    assert figure.status == "confirmed"


@pytest.mark.parametrize(
    "sent",
    [
        {"decision": "edited", "value_min": "many"},
        {"decision": "edited", "value_min": "-4"},
        {"decision": "edited", "value_min": "nan"},
        {"decision": "edited", "value_min": "50", "value_max": "20"},
        {"decision": "edited", "value_min": "50"},
        {"decision": "edited", "category": "eaten"},
        {"decision": "pending"},
        {},
    ],
)
def test_what_cannot_be_is_refused(evidence: Evidence, sign_in: SignIn, sent: dict[str, str]) -> None:
    figure = killed(evidence)
    answer = sign_in().post(reverse("figures:decide", args=[figure.id]), sent)
    assert answer.status_code == 400
    figure.refresh_from_db()
    assert figure.status == "pending"
    assert not FigureDecision.objects.exists()


def test_the_way_on_never_leaves_the_house(evidence: Evidence, sign_in: SignIn) -> None:
    answer = decide(sign_in(), killed(evidence), "rejected", next="https://elsewhere.example/")
    assert answer["Location"] == reverse("figures:list")


def test_only_accepted_figures_are_compared_unless_asked(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    first = client.get(reverse("figures:list")).content.decode()
    assert "No figure has been accepted yet" in first
    assert "wait for a decision" in first
    decide(client, killed(evidence), "confirmed")
    shown = client.get(reverse("figures:list")).content.decode()
    assert 'id="section-killed"' in shown
    assert 'id="section-displaced"' not in shown
    everything = client.get(reverse("figures:list"), {"status": "all"}).content.decode()
    assert 'id="section-displaced"' in everything
    assert "They count nowhere until somebody accepts them." in everything


def test_competing_figures_stand_side_by_side_and_no_mean_appears(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    ours, other = killed(evidence), Figure.objects.get(source_id=evidence.copy_id, category="killed")
    decide(client, ours, "confirmed")
    decide(client, other, "edited", value_min="90", value_max="90", speaker="the local council")
    shown = client.get(reverse("figures:list"), {"category": "killed"}).content.decode()
    assert "20 to 90" in shown
    assert "they contradict each other" in shown
    assert ">55<" not in shown
    assert "<svg" in shown
    assert f"/sources/{evidence.report_id}/?figure={ours.id}#span-{ours.span_start}-{ours.span_end}" in shown


def test_filters_narrow(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    speaker = killed(evidence).speaker
    shown = client.get(reverse("figures:list"), {"status": "all", "speaker": speaker}).content.decode()
    assert 'id="section-killed"' in shown
    assert 'id="section-injured"' not in shown
    nowhere = client.get(reverse("figures:list"), {"status": "all", "place": "no such place"}).content.decode()
    assert "section-" not in nowhere


def test_a_figure_has_a_page_that_leads_to_its_words(evidence: Evidence, sign_in: SignIn) -> None:
    figure = killed(evidence)
    client = sign_in()
    decide(client, figure, "rejected", reason="it repeats an older number")
    shown = client.get(reverse("figures:figure", args=[figure.id])).content.decode()
    assert "it repeats an older number" in shown
    assert f"#span-{figure.span_start}-{figure.span_end}" in shown


def test_a_lawyer_sees_and_does_not_decide(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in(Role.LAWYER)
    figure = killed(evidence)
    assert 'name="decision"' not in client.get(reverse("figures:figure", args=[figure.id])).content.decode()
    assert decide(client, figure, "confirmed").status_code == 404
    figure.refresh_from_db()
    assert figure.status == "pending"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.MONITOR])
def test_roles_without_content_find_nothing(evidence: Evidence, sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get(reverse("figures:list")).status_code == 404
    assert client.get(reverse("figures:figure", args=[killed(evidence).id])).status_code == 404


@pytest.mark.usefixtures("evidence")
def test_arabic_from_right_to_left(sign_in: SignIn) -> None:
    shown = sign_in(language="ar").get(reverse("figures:list"), {"status": "all"}).content.decode()
    assert 'dir="rtl"' in shown
    assert "قتلى" in shown
    assert "على الأقل" in shown


def test_the_list_asks_the_store_a_bounded_number_of_times(
    evidence: Evidence, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in()
    assert Figure.objects.filter(source_id=evidence.report_id).count() >= 3
    with django_assert_max_num_queries(24):
        assert client.get(reverse("figures:list"), {"status": "all"}).status_code == 200


def split_form(figure: Figure, **changed: str) -> dict[str, str]:
    return {
        "next": reverse("sources:source", args=[figure.source_id]),
        "words-1": "20 people",
        "value_min-1": "١٢",
        "value_max-1": "12",
        "category-1": "killed",
        "words-2": "people had been killed",
        "value_min-2": "8",
        "category-2": "injured",
        "words-3": " ",
        **changed,
    }


def test_a_figure_is_split_on_its_card_and_put_together_again(evidence: Evidence, sign_in: SignIn) -> None:
    client, figure = sign_in(), killed(evidence)
    answer = client.post(reverse("figures:split", args=[figure.id]), split_form(figure))
    assert answer.status_code == 302
    parts = list(Figure.objects.filter(split_from=figure).order_by("span_start").values_list("category", "value_min"))
    assert parts == [("killed", 12), ("injured", 8)]
    shown = client.get(reverse("sources:source", args=[evidence.report_id])).content.decode()
    assert "Split into parts" in shown
    assert f'action="/figures/{figure.id}/unsplit/"' in shown
    assert decide(client, figure, "confirmed").status_code == 409
    client.post(reverse("figures:unsplit", args=[figure.id]))
    figure.refresh_from_db()
    assert figure.status == "pending"
    assert set(Figure.objects.filter(split_from=figure).values_list("status", flat=True)) == {"rejected"}


@pytest.mark.parametrize(
    "changed", [{"words-2": ""}, {"words-2": "not in it"}, {"value_min-2": "many"}, {"category-1": "eaten"}]
)
def test_a_split_that_cannot_be_is_refused(evidence: Evidence, sign_in: SignIn, changed: dict[str, str]) -> None:
    figure = killed(evidence)
    answer = sign_in().post(reverse("figures:split", args=[figure.id]), split_form(figure, **changed))
    assert answer.status_code == 400
    figure.refresh_from_db()
    assert figure.status == "pending"
    assert not Figure.objects.filter(split_from=figure).exists()


def test_copies_stand_under_their_origin_and_a_later_number_replaces(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    for source in (evidence.report_id, evidence.copy_id):
        decide(client, Figure.objects.get(source_id=source, category="killed"), "confirmed")
    shown = client.get(reverse("figures:list"), {"category": "killed"}).content.decode()
    assert "one origin, repeated 1 time" in shown
    assert "Said differently of the same day" not in shown
    ours, other = killed(evidence), Figure.objects.get(source_id=evidence.copy_id, category="killed")
    Figure.objects.filter(id__in=[ours.id, other.id]).update(measure="cumulative")
    Figure.objects.filter(id=other.id).update(as_of=date(2012, 9, 9), value_min=31, value_max=31)
    shown = client.get(reverse("figures:list"), {"category": "killed"}).content.decode()
    assert "replaced later by" in shown
    assert "(replaced later)" in shown, "said in the picture too"


def test_a_category_is_defined_where_it_stands(evidence: Evidence, sign_in: SignIn) -> None:
    meaning = "People who died through what is reported"
    client = sign_in()
    assert meaning in client.get(reverse("figures:list"), {"status": "all"}).content.decode()
    assert meaning in client.get(reverse("figures:figure", args=[killed(evidence).id])).content.decode()
    arabic = sign_in(language="ar").get(reverse("figures:list"), {"status": "all"}).content.decode()
    assert "من ماتوا بسبب الحدث المذكور" in arabic
