"""Two incident records side by side: judged by one key, undone by another, no score before; the incident shows both."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.actions.link_incidents import link_incidents
from tawthiq.actions.record_interview import record_interview
from tawthiq.keeping.models import Incident, IncidentJudgement, IncidentPair, Job
from tawthiq.terms.members import Role
from tawthiq.web.incidents.words import FIELDS, REASONS, say_level
from web.small_mission import INTERVIEW, SmallMission

SignIn = Callable[..., Client]


@pytest.fixture
def pair(mission: SmallMission) -> int:
    """A second witness tells of the shell on Rastan; the linker proposes that it is the same."""
    other = copy.deepcopy(INTERVIEW)
    other |= {"witness_code": "W-002", "title": "Account of the shell by the road"}
    other["incidents"][0] |= {"title": "Shell by the well", "killed_min": 3, "killed_max": 3, "date": "2012-11-08"}
    other["persons"] = []
    record_interview(other, viewer=mission.viewer)
    link_incidents(viewer=mission.viewer, accept=False, threshold=0.99)
    return IncidentPair.objects.get().id


def judge(client: Client, pair: int, decision: str, **more: str) -> str:
    answer = client.post(reverse("incidents:judge", args=[pair]), {"decision": decision, **more})
    return str(answer["Location"]) if answer.has_header("Location") else str(answer.status_code)


def page(client: Client, pair: int) -> str:
    return client.get(reverse("incidents:pair", args=[pair])).content.decode()


def test_the_list_leads_to_the_pair_that_waits(pair: int, sign_in: SignIn) -> None:
    client = sign_in()
    body = client.get(reverse("incidents:list")).content.decode()
    assert reverse("incidents:review") in body
    assert reverse("incidents:link") in body
    assert client.get(reverse("incidents:review"))["Location"] == reverse("incidents:pair", args=[pair])


def test_both_records_stand_field_by_field(pair: int, sign_in: SignIn) -> None:
    shown = page(sign_in(), pair)
    assert "Are these two records the same incident?" in shown
    assert "Shell on Rastan" in shown
    assert "Shell by the well" in shown
    assert "2–5" in shown
    assert "the ranges overlap" in shown
    assert "the one lies within the other" in shown
    assert "Lina Haddad" in shown
    assert "The two sources are independent origins." in shown
    for key in "sdunzk":
        assert f'data-key="{key}"' in shown


def test_no_score_before_the_decision_and_a_score_after(pair: int, sign_in: SignIn) -> None:
    client = sign_in()
    words = re.sub(r"<[^>]*>", " ", page(client, pair).split("<main", 1)[1].split("<dialog", 1)[0])
    for trace in ("Probability", "Weight in bits", "%"):
        assert trace not in words
    judge(client, pair, "same")
    after = page(client, pair)
    assert "Probability that they are the same incident" in after
    assert "Weight in bits" in after


def test_a_decision_joins_them_and_the_incident_shows_both_sources(pair: int, sign_in: SignIn) -> None:
    client = sign_in()
    assert judge(client, pair, "same", reason="one well") == f"{reverse('incidents:review')}?skip={pair}"
    joined = Incident.objects.get(record_count=2)
    body = client.get(reverse("incidents:incident", args=[joined.id])).content.decode()
    assert "Account of the shell at the well" in body
    assert "Account of the shell by the road" in body
    assert "2 records, independent origins: \u20682\u2069" in body or "2 records, independent origins: 2" in body
    assert "one well" in body
    assert "8 November 2012" in body, "the more precise day is reported"
    assert "No pair waits" in client.get(reverse("incidents:review")).content.decode()


def test_undo_splits_them_again_and_shows_the_pair(pair: int, sign_in: SignIn) -> None:
    client = sign_in()
    judge(client, pair, "same")
    answer = client.post(reverse("incidents:undo"))
    assert answer["Location"] == reverse("incidents:pair", args=[pair])
    assert Incident.objects.count() == 2
    assert IncidentPair.objects.get().is_open
    assert client.post(reverse("incidents:undo"))["Location"] == reverse("incidents:review")
    assert IncidentJudgement.objects.count() == 2


def test_undo_on_the_page_of_the_incident(pair: int, sign_in: SignIn) -> None:
    client = sign_in()
    judge(client, pair, "same")
    joined = Incident.objects.get(record_count=2)
    asked = {"judgement": str(IncidentJudgement.objects.get().id), "incident": str(joined.id)}
    assert client.post(reverse("incidents:undo"), asked)["Location"] == reverse("incidents:list")
    assert Incident.objects.count() == 2


def test_what_is_no_decision_is_refused(pair: int, sign_in: SignIn) -> None:
    assert judge(sign_in(), pair, "perhaps") == "400"
    assert not IncidentJudgement.objects.exists()


def test_linking_is_asked_for_as_a_job(pair: int, sign_in: SignIn) -> None:  # noqa: ARG001
    client = sign_in()
    address = reverse("incidents:link")
    asked = client.get(address).content.decode()
    assert "Several incidents in one town on one day" in asked
    assert 'value="0.9"' in asked, "the mission's policy for persons is laxer"
    answer = client.post(address, {"threshold": "0.9", "accept": "accept"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("jobs:job", args=[job.id])
    assert (job.kind, job.params) == ("link_incidents", {"threshold": 0.9, "accept": True})
    assert "Linking incidents" in client.get(answer["Location"]).content.decode()
    assert client.post(address, {"threshold": "2"}).status_code == 200
    assert Job.objects.count() == 1


def test_a_lawyer_reads_an_incident_and_can_neither_judge_nor_link(pair: int, sign_in: SignIn) -> None:
    client = sign_in(Role.LAWYER)
    body = client.get(reverse("incidents:list")).content.decode()
    assert reverse("incidents:review") not in body
    assert reverse("incidents:link") not in body
    for address in ("incidents:review", "incidents:link"):
        assert client.get(reverse(address)).status_code == 404
    assert client.get(reverse("incidents:pair", args=[pair])).status_code == 404
    assert judge(client, pair, "same") == "404"
    assert client.post(reverse("incidents:undo")).status_code == 404


def test_the_review_speaks_arabic(pair: int, sign_in: SignIn) -> None:
    shown = page(sign_in(language="ar"), pair)
    assert 'dir="rtl"' in shown
    assert "هل هذان السجلان" in shown


def test_every_field_and_level_has_its_words() -> None:
    from tawthiq.matching.incidents import levels

    for field, names in levels.FIELDS.items():
        assert field in FIELDS
        if field != "rival":
            assert set(REASONS[field]) == set(names[1:])
    assert say_level("day", "missing") == ""
