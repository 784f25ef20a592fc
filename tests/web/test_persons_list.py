"""The list of persons: search in both scripts, filters, jumps, pages, and who may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tawthiq.actions.verify_persons import verify_by_rule
from tawthiq.keeping.queries import persons as queries
from tawthiq.keeping.queries.person_filter import PersonFilter
from tawthiq.terms.members import Role
from web.small_mission import SmallMission

YUSUF, MARYAM, SAMIR, KHALID, LINA = "الخطيب", "مريم الدباغ", "سمير القاسم", "Khalid", "Lina Haddad"


def names_on(client: Client, query: str) -> str:
    response = client.get(f"{reverse('persons:list')}?{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("words", ["يوسف الخطيب", "Yusuf Khatib", "youssef al-khateeb"])
def test_a_name_is_found_in_either_script(mission: SmallMission, sign_in: Callable[..., Client], words: str) -> None:
    body = names_on(sign_in(), f"q={words}")
    assert str(mission.yusuf.id) in body
    assert MARYAM not in body
    assert "1 person fits the filters" in body


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("outcome=missing", [SAMIR], [MARYAM, LINA]),
        ("sex=female", [MARYAM, LINA], [SAMIR, KHALID]),
        ("age_band=child", [MARYAM], [KHALID]),
        ("month=2012-10", [KHALID], [MARYAM]),
        ("date_from=2012-09&date_to=2012-10", [MARYAM, KHALID], [LINA]),
        ("with_conflicts=1", [YUSUF], [MARYAM, KHALID]),
        ("origins=2", [YUSUF], [MARYAM]),
        ("lacking=date", [SAMIR], [MARYAM]),
        ("source_kind=interview", [LINA], [MARYAM]),
        ("counted=verified", [], [MARYAM, KHALID]),
    ],
)
def test_filters_narrow_the_list(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
    query: str,
    seen: list[str],
    unseen: list[str],
) -> None:
    body = names_on(sign_in(), query)
    assert all(name in body for name in seen)
    assert not any(name in body for name in unseen)


def test_a_source_and_a_pattern_of_lists_are_said_in_words_and_can_be_taken_out(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    client = sign_in()
    only = names_on(client, f"list={mission.register}")
    assert KHALID in only
    assert str(mission.yusuf.id) not in only
    assert "On these lists and no other" in only
    both = names_on(client, f"list={mission.register}&list={mission.committee}")
    assert str(mission.yusuf.id) in both
    assert KHALID not in both


def test_a_number_goes_straight_there(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    person, record = mission.yusuf, mission.record(LINA)
    found = client.get(reverse("persons:list"), {"q": f"P-{person.number}"})
    assert found.headers["Location"] == reverse("persons:person", args=[person.id])
    found = client.get(reverse("persons:list"), {"q": f"r{record.number}"})
    assert found.headers["Location"] == reverse("records:record", args=[record.id])
    assert "Nothing in this mission has that number" in names_on(client, "q=P-999999")


def test_the_list_sorts_and_pages(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in()
    forwards = names_on(client, "sort=date&outcome=killed")
    backwards = names_on(client, "sort=-date&outcome=killed")
    assert forwards.index(MARYAM) < forwards.index(LINA)
    assert backwards.index(LINA) < backwards.index(MARYAM)
    assert "Page 1 of 1" in " ".join(names_on(client, "page=99999999").split())
    assert "Page 1 of 1" in " ".join(names_on(client, "page=x").split())


def test_what_a_source_wrote_never_becomes_markup(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
) -> None:
    body = names_on(sign_in(), "q=Khalid")
    assert "<b>Omar</b>" not in body
    assert "&lt;b&gt;" in body


def test_an_empty_result_says_what_to_try(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    assert "Nobody fits these filters" in names_on(sign_in(), "q=Zubaydi")
    assert "no name in these words" in names_on(sign_in(Role.LAWYER), "q=...")


def test_the_page_is_arabic_for_whoever_reads_arabic(
    mission: SmallMission,  # noqa: ARG001
    sign_in: Callable[..., Client],
) -> None:
    body = names_on(sign_in(language="ar"), "outcome=killed")
    assert 'dir="rtl"' in body
    assert "الأشخاص" in body
    assert "الرستن، حمص" in body


def test_rows_cost_no_queries_of_their_own(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in()
    address = reverse("persons:list")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address, {"q": "Lina"})
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few) + 1
    assert len(many) <= 16


@pytest.mark.parametrize("role", [Role.MONITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_roles_without_content_see_nothing(mission: SmallMission, sign_in: Callable[..., Client], role: Role) -> None:
    client = sign_in(role)
    record, incident = mission.record(LINA), mission.record(LINA).incident
    assert incident is not None
    pages = [
        reverse("persons:list"),
        reverse("persons:person", args=[mission.yusuf.id]),
        reverse("records:record", args=[record.id]),
        reverse("incidents:list"),
        reverse("custody:exhibits"),
        reverse("custody:exhibit", args=[record.source.exhibit_id]),
        reverse("custody:download", args=[record.source.exhibit_id]),
    ]
    for page in pages:
        assert client.get(page).status_code == 404, page


def test_nobody_comes_in_unsigned(mission: SmallMission, client: Client) -> None:
    for page in ("/", "/persons/", f"/persons/{mission.yusuf.id}/", "/incidents/", "/exhibits/", "/ledger/", "/audit/"):
        response = client.get(page)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("sort", sorted(queries.SORTS))
@pytest.mark.parametrize(
    "asked", [{"outcome": "killed"}, {"sex": "female", "outcome": "killed"}, {"counted": "documented"}]
)
def test_the_way_a_page_is_found_never_changes_what_is_on_it(
    mission: SmallMission, monkeypatch: pytest.MonkeyPatch, sort: str, asked: dict[str, str]
) -> None:
    wanted = PersonFilter(sort=sort, **asked)  # type: ignore[arg-type]  # all of them are words
    few = queries.find_persons(wanted, viewer=mission.viewer)
    monkeypatch.setattr(queries, "COMMON", 0)
    many = queries.find_persons(wanted, viewer=mission.viewer)
    assert [row.number for row in few.rows] == [row.number for row in many.rows]
    assert few.total == many.total == len(few.rows) > 0


def test_a_decision_by_rule_is_said_in_words(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    verify_by_rule(viewer=mission.viewer)
    body = sign_in(language="ar").get(reverse("persons:person", args=[mission.yusuf.id])).content.decode()
    assert "وفق قاعدة البعثة: \u20682\u2069 من الأصول المستقلة" in body
