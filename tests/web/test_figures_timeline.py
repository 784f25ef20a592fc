"""The timeline of accepted events, places chosen on a figure's card, and names that a model suggests."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from missions import MOMENT
from tawthiq.actions.load_gazetteer import load_gazetteer
from tawthiq.actions.read_report import add_report
from tawthiq.keeping.models import EventMention, Figure, FigurePlace, Job, Place
from tawthiq.keeping.writes.models import NewSuggestion, add_suggestions
from tawthiq.terms.members import Role, Viewer
from tawthiq.terms.places import GazetteerPlace, PlaceLevel, PlaceName

SignIn = Callable[..., Client]
STORY = """Twelve people were killed in Ain Zayt. Nobody slept.

The ministry announced a ceasefire. It was the second that week.
"""


def place(key: str, level: PlaceLevel, name: str, parent: str = "") -> GazetteerPlace:
    return GazetteerPlace(key=key, level=level, names=(PlaceName(text=name, language="en"),), parent=parent)


@pytest.fixture
def source_id(mission_folder: Path, coordinator: Viewer) -> UUID:
    towns = [place("w", PlaceLevel.ADMIN1, "Wadi Sabr"), place("t", PlaceLevel.ADMIN1, "Tell Nour")]
    towns += [place("a1", PlaceLevel.TOWN, "Ain Zayt", "w"), place("a2", PlaceLevel.TOWN, "Ain Zayt", "t")]
    load_gazetteer("invented", towns, viewer=coordinator)
    return add(mission_folder, coordinator, "story", STORY)


def add(folder: Path, viewer: Viewer, name: str, text: str) -> UUID:
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    return add_report(file, viewer=viewer, published_on=date(2026, 3, 13)).source_id


def timeline(client: Client, query: str = "") -> str:
    return client.get(reverse("figures:timeline") + query).content.decode()


def decide(client: Client, event_id: UUID, **fields: str) -> int:
    return client.post(reverse("figures:decide_event", args=[event_id]), fields).status_code


def accepted(page: str) -> str:
    """The part of the page above what waits."""
    return page.split('id="accepted"')[1].split('id="events"', maxsplit=1)[0]


def test_an_event_comes_to_the_timeline_when_it_is_accepted(source_id: UUID, sign_in: SignIn) -> None:
    client = sign_in()
    event = EventMention.objects.get(source_id=source_id)
    assert "announced a ceasefire" not in accepted(timeline(client))
    assert "announced a ceasefire" in timeline(client)
    assert decide(client, event.id, decision="confirmed") == 302
    shown = accepted(timeline(client))
    assert "announced a ceasefire" in shown
    assert 'datetime="2026-03-13"' in shown
    assert "day of the report" in shown
    assert decide(client, event.id, decision="confirmed", day="2026-03-02") == 302
    shown = accepted(timeline(client))
    assert 'datetime="2026-03-02"' in shown
    assert "day of the report" not in shown
    assert decide(client, event.id, decision="rejected") == 302
    assert "announced a ceasefire" not in timeline(client)


def test_one_story_told_twice_is_one_entry(
    source_id: UUID, mission_folder: Path, coordinator: Viewer, sign_in: SignIn
) -> None:
    client = sign_in()
    assert source_id
    add(mission_folder, coordinator, "copy", "Another paper\n\n" + STORY)
    for event in EventMention.objects.all():
        decide(client, event.id, decision="confirmed")
    shown = accepted(timeline(client))
    assert shown.count("announced a ceasefire") == 1
    assert "S-1" in shown
    assert "S-2" in shown
    assert "announced a ceasefire" in accepted(timeline(client, "?kind=ceasefire"))
    assert "announced a ceasefire" in accepted(timeline(client, "?kind=nonsense"))


def test_the_timeline_is_in_arabic_for_who_reads_arabic(source_id: UUID, sign_in: SignIn) -> None:
    assert EventMention.objects.filter(source_id=source_id).exists()
    page = timeline(sign_in(language="ar"))
    assert 'dir="rtl"' in page
    assert "وقف إطلاق نار" in page
    assert "Timeline of events" not in page
    assert "Happened on" not in page


def test_what_is_no_decision_is_said(source_id: UUID, sign_in: SignIn) -> None:
    client = sign_in()
    event = EventMention.objects.get(source_id=source_id)
    assert decide(client, event.id, decision="edited") == 400
    assert decide(client, event.id, decision="confirmed", day="31.2.2026") == 400
    assert decide(sign_in(Role.LAWYER), event.id, decision="confirmed") == 404
    assert EventMention.objects.get(id=event.id).status == "pending"


def test_a_decision_leads_only_to_our_own_pages(source_id: UUID, sign_in: SignIn) -> None:
    event = EventMention.objects.get(source_id=source_id)
    fields = {"decision": "confirmed", "next": "https://elsewhere.example/"}
    came = sign_in().post(reverse("figures:decide_event", args=[event.id]), fields)
    assert came.headers["Location"] == reverse("figures:timeline")


def test_the_report_decides_on_its_events(source_id: UUID, sign_in: SignIn) -> None:
    client = sign_in()
    page = reverse("sources:source", args=[source_id])
    event = EventMention.objects.get(source_id=source_id)
    shown = client.get(page).content.decode()
    assert f'id="event-{event.id}"' in shown
    came = client.post(reverse("figures:decide_event", args=[event.id]), {"decision": "confirmed", "next": page})
    assert came.headers["Location"] == f"{page}#events"
    assert "on the timeline" in client.get(page).content.decode()


def test_a_place_that_several_have_the_name_of_is_chosen_on_the_card(source_id: UUID, sign_in: SignIn) -> None:
    client = sign_in()
    figure = Figure.objects.get(source_id=source_id, category="killed")
    page = client.get(reverse("figures:figure", args=[figure.id])).content.decode()
    assert "Several places are spelt so" in page
    assert "Several places are spelt so" in client.get(reverse("sources:source", args=[source_id])).content.decode()
    chosen = Place.objects.get(parent__names__text="Tell Nour").id
    address = reverse("figures:place", args=[figure.id])
    assert client.post(address, {"position": "0", "place": str(chosen)}).status_code == 302
    assert FigurePlace.objects.get().place_id == chosen
    page = client.get(reverse("figures:figure", args=[figure.id])).content.decode()
    assert "Several places are spelt so" not in page
    assert "chosen by" in page
    assert client.post(address, {"position": "0", "place": "none"}).status_code == 302
    assert "none of the gazetteer" in client.get(reverse("figures:figure", args=[figure.id])).content.decode()
    for given in ({"position": "0"}, {"position": "x", "place": "1"}, {"position": "0", "place": "9" * 30}):
        assert client.post(address, given).status_code == 400
    assert sign_in(Role.LAWYER).post(address, {"position": "0", "place": "none"}).status_code == 404


def test_a_name_that_a_model_suggests_is_taken_by_a_member_only(source_id: UUID, sign_in: SignIn) -> None:
    figure = Figure.objects.get(source_id=source_id, category="killed")
    named = NewSuggestion(
        id=uuid.uuid4(), key="k", engine="llm:small #1", speaker="Nobody", data={},
        span=(figure.span_start, figure.span_end),
    )  # fmt: skip
    add_suggestions(source_id, [named], engine=named.engine, at=MOMENT)
    client = sign_in()
    page = client.get(reverse("figures:figure", args=[figure.id])).content.decode()
    assert "llm:small #1" in page
    assert Figure.objects.get(id=figure.id).status == "pending"
    fields = {"decision": "edited", "speaker": "Nobody", "reason": "llm:small #1"}
    client.post(reverse("figures:decide", args=[figure.id]), fields)
    held = Figure.objects.get(id=figure.id)
    assert (held.status, held.speaker) == ("edited", "Nobody")


def test_all_reports_are_read_again_by_a_job(source_id: UUID, sign_in: SignIn) -> None:
    client = sign_in()
    assert source_id
    assert reverse("sources:read_all_again") in client.get(reverse("sources:list")).content.decode()
    came = client.post(reverse("sources:read_all_again"))
    job = Job.objects.get(kind="read_again")
    assert came.headers["Location"] == reverse("jobs:job", args=[job.id])
    result = {"reports": 3000, "figures": 2, "quotations": 0, "events": 1, "failed": ["S-4"]}
    Job.objects.filter(id=job.id).update(state="done", share_done=1, result=result)
    shown = re.sub(r"[\u2066-\u2069]", "", client.get(reverse("jobs:job", args=[job.id])).content.decode())
    assert "3,000 reports were read again" in shown
    assert "S-4" in shown
    assert sign_in(Role.LAWYER).post(reverse("sources:read_all_again")).status_code == 404
