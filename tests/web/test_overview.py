"""The first page: the sentence, the estimate or its refusal, pictures whose numbers open, and what waits."""

from __future__ import annotations

import html
import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tawthiq.keeping.models import COMMON, Person
from tawthiq.keeping.writes.results import add_result
from tawthiq.publishing.maps import drawing as maps
from tawthiq.terms.estimates import Caution, Estimate, Interval, Provenance, Reason, Refusal
from tawthiq.terms.members import Role
from tawthiq.web.overview.places import find_base
from web.small_mission import SmallMission

MADE = Provenance(n_observed=3, seed=1, version="0", lists={"committee": 2, "register": 2})
ESTIMATE = Estimate(
    median=9.0,
    interval=Interval(lower=6.0, upper=15.0),
    method="pool",
    assumption="pool",
    made=MADE,
    cautions=(
        Caution(code="list_matters", params={"list": "committee", "method": "lcm", "without": 7, "with_all": 9}),
    ),
)
REFUSAL = Refusal(
    reasons=(
        Reason(code="too_few_lists", params={"lists": 2, "needed": 3}, words="English words."),
        Reason(code="of_a_later_version", words="Words of a later version."),
    ),
    made=MADE,
)


def keep(mission: SmallMission, answer: Estimate | Refusal) -> UUID:
    overlap = [
        {"lists": ["committee"], "count": 1},
        {"lists": ["committee", "register"], "count": 1},
        {"lists": ["register"], "count": 1},
    ]
    result_id = uuid.uuid4()
    add_result(
        compartments=[str(COMMON)],
        result_id=result_id,
        kind="estimate",
        outcome="estimate" if isinstance(answer, Estimate) else "refusal",
        at=datetime(2026, 1, 2, tzinfo=UTC),
        member_id=mission.viewer.member_id,
        ledger_seq=1,
        seed=1,
        version="0",
        settings={
            "outcome": "killed",
            "lists": {"committee": str(mission.committee), "register": str(mission.register)},
        },
        inputs_sha256="0" * 64,
        data=json.dumps(answer.to_dict() | {"overlap": overlap}),
    )
    return result_id


def home(client: Client, **query: Any) -> str:
    response = client.get("/", query)
    assert response.status_code == 200
    return response.content.decode()


def words_of(body: str) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", "", body))
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def test_the_sentence_says_documented_and_verified(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    body = words_of(home(sign_in()))
    assert "At least 4 people are documented as killed, 0 of them verified." in body
    assert "No estimate has been made yet." in body


def test_an_estimate_is_an_interval_with_its_cautions(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    keep(mission, ESTIMATE)
    body = words_of(home(sign_in()))
    assert "We estimate that between 6 and 15 were killed in all." in body
    assert "Without the list committee the method latent classes gives 7 instead of 9." in body
    assert "Estimated in all, 95% interval: 6 – 15" in body


def test_a_refusal_gives_its_reasons_in_the_language_of_the_page(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    keep(mission, REFUSAL)
    english = words_of(home(sign_in()))
    assert "Lists: 2. At least 3 are needed" in english
    assert "Words of a later version." in english
    assert "We estimate" not in english
    arabic = words_of(home(sign_in(language="ar")))
    assert "عدد القوائم 2، ويلزم 3 على الأقل" in arabic


def test_every_number_that_is_a_link_opens_as_many_persons(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    keep(mission, ESTIMATE)
    client = sign_in()
    checked = 0
    for page in (home(client), home(client, map="governorates")):
        for address, shown in re.findall(r'<a href="(/persons/\?[^"]*)">(?:<bdi>)?[\u2068]?(\d+)[\u2069]?', page):
            answer = client.get(html.unescape(address))
            assert answer.context["page"].total == int(shown), address
            checked += 1
    assert checked > 20


def test_circles_months_and_columns_are_links_to_persons(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    keep(mission, ESTIMATE)
    body = html.unescape(home(sign_in()))
    assert "month=2012-08" in body
    assert f"list={mission.committee}&list={mission.register}" in body
    rastan = Person.objects.get(name="Lina Haddad").place_id
    assert f"place_id={rastan}" in body
    assert body.count('class="chart"') == 8


def test_what_waits_is_linked(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    body = html.unescape(home(sign_in()))
    assert "/persons/?with_conflicts=1&counted=documented" in body
    assert "/persons/?lacking=date&counted=documented" in body
    assert "persons without a place" not in body


def test_other_outcomes_are_counted_beside(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    body = html.unescape(home(sign_in()))
    assert "/persons/?outcome=missing&counted=documented" in body


def test_places_are_named_in_the_language_of_the_page(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    english = home(sign_in())
    arabic = home(sign_in(language="ar"))
    assert "Rastan" in english
    assert "الرستن" not in english
    assert "الرستن" in arabic
    assert "آب" in arabic
    assert 'dir="rtl"' in arabic


def test_an_empty_mission_says_how_to_begin(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    Person.objects.all().delete()
    assert "Nobody is documented yet" in home(sign_in())


@pytest.mark.parametrize(("role", "first"), [(Role.AUDITOR, "/ledger/")])
def test_who_sees_no_numbers_is_led_on(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
    role: Role,
    first: str,
) -> None:
    response = sign_in(role).get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == first


def test_the_page_asks_few_questions_of_the_store(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    keep(mission, ESTIMATE)
    client = sign_in()
    home(client)
    with CaptureQueriesContext(connection) as asked:
        home(client)
    assert len(asked) <= 24


def circle(longitude: float, latitude: float) -> maps.PlaceCount:
    return maps.PlaceCount(label="x", longitude=longitude, latitude=latitude, count=1, words="x")


def test_the_map_is_of_the_country_most_places_lie_in() -> None:
    base = find_base([circle(36.7, 34.7), circle(37.1, 36.2), circle(44.4, 33.3)])
    assert base is not None
    assert any(shape.id.startswith("SY") for shape in base.areas)
    assert find_base([circle(-30.0, 0.0)]) is None
